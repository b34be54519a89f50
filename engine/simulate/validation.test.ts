import t, { type Test } from 'tap';
import { erlangA, erlangC, type ErlangFigures } from './erlang.js';
import type { Estimate } from './estimate.js';
import type { Measure } from './figures.js';
import { type Estimates, simulate } from './simulate.js';
import { oneQueue } from './testing/scenario-for-test.js';

const theory: readonly (readonly [keyof ErlangFigures, Measure])[] = [
  ['waitProbability', 'waitedShare'],
  ['meanWaitSeconds', 'waitSeconds'],
  ['serviceLevel', 'serviceLevel'],
  ['abandonProbability', 'abandonShare'],
  ['occupancy', 'occupancy'],
  ['waiting', 'waiting'],
];

const holds = (value: Estimate | null, truth: number): boolean =>
  value?.halfWidth != null && Math.abs(value.mean - truth) <= value.halfWidth;

/** Within the interval, and the interval narrow enough to tell something. */
function agrees(t: Test, estimates: Estimates, truth: ErlangFigures, widest: number): void {
  for (const [figure, measure] of theory) {
    const value = estimates[measure];
    t.ok(holds(value, truth[figure]), `${figure} ${truth[figure]}, simulated ${JSON.stringify(value)}`);
    t.ok((value?.halfWidth ?? 1) <= widest * truth[figure], `${measure} is measured to ${widest * 100} %`);
  }
}

t.test('Erlang C: the simulated ACD agrees within the 99 % interval', async (t) => {
  for (const [callsPerHour, talkSeconds, agents] of [
    [40, 180, 3],
    [120, 180, 8],
    [400, 200, 27],
  ] as const) {
    const truth = erlangC({ callsPerHour, handleSeconds: talkSeconds, agents, targetSeconds: 20 });
    if (!truth) throw new Error('overloaded');
    const hours = 4000 / callsPerHour;
    const scenario = oneQueue({ callsPerHour, talkSeconds, agents, hours, replications: 20 });
    const { all } = simulate(scenario);
    agrees(t, all.estimates, truth, 0.35);
    t.equal(all.estimates.abandoned?.mean, 0);
  }
});

t.test('Erlang A: the simulated ACD agrees within the 99 % interval', async (t) => {
  for (const [callsPerHour, talkSeconds, agents, patienceSeconds] of [
    [120, 180, 6, 60],
    [400, 200, 20, 120],
    [900, 180, 42, 240],
  ] as const) {
    const input = { callsPerHour, handleSeconds: talkSeconds, agents, targetSeconds: 20, patienceSeconds };
    const hours = 4500 / callsPerHour;
    const { all } = simulate(oneQueue({ ...input, talkSeconds, hours, replications: 15 }));
    agrees(t, all.estimates, erlangA(input), 0.2);
  }
});

t.test('a 95 % interval holds the truth of Erlang A in about 95 of 100 experiments', async (t) => {
  const input = { callsPerHour: 120, handleSeconds: 60, agents: 2, targetSeconds: 20, patienceSeconds: 60 };
  const truth = erlangA(input);
  const held = { waitSeconds: 0, abandonShare: 0 };
  for (let seed = 1; seed <= 100; seed++) {
    const days = { talkSeconds: 60, hours: 2, warmUpHours: 0.25, replications: 6, confidence: 0.95, seed };
    const { estimates } = simulate(oneQueue({ ...input, ...days })).all;
    if (holds(estimates.waitSeconds, truth.meanWaitSeconds)) held.waitSeconds++;
    if (holds(estimates.abandonShare, truth.abandonProbability)) held.abandonShare++;
  }
  // Of 100 at 95 %, fewer than 87 or all of them come up once in a thousand times each.
  for (const [figure, count] of Object.entries(held)) t.ok(count >= 87, `${figure}: ${count} of 100`);
  t.ok(held.waitSeconds + held.abandonShare < 200, 'the intervals are not wider than they need to be');
});
