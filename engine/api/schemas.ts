/** The shapes that go over HTTP: validation, types and the page at /docs come from here. */
import { Type, type TProperties, type TSchema } from '@fastify/type-provider-typebox';
import {
  type AgentDistribution,
  agentDistributionSchema,
  type QueueDistribution,
  queueDistributionSchema,
} from '../routing/distribution.js';
import { rowTables, type ColumnKind, type FactTable } from '../store/fact-columns.js';

/** Nothing but what is named here. */
export const closed = <T extends TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });

/** A list under a name, so that more can be said beside it later. */
export const listOf = <T extends TSchema>(item: T) => Type.Object({ items: Type.Array(item) });

export const empty = Type.Null({ description: 'Nothing' });

const literals = <const T extends readonly string[]>(...values: T) =>
  Type.Enum(values as unknown as [T[number], ...T[number][]]);

export const agentId = Type.String({ pattern: '^[0-9]{2,10}$', description: 'The agent number (工号)' });
export const slug = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$' });
export const dialledNumber = Type.String({ pattern: '^[+]?[0-9*#]{1,32}$' });
const displayName = Type.String({ minLength: 1, maxLength: 80 });
const anyText = Type.String({ maxLength: 80 });
export const newPassword = Type.String({
  minLength: 10,
  maxLength: 200,
  description: 'At least 10 characters',
});
export const role = literals('administrator', 'supervisor', 'agent');

const skillLevel = closed({ skill: slug, level: Type.Integer({ minimum: 1, maximum: 9 }) });

export const skill = closed({ id: slug, name: displayName });

export const agentSettings = {
  name: displayName,
  skills: Type.Array(skillLevel, { maxItems: 50 }),
  queues: Type.Array(slug, { maxItems: 256, uniqueItems: true }),
  wrapUpSeconds: Type.Integer({ minimum: 0, maximum: 3600 }),
  distribution: Type.Optional(Type.Unsafe<AgentDistribution>(agentDistributionSchema)),
};
export const agent = closed({ id: agentId, ...agentSettings });

export const queueSettings = {
  name: displayName,
  priority: Type.Integer({ minimum: 0, maximum: 100 }),
  capacity: Type.Integer({ minimum: 0, maximum: 10_000 }),
  skills: Type.Array(skillLevel, { maxItems: 50 }),
  ringSeconds: Type.Integer({ minimum: 5, maximum: 120 }),
  surveyOn: Type.Boolean(),
  recordOn: Type.Boolean(),
  announceAgentOn: Type.Boolean(),
  distribution: Type.Optional(Type.Unsafe<QueueDistribution>(queueDistributionSchema)),
};
export const queue = closed({ id: slug, ...queueSettings });

export const numberSettings = { name: displayName, flow: anyText, language: literals('zh-CN', 'en') };
export const number = closed({ number: dialledNumber, ...numberSettings });

export const userView = Type.Object({
  name: Type.String(),
  role,
  agent: Type.Union([Type.String(), Type.Null()]),
  mustChangePassword: Type.Boolean(),
});

export const agentView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: Type.String(),
  reason: Type.String(),
  since: Type.Number(),
  registered: Type.Boolean(),
  call: Type.Optional(Type.String()),
  wrapUpUntil: Type.Optional(Type.Number()),
});

export const agentWish = Type.Union([
  closed({ want: literals('signIn', 'signOut', 'ready', 'endWrapUp') }),
  closed({ want: Type.Literal('notReady'), reason: Type.String({ minLength: 1, maxLength: 40 }) }),
  closed({ want: Type.Literal('extendWrapUp'), seconds: Type.Integer({ minimum: 1, maximum: 3600 }) }),
]);

/** Milliseconds since the epoch, as far as a date goes. */
export const time = Type.Number({ minimum: 0, maximum: 8.64e15 });
export const callQuery = closed({
  from: Type.Optional(time),
  to: Type.Optional(time),
  caller: Type.Optional(anyText),
  called: Type.Optional(anyText),
  agent: Type.Optional(anyText),
  queue: Type.Optional(anyText),
  outcome: Type.Optional(
    literals(
      ...(['inProgress', 'answered', 'abandoned', 'callBack', 'selfService'] as const),
      ...(['unanswered', 'rejected', 'failed'] as const),
    ),
  ),
  rating: Type.Optional(anyText),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
});

const columnSchemas: Readonly<Record<ColumnKind, object>> = {
  text: { type: ['string', 'null'] },
  integer: { type: ['integer', 'null'] },
  timestamptz: { type: ['integer', 'null'], description: 'Milliseconds since the epoch' },
  jsonb: {},
};

/** A row of facts with all its columns; what did not happen (yet) is null. */
function rowOf({ columns }: FactTable) {
  const properties = Object.entries(columns).map(([key, kind]): [string, object] => [
    key,
    columnSchemas[kind],
  ]);
  return Type.Unsafe<Readonly<Record<string, unknown>>>({
    type: 'object',
    properties: { id: { type: 'string' }, ...Object.fromEntries(properties) },
  });
}

export const callRow = rowOf(rowTables.call);

export const callDetail = Type.Object({
  call: callRow,
  legs: Type.Array(rowOf(rowTables.leg)),
  entries: Type.Array(rowOf(rowTables.queueEntry)),
  recordings: Type.Array(rowOf(rowTables.recording)),
});

/** Of a request that waits for somebody: who dealt with it; null: nobody yet. */
export const whoIsDone = Type.Union([
  Type.Object({ by: Type.String(), at: Type.Number(), note: Type.String() }),
  Type.Null(),
]);

export const timelineEntry = Type.Object({
  seq: Type.Integer(),
  at: Type.Integer({ description: 'Milliseconds since the epoch' }),
  type: Type.String(),
  data: Type.Unknown(),
});
