/** Work of other media than calls, in the same queues (媒体统一排队); and who waits for a call back. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import type { OwnTasks, TaskRecord } from '../desk.js';
import { listTasks, readTask } from '../store/task-reads.js';
import {
  taskChangeSchema,
  taskMedia,
  taskRequestSchema,
  taskStates,
  lineOf,
  type TaskLine,
  type TaskView,
} from '../task/task.js';
import { isOver } from '../task/task-view.js';
import { everybody, leaders, need, note, sessionOf } from './access.js';
import { knownQueues, knownSkills } from './configuration-change.js';
import type { ApiDeps } from './deps.js';
import { closed, listOf, slug } from './schemas.js';

const task = Type.Unsafe<TaskView>({
  type: 'object',
  additionalProperties: true,
  properties: {
    ...{ id: { type: 'string' }, medium: { type: 'string' }, queue: { type: 'string' } },
    state: { type: 'string', enum: [...taskStates] },
    agent: { type: ['string', 'null'], description: 'Whom it is offered to, or who accepted it' },
    ...{ createdAt: { type: 'number' }, changedAt: { type: 'number' } },
  },
});
const line = Type.Unsafe<TaskLine>(task);
const ownTasks = Type.Unsafe<OwnTasks>({
  type: 'object',
  additionalProperties: true,
  properties: {
    items: { type: 'array', items: task },
    capacity: {
      ...{ type: 'object', additionalProperties: { type: 'number' } },
      description: 'How much of each medium the agent takes at once',
    },
    together: { type: 'number' },
  },
});
const openQuery = closed({
  state: Type.Optional(
    Type.String({
      enum: [...taskStates],
      description: 'Absent: any but what is over; of that, the last 500 are here',
    }),
  ),
  limit: Type.Integer({ minimum: 1, maximum: 5000, default: 1000 }),
  offset: Type.Integer({ minimum: 0, default: 0, description: 'So many are left out, the oldest' }),
});
const finished = Type.Unsafe<TaskRecord>({
  type: 'object',
  additionalProperties: true,
  properties: {
    ...{ id: { type: 'string' }, medium: { type: 'string' }, queue: { type: 'string' } },
    ...{ state: { type: 'string' }, agent: { type: 'string' }, finishedAt: { type: 'number' } },
    history: { type: 'array', items: { type: 'object', additionalProperties: true } },
  },
});
const finishedQuery = closed({
  queue: Type.Optional(slug),
  agent: Type.Optional(slug),
  medium: Type.Optional(Type.String({ enum: [...taskMedia] })),
  state: Type.Optional(Type.String({ enum: ['done', 'cancelled', 'refused'] })),
  from: Type.Optional(Type.Number({ description: 'Finished; ms since the epoch' })),
  to: Type.Optional(Type.Number()),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
const byId = closed({ task: slug });
const kept = Type.Object({
  call: Type.String(),
  caller: Type.String(),
  queue: Type.String(),
  joinedAt: Type.Number(),
  until: Type.Number(),
});
const waits = Type.Object({
  queue: Type.String(),
  estimateMs: Type.Union([Type.Number(), Type.Null()], { description: 'Of a caller who joins now' }),
  figures: Type.Unknown({ description: 'What was measured, and the error of the estimates' }),
});

export const taskRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  const { engine } = deps;
  app.get(
    '/api/tasks',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Tasks that are not over, or those of one state, in the order in which they came',
        querystring: openQuery,
        response: { 200: listOf(line) },
      },
    },
    (request) => {
      const { state, limit, offset } = request.query;
      const isWanted = (one: TaskView): boolean =>
        state === undefined ? !isOver(one.state) : one.state === state;
      const wanted = engine.tasks.list().filter(isWanted);
      return { items: wanted.slice(offset, offset + limit).map(lineOf) };
    },
  );
  app.post(
    '/api/tasks',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Put a chat, an e-mail, a call back … into a queue',
        body: taskRequestSchema,
        response: { 201: task },
      },
    },
    async (request, reply) => {
      knownQueues(deps, [request.body.queue], 'body/queue');
      knownSkills(
        deps,
        Object.keys(request.body.skills).map((skill) => ({ skill })),
      );
      const made = engine.tasks.create(request.body);
      await note(deps, request, 'task.created', made.id, { medium: made.medium, queue: made.queue });
      return reply.code(201).send(made);
    },
  );
  app.get(
    '/api/tasks/finished',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Tasks that are over, the latest first, with their history',
        querystring: finishedQuery,
        response: { 200: listOf(finished) },
      },
    },
    async (request) => {
      const { limit, ...filter } = request.query;
      return { items: await listTasks(deps.link.use().reports, filter, limit) };
    },
  );
  app.get(
    '/api/tasks/:task',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'A task with its history', params: byId, response: { 200: task } },
    },
    async (request) => {
      const { task: id } = request.params;
      const found = engine.tasks.find(id) ?? (await readTask(deps.link.use().reports, id));
      if (!found) throw new YihaoError('not.found', { what: 'task', id });
      return found as TaskView;
    },
  );
  app.put(
    '/api/tasks/:task',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary:
          'Move a task to another queue, priority or agent; what an agent has accepted goes back to its place',
        params: byId,
        body: taskChangeSchema,
        response: { 200: task },
      },
    },
    async (request) => {
      const { queue } = request.body;
      if (queue !== undefined) knownQueues(deps, [queue], 'body/queue');
      const view = engine.tasks.arrange(request.params.task, request.body, sessionOf(request).user.name);
      await note(deps, request, 'task.moved', view.id, request.body);
      return view;
    },
  );
  app.delete(
    '/api/tasks/:task',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Take a task back, also from an agent who has accepted it',
        params: byId,
        response: { 200: task },
      },
    },
    async (request) => {
      const view = engine.tasks.cancel(request.params.task, sessionOf(request).user.name);
      await note(deps, request, 'task.cancelled', view.id);
      return view;
    },
  );
  app.get(
    '/api/me/tasks',
    {
      onRequest: need(deps, everybody),
      schema: {
        summary: 'What is offered to the agent, and what they work at',
        response: { 200: ownTasks },
      },
    },
    (request) => {
      const { agent } = sessionOf(request).user;
      const isOwn = (view: TaskView): boolean =>
        agent !== null && view.agent === agent && (view.state === 'offered' || view.state === 'accepted');
      const { distribution } = deps.current.configuration.agents.find(({ id }) => id === agent) ?? {};
      const capacity = { ...distribution?.capacity };
      delete capacity.phone;
      const { together } = distribution ?? {};
      return {
        items: engine.tasks.list().filter(isOwn).map(lineOf),
        ...{ capacity, ...(together !== undefined && { together }) },
      };
    },
  );
  for (const action of ['accept', 'reject', 'done'] as const) {
    app.post(
      `/api/tasks/:task/${action}`,
      {
        onRequest: need(deps, everybody),
        schema: {
          summary: { accept: 'Take the task on', reject: 'Refuse it, as a call', done: 'Have done with it' }[
            action
          ],
          params: byId,
          response: { 200: task },
        },
      },
      (request) => {
        const { agent, role } = sessionOf(request).user;
        if (agent === null) throw new YihaoError('auth.forbidden', { role, needed: 'agent' });
        return engine.tasks[action](agent, request.params.task);
      },
    );
  }
  app.get(
    '/api/kept-places',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary:
          'Callers who gave up and whose place is kept, in the order in which they had waited (漏话回拨)',
        response: { 200: listOf(kept) },
      },
    },
    () => ({
      items: engine.routing.keptPlaces().map(({ task: call, caller, queue, place, until }) => ({
        ...{ call, caller, queue, joinedAt: place.joinedAt, until },
      })),
    }),
  );
  app.post(
    '/api/kept-places/:call/call-back',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Have a caller who gave up called back, at the place that they had',
        params: closed({ call: slug }),
        response: { 201: task },
      },
    },
    async (request, reply) => {
      const made = engine.tasks.callBack(request.params.call);
      await note(deps, request, 'task.created', made.id, { medium: made.medium, call: request.params.call });
      return reply.code(201).send(made);
    },
  );
  app.get(
    '/api/waits',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Estimated waits by queue, with their error', response: { 200: listOf(waits) } },
    },
    () => ({ items: engine.routing.waitFigures().map((one) => ({ ...one })) }),
  );
  return Promise.resolve();
};
