/** The shapes of a simulation that go over HTTP; docs/simulator.md tells what they mean. */
import { Type } from '@fastify/type-provider-typebox';
import { measures } from '../simulate/figures.js';
import type { Outcome } from '../simulate/simulate.js';
import type { TrialResult } from '../trial/trial.js';
import { scenarioDefaults as defaults } from '../simulate/scenario-schema.js';
import { agentId, agentSettings, closed, queueSettings, slug } from './schemas.js';

const clockTime = (value: string, description: string) =>
  Type.String({ pattern: '^(([0-1][0-9]|2[0-3]):[0-5][0-9]|24:00)$', default: value, description });
const moment = Type.Integer({ description: 'Milliseconds since the epoch' });
const hours = {
  from: clockTime('00:00', 'Time of the day'),
  to: clockTime('24:00', 'Time of the day, not included'),
};

export const simulationRequest = closed({
  date: Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d\\d-\\d\\d$',
      description: 'The day to try it on; yesterday by default',
    }),
  ),
  timeZone: Type.String({ default: defaults.timeZone, maxLength: 60, description: 'IANA name' }),
  ...hours,
  targetSeconds: Type.Integer({ minimum: 0, maximum: 3600, default: defaults.targetSeconds }),
  shortAbandonSeconds: Type.Integer({ minimum: 0, maximum: 3600, default: defaults.shortAbandonSeconds }),
  intervalMinutes: Type.Integer({ minimum: 5, maximum: 240, default: defaults.intervalMinutes }),
  replications: Type.Integer({ minimum: 2, maximum: 100, default: 10, description: 'Days simulated' }),
  confidence: Type.Number({ minimum: 0.5, maximum: 0.999, default: defaults.confidence }),
  seed: Type.Integer({ minimum: 0, maximum: 2 ** 31, default: defaults.seed }),
  changes: closed({
    routing: Type.Optional(
      Type.Unknown({
        description: 'Routing rules instead of those in force, in the form that they have there',
      }),
    ),
    queues: Type.Array(closed({ id: slug, ...Type.Partial(Type.Object(queueSettings)).properties }), {
      ...{ maxItems: 1000, default: [] },
      description: 'Other settings of a queue; what is not named stays',
    }),
    agents: Type.Array(closed({ id: agentId, ...Type.Partial(Type.Object(agentSettings)).properties }), {
      ...{ maxItems: 10_000, default: [] },
      description: 'Other queues, skills or wrap-up of an agent; what is not named stays',
    }),
    added: Type.Array(
      closed({
        agents: Type.Integer({ minimum: 1, maximum: 1000 }),
        queues: agentSettings.queues,
        skills: Type.Array(agentSettings.skills.items, { maxItems: 50, default: [] }),
        wrapUpSeconds: Type.Integer({ minimum: 0, maximum: 3600, default: 0 }),
        ...hours,
      }),
      { maxItems: 50, default: [], description: 'Agents who were not there' },
    ),
    absent: Type.Array(closed({ agent: agentId, ...hours }), {
      ...{ maxItems: 10_000, default: [] },
      description: 'Agents who were there, and would not be',
    }),
  }),
});

const maybe = Type.Union([Type.Number(), Type.Null()]);
const estimate = Type.Union([
  Type.Object({
    mean: Type.Number(),
    halfWidth: Type.Union([Type.Number(), Type.Null()], {
      description: 'The truth is within mean ± halfWidth with the confidence asked for',
    }),
  }),
  Type.Null({ description: 'There was nothing to measure' }),
]);
const estimates = Type.Object(Object.fromEntries(measures.map((measure) => [measure, estimate])), {
  description: 'Shares from 0 to 1; docs/simulator.md defines each figure',
});
const byInterval = Type.Array(maybe);
const queueOutcome = Type.Object({
  queue: Type.String({ description: 'Empty: all queues together' }),
  estimates,
  course: Type.Object(
    { offered: byInterval, serviceLevel: byInterval, waiting: byInterval },
    { description: 'Interval by interval, on average of the replications' },
  ),
});
const outcome = Type.Object({
  all: queueOutcome,
  queues: Type.Array(queueOutcome),
  groups: Type.Array(Type.Object({ group: Type.String(), occupancy: estimate }), {
    description: 'Occupancy of each agent, by number; `+1`, `+2`: those added',
  }),
});

type OutcomeAnswer = Pick<Outcome, 'all' | 'queues' | 'groups'>;

export interface SimulationAnswer extends Omit<TrialResult, 'before' | 'after'> {
  readonly date: string;
  readonly from: number;
  readonly to: number;
  readonly intervalMs: number;
  readonly replications: number;
  readonly confidence: number;
  readonly before: OutcomeAnswer;
  readonly after: OutcomeAnswer;
  readonly events: number;
}

const answer = Type.Object({
  date: Type.String(),
  from: moment,
  to: moment,
  intervalMs: Type.Integer(),
  replications: Type.Integer(),
  confidence: Type.Number(),
  calls: Type.Integer({ description: 'Stays in a queue that the day had' }),
  agents: Type.Integer({ description: 'Agents who were signed in' }),
  unknownAgents: Type.Array(Type.String(), {
    description: 'Answered that day and are not configured any more: both simulations lack them',
  }),
  unknownQueues: Type.Array(Type.String(), {
    description: 'Not configured any more: their callers are left out',
  }),
  recorded: Type.Array(
    Type.Object({
      queue: Type.String({ description: 'Empty: all queues together' }),
      offered: Type.Integer(),
      answered: Type.Integer(),
      abandoned: Type.Integer(),
      shortAbandoned: Type.Integer(),
      refused: Type.Integer(),
      serviceLevel: maybe,
      asaSeconds: maybe,
      waitSeconds: maybe,
    }),
    { description: 'What really happened; `before` should come near it' },
  ),
  before: outcome,
  after: outcome,
  changes: Type.Array(Type.Object({ queue: Type.String(), estimates }), {
    description:
      'After less before, from the same callers; one that leaves 0 outside of its interval is no chance',
  }),
  events: Type.Integer({ description: 'Inputs that the two simulated ACDs took' }),
});

export const simulationAnswer = Type.Unsafe<SimulationAnswer>(answer);
