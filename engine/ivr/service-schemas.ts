/** The nodes that ask something of the engine besides prompts, keys and people. */
import { Type, type TSchema } from '@sinclair/typebox';
import {
  defaults,
  duration,
  expression,
  languageSchema,
  name,
  NAME,
  node,
  route,
  strict,
  template,
} from './schema-parts.js';

const path = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}([.][A-Za-z0-9_-]{1,64}){0,7}$',
  description: 'A place in the answer, as data.items.0.state',
});
const into = <T extends TSchema>(of: T, description: string) =>
  Type.Optional(
    Type.Record(Type.String({ pattern: NAME }), of, { ...strict, maxProperties: 16, description }),
  );

const lookupField = Type.Union(
  (['name', 'level', 'region', 'calls', 'lastAgent', 'lastQueue', 'lastCallAt'] as const).map((field) =>
    Type.Literal(field),
  ),
);

export const serviceSchemas = {
  language: node('language', 'From here on prompts are in this language', {
    language: languageSchema,
    next: route,
  }),
  script: node('script', 'Computes variables by expressions, one after the other', {
    assign: Type.Array(
      Type.Object({ variable: name('What is set'), value: expression('The value') }, strict),
      { minItems: 1, maxItems: 16 },
    ),
    next: route,
  }),
  http: node('http', 'Asks another system', {
    method: Type.Optional(
      Type.Union([Type.Literal('GET'), Type.Literal('POST'), Type.Literal('PUT')], { default: 'GET' }),
    ),
    url: Type.String({
      pattern: '^https?://[A-Za-z0-9.:[\\]-]{1,200}(/[^\\s]{0,1000})?$',
      description: 'The address; after the host ${name} is replaced by the variable, escaped',
    }),
    headers: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' }), template('The header'), {
        ...strict,
        maxProperties: 16,
      }),
    ),
    secretHeaders: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' }), name('Name of the secret'), {
        ...strict,
        maxProperties: 4,
        description: 'Header → secret of the engine’s secrets file; the value is never in a flow',
      }),
    ),
    body: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }), template('The value'), {
        ...strict,
        maxProperties: 32,
        description: 'Sent as a JSON object of texts',
      }),
    ),
    timeoutMs: duration('For each try', defaults.requestMs, 15_000),
    retries: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 3, default: defaults.retries, description: 'After a failure' }),
    ),
    into: into(path, 'Variable → place in the JSON answer; a place that is not there sets nothing'),
    next: route,
    refused: Type.Optional(route),
    failed: Type.Optional(route),
  }),
  lookup: node('lookup', 'Looks the caller up: important callers, and calls of before', {
    number: Type.Optional(template('Whom; the caller where absent')),
    timeoutMs: duration('Then `failed`', defaults.lookupMs, 10_000),
    into: into(lookupField, 'Variable → what is known'),
    next: route,
    unknown: Type.Optional(route),
    failed: Type.Optional(route),
  }),
  callback: node(
    'callback',
    'Puts a call back into a queue: an agent is offered it and the caller is called',
    {
      queue: template('Whose agents call back'),
      number: Type.Optional(template('The number; the caller’s where absent')),
      attempts: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 10,
          default: defaults.callBackAttempts,
          description: 'Calls until somebody answers',
        }),
      ),
      retryMs: duration('Pause after a call that nobody answered', defaults.callBackRetryMs, 86_400_000),
      expiresMs: duration('Nobody calls any more then', defaults.callBackExpiresMs, 604_800_000),
      next: route,
      invalid: Type.Optional(route),
    },
  ),
} as const;
