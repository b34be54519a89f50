/** What the schemas of nodes are built of. */
import { Type, type Static, type TProperties } from '@sinclair/typebox';

/** What holds where a file says nothing. */
export const defaults = {
  timeoutMs: 5000,
  interDigitMs: 3000,
  tries: 3,
  ringMs: 20_000,
  voicemailMs: 120_000,
  silenceMs: 5000,
  priority: 0,
  requestMs: 3000,
  retries: 1,
  lookupMs: 1500,
  utteranceMs: 8000,
  pauseMs: 1000,
  recogniseMs: 4000,
  callBackAttempts: 3,
  callBackRetryMs: 900_000,
  callBackExpiresMs: 86_400_000,
} as const;

export const NAME = '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$';
export const KEY = '^[0-9*#]$';

export const strict = { additionalProperties: false } as const;

export const duration = (description: string, ms: number, maximum = 3_600_000) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum, default: ms, description }));

export const name = (description: string) => Type.String({ pattern: NAME, description });
/** `x-names` tells editors what stands there: a node of the flow. */
export const routeTo = (description: string) =>
  Type.String({ pattern: NAME, description, 'x-names': 'node' });
export const route = routeTo('The node that follows; `end` leaves the flow');
export const template = (description: string, maxLength = 512) =>
  Type.String({ maxLength, description: `${description}. \${name} is replaced by the variable` });
export const expression = (description: string) =>
  Type.String({ minLength: 1, maxLength: 500, description: `${description}. A CEL expression, docs/ivr.md` });

export const languageSchema = Type.Union([Type.Literal('zh-CN'), Type.Literal('en')]);
export type Language = Static<typeof languageSchema>;

export const variableTypeSchema = Type.Union(
  [Type.Literal('text'), Type.Literal('integer'), Type.Literal('number'), Type.Literal('boolean')],
  { description: 'What may be in it, and what it is in an expression' },
);
export type VariableType = Static<typeof variableTypeSchema>;

const promptItem = Type.Union([
  Type.String({
    pattern: '^[A-Za-z0-9_-]{1,64}$',
    description: 'A recorded prompt: prompts/<language>/<this>.wav; else its text under `texts` is spoken',
  }),
  Type.Object({ number: template('Spoken as a number, as 42') }, strict),
  Type.Object({ digits: template('Spoken digit by digit, as an agent number') }, strict),
  Type.Object({ say: template('Spoken by the synthesiser') }, strict),
]);
export type PromptItem = Static<typeof promptItem>;

export const prompts = Type.Array(promptItem, { maxItems: 32, description: 'Played one after the other' });
export const timeoutMs = duration('Wait for the first key after the prompts', defaults.timeoutMs, 60_000);
export const interDigitMs = duration('Wait between two digits', defaults.interDigitMs, 60_000);
export const tries = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 10,
    default: defaults.tries,
    description: 'No input and wrong keys together',
  }),
);
export const attempt = (description: string) =>
  Type.Optional(
    Type.Object(
      {
        prompts: Type.Optional(prompts),
        next: Type.Optional(route),
      },
      {
        ...strict,
        description: `${description}: prompts before each further try, and the route after the last`,
      },
    ),
  );
export const skills = Type.Optional(
  Type.Record(Type.String({ pattern: '^.{1,64}$' }), Type.Integer({ minimum: 1, maximum: 100 }), {
    ...strict,
    description: 'Skill → least level',
  }),
);
export const ringMs = duration('How long it rings', defaults.ringMs, 300_000);
export const error = Type.Optional(
  routeTo('When the node cannot be carried out: a switch that refuses, a wrong value; else `onError`'),
);

export const node = <K extends string, P extends TProperties>(kind: K, description: string, properties: P) =>
  Type.Object(
    {
      kind: Type.Literal(kind),
      title: Type.Optional(
        Type.String({ maxLength: 80, description: 'Shown in its place by editor and records' }),
      ),
      note: Type.Optional(Type.String()),
      error,
      ...properties,
    },
    { ...strict, description },
  );

export const transferRoutes = {
  ringMs,
  ended: Type.Optional(route),
  busy: Type.Optional(route),
  noAnswer: Type.Optional(route),
  failed: Type.Optional(route),
};
