/** Calls as agents and supervisors handle them. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { YihaoError } from '../../kernel/errors.js';
import type { ConversationView } from '../desk.js';
import { addressOfRecord } from '../store/browser-phones.js';
import { readCallerHistory } from '../store/desk-reads.js';
import { everybody, leaders, need, note, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import { conversation, deskCommand, phoneHealth, supervisorCommand } from './desk-schemas.js';
import { agentId, closed, empty, listOf, slug } from './schemas.js';
import { shownConversation, takesPart, visibleConversation } from './visible.js';

const text = Type.String({ minLength: 1, maxLength: 500 });
const historyItem = Type.Object({
  call: Type.String(),
  at: Type.Number(),
  queue: Type.Union([Type.String(), Type.Null()]),
  agent: Type.Union([Type.String(), Type.Null()]),
  outcome: Type.String(),
  rating: Type.Union([Type.String(), Type.Null()]),
  data: Type.Record(Type.String(), Type.String()),
});

/** @throws YihaoError 'auth.forbidden' for a user who is no agent. */
export function agentOf(request: FastifyRequest): string {
  const { user } = sessionOf(request);
  if (user.agent === null) throw new YihaoError('auth.forbidden', { role: user.role, needed: 'an agent' });
  return user.agent;
}

/** For serialisation, which wants arrays that may be changed. */
function plain(view: ConversationView) {
  return { ...view, keys: [...view.keys], parties: [...view.parties], data: { ...view.data } };
}

export const controlRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  const { engine } = deps;

  app.post(
    '/api/control',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary: "Handle the agent's call; answers when the switch has taken it",
        body: deskCommand,
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      await engine.control(agentOf(request), request.body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/supervision',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Listen, whisper, barge in, take over, hang up, move a waiting caller',
        body: supervisorCommand,
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      const { user } = sessionOf(request);
      const command = request.body;
      const about = engine.conversations().find(({ id }) => id === command.call);
      const { do: action, call, ...more } = command;
      await engine.supervise({ name: user.name, phone: addressOfRecord(user) }, command);
      const whom = about?.agent === undefined ? {} : { agent: about.agent };
      await note(deps, request, `supervision.${action}`, call, { ...whom, ...more });
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/me/conversations',
    {
      onRequest: need(deps, everybody),
      schema: { summary: "The agent's own calls now", response: { 200: listOf(conversation) } },
    },
    (request) => {
      const { user } = sessionOf(request);
      const own = engine.conversations().filter((one) => takesPart(user, one));
      return { items: own.map((one) => plain(shownConversation(user, one))) };
    },
  );

  app.get(
    '/api/conversations',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'All calls now', response: { 200: listOf(conversation) } },
    },
    () => ({ items: engine.conversations().map(plain) }),
  );

  app.get(
    '/api/conversations/:call/history',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary: 'Earlier calls of the same caller, latest first',
        params: closed({ call: slug }),
        response: { 200: listOf(historyItem) },
      },
    },
    async (request) => {
      const { user } = sessionOf(request);
      const id = request.params.call;
      const found = engine.conversations().find((one) => one.id === id);
      if (!found || !visibleConversation(user, found))
        throw new YihaoError('not.found', { what: 'call', id });
      const other = found.direction === 'outbound' ? found.called : found.caller;
      const items = await readCallerHistory(deps.link.use().reports, other, id);
      return { items: items.map((item) => ({ ...item, data: { ...item.data } })) };
    },
  );

  app.put(
    '/api/phone/health',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary: "Whether the agent's browser can carry calls; a fault takes the agent out of the queue",
        body: phoneHealth,
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      const { user } = sessionOf(request);
      if (user.agent !== null) engine.phoneHealth(user.agent, request.body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/messages',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Tell an agent, or all, something',
        body: closed({ to: Type.Union([agentId, Type.Literal('all')]), text }),
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      const { to, text: said } = request.body;
      engine.sendMessage(sessionOf(request).user.name, to, said);
      await note(deps, request, 'message.sent', to, { text: said });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/help',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary: 'Ask the supervisors for help',
        body: closed({ text: Type.String({ maxLength: 500 }) }),
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      const agent = agentOf(request);
      engine.askForHelp(agent, request.body.text);
      await note(deps, request, 'help.asked', agent, request.body);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};
