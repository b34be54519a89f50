import fc from 'fast-check';
import t from 'tap';
import { Agenda } from './agenda.js';
import { type Caller, callersOf } from './callers.js';
import { Level } from './level.js';
import type { AgentGroup, CallerClass, RecordedCall } from './model.js';
import { presenceOf, sizeOf } from './presence.js';

const HOUR_MS = 3_600_000;

function all(of: CallerClass, replication = 0): Caller[] {
  const callers: Caller[] = [];
  const from = callersOf(of, 5, replication);
  for (let next = from.next(); next.done !== true; next = from.next()) callers.push(next.value);
  return callers;
}

const generated = (kind: 'poisson' | 'regular'): CallerClass => ({
  id: 'a',
  arrivals: {
    ...{ kind, wanted: { queue: 'q' } },
    intervals: [
      { fromMs: 0, toMs: HOUR_MS, perHour: 4000 },
      { fromMs: HOUR_MS, toMs: 2 * HOUR_MS, perHour: 0 },
      { fromMs: 2 * HOUR_MS, toMs: 2.5 * HOUR_MS, perHour: 8000 },
    ],
  },
  talk: { kind: 'exponential', meanSeconds: 100 },
  wrapUp: null,
  patience: null,
});

t.test('arrivals follow the rate of their interval, in the order of time', async (t) => {
  for (const kind of ['poisson', 'regular'] as const) {
    const times = all(generated(kind)).map(({ atMs }) => atMs);
    const between = (from: number, to: number): number =>
      times.filter((at) => at >= from * HOUR_MS && at < to * HOUR_MS).length;
    t.same(
      times,
      [...times].sort((a, b) => a - b),
    );
    // Five deviations of a Poisson count of 4000.
    t.ok(Math.abs(between(0, 1) - 4000) < 320 && Math.abs(between(2, 2.5) - 4000) < 320, kind);
    t.equal(between(1, 2) + between(2.5, 99), 0);
    if (kind === 'regular') t.same([between(0, 1), between(2, 2.5)], [4000, 4000]);
  }
});

t.test('Poisson arrivals: gaps are exponential, their mean is their deviation', async (t) => {
  const times = all(generated('poisson'))
    .map(({ atMs }) => atMs)
    .filter((at) => at < HOUR_MS);
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const sd = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  t.ok(Math.abs(sd / mean - 1) < 0.08);
});

t.test('a replication repeats its callers and no other’s', async (t) => {
  t.same(all(generated('poisson'), 1), all(generated('poisson'), 1));
  t.not(all(generated('poisson'), 1)[0]?.atMs, all(generated('poisson'), 2)[0]?.atMs);
});

t.test('recorded calls keep what is known; what the day did not show is drawn from the like', async (t) => {
  const call = (atMs: number, rest: Partial<RecordedCall>): RecordedCall => ({
    ...{ atMs, wanted: { queue: 'a' }, waitMs: 5000, left: 'answered' },
    ...{ talkMs: null, wrapUpMs: null },
    ...rest,
  });
  const calls = [
    call(1, { talkMs: 70_000, wrapUpMs: 9000 }),
    call(2, { wanted: { queue: 'b' }, talkMs: 400_000 }),
    call(3, { left: 'abandoned', waitMs: 12_000 }),
    call(4, { wanted: { queue: 'c' }, left: 'other', waitMs: null }),
  ];
  const recorded: CallerClass = {
    ...{ id: 'day', arrivals: { kind: 'recorded', calls }, talk: null, wrapUp: null, patience: null },
  };
  const [first, second, third, fourth] = all(recorded);
  t.match(first, { atMs: 1, talkMs: 70_000, wrapUpMs: 9000 });
  t.match(second, { wanted: { queue: 'b' }, talkMs: 400_000, wrapUpMs: 9000 });
  t.match(third, { patienceMs: 12_000, talkMs: 70_000 }, 'of the same queue');
  t.ok([70_000, 400_000].includes(fourth?.talkMs ?? 0), 'of any queue where its own has none');
  t.ok((first?.patienceMs ?? 0) > 5000, 'who waited 5 s and was answered had more patience than that');
});

t.test('the agenda hands out what is due in order of time, then in order of putting down', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
      const agenda = new Agenda<number>();
      for (const [n, at] of times.entries()) agenda.add(at, n);
      const taken = times.map(() => agenda.take());
      const expected = times.map((at, what) => ({ at, what })).sort((a, b) => a.at - b.at || a.what - b.what);
      t.same(
        taken.map((one) => one && { at: one.at, what: one.what }),
        expected,
      );
      return agenda.take() === undefined && agenda.size === 0;
    }),
  );
});

t.test('a level is weighed by time, within the hours that count', async (t) => {
  const level = new Level(10, 40, 20);
  level.add(2, 0);
  level.add(1, 15);
  level.add(5, 20);
  level.add(-5, 20);
  level.add(-3, 30);
  t.equal(level.mean(), (2 * 5 + 3 * 15) / 30);
  t.same(level.means(), [(2 * 5 + 3 * 5) / 10, (3 * 10) / 20]);
  t.equal(level.most(), 3, 'a height that lasted no time is not seen');
});

t.test('the roster: intervals add up, breaks are of those signed in', async (t) => {
  const group = {
    staffing: [
      { fromMs: 0, toMs: 100, agents: 3 },
      { fromMs: 50, toMs: 80, agents: 2 },
    ],
    breaks: [{ fromMs: 60, toMs: 120, agents: 4 }],
  } as unknown as AgentGroup;
  t.equal(sizeOf(group), 5);
  t.same(presenceOf(group), [
    { atMs: 0, ready: 3, onBreak: 0 },
    { atMs: 50, ready: 5, onBreak: 0 },
    { atMs: 60, ready: 1, onBreak: 4 },
    { atMs: 80, ready: 0, onBreak: 3 },
    { atMs: 100, ready: 0, onBreak: 0 },
    { atMs: 120, ready: 0, onBreak: 0 },
  ]);
});
