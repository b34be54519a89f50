/**
 * The form of a scenario file (simulate-scenarios/*.yaml). simulate-scenarios/scenario.schema.json is made from this,
 * for editors.
 */
import { type Static, Type } from '@sinclair/typebox';
import { agentDistributionSchema, queueDistributionSchema } from '../routing/distribution.js';
import { outcomeSchema, routingSchema } from '../routing/rules.js';

const strict = { additionalProperties: false } as const;

/** What holds where a file says nothing. */
export const scenarioDefaults = {
  date: '2026-01-05',
  timeZone: 'Asia/Shanghai',
  intervalMinutes: 30,
  warmUpMinutes: 0,
  targetSeconds: 20,
  shortAbandonSeconds: 5,
  replications: 20,
  confidence: 0.95,
  seed: 1,
  missedShare: 0,
  backAfterSeconds: 60,
} as const;

const id = (description: string) =>
  Type.String({ pattern: '^[A-Za-z0-9\u3400-\u9fff][A-Za-z0-9\u3400-\u9fff_.-]{0,63}$', description });
const clockTime = (description: string) =>
  Type.String({ pattern: '^([0-3][0-9]|4[0-8]):[0-5][0-9](:[0-5][0-9])?$', description });
const seconds = (description: string, maximum = 86_400, minimum = 0) =>
  Type.Number({ minimum, maximum, description });
const positive = (description: string) =>
  Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, description });
const skills = Type.Record(
  Type.String({ pattern: '^.{1,64}$' }),
  Type.Integer({ minimum: 1, maximum: 100 }),
  { ...strict, description: 'Skill → level; as a demand the least level' },
);

export const durationSchemas = {
  exponential: Type.Object({ kind: Type.Literal('exponential'), meanSeconds: positive('Mean') }, strict),
  lognormal: Type.Object(
    {
      kind: Type.Literal('lognormal'),
      meanSeconds: positive('Mean of the times, not of their logarithms'),
      sdSeconds: positive('Standard deviation of the times, not of their logarithms'),
    },
    strict,
  ),
  deterministic: Type.Object(
    { kind: Type.Literal('deterministic'), seconds: seconds('Always this') },
    strict,
  ),
  empirical: Type.Object(
    {
      kind: Type.Literal('empirical'),
      seconds: Type.Array(seconds('One of these, each as likely'), { minItems: 1, maxItems: 100_000 }),
    },
    strict,
  ),
  unlimited: Type.Object({ kind: Type.Literal('unlimited') }, strict),
} as const;
const { unlimited, ...limited } = durationSchemas;

/** How long something that ends takes. */
const duration = (description: string) => Type.Union(Object.values(limited), { description });
const anyDuration = (description: string) =>
  Type.Union([...Object.values(limited), unlimited], { description });

const interval = { from: clockTime('From this time of the day'), to: clockTime('Not included') };
const perHour = (description: string) => Type.Number({ minimum: 0, maximum: 1_000_000, description });

const generated = <K extends 'poisson' | 'regular'>(kind: K, description: string) =>
  Type.Object(
    {
      kind: Type.Literal(kind),
      perHour: Type.Optional(perHour('Callers an hour, the whole day long; else `intervals`')),
      intervals: Type.Optional(
        Type.Array(Type.Object({ ...interval, perHour: perHour('Callers an hour') }, strict), {
          minItems: 1,
          maxItems: 1000,
        }),
      ),
    },
    { ...strict, description },
  );

export const arrivalSchemas = {
  poisson: generated('poisson', 'At random, at a rate that may change by interval'),
  regular: generated('regular', 'Evenly spaced, at a rate that may change by interval'),
  recorded: Type.Object(
    {
      kind: Type.Literal('recorded'),
      file: Type.String({
        minLength: 1,
        maxLength: 500,
        description: 'A CSV or JSON file of calls, relative to this one; docs/simulator.md has its columns',
      }),
    },
    { ...strict, description: 'Calls of a recorded day' },
  ),
} as const;

const { relax, promote, overflow, weight } = queueDistributionSchema.properties;
const queueRules = { weight, relax, promote, overflow };
const { shares } = agentDistributionSchema.properties;

const queue = Type.Object(
  {
    id: id('Named by callers and agents'),
    priority: Type.Optional(
      Type.Integer({ minimum: -1000, maximum: 1000, description: 'Higher is served first' }),
    ),
    capacity: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1_000_000,
        description: 'Callers waiting at most; 256 by default',
      }),
    ),
    skills: Type.Optional(skills),
    ringSeconds: Type.Optional(seconds('How long an agent’s phone rings; 20 by default', 300, 1)),
    wrapUpSeconds: Type.Optional(seconds('After-call work at most; none by default', 3600)),
    ...queueRules,
  },
  { ...strict, description: 'A queue as the ACD has it' },
);

