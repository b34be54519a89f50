import t from 'tap';
import type { Scenario } from './model.js';
import { compare, simulate } from './simulate.js';
import { oneQueue } from './testing/scenario-for-test.js';

const short = oneQueue({
  ...{ callsPerHour: 120, talkSeconds: 180, agents: 7, patienceSeconds: 90, hours: 4, replications: 5 },
});

t.test('the same seed gives the same figures to the last digit, another seed others', async (t) => {
  t.same(simulate(short), simulate(short));
  const other = simulate({ ...short, seed: short.seed + 1 });
  t.not(other.all.estimates.offered?.mean, simulate(short).all.estimates.offered?.mean);
});

t.test('rule sets are compared on the same callers', async (t) => {
  const same = compare(short, short);
  for (const { estimates } of same.changes)
    for (const [measure, change] of Object.entries(estimates))
      t.same(change, { mean: 0, halfWidth: 0 }, measure);

  const more = {
    ...short,
    groups: short.groups.map((group) => ({
      ...group,
      staffing: [{ fromMs: 0, toMs: short.lengthMs, agents: 8 }],
    })),
  };
  const { changes, before, after } = compare(short, more);
  const change = changes[0]?.estimates.waitSeconds;
  t.same(after.all.estimates.offered, before.all.estimates.offered);
  t.ok(
    change && change.mean < 0 && -change.mean > (change.halfWidth ?? Infinity),
    'an agent more helps, surely',
  );
  const apart = before.all.estimates.waitSeconds?.halfWidth ?? 0;
  t.ok((change?.halfWidth ?? Infinity) < apart, 'and shows with less noise than either day alone');
});

t.test('every caller is answered, gives up, is refused or is left waiting', async (t) => {
  const full: Scenario = { ...short, queues: [{ id: 'line', capacity: 3 }] };
  const gone: Scenario = {
    ...short,
    measuring: { ...short.measuring, warmUpMs: 0 },
    callers: short.callers.map((one) => ({ ...one, patience: { kind: 'unlimited' } as const })),
    groups: short.groups.map((group) => ({
      ...group,
      staffing: [{ fromMs: 0, toMs: 3_600_000, agents: 5 }],
    })),
    queues: [{ id: 'line', capacity: 20 }],
  };
  for (const scenario of [short, full, gone]) {
    const { offered, answered, abandoned, refused, unfinished } = simulate(scenario).all.estimates;
    const sum = [answered, abandoned, refused, unfinished].reduce(
      (total, one) => total + (one?.mean ?? 0),
      0,
    );
    t.ok(Math.abs((offered?.mean ?? 0) - sum) < 1e-9);
  }
  t.ok((simulate(full).all.estimates.refused?.mean ?? 0) > 0, 'a full queue refuses');
  t.equal(simulate(full).all.estimates.mostWaiting?.mean, 3);
  t.equal(
    simulate(gone).all.estimates.unfinished?.mean,
    20,
    'after the agents have gone the queue stays full',
  );
});

t.test('missed offers ring out, and the agent comes back after a while', async (t) => {
  const missing: Scenario = {
    ...short,
    queues: [{ id: 'line', capacity: 100, offerMs: 15_000 }],
    groups: short.groups.map((group) => ({ ...group, missedShare: 0.3 })),
  };
  const { estimates } = simulate(missing).all;
  const wait = (scenario: Scenario): number => simulate(scenario).all.estimates.waitSeconds?.mean ?? 0;
  t.ok(wait(missing) > wait(short) + 5);
  t.ok((estimates.longestWaitSeconds?.mean ?? 0) > 15);
  t.ok((estimates.answered?.mean ?? 0) > 0);
});

t.test('after-call work keeps agents busy, at most as long as the ACD lets them', async (t) => {
  const evenly: Scenario = {
    ...short,
    replications: 2,
    callers: short.callers.map((one) => ({
      ...one,
      arrivals: {
        ...{ kind: 'regular', wanted: { queue: 'line' } },
        intervals: [{ fromMs: 0, toMs: short.lengthMs, perHour: 60 }],
      },
      talk: { kind: 'deterministic', seconds: 100 },
    })),
  };
  const busy = (wrapUpMs: number, seconds: number): number =>
    simulate({
      ...evenly,
      queues: [{ id: 'line', wrapUpMs }],
      callers: evenly.callers.map((one) => ({ ...one, wrapUp: { kind: 'deterministic', seconds } })),
    }).all.estimates.occupancy?.mean ?? 0;
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;
  // One call a minute on 7 agents.
  t.ok(near(busy(0, 50), 100 / 420));
  t.ok(near(busy(60_000, 50), 150 / 420), 'ended by the agent');
  t.ok(near(busy(30_000, 50), 130 / 420), 'ended by the ACD');
});
