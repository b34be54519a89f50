import t from 'tap';
import { erlangA, erlangC } from './erlang.js';

const near = (a: number | undefined, b: number, tolerance = 1e-4): boolean =>
  a !== undefined && Math.abs(a - b) <= tolerance;

t.test('Erlang C has the values of the tables', async (t) => {
  const six = erlangC({ callsPerHour: 120, handleSeconds: 180, agents: 8, targetSeconds: 20 });
  t.ok(near(six?.waitProbability, 0.35698), '6 erlangs on 8 agents');
  t.ok(near(six?.meanWaitSeconds, 32.1283, 1e-3));
  t.ok(near(six?.occupancy, 0.75));
  const single = erlangC({ callsPerHour: 10, handleSeconds: 180, agents: 1, targetSeconds: 0 });
  t.ok(near(single?.waitProbability, 0.5), 'M/M/1: the load is the probability to wait');
  t.ok(near(single?.serviceLevel, 0.5));
  t.equal(
    erlangC({ callsPerHour: 160, handleSeconds: 180, agents: 8, targetSeconds: 20 }),
    undefined,
    'overloaded',
  );
});

t.test('Erlang A is Erlang C where nobody loses patience', async (t) => {
  const input = { callsPerHour: 400, handleSeconds: 200, agents: 26, targetSeconds: 20 };
  const [a, c] = [erlangA({ ...input, patienceSeconds: 1e9 }), erlangC(input)];
  for (const figure of ['waitProbability', 'serviceLevel', 'occupancy'] as const)
    t.ok(near(a[figure], c?.[figure] ?? NaN, 1e-4), figure);
  t.ok(near(a.meanWaitSeconds, c?.meanWaitSeconds ?? NaN, 1e-2), 'meanWaitSeconds');
});

t.test(
  'Erlang A with patience as long as a talk is M/M/∞: as many in the system as a Poisson variable',
  async (t) => {
    const { waitProbability, waiting, abandonProbability } = erlangA({
      ...{ callsPerHour: 120, handleSeconds: 180, patienceSeconds: 180, agents: 6, targetSeconds: 20 },
    });
    let [weight, below, beyond] = [Math.exp(-6), 0, 0];
    for (let k = 0; k < 200; k++) {
      if (k < 6) below += weight;
      else beyond += (k - 6) * weight;
      weight *= 6 / (k + 1);
    }
    t.ok(near(waitProbability, 1 - below, 1e-9));
    t.ok(near(waiting, beyond, 1e-9));
    t.ok(near(abandonProbability, beyond / 180 / (120 / 3600), 1e-9));
  },
);

t.test('Erlang A keeps up with an overload: the rest hang up', async (t) => {
  const { abandonProbability, occupancy } = erlangA({
    ...{ callsPerHour: 3000, handleSeconds: 200, patienceSeconds: 60, agents: 50, targetSeconds: 20 },
  });
  t.ok(near(abandonProbability, 1 - 50 / (3000 / 18), 1e-3));
  t.ok(near(occupancy, 1, 1e-6));
});
