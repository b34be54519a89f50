/** The shapes of flows over HTTP. */
import { Type } from '@fastify/type-provider-typebox';
import { caseStepSchema, type CaseStep } from '../ivr/flow-case.js';
import { closed, listOf } from './schemas.js';

export const flowId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$' });
export const flowText = Type.String({ minLength: 1, maxLength: 1_000_000 });
export const casesText = Type.String({ maxLength: 1_000_000, default: '' });
export const givenCases = Type.Optional(
  Type.String({ maxLength: 1_000_000, description: 'Where absent, those of the live version' }),
);
export const reason = Type.String({ minLength: 1, maxLength: 500, description: 'Why, for those after you' });
export const byFlow = closed({ flow: flowId });
/** A flow of 1,000 nodes and its cases. */
export const flowBodyLimit = 4 * 1024 * 1024;

export const fault = Type.Object({
  line: Type.Integer(),
  column: Type.Integer(),
  path: Type.String(),
  reason: Type.String(),
  hint: Type.String(),
});

export const judgement = Type.Object({
  ok: Type.Boolean({ description: 'It may go live' }),
  errors: Type.Array(fault),
  warnings: Type.Array(fault),
  cases: Type.Array(
    Type.Object({
      name: Type.String(),
      line: Type.Integer({ description: 'Of the case, or of the step that failed' }),
      failure: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});

const versionHead = {
  flow: Type.String(),
  version: Type.Integer(),
  author: Type.String(),
  reason: Type.String(),
  source: Type.String({ description: 'published over HTTP, or a file of the folder that changed' }),
  at: Type.Number(),
};
export const versionView = Type.Object(versionHead);
export const versionList = listOf(versionView);
export const wholeVersion = Type.Object({ ...versionHead, text: Type.String(), cases: Type.String() });

const canaryRule = {
  share: Type.Number({ minimum: 0, maximum: 1, description: 'Of callers, 0 to 1' }),
  numbers: Type.Array(Type.String({ pattern: '^[+]?[0-9]{1,32}$' }), {
    maxItems: 500,
    description: 'Callers who get it anyway',
  }),
};
export const canaryBody = closed(canaryRule);

export const releaseView = Type.Object({
  flow: Type.String(),
  file: Type.String(),
  live: Type.Integer(),
  previous: Type.Union([Type.Integer(), Type.Null()]),
  canary: Type.Union([Type.Object({ version: Type.Integer(), ...canaryRule }), Type.Null()]),
});

export const flowView = Type.Object({
  release: Type.Union([releaseView, Type.Null()]),
  text: Type.String({ description: 'Of the live version' }),
  cases: Type.String(),
  draft: Type.Union([
    Type.Object({
      text: Type.String(),
      cases: Type.String(),
      author: Type.String(),
      basedOn: Type.Integer(),
      at: Type.Number(),
    }),
    Type.Null(),
  ]),
});

export const difference = Type.Object({
  from: Type.Integer(),
  to: Type.Integer(),
  lines: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('same'), Type.Literal('added'), Type.Literal('removed')]),
      text: Type.String(),
    }),
  ),
});

