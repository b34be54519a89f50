/** What flows do with callers: figures by day, callers in them now, call-backs, services that they ask. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { testCallPrefix } from '../flow-files/test-calls.js';
import { closeCallback, readCallbacks, readFlowFigures } from '../store/flow-reads.js';
import { everybody, leaders, need, note, sessionOf } from './access.js';
import type { ApiDeps } from './deps.js';
import { byFlow } from './flow-schemas.js';
import { closed, empty, listOf, whoIsDone } from './schemas.js';
import { visibleCaller } from './visible.js';

const longestSpanMs = 32 * 86_400_000;
const timeZone = Type.String({
  maxLength: 64,
  default: 'Asia/Shanghai',
  description: 'Whose days: an IANA name',
});
const time = Type.Number({ minimum: 0, description: 'Milliseconds since the epoch' });

export const flowLifeRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/flows/:flow/figures',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Counts of nodes and paths, and where callers drop out, over at most 32 days',
        params: byFlow,
        querystring: closed({ from: time, to: time, timeZone }),
        response: {
          200: Type.Object({
            calls: Type.Integer(),
            averageMs: Type.Integer(),
            nodes: Type.Array(
              Type.Object({
                node: Type.String(),
                calls: Type.Integer(),
                visits: Type.Integer(),
                dropOuts: Type.Integer(),
                averageMs: Type.Integer(),
              }),
            ),
            paths: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), count: Type.Integer() })),
            days: Type.Array(
              Type.Object({
                day: Type.String({ description: 'yyyy-mm-dd' }),
                calls: Type.Integer(),
                dropOuts: Type.Integer(),
                averageMs: Type.Integer(),
              }),
            ),
          }),
        },
      },
    },
    async ({ params: { flow }, query }) => {
      if (query.to <= query.from || query.to - query.from > longestSpanMs)
        throw new YihaoError('request.invalid', {
          where: 'query',
          reason: 'must be a span of at most 32 days',
        });
      if (!isTimeZone(query.timeZone))
        throw new YihaoError('request.invalid', { where: 'query/timeZone', reason: 'is no time zone' });
      const { nodes, paths, days, ...figures } = await readFlowFigures(deps.link.use().reports, flow, {
        ...query,
        exceptCalled: testCallPrefix,
      });
      return { ...figures, nodes: [...nodes], paths: [...paths], days: [...days] };
    },
  );
  app.get(
    '/api/flows/:flow/callers',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Callers in the flow now, and at which node',
        params: byFlow,
        response: {
          200: listOf(
            Type.Object({
              call: Type.String(),
              node: Type.String(),
              version: Type.String(),
              since: Type.Number({ description: 'Of the call' }),
              atNodeSince: Type.Number(),
            }),
          ),
        },
      },
    },
    ({ params: { flow } }) => ({
      items: deps.engine.calls().flatMap(({ id, startedAt, inFlow }) =>
        inFlow?.flow === flow
          ? [
              {
                ...{ call: id, node: inFlow.node, version: inFlow.version },
                ...{ since: startedAt, atNodeSince: inFlow.since },
              },
            ]
          : [],
      ),
    }),
  );
  app.get(
    '/api/flow-services',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Systems that flows ask, and how they do',
        response: {
          200: listOf(
            Type.Object({
              origin: Type.String(),
              state: Type.String({ description: 'up, failing, or down: not asked for a while' }),
              asked: Type.Integer(),
              failed: Type.Integer(),
              lastError: Type.String(),
              lastAt: Type.Number(),
            }),
          ),
        },
      },
    },
    () => ({ items: [...deps.flowServices()] }),
  );
  app.get(
    '/api/callbacks',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary:
          'Call-backs that callers asked for: those to do, the oldest first, or all, the latest first; agents see the numbers of those alone that they are offered or have accepted',
        querystring: closed({ open: Type.Optional(Type.Boolean({ default: true })) }),
        response: {
          200: listOf(
            Type.Object({
              call: Type.String(),
              seq: Type.Integer(),
              at: Type.Number(),
              queue: Type.String(),
              number: Type.String(),
              done: whoIsDone,
            }),
          ),
        },
      },
    },
    async (request) => {
      const { user } = sessionOf(request);
      const open = request.query.open ?? true;
      const requests = await readCallbacks(deps.link.use().main, { open, limit: 1000 });
      return {
        items: requests.map((one) => ({
          ...one,
          number: visibleCaller(user, one.number, deps.engine.tasks.ofRequest(one.call, one.seq)?.agent),
        })),
      };
    },
  );
  app.post(
    '/api/callbacks/:call/:seq/done',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary:
          'The caller was called back; agents say so of those alone that they are offered or have accepted',
        params: closed({ call: Type.String({ maxLength: 64 }), seq: Type.Integer({ minimum: 0 }) }),
        body: closed({ note: Type.String({ maxLength: 500, default: '' }) }),
        response: { 204: empty },
      },
    },
    async (request, reply) => {
      const { call, seq } = request.params;
      const { name: by, role, agent } = sessionOf(request).user;
      const isOwn = agent !== null && deps.engine.tasks.ofRequest(call, seq)?.agent === agent;
      if (role === 'agent' && !isOwn)
        throw new YihaoError('auth.forbidden', { role, needed: leaders.join(' or ') });
      if (!(await closeCallback(deps.link.use().main, { call, seq, by, note: request.body.note })))
        throw new YihaoError('conflict', { what: 'call-back of call', id: call, reason: 'is done already' });
      deps.engine.tasks.requestDone(call, seq, by);
      await note(deps, request, 'callback.done', call);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