const callerClass = Type.Object(
  {
    id: id('In errors; the chance of these callers goes by it'),
    queue: Type.Optional(id('The queue they want; recorded calls may each name their own')),
    priority: Type.Optional(
      Type.Integer({ minimum: -1000, maximum: 1000, description: 'Higher is served first' }),
    ),
    skills: Type.Optional(skills),
    level: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000, description: 'Of the callers' })),
    region: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    regions: Type.Optional(
      Type.Record(Type.String({ pattern: '^.{1,64}$' }), Type.Number({ exclusiveMinimum: 0 }), {
        ...{ additionalProperties: false, minProperties: 1 },
        description: 'Region → weight: each caller is of one of them, at random',
      }),
    ),
    called: Type.Optional(Type.String({ maxLength: 32, description: 'The number dialled, for rules' })),
    data: Type.Optional(
      Type.Record(Type.String({ pattern: '^.{1,64}$' }), Type.String({ maxLength: 512 }), {
        ...strict,
        description: 'Call data, for rules',
      }),
    ),
    routes: outcomeSchema.properties.routes,
    arrivals: Type.Union(Object.values(arrivalSchemas), { description: 'When they come' }),
    talk: Type.Optional(duration('Conversation; recorded calls may each have their own')),
    wrapUp: Type.Optional(
      duration('After-call work that the agent takes, up to what the ACD allows; absent: all of that'),
    ),
    patience: Type.Optional(anyDuration('Hang up after this wait; recorded calls tell by themselves')),
  },
  { ...strict, description: 'Callers of one kind' },
);

const staff = Type.Object(
  { ...interval, agents: Type.Integer({ minimum: 0, maximum: 10_000 }) },
  { ...strict, description: 'So many in this time; intervals that overlap add up' },
);

const agentGroup = Type.Object(
  {
    id: id('In the output'),
    queues: Type.Array(
      Type.Union([
        id('A queue served'),
        Type.Object(
          {
            queue: id('A queue served'),
            rank: Type.Optional(
              Type.Integer({ minimum: 1, maximum: 100, description: 'Lower is served first' }),
            ),
          },
          strict,
        ),
      ]),
      { minItems: 1, maxItems: 256 },
    ),
    skills: Type.Optional(skills),
    wrapUpSeconds: Type.Optional(seconds('After-call work at most, instead of the queue’s', 3600)),
    staffing: Type.Array(staff, { minItems: 1, maxItems: 1000, description: 'Signed in' }),
    breaks: Type.Optional(
      Type.Array(staff, { maxItems: 1000, description: 'Of those signed in: on a break' }),
    ),
    answer: Type.Optional(duration('From the first ring to the answer; at once by default')),
    missedShare: Type.Optional(
      Type.Number({
        ...{ minimum: 0, maximum: 0.9, default: scenarioDefaults.missedShare },
        description: 'Share of offers that nobody picks up',
      }),
    ),
    backAfter: Type.Optional(duration('From a missed offer to ready again; a minute by default')),
    shares,
  },
  { ...strict, description: 'Agents who are alike' },
);

const whole = (description: string, minimum: number, maximum: number, value: number) =>
  Type.Optional(Type.Integer({ minimum, maximum, default: value, description }));

const sections = {
  queues: Type.Array(queue, { minItems: 1, maxItems: 1000 }),
  callers: Type.Array(callerClass, { minItems: 1, maxItems: 1000 }),
  agents: Type.Array(agentGroup, { minItems: 1, maxItems: 1000 }),
  from: clockTime('Callers come from this time of the day'),
  to: clockTime('until this one; who waits then is still served'),
};

const settings = {
  scenario: id('Its name'),
  title: Type.Optional(Type.String({ maxLength: 200 })),
  date: Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d\\d-\\d\\d$',
      default: scenarioDefaults.date,
      description: 'The day it is, for the clock of the ACD and for recorded calls',
    }),
  ),
  timeZone: Type.Optional(Type.String({ default: scenarioDefaults.timeZone, description: 'IANA name' })),
  intervalMinutes: whole('Steps of the charts', 1, 1440, scenarioDefaults.intervalMinutes),
  warmUpMinutes: whole(
    'Callers of the first minutes are served and not counted',
    0,
    100_000,
    scenarioDefaults.warmUpMinutes,
  ),
  targetSeconds: whole('Answered within this is in time', 0, 3600, scenarioDefaults.targetSeconds),
  shortAbandonSeconds: whole(
    'Who hangs up within this is a short abandon, left out of the service level',
    0,
    3600,
    scenarioDefaults.shortAbandonSeconds,
  ),
  replications: whole('Days simulated', 1, 10_000, scenarioDefaults.replications),
  confidence: Type.Optional(
    Type.Number({
      ...{ minimum: 0.5, maximum: 0.9999, default: scenarioDefaults.confidence },
      description: 'Of the intervals printed',
    }),
  ),
  routing: Type.Optional(routingSchema),
  seed: whole('Another one, another chance', 0, 2 ** 31, scenarioDefaults.seed),
};

/** A whole scenario, and what a file that builds on another one comes to. */
export const scenarioSchema = Type.Object({ ...settings, ...sections }, strict);
export type ScenarioFile = Static<typeof scenarioSchema>;

/** A file that takes from another what it does not say itself. */
const variantSchema = Type.Object(
  {
    base: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'Another scenario file, relative to this one; what stands here replaces what stands there',
    }),
    ...settings,
    ...Object.fromEntries(Object.entries(sections).map(([key, schema]) => [key, Type.Optional(schema)])),
  },
  strict,
);

/** Either, for editors. */
export const scenarioFileSchema = Type.Union([scenarioSchema, variantSchema], {
  title: 'Yihao simulation scenario',
});

export function scenarioSchemaFile(): string {
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...scenarioFileSchema }, null, 2)}\n`;
}
