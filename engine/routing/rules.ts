/** The form of routing rules as operators keep them: a list, asked from the top. */
import { Type, type Static } from '@sinclair/typebox';
import type { Condition } from './condition.js';

const strict = { additionalProperties: false } as const;
const id = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$' });
const seconds = (description: string) => Type.Number({ minimum: 0, maximum: 86_400, description });
const priority = Type.Integer({ minimum: -1000, maximum: 1000 });
const levels = Type.Optional(
  Type.Object({ from: Type.Optional(Type.Integer()), to: Type.Optional(Type.Integer()) }, strict),
);
const skills = Type.Record(
  Type.String({ pattern: '^.{1,64}$' }),
  Type.Integer({ minimum: 0, maximum: 100 }),
  {
    ...strict,
    description: 'Skill → least level; 0 in a relaxation: not asked for any more',
  },
);

export const relaxationSchema = Type.Object(
  {
    afterSeconds: seconds('Of waiting'),
    skills: Type.Optional(skills),
    anySkill: Type.Optional(Type.Boolean({ description: 'No skill is asked for any more' })),
    anyRegion: Type.Optional(Type.Boolean({ description: 'Used up region shares do not count any more' })),
  },
  strict,
);

export const promotionSchema = Type.Object(
  {
    afterSeconds: seconds('Of waiting'),
    everySeconds: Type.Optional(Type.Number({ minimum: 1, maximum: 86_400 })),
    times: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    levels,
    addPriority: Type.Optional(priority),
    addLevel: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000 })),
  },
  strict,
);

const cause = <K extends string>(on: K) => ({ on: Type.Literal(on) });
const target = <K extends string>(kind: K) => ({ kind: Type.Literal(kind) });
export const overflowSchema = Type.Object(
  {
    when: Type.Union([
      Type.Object({ ...cause('waited'), seconds: seconds('This caller has waited') }, strict),
      Type.Object({ ...cause('longestWait'), seconds: seconds('Somebody in the queue has waited') }, strict),
      Type.Object({ ...cause('length'), tasks: Type.Integer({ minimum: 0, maximum: 100_000 }) }, strict),
      Type.Object(cause('nobody'), strict),
      Type.Object({ ...cause('estimatedWait'), seconds: seconds('The estimate is longer') }, strict),
    ]),
    to: Type.Union([
      Type.Object({ ...target('queue'), queue: id, also: Type.Optional(Type.Boolean()) }, strict),
      Type.Object({ ...target('flow'), flow: Type.String({ minLength: 1, maxLength: 80 }) }, strict),
      Type.Object({ ...target('voicemail'), mailbox: Type.String({ minLength: 1, maxLength: 80 }) }, strict),
      Type.Object(target('callBack'), strict),
      Type.Object({ ...target('external'), number: Type.String({ pattern: '^[+]?[0-9*#]{1,32}$' }) }, strict),
    ]),
    levels,
  },
  strict,
);

export const outcomeSchema = Type.Object(
  {
    queue: Type.Optional(id),
    routes: Type.Optional(
      Type.Array(
        Type.Object(
          {
            queue: id,
            afterSeconds: Type.Optional(seconds('Waited in from then on')),
            skills: Type.Optional(skills),
            addPriority: Type.Optional(priority),
          },
          strict,
        ),
        { maxItems: 16, description: 'Further queues, waited in at once (ACD8)' },
      ),
    ),
    priority: Type.Optional(priority),
    addPriority: Type.Optional(priority),
    level: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000 })),
    region: Type.Optional(Type.String({ maxLength: 64 })),
    skills: Type.Optional(skills),
    relax: Type.Optional(Type.Array(relaxationSchema, { maxItems: 16 })),
    promote: Type.Optional(Type.Array(promotionSchema, { maxItems: 16 })),
    overflow: Type.Optional(Type.Array(overflowSchema, { maxItems: 16 })),
    wants: Type.Optional(
      Type.Object(
        {
          agent: Type.String({
            pattern: '^([0-9]{2,10}|last)$',
            description: 'The agent’s number (指定座席), or `last`: who served the caller before',
          }),
          waitSeconds: seconds('How long a busy agent is waited for'),
        },
        strict,
      ),
    ),
  },
  { ...strict, description: 'What is not said stays as the flow has it' },
);
export type Outcome = Static<typeof outcomeSchema>;

export const ruleSchema = Type.Object(
  {
    id,
    name: Type.Optional(Type.String({ maxLength: 80 })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    when: Type.Optional(
      Type.Unknown({
        description: 'A condition: `all`, `any`, `not` over those of condition.ts; absent: always',
      }),
    ),
    then: outcomeSchema,
    goOn: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Later rules are asked too; what they say counts before this',
      }),
    ),
  },
  strict,
);

const criteria = <T extends string>(names: readonly T[]) =>
  Type.Array(Type.Union(names.map((name) => Type.Literal(name))), {
    maxItems: names.length,
    uniqueItems: true,
  });

export const routingSchema = Type.Object(
  {
    timeZone: Type.Optional(Type.String({ default: 'Asia/Shanghai', description: 'IANA name' })),
    rules: Type.Array(ruleSchema, { maxItems: 500 }),
    policy: Type.Optional(
      Type.Object(
        {
          tasks: criteria([
            ...(['designated', 'queuePriority', 'rank', 'priority'] as const),
            ...(['level', 'skillLevel', 'regionShare', 'wait'] as const),
          ]),
          agents: criteria(['skillLevel', 'regionShare', 'rank', 'fewestTaken', 'longestIdle'] as const),
        },
        { ...strict, description: 'The order of the policies (ACD11); what is left out comes last' },
      ),
    ),
  },
  strict,
);

export type Rule = Omit<Static<typeof ruleSchema>, 'when'> & { readonly when?: Condition };
export interface Routing extends Omit<Static<typeof routingSchema>, 'rules'> {
  readonly rules: readonly Rule[];
}

export const noRouting: Routing = { rules: [] };
export const defaultTimeZone = 'Asia/Shanghai';
