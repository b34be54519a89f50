/** Shapes of the desk's commands over HTTP; their types are engine/desk.ts's. */
import { Type } from '@fastify/type-provider-typebox';
import { agentId, closed, slug } from './schemas.js';

const number = Type.String({ minLength: 1, maxLength: 40, pattern: '^[+0-9*# ()-]+$' });
const flow = Type.String({ minLength: 1, maxLength: 80 });

const destination = Type.Union([
  closed({ kind: Type.Literal('agent'), agent: agentId }),
  closed({ kind: Type.Literal('queue'), queue: slug }),
  closed({ kind: Type.Literal('number'), number }),
  closed({ kind: Type.Literal('flow'), flow, back: Type.Boolean() }),
]);

export const deskCommand = Type.Union([
  closed({
    do: Type.Union([Type.Literal('dial'), Type.Literal('transfer'), Type.Literal('consult')]),
    to: destination,
  }),
  closed({
    do: Type.Union([
      Type.Literal('hold'),
      Type.Literal('retrieve'),
      Type.Literal('hangUp'),
      Type.Literal('completeTransfer'),
      Type.Literal('conference'),
      Type.Literal('swap'),
      Type.Literal('cancelConsult'),
      Type.Literal('survey'),
    ]),
  }),
  closed({
    do: Type.Literal('setData'),
    key: Type.String({ minLength: 1, maxLength: 64 }),
    value: Type.String({ maxLength: 512 }),
  }),
]);

const call = slug;
const phone = Type.Optional(Type.String({ pattern: '^[\\w.+-]{1,64}$', description: 'An extension' }));

export const supervisorCommand = Type.Union([
  closed({
    do: Type.Literal('join'),
    call,
    mode: Type.Union([Type.Literal('listen'), Type.Literal('whisper'), Type.Literal('barge')]),
    phone,
  }),
  closed({ do: Type.Literal('takeOver'), call, phone }),
  closed({ do: Type.Union([Type.Literal('leave'), Type.Literal('hangUp')]), call }),
  closed({ do: Type.Literal('moveWaiting'), call, queue: slug }),
  closed({ do: Type.Literal('prioritise'), call, priority: Type.Integer({ minimum: 0, maximum: 100 }) }),
  closed({ do: Type.Literal('give'), call, agent: agentId }),
]);

export const phoneHealth = Type.Union([
  closed({ ok: Type.Literal(true) }),
  closed({
    ok: Type.Literal(false),
    problem: Type.Union([
      Type.Literal('microphone'),
      Type.Literal('socket'),
      Type.Literal('registration'),
      Type.Literal('media'),
      Type.Literal('otherTab'),
    ]),
  }),
]);

const party = Type.Object({
  leg: Type.String(),
  role: Type.String(),
  party: Type.String(),
  name: Type.String(),
  state: Type.String(),
  since: Type.Number(),
  mode: Type.Optional(Type.String()),
});

export const conversation = Type.Object({
  id: Type.String(),
  direction: Type.String(),
  state: Type.String(),
  since: Type.Number(),
  startedAt: Type.Number(),
  agent: Type.Optional(Type.String()),
  caller: Type.String(),
  callerName: Type.String(),
  callerLevel: Type.Optional(Type.String()),
  called: Type.String(),
  queue: Type.Optional(Type.String()),
  keys: Type.Array(Type.Object({ node: Type.String(), digits: Type.String() })),
  data: Type.Record(Type.String(), Type.String()),
  parties: Type.Array(party),
  supervision: Type.Optional(Type.Object({ supervisor: Type.String(), mode: Type.String() })),
  result: Type.Optional(Type.String()),
});

export const deskSettings = closed({
  autoAnswer: Type.Boolean(),
  autoAnswerSeconds: Type.Integer({ minimum: 0, maximum: 10 }),
});

export const contactSettings = {
  department: Type.String({ maxLength: 80 }),
  name: Type.String({ minLength: 1, maxLength: 80 }),
  number,
};
export const contact = closed({ id: slug, ...contactSettings });

export const forbiddenSettings = {
  number: Type.String({ pattern: '^[+]?[0-9*#]{1,32}$' }),
  match: Type.Union([Type.Literal('prefix'), Type.Literal('exact')]),
  agents: Type.Array(agentId, { maxItems: 1000, uniqueItems: true }),
  reason: Type.String({ minLength: 1, maxLength: 200 }),
};
export const forbiddenNumber = closed({ id: slug, ...forbiddenSettings });

export const trunkSettings = {
  name: Type.String({ minLength: 1, maxLength: 80 }),
  address: Type.String({ pattern: '^[A-Za-z0-9.:_-]{1,253}$' }),
  port: Type.Integer({ minimum: 1, maximum: 65535 }),
  transport: Type.Union([Type.Literal('udp'), Type.Literal('tcp'), Type.Literal('tls')]),
  register: Type.Boolean(),
  user: Type.String({ maxLength: 80, pattern: '^[\\w.+@-]*$' }),
  priority: Type.Integer({ minimum: 0, maximum: 1000 }),
  weight: Type.Integer({ minimum: 0, maximum: 1000 }),
  maxCalls: Type.Integer({ minimum: 0, maximum: 100_000 }),
  callerNumber: Type.String({ pattern: '^[+]?[0-9]{0,32}$' }),
  enabled: Type.Boolean(),
};
export const trunkView = Type.Object({
  id: slug,
  ...trunkSettings,
  state: Type.String(),
  calls: Type.Integer(),
});
