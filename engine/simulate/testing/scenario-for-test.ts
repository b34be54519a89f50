import type { CallerClass, Scenario } from '../model.js';

const HOUR_MS = 3_600_000;

/** One queue, agents alike, Poisson arrivals and exponential talks: what queueing theory has formulas for. */
export function oneQueue(of: {
  readonly callsPerHour: number;
  readonly talkSeconds: number;
  readonly agents: number;
  readonly patienceSeconds?: number;
  readonly hours: number;
  readonly warmUpHours?: number;
  readonly replications: number;
  readonly confidence?: number;
  readonly seed?: number;
}): Scenario {
  const lengthMs = of.hours * HOUR_MS;
  const { patienceSeconds } = of;
  const callers: CallerClass = {
    id: 'callers',
    arrivals: {
      ...{ kind: 'poisson', wanted: { queue: 'line' } },
      intervals: [{ fromMs: 0, toMs: lengthMs, perHour: of.callsPerHour }],
    },
    talk: { kind: 'exponential', meanSeconds: of.talkSeconds },
    wrapUp: null,
    patience:
      patienceSeconds === undefined
        ? { kind: 'unlimited' }
        : { kind: 'exponential', meanSeconds: patienceSeconds },
  };
  return {
    ...{ name: 'one-queue', title: '', startAt: 1_772_380_800_000, fromMs: 0, lengthMs },
    measuring: {
      ...{ targetMs: 20_000, shortAbandonMs: -1, intervalMs: HOUR_MS, confidence: of.confidence ?? 0.99 },
      warmUpMs: (of.warmUpHours ?? 1) * HOUR_MS,
    },
    ...{ replications: of.replications, seed: of.seed ?? 20_260_302 },
    queues: [{ id: 'line', capacity: 1_000_000 }],
    callers: [callers],
    groups: [
      {
        ...{ id: 'agents', settings: { queues: [{ queue: 'line' }] }, breaks: [] },
        staffing: [{ fromMs: 0, toMs: lengthMs, agents: of.agents }],
        ...{ answer: { kind: 'deterministic', seconds: 0 }, missedShare: 0 },
        backAfter: { kind: 'deterministic', seconds: 60 },
      },
    ],
  };
}
