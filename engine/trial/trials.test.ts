import t, { type Test } from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { FakeClock } from '../../kernel/fake-clock.js';
import { writeFacts } from '../store/fact-writer.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { recordedFacts } from './testing/recorded-facts.js';
import type { Trial } from './trial.js';
import { Trials, type TrialLimits } from './trials.js';

const postgres = await postgresForTests(t);
const database = await postgres.database();
const databaseUrl = postgres.urlOf(database);
const from = Date.UTC(2026, 2, 2, 1);

const facts = recordedFacts(
  {
    ...{ from, hours: 2, queue: 'general', agents: ['1001', '1002'], callsPerHour: 60 },
    ...{ talkSeconds: 100, wrapUpSeconds: 0, patienceSeconds: 60, answerSeconds: 2 },
  },
  1,
);
await database.main.transaction().execute((trx) => writeFacts(trx, facts));

const trial: Trial = {
  ...{ from, to: from + 7_200_000, targetMs: 20_000, shortAbandonMs: 5000, intervalMs: 900_000 },
  ...{ confidence: 0.95, replications: 3, seed: 1 },
  changes: { queues: [], agents: [], added: [], absent: [] },
  configuration: {
    ...{ skills: [], numbers: [], trunks: [], forbidden: [], deskSettings: {} },
    agents: [],
    queues: [
      {
        ...{ id: 'general', name: '', priority: 0, capacity: 9, skills: [], ringSeconds: 20 },
        ...{ surveyOn: false, recordOn: false, announceAgentOn: false },
      },
    ],
  },
};
const forEver = new AbortController().signal;

function trialsFor(t: Test, limits: Partial<TrialLimits>, clock = systemClock): Trials {
  const trials = new Trials({ clock, databaseUrl, limits });
  t.teardown(() => trials.close());
  return trials;
}

void t.test('trials run one after the other', async (t) => {
  const trials = trialsFor(t, {});
  const results = await Promise.all([1, 2, 3].map((seed) => trials.run({ ...trial, seed }, forEver)));
  t.same(
    results.map(({ calls }) => calls > 50),
    [true, true, true],
  );
});

void t.test('those beyond the ones that may wait are told to come back', async (t) => {
  const trials = trialsFor(t, { waiting: 1 });
  const [first, second] = [trials.run(trial, forEver), trials.run(trial, forEver)];
  await t.rejects(trials.run(trial, forEver), { code: 'simulation.busy' });
  await Promise.all([first, second]);
  t.ok(await trials.run(trial, forEver), 'there is room again');
});

void t.test('one that takes too long is stopped, and the next one runs', async (t) => {
  const clock = new FakeClock();
  const trials = trialsFor(t, { timeMs: 1000 }, clock);
  const stopped = trials.run({ ...trial, replications: 100 }, forEver);
  const next = trials.run(trial, forEver);
  // Its thread has begun when its time has.
  while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(1000);
  await t.rejects(stopped, { code: 'simulation.stopped', message: /longer than 1 s/ });
  t.ok((await next).calls > 50);
});

void t.test('one that nobody waits for is stopped', async (t) => {
  const trials = trialsFor(t, {});
  const gone = new AbortController();
  const stopped = trials.run({ ...trial, replications: 100 }, gone.signal);
  const waiting = trials.run(trial, gone.signal);
  gone.abort();
  await t.rejects(stopped, { code: 'simulation.stopped' });
  await t.rejects(waiting, { code: 'simulation.stopped' });
});

void t.test('days with more calls than may be simulated are refused', async (t) => {
  await t.rejects(trialsFor(t, { calls: 10 }).run(trial, forEver), {
    code: 'request.invalid',
    message: /more calls than a simulation takes/,
  });
  await t.rejects(trialsFor(t, { simulatedCalls: 100 }).run(trial, forEver), { code: 'request.invalid' });
});

void t.test('a thread that needs too much memory ends alone', async (t) => {
  await t.rejects(trialsFor(t, { memoryMegabytes: 8 }).run({ ...trial, replications: 5000 }, forEver), {
    code: 'simulation.stopped',
    message: /memory/,
  });
});

void t.test('a database that is away is told as that', async (t) => {
  const trials = new Trials({ clock: systemClock, databaseUrl: 'postgres://127.0.0.1:9/none' });
  t.teardown(() => trials.close());
  await t.rejects(trials.run(trial, forEver), { code: 'database.failed' });
});
