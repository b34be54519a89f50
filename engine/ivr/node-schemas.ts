/** The form of every kind of node. */
import { Type } from '@sinclair/typebox';
import { conditionSchema } from './condition.js';
import {
  attempt,
  defaults,
  duration,
  expression,
  interDigitMs,
  KEY,
  name,
  node,
  prompts,
  route,
  skills,
  strict,
  template,
  timeoutMs,
  transferRoutes,
  tries,
} from './schema-parts.js';
import { serviceSchemas } from './service-schemas.js';
import { speechMenuSchema } from './speech-menu-schema.js';

/** By kind, one schema each; the engine carries out every one of them. */
export const nodeSchemas = {
  play: node('play', 'Plays recorded prompts', {
    prompts,
    interruptible: Type.Optional(Type.Boolean({ default: true, description: 'A key skips the rest' })),
    next: route,
  }),
  say: node('say', 'Speaks a text with the synthesiser', {
    text: template('The text'),
    interruptible: Type.Optional(Type.Boolean({ default: true, description: 'A key skips the rest' })),
    next: route,
  }),
  menu: node('menu', 'Plays prompts and takes one key; a second level is a menu that a key leads to', {
    prompts,
    keys: Type.Record(Type.String({ pattern: KEY }), route, {
      ...strict,
      minProperties: 1,
      description: 'Key → node',
    }),
    timeoutMs,
    tries,
    noInput: attempt('No key came'),
    wrongKey: attempt('The key leads nowhere'),
  }),
  collect: node('collect', 'Takes digits into a variable', {
    prompts,
    variable: name('Where the digits go'),
    minDigits: Type.Integer({ minimum: 1, maximum: 64 }),
    maxDigits: Type.Integer({ minimum: 1, maximum: 64 }),
    accept: Type.Optional(expression('Whether the digits are right; they are `digits` in it')),
    terminators: Type.Optional(
      Type.String({ pattern: '^[0-9*#]{0,12}$', default: '#', description: 'Keys that end the input' }),
    ),
    timeoutMs,
    interDigitMs,
    tries,
    next: route,
    noInput: attempt('Nothing came'),
    invalid: attempt('Too few digits came, or `accept` does not hold'),
  }),
  branch: node('branch', 'Goes on by conditions: the first case that holds', {
    cases: Type.Array(Type.Object({ when: conditionSchema, next: route }, strict), {
      minItems: 1,
      maxItems: 64,
    }),
    otherwise: route,
  }),
  set: node('set', 'Sets variables; they are call data and reach the agent', {
    values: Type.Record(
      Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$' }),
      template('The value'),
      { ...strict, minProperties: 1, maxProperties: 32 },
    ),
    next: route,
  }),
  queue: node('queue', 'Waits in a queue for an agent', {
    queue: template('Name of the queue'),
    priority: Type.Optional(
      Type.Integer({
        minimum: -1000,
        maximum: 1000,
        default: defaults.priority,
        description: 'Higher is served first',
      }),
    ),
    skills,
    music: Type.Optional(name('prompts/music/<this>.wav; else the queue’s own')),
    announceEveryMs: Type.Optional(
      Type.Integer({
        minimum: 5000,
        maximum: 3_600_000,
        description: 'Announce the position; else the queue’s own',
      }),
    ),
    maxWaitMs: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 86_400_000, description: 'Then `timedOut`; absent: no limit' }),
    ),
    served: Type.Optional(route),
    timedOut: Type.Optional(route),
    full: Type.Optional(route),
    nobody: Type.Optional(route),
    failed: Type.Optional(route),
  }),
  agent: node('agent', 'Rings one agent (指定座席)', {
    agent: template('The agent’s number'),
    ...transferRoutes,
  }),
  extension: node('extension', 'Rings an extension', {
    extension: template('The extension'),
    ...transferRoutes,
  }),
  external: node('external', 'Calls a number outside', { number: template('The number'), ...transferRoutes }),
  voicemail: node('voicemail', 'Records a message', {
    prompts: Type.Optional(prompts),
    mailbox: template('Whose message it is: a queue or an agent'),
    maxMs: duration('Length at most', defaults.voicemailMs, 600_000),
    silenceMs: duration('Silence that ends it', defaults.silenceMs, 60_000),
    terminators: Type.Optional(Type.String({ pattern: '^[0-9*#]{0,12}$', default: '#' })),
    next: route,
    empty: Type.Optional(route),
  }),
  survey: node('survey', 'Asks for satisfaction (满意度评价)', {
    questions: Type.Array(
      Type.Object(
        {
          id: name('In the record of the call'),
          prompts,
          keys: Type.Record(Type.String({ pattern: KEY }), Type.Integer({ minimum: 0, maximum: 100 }), {
            ...strict,
            minProperties: 1,
            description: 'Key → rating',
          }),
        },
        strict,
      ),
      { minItems: 1, maxItems: 10 },
    ),
    timeoutMs,
    tries,
    wrongKeyPrompts: Type.Optional(prompts),
    thanks: Type.Optional(prompts),
    next: route,
  }),
  subflow: node('subflow', 'Runs another flow and comes back', { flow: name('The flow’s id'), next: route }),
  hangup: node('hangup', 'Hangs up', {
    cause: Type.Optional(
      Type.Union(
        [
          Type.Literal('NORMAL_CLEARING'),
          Type.Literal('USER_BUSY'),
          Type.Literal('CALL_REJECTED'),
          Type.Literal('NORMAL_UNSPECIFIED'),
          Type.Literal('NORMAL_CIRCUIT_CONGESTION'),
        ],
        { default: 'NORMAL_CLEARING' },
      ),
    ),
  }),
  speechMenu: speechMenuSchema,
  ...serviceSchemas,
} as const;
