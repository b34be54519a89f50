/** The agent's day, and how the agent takes calls. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { saveDeskSettings } from '../store/desk-rows.js';
import { readAudit, readMissed, readOwnCalls, readToday } from '../store/desk-reads.js';
import { everybody, leaders, need } from './access.js';
import { changed } from './configuration-change.js';
import { agentOf } from './control-routes.js';
import type { ApiDeps } from './deps.js';
import { deskSettings } from './desk-schemas.js';
import { closed, listOf } from './schemas.js';

const maybe = Type.Union([Type.String(), Type.Null()]);
const today = Type.Object({
  answered: Type.Integer(),
  missed: Type.Integer(),
  outbound: Type.Integer(),
  talkSeconds: Type.Integer(),
  wrapUpSeconds: Type.Integer(),
  readySeconds: Type.Integer(),
  averageRating: Type.Union([Type.Number(), Type.Null()]),
});
const seen = {
  call: Type.String(),
  at: Type.Number(),
  party: Type.String(),
  partyName: Type.String(),
  queue: maybe,
};
const ownCall = Type.Object({
  ...seen,
  direction: Type.String(),
  talkSeconds: Type.Integer(),
  result: Type.String(),
  rating: maybe,
});
const missedCall = Type.Object({ ...seen, ringSeconds: Type.Integer() });
const auditItem = Type.Object({
  id: Type.String(),
  at: Type.Number(),
  userName: Type.String(),
  action: Type.String(),
  target: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
});

const byHand = { autoAnswer: false, autoAnswerSeconds: 0 };

export const meRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  /** The day begins at midnight where the engine runs. */
  const midnight = (): Date => new Date(new Date(deps.clock.now()).setHours(0, 0, 0, 0));
  const onRequest = need(deps, everybody);

  app.get(
    '/api/me/today',
    { onRequest, schema: { summary: "The agent's figures of today", response: { 200: today } } },
    (request) => readToday(deps.link.use().reports, agentOf(request), midnight(), new Date(deps.clock.now())),
  );
  app.get(
    '/api/me/calls',
    { onRequest, schema: { summary: "The agent's calls of today", response: { 200: listOf(ownCall) } } },
    async (request) => ({
      items: await readOwnCalls(deps.link.use().reports, agentOf(request), midnight()),
    }),
  );
  app.get(
    '/api/me/missed',
    {
      onRequest,
      schema: { summary: 'Offers that the agent missed today', response: { 200: listOf(missedCall) } },
    },
    async (request) => ({
      items: await readMissed(deps.link.use().reports, agentOf(request), midnight()),
    }),
  );
  app.get(
    '/api/me/settings',
    { onRequest, schema: { summary: 'How the agent takes calls', response: { 200: deskSettings } } },
    (request) => deps.current.configuration.deskSettings[agentOf(request)] ?? byHand,
  );
  app.put(
    '/api/me/settings',
    {
      onRequest,
      schema: {
        summary: 'Change how the agent takes calls',
        body: deskSettings,
        response: { 200: deskSettings },
      },
    },
    async (request) => {
      const agent = agentOf(request);
      await saveDeskSettings(deps.link.use().main, agent, request.body);
      await changed(deps, request, 'desk.settingsSaved', agent, request.body);
      return request.body;
    },
  );
  app.get(
    '/api/audit',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Who did what, latest first',
        querystring: closed({ limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }) }),
        response: { 200: listOf(auditItem) },
      },
    },
    async (request) => {
      const items = await readAudit(deps.link.use().reports, request.query.limit);
      return { items: items.map((item) => ({ ...item, data: { ...item.data } })) };
    },
  );
  return Promise.resolve();
};
