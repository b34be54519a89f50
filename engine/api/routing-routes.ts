/** Routing rules: in force, their versions, and where a caller would go by them. */
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { checkRouting, type RuleFault } from '../routing/check.js';
import { leafSchemas } from '../routing/condition.js';
import { agentDistributionSchema, queueDistributionSchema } from '../routing/distribution.js';
import { routingSchema, type Routing } from '../routing/rules.js';
import {
  currentRouting,
  listRoutingVersions,
  type NewRouting,
  type RoutingVersion,
  routingVersion,
  saveRouting,
} from '../store/routing-rows.js';
import type { Medium } from '../acd/model.js';
import { taskMedia } from '../task/task.js';
import { administrators, leaders, need, sessionOf } from './access.js';
import { changed, knownNames } from './configuration-change.js';
import type { ApiDeps } from './deps.js';
import { closed, listOf, time } from './schemas.js';

const about = {
  version: Type.Integer({ description: '0: rules were never made' }),
  at: Type.Number(),
  by: Type.String(),
  note: Type.String(),
};
const versionView = Type.Object({ ...about, routing: Type.Unknown() });
const byVersion = closed({ version: Type.Integer({ minimum: 1 }) });
const fault = Type.Object({
  path: Type.String({ description: 'As rules.0.when.all.1.time' }),
  reason: Type.String(),
});
const skills = Type.Record(Type.String(), Type.Integer({ minimum: 1, maximum: 100 }), { default: {} });
const text = (description: string) => Type.String({ maxLength: 80, default: '', description });
const trialRequest = closed({
  caller: text('The caller’s number; empty: withheld'),
  called: text('The number dialled'),
  language: Type.String({ maxLength: 10, default: 'zh-CN' }),
  medium: Type.Unsafe<Medium>(
    Type.String({ enum: ['phone', ...taskMedia], default: 'phone', description: 'What it comes by' }),
  ),
  queue: Type.String({ maxLength: 80, description: 'As the flow asks for it' }),
  priority: Type.Integer({ default: 0 }),
  skills,
  keys: Type.Array(closed({ node: Type.String(), digits: Type.String() }), { maxItems: 100, default: [] }),
  data: Type.Record(Type.String(), Type.String(), { default: {} }),
  at: Type.Optional({ ...time, description: 'As if it were that time; queues and agents stay as they are' }),
  routing: Type.Optional(Type.Unknown({ description: 'A draft; absent: the rules in force' })),
});

export const routingRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  const faultsOf = (value: unknown): readonly RuleFault[] => {
    const checked = checkRouting(value, knownNames(deps));
    return checked.ok ? [] : checked.faults;
  };
  const checkedRouting = (value: unknown): Routing => {
    const checked = checkRouting(value, knownNames(deps));
    if (checked.ok) return checked.value;
    const [first] = checked.faults;
    const where = `body/routing${(first?.path ?? []).map((step) => `/${step}`).join('')}`;
    throw new YihaoError('request.invalid', { where, reason: first?.reason ?? 'is wrong' });
  };

  const save = async (made: NewRouting, basedOn?: number): Promise<RoutingVersion> => {
    const saved = await saveRouting(deps.link.use().main, made, basedOn);
    if (saved.ok) return saved.value;
    const reason = 'came into force meanwhile';
    throw new YihaoError('conflict', { what: 'version', id: saved.inForce, reason });
  };

  app.get(
    '/api/routing',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'The routing rules in force', response: { 200: versionView } },
    },
    () => currentRouting(deps.link.use().main),
  );

  app.get(
    '/api/routing/schema',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary:
          'JSON schemas of rules, of each condition, and of what queues and agents have for distribution',
        response: { 200: Type.Unknown() },
      },
    },
    () => ({
      ...{ routing: routingSchema, conditions: leafSchemas },
      ...{ queueDistribution: queueDistributionSchema, agentDistribution: agentDistributionSchema },
    }),
  );

  app.post(
    '/api/routing/check',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'What is wrong with rules: nothing when they may go live',
        body: closed({ routing: Type.Unknown() }),
        response: { 200: Type.Object({ faults: Type.Array(fault) }) },
      },
    },
    (request) => ({
      faults: faultsOf(request.body.routing).map(({ path, reason }) => ({ path: path.join('.'), reason })),
    }),
  );

  app.put(
    '/api/routing',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Put rules in force as a new version; calls that wait already keep what they were given',
        body: closed({
          routing: Type.Unknown(),
          note: Type.String({ maxLength: 200, default: '' }),
          basedOn: Type.Optional(
            Type.Integer({ description: 'Refused when another version has come into force since' }),
          ),
        }),
        response: { 200: versionView },
      },
    },
    async (request) => {
      const { note, basedOn } = request.body;
      const routing = checkedRouting(request.body.routing);
      const saved = await save({ by: sessionOf(request).user.name, note, routing }, basedOn);
      await changed(deps, request, 'routing.saved', String(saved.version), { note });
      return saved;
    },
  );

  app.get(
    '/api/routing/versions',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Versions, latest first', response: { 200: listOf(Type.Object(about)) } },
    },
    async () => ({ items: await listRoutingVersions(deps.link.use().main) }),
  );

  app.get(
    '/api/routing/versions/:version',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'The rules of a version', params: byVersion, response: { 200: versionView } },
    },
    (request) => versionOf(deps, request.params.version),
  );

  app.post(
    '/api/routing/versions/:version/restore',
    {
      onRequest: need(deps, administrators),
      schema: {
        summary: 'Put the rules of an earlier version in force again, as a new version',
        params: byVersion,
        response: { 200: versionView },
      },
    },
    async (request) => {
      const old = await versionOf(deps, request.params.version);
      const routing = checkedRouting(old.routing);
      const by = sessionOf(request).user.name;
      const saved = await save({ by, note: `restored from version ${old.version}`, routing });
      await changed(deps, request, 'routing.restored', String(saved.version), { from: old.version });
      return saved;
    },
  );

  app.post(
    '/api/routing/test',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'This caller, now: where would it go, and why. Nothing happens',
        body: trialRequest,
        response: { 200: Type.Object({ decision: Type.Unknown(), result: Type.Unknown() }) },
      },
    },
    (request) => {
      const { at, routing, ...asked } = request.body;
      return deps.engine.routing.try(asked, at, routing === undefined ? undefined : checkedRouting(routing));
    },
  );
  return Promise.resolve();
};

async function versionOf(deps: ApiDeps, version: number): ReturnType<typeof currentRouting> {
  const found = await routingVersion(deps.link.use().main, version);
  if (!found) throw new YihaoError('not.found', { what: 'version of the routing rules', id: version });
  return found;
}
