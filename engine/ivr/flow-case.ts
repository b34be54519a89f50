/**
 * The form of a case file (<flow>.test.yaml): what a caller does in a flow and what must come of it.
 * A step either says what must be so, or what happens next.
 */
import { Type, type Static } from '@sinclair/typebox';
import type { Result } from '../../kernel/result.js';
import { ok } from '../../kernel/result.js';
import type { FlowErrors } from './check.js';
import { readYaml } from './located-yaml.js';
import { schemaErrors } from './schema-errors.js';

const strict = { additionalProperties: false } as const;

export const caseStepSchema = Type.Object(
  {
    hears: Type.Optional(
      Type.Array(Type.String(), { description: 'The prompts of what is played now, ids or spoken texts' }),
    ),
    queued: Type.Optional(Type.String({ description: 'Waits in this queue now' })),
    transferred: Type.Optional(Type.String({ description: 'Rings this agent, extension or number now' })),
    records: Type.Optional(Type.String({ description: 'Records into this mailbox now' })),
    data: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'Call data that is set by now' }),
    ),
    rated: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.Integer(), Type.Null()]), {
        description: 'Ratings given by now; null: not rated',
      }),
    ),
    ended: Type.Optional(Type.String({ description: 'Was hung up with this cause' })),
    asks: Type.Optional(
      Type.String({ description: 'Asks another system now: the method and the address, as GET https://…' }),
    ),
    looksUp: Type.Optional(Type.String({ description: 'Looks this number up now' })),
    calledBack: Type.Optional(
      Type.String({ description: 'By now a call-back to this number was asked for' }),
    ),
    listens: Type.Optional(
      Type.String({ description: 'Listens to what the caller says in this language now' }),
    ),
    atNode: Type.Optional(Type.String({ description: 'Is at this node now' })),
    language: Type.Optional(Type.String({ description: 'Prompts are in this language now' })),

    finished: Type.Optional(Type.Literal(true, { description: 'The prompts play to their end' })),
    press: Type.Optional(
      Type.String({ pattern: '^[0-9*#]{1,64}$', description: 'Keys; the first cuts the prompts short' }),
    ),
    silence: Type.Optional(Type.Literal(true, { description: 'Nothing is pressed or said in time' })),
    says: Type.Optional(Type.String({ maxLength: 500, description: 'Says this, and is understood' })),
    notUnderstood: Type.Optional(
      Type.Literal(true, { description: 'There is no recogniser, or it does not answer' }),
    ),
    queueLeft: Type.Optional(
      Type.Union([
        Type.Literal('served'),
        Type.Literal('timedOut'),
        Type.Literal('full'),
        Type.Literal('nobody'),
        Type.Literal('failed'),
      ]),
    ),
    transferEnded: Type.Optional(
      Type.Union([
        Type.Literal('ended'),
        Type.Literal('busy'),
        Type.Literal('noAnswer'),
        Type.Literal('failed'),
      ]),
    ),
    recordedMs: Type.Optional(Type.Integer({ minimum: 0 })),
    answers: Type.Optional(
      Type.Object(
        {
          status: Type.Integer({ minimum: 0, maximum: 499, description: '0: there is no answer' }),
          values: Type.Optional(
            Type.Record(Type.String(), Type.String(), {
              description: 'Variable → what the answer has for it',
            }),
          ),
        },
        { ...strict, description: 'The other system answers' },
      ),
    ),
    found: Type.Optional(
      Type.Record(
        Type.Union(
          (['name', 'level', 'region', 'calls', 'lastAgent', 'lastQueue', 'lastCallAt'] as const).map(
            (name) => Type.Literal(name),
          ),
        ),
        Type.String(),
        { description: 'The caller is known, with this' },
      ),
    ),
    notFound: Type.Optional(Type.Union([Type.Literal('unknown'), Type.Literal('failed')])),
    refused: Type.Optional(
      Type.Literal(true, { description: 'The switch or the synthesiser cannot do what the node wants' }),
    ),
    later: Type.Optional(Type.Integer({ minimum: 1, maximum: 604_800, description: 'So many seconds pass' })),
    hangsUp: Type.Optional(Type.Literal(true)),
  },
  { ...strict, minProperties: 1, maxProperties: 1 },
);
export type CaseStep = Static<typeof caseStepSchema>;

const caseFileSchema = Type.Object(
  {
    flow: Type.String(),
    cases: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1 }),
          caller: Type.Optional(Type.String({ default: '' })),
          dialled: Type.Optional(Type.String({ default: '' })),
          at: Type.String({
            pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?(Z|[+-]\\d\\d:\\d\\d)$',
            description: 'When the call comes in, with its offset: 2026-03-02T10:00+08:00',
          }),
          variables: Type.Optional(Type.Record(Type.String(), Type.String())),
          region: Type.Optional(Type.String({ description: 'Where the caller’s number is of' })),
          lists: Type.Optional(
            Type.Array(
              Type.Union([Type.Literal('black'), Type.Literal('white'), Type.Literal('important')]),
              {
                description: 'Lists that the caller is on',
              },
            ),
          ),
          calendars: Type.Optional(
            Type.Record(
              Type.String(),
              Type.Union([
                Type.Literal('open'),
                Type.Literal('closed'),
                Type.Literal('holiday'),
                Type.Literal('exception'),
              ]),
              { description: 'Working hours → what holds' },
            ),
          ),
          steps: Type.Array(caseStepSchema, { minItems: 1 }),
        },
        strict,
      ),
      { minItems: 1 },
    ),
  },
  strict,
);
export type CaseFile = Static<typeof caseFileSchema>;
export type FlowCase = CaseFile['cases'][number];

/** Cases with their places in the file. */
export interface LocatedCases extends CaseFile {
  /** The line, from 1, of a case or of a step of it; both count from 0. */
  readonly lineOf: (at: number, step?: number) => number;
}

export function readCases(text: string, file: string): Result<LocatedCases, FlowErrors> {
  const { data, errors, at } = readYaml(text, file);
  const wrong =
    errors.length > 0 ? errors : schemaErrors(caseFileSchema, data).map((e) => at(e.path, e.reason));
  if (wrong.length > 0) return { ok: false, errors: wrong };
  const lineOf = (one: number, step?: number): number =>
    at(['cases', one, ...(step === undefined ? [] : ['steps', step])], '').line;
  return ok({ ...(data as CaseFile), lineOf });
}
