/** What happens now, and agents' states. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import type { Explanation } from '../acd/model.js';
import { everybody, leaders, need, note, sessionOf } from './access.js';
import { refuseInCall } from './in-call.js';
import type { ApiDeps } from './deps.js';
import { agentId, agentView, agentWish, closed, empty, listOf, slug } from './schemas.js';
import { visibleCalls, visibleQueues } from './visible.js';

/** By `why`; the further fields are those of engine/acd/views.ts. */
const explanation = Type.Unsafe<Explanation>({
  type: 'object',
  additionalProperties: true,
  required: ['why'],
  properties: {
    why: {
      type: 'string',
      enum: [
        ...['unknownTask', 'offered', 'waitsForAgent', 'nobodySignedIn', 'nobodyForMedium'],
        ...['nobodySkilled', 'shareUsedUp', 'allBusy'],
      ],
    },
  },
});

const queueView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  waiting: Type.Array(
    Type.Object({
      call: Type.String(),
      caller: Type.String(),
      priority: Type.Number(),
      joinedAt: Type.Number(),
      position: Type.Number(),
      why: explanation,
      medium: Type.Optional(Type.String()),
      level: Type.Optional(Type.Number()),
      estimateMs: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
    }),
  ),
  agentsReady: Type.Number(),
  agentsSignedIn: Type.Number(),
});

const callView = Type.Object({
  id: Type.String(),
  caller: Type.String(),
  called: Type.String(),
  startedAt: Type.Number(),
  stage: Type.String(),
  queue: Type.Optional(Type.String()),
  agent: Type.Optional(Type.String()),
  inFlow: Type.Optional(
    Type.Object({
      flow: Type.String(),
      node: Type.String(),
      version: Type.String({ description: 'Of the flows in force when the call came' }),
      since: Type.Number({ description: 'When the caller came to the node' }),
      entered: Type.Integer({ description: 'Nodes entered so far' }),
      trail: Type.Array(Type.Object({ flow: Type.String(), node: Type.String() }), {
        description: 'The last nodes entered, this one at the end',
      }),
    }),
  ),
});

const switchView = Type.Object({
  address: Type.String(),
  connected: Type.Boolean(),
  kind: Type.String(),
  channels: Type.Number(),
});

const live = Type.Object({
  at: Type.Number(),
  agents: Type.Array(agentView),
  queues: Type.Array(queueView),
  calls: Type.Array(callView),
  switches: Type.Array(switchView),
});

export const liveRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  const { engine } = deps;

  app.get(
    '/api/live',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary: 'Agents, queues and calls now; /api/events tells the changes',
        response: { 200: live },
      },
    },
    (request) => {
      const { user } = sessionOf(request);
      return {
        at: deps.clock.now(),
        agents: [...engine.agents()],
        queues: visibleQueues(user, engine.queues()).map((queue) => ({
          ...queue,
          waiting: [...queue.waiting],
        })),
        calls: visibleCalls(user, engine.calls()).map(({ inFlow, ...call }) => ({
          ...call,
          ...(inFlow && { inFlow: { ...inFlow, trail: [...inFlow.trail] } }),
        })),
        switches: user.role === 'agent' ? [] : [...engine.switches()],
      };
    },
  );

  app.get(
    '/api/agents/states',
    {
      onRequest: need(deps, everybody),
      schema: { summary: 'State of every agent', response: { 200: listOf(agentView) } },
    },
    () => ({ items: [...engine.agents()] }),
  );

  app.put(
    '/api/agents/:id/state',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary: 'Ask for a state; an agent for itself, leaders for anybody',
        params: closed({ id: agentId }),
        body: agentWish,
        response: { 200: agentView },
      },
    },
    async (request) => {
      const { user } = sessionOf(request);
      const { id } = request.params;
      const own = user.agent === id;
      if (user.role === 'agent' && !own) {
        throw new YihaoError('auth.forbidden', { role: user.role, needed: leaders.join(' or ') });
      }
      if (own && request.body.want === 'signOut') refuseInCall(engine, user);
      const view = engine.setAgent(id, request.body, user.name);
      // An agent's own states are in agent_states; that somebody else set one is an operation of its own.
      if (!own) await note(deps, request, 'agent.stateSet', id, request.body);
      return view;
    },
  );

  app.delete(
    '/api/live/calls/:call',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Hang up a call (强拆)', params: closed({ call: slug }), response: { 204: empty } },
    },
    async (request, reply) => {
      const { user } = sessionOf(request);
      engine.hangUp(request.params.call, user.name);
      await note(deps, request, 'call.hungUp', request.params.call);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};