const digits = Type.String({ pattern: '^[0-9*#]{0,64}$' });
const texts = Type.Record(Type.String(), Type.String());
export const simulatedInput = Type.Union([
  closed({ kind: Type.Literal('played'), key: Type.Optional(Type.String({ pattern: '^[0-9*#]$' })) }),
  closed({
    kind: Type.Literal('collected'),
    digits,
    terminator: Type.Optional(Type.String({ pattern: '^[0-9*#]$' })),
    timedOut: Type.Boolean(),
  }),
  closed({
    kind: Type.Literal('queueLeft'),
    end: Type.Union(
      (['served', 'timedOut', 'full', 'nobody', 'failed'] as const).map((end) => Type.Literal(end)),
    ),
  }),
  closed({
    kind: Type.Literal('transferEnded'),
    end: Type.Union((['ended', 'busy', 'noAnswer', 'failed'] as const).map((end) => Type.Literal(end))),
  }),
  closed({ kind: Type.Literal('recorded'), recordedMs: Type.Integer({ minimum: 0 }) }),
  closed({
    kind: Type.Literal('heard'),
    heard: Type.Union([
      closed({ as: Type.Literal('words'), text: Type.String({ maxLength: 1000 }) }),
      closed({ as: Type.Literal('key'), key: Type.String({ pattern: '^[0-9*#]$' }) }),
      closed({ as: Type.Literal('silence') }),
      closed({ as: Type.Literal('failed'), why: Type.String({ maxLength: 200 }) }),
    ]),
  }),
  closed({
    kind: Type.Literal('answered'),
    answer: Type.Union([
      closed({ status: Type.Literal(0), why: Type.String() }),
      closed({ status: Type.Integer({ minimum: 100, maximum: 499 }), values: texts }),
    ]),
  }),
  closed({
    kind: Type.Literal('lookedUp'),
    found: Type.Union([
      closed({ known: Type.Literal(true), values: texts }),
      closed({
        known: Type.Literal(false),
        why: Type.Union([Type.Literal('unknown'), Type.Literal('failed')]),
      }),
    ]),
  }),
  closed({ kind: Type.Literal('failed') }),
  closed({ kind: Type.Literal('hungUp') }),
]);

const calendarState = Type.Union(
  (['open', 'closed', 'holiday', 'exception'] as const).map((state) => Type.Literal(state)),
);
const scene = {
  region: Type.Optional(Type.String({ maxLength: 64 })),
  lists: Type.Optional(
    Type.Array(Type.Union((['black', 'white', 'important'] as const).map((list) => Type.Literal(list))), {
      maxItems: 3,
      description: 'Lists that the caller is on',
    }),
  ),
};

export const simulationBody = closed({
  text: Type.Optional(flowText),
  caller: Type.String({ pattern: '^[+]?[0-9]{0,32}$', default: '' }),
  dialled: Type.String({ maxLength: 32, default: '' }),
  at: Type.Optional(Type.Number({ description: 'Milliseconds since the epoch; now where absent' })),
  variables: Type.Optional(texts),
  inputs: Type.Array(simulatedInput, { maxItems: 500, default: [], description: 'What the switch says' }),
  steps: Type.Optional(
    Type.Array(Type.Unsafe<CaseStep>(caseStepSchema), {
      maxItems: 500,
      description: 'After the inputs: what happens, as in a case file',
    }),
  ),
  scene: Type.Optional(
    closed({ ...scene, calendars: Type.Optional(Type.Record(Type.String(), calendarState)) }),
  ),
});

export const simulated = Type.Object({
  path: Type.Array(
    Type.Object({
      flow: Type.String(),
      node: Type.String(),
      kind: Type.String(),
      title: Type.Optional(Type.String({ description: 'Shown in place of the name' })),
      after: Type.Integer({ description: 'The input, from 1, that led here; 0: the start' }),
    }),
  ),
  variables: texts,
  awaiting: Type.String(),
  language: Type.String(),
  now: Type.Unknown({ description: 'What the engine would do: an effect of docs/ivr.md' }),
  noted: Type.Array(Type.Unknown()),
  ignored: Type.Array(Type.Integer()),
  turns: Type.Array(
    Type.Object({
      after: Type.Integer({ description: 'The input or step, from 1; 0: the start' }),
      does: Type.Unknown({ description: 'What the engine would do then' }),
      refused: Type.Union([Type.String(), Type.Null()], { description: 'Why it was not taken' }),
    }),
  ),
  scene: Type.Unknown({
    description: 'Region, lists and calendars that the flow asked about, and what held',
  }),
  at: Type.Number({ description: 'The time it is then, after all that passed' }),
  words: Type.Record(Type.String(), Type.String(), {
    description: 'What recordings that were played say, by language/id',
  }),
});
