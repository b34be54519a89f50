import t from 'tap';
import { sleep, systemClock } from '../../kernel/clock.js';
import { midnight, dateAt } from '../simulate/times.js';
import { writeFacts } from '../store/fact-writer.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { recordedFacts, type RecordedWorld } from '../trial/testing/recorded-facts.js';
import type { SimulationAnswer } from './simulation-schemas.js';
import { apiForTest } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

const postgres = await postgresForTests(t);
const api = await apiForTest(t, postgres, fakeEngine({}));
const { app, database } = api;
const leader = await api.signedIn({ name: 'leader', role: 'supervisor' });
const administrator = await api.signedIn({ name: 'admin', role: 'administrator' });
const agent = await api.signedIn({ name: '1001', role: 'agent', agent: '1001' });

const zone = 'Asia/Shanghai';
const today = midnight(dateAt(Date.now(), zone), zone);
const yesterday = dateAt(today - 12 * 3_600_000, zone);
const agents = ['1001', '1002', '1003', '1004'];

const world: RecordedWorld = {
  ...{ from: midnight(yesterday, zone) + 9 * 3_600_000, hours: 3, queue: 'general', agents },
  ...{ callsPerHour: 90, talkSeconds: 120, wrapUpSeconds: 20, patienceSeconds: 90, answerSeconds: 3 },
};
const facts = recordedFacts(world, 4);

async function set(method: 'PUT' | 'POST', url: string, payload: object): Promise<void> {
  const answer = await app.inject({ method, url, headers: administrator, payload });
  if (answer.statusCode >= 300) throw new Error(answer.body);
}

await set('PUT', '/api/skills/tax', { name: '税务' });
await set('PUT', '/api/queues/general', {
  ...{ name: '综合', priority: 0, capacity: 50, skills: [], ringSeconds: 15 },
  ...{ surveyOn: false, recordOn: false, announceAgentOn: false },
});
for (const id of agents) {
  const skills = id === '1001' ? [{ skill: 'tax', level: 5 }] : [];
  const password = 'a long password';
  await set('POST', '/api/agents', {
    id,
    name: id,
    skills,
    queues: ['general'],
    wrapUpSeconds: 20,
    password,
  });
}
await database.main.transaction().execute((trx) => writeFacts(trx, facts));

const entries = facts.flatMap((fact) => (fact.kind === 'queueEntry' ? [fact.set] : []));
const waits = (outcome: string): number[] =>
  entries
    .filter((entry) => entry.outcome === outcome)
    .map(({ joinedAt = 0, leftAt = 0 }) => (leftAt - joinedAt) / 1000);
const meanOf = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;

const ask = (payload: object, headers: Record<string, string> = leader) =>
  app.inject({ method: 'POST', url: '/api/simulations', headers, payload });

async function simulated(changes: object, rest: object = {}): Promise<SimulationAnswer> {
  const answer = await ask({ changes, ...rest });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<SimulationAnswer>();
}

void t.test('a day without a change comes out near what was recorded', async (t) => {
  const answer = await simulated({});
  t.match(answer, { date: yesterday, calls: entries.length, agents: 4, replications: 10 });
  t.same([answer.unknownAgents, answer.unknownQueues], [[], []]);

  const [all, general] = answer.recorded;
  const short = waits('abandoned').filter((wait) => wait <= 5).length;
  t.match(all, {
    ...{ queue: '', offered: entries.length, answered: waits('answered').length },
    ...{ abandoned: waits('abandoned').length, shortAbandoned: short, refused: 0 },
  });
  t.equal(general?.queue, 'general');
  t.ok(Math.abs((all?.asaSeconds ?? 0) - meanOf(waits('answered'))) < 1e-9);
  const inTime = waits('answered').filter((wait) => wait <= 20).length;
  t.ok(Math.abs((all?.serviceLevel ?? 0) - inTime / (entries.length - short)) < 1e-9);

  // The callers who were answered talk as long, agents answer as fast: what differs is patience that nobody saw.
  const { estimates } = answer.before.all;
  t.equal(estimates.offered?.mean, entries.length);
  t.ok(Math.abs((estimates.asaSeconds?.mean ?? 0) / (all?.asaSeconds ?? 0) - 1) < 0.15, 'speed of answer');
  t.ok(Math.abs((estimates.answered?.mean ?? 0) / (all?.answered ?? 0) - 1) < 0.05, 'answered');
  for (const { estimates: change } of answer.changes) t.same(change.waitSeconds, { mean: 0, halfWidth: 0 });
});

void t.test('more agents answer sooner, fewer later, and it is told that this is no chance', async (t) => {
  const surely = (answer: SimulationAnswer): number => {
    const change = answer.changes[0]?.estimates.waitSeconds;
    return change && Math.abs(change.mean) > (change.halfWidth ?? Infinity) ? Math.sign(change.mean) : 0;
  };
  const added = { agents: 2, queues: ['general'], from: '08:00', to: '13:00', wrapUpSeconds: 20 };
  const more = await simulated({ added: [added] });
  t.equal(surely(more), -1);
  t.ok(more.after.groups.some(({ group }) => group === '+1'));
  t.equal(surely(await simulated({ absent: [{ agent: '1002', from: '09:00', to: '12:00' }] })), 1);
  t.equal(
    surely(await simulated({ agents: [{ id: '1003', wrapUpSeconds: 0 }] })),
    -1,
    'less after-call work',
  );
  t.equal(surely(await simulated({ queues: [{ id: 'general', skills: [{ skill: 'tax', level: 5 }] }] })), 1);
});

void t.test('a queue that takes fewer refuses callers', async (t) => {
  const { before, after } = await simulated({ queues: [{ id: 'general', capacity: 1 }] });
  t.equal(before.all.estimates.refused?.mean, 0);
  t.ok((after.all.estimates.refused?.mean ?? 0) > 0);
});

void t.test('the same question has the same answer; another seed another one', async (t) => {
  const without = { agents: [{ id: '1004', queues: [] }] };
  const first = await simulated(without);
  t.same(await simulated(without), first);
  t.notSame((await simulated(without, { seed: 2 })).after, first.after);
});

void t.test('hours of the day can be looked at alone, and courses go by interval', async (t) => {
  const answer = await simulated({}, { from: '10:00', to: '11:00', intervalMinutes: 15, replications: 2 });
  t.equal(answer.to - answer.from, 3_600_000);
  t.equal(answer.before.all.course.offered.length, 4);
  t.ok(answer.calls > 0 && answer.calls < entries.length);
});

void t.test(
  'routing rules that are only a draft meet yesterday’s callers, with what the records know of them',
  async (t) => {
    const priority = (answer: SimulationAnswer): number =>
      answer.changes[0]?.estimates.waitSeconds?.mean ?? NaN;
    const rule = (when: object) => ({
      routing: { rules: [{ id: 'r', when, then: { skills: { tax: 5 } } }] },
    });
    // Whoever it holds for waits for the one agent who has the skill.
    t.ok(priority(await simulated(rule({ callerPrefix: ['138'] }))) > 5);
    t.equal(priority(await simulated(rule({ callerPrefix: ['139'] }))), 0);
    t.ok(
      priority(await simulated(rule({ history: { from: 5 } }))) > 5,
      'all have one number, and called before',
    );
    t.equal(priority(await simulated(rule({ history: { from: 5000 } }))), 0);
  },
);

void t.test('nothing is changed by trying', async (t) => {
  await simulated({ queues: [{ id: 'general', capacity: 1 }], agents: [{ id: '1001', queues: [] }] });
  const queues = await app.inject({ url: '/api/queues', headers: leader });
  t.match(queues.json(), { items: [{ id: 'general', capacity: 50 }] });
});

void t.test('agents who are not configured any more are named', async (t) => {
  await app.inject({ method: 'DELETE', url: '/api/agents/1004', headers: administrator });
  t.match(await simulated({}), { agents: 3, unknownAgents: ['1004'] });
});

void t.test('what makes no sense is refused with its place', async (t) => {
  const refusals: readonly (readonly [object, string, string])[] = [
    [{ changes: { queues: [{ id: 'nowhere' }] } }, 'body/queues', 'a queue that is not there: nowhere'],
    [{ changes: { agents: [{ id: '9999' }] } }, 'body/changes', 'an agent who is not there: 9999'],
    [
      { changes: { queues: [{ id: 'general', skills: [{ skill: 'chess', level: 1 }] }] } },
      'body/skills',
      'a skill that is not there: chess',
    ],
    [
      { changes: { routing: { rules: [{ id: 'r', then: { queue: 'nowhere' } }] } } },
      'body/changes/routing/rules/0/then/queue',
      'there is no queue nowhere',
    ],
    [{ changes: {}, date: dateAt(Date.now(), zone) }, 'body/date', 'is not over yet'],
    [{ changes: {}, date: '2026-02-30' }, 'body/date', 'is no day'],
    [{ changes: {}, date: '2020-01-01' }, 'body/date', 'is a time without calls'],
    [{ changes: {}, timeZone: 'Mars/Olympus' }, 'body/timeZone', 'is no time zone'],
    [{ changes: {}, from: '12:00', to: '10:00' }, 'body/to', 'must be after from'],
    [
      { changes: { queues: [{ id: 'general', colour: 1 }] } },
      'body/changes/queues/0',
      'unknown name: colour',
    ],
  ];
  for (const [payload, where, reason] of refusals) {
    const answer = await ask(payload);
    t.equal(answer.statusCode, 400, answer.body);
    t.match(answer.json(), { code: 'request.invalid', where });
    t.ok(answer.json<{ message: string }>().message.includes(reason), answer.body);
  }
});

void t.test('supervisors and administrators may try, agents may not', async (t) => {
  t.equal((await ask({ changes: {} }, agent)).statusCode, 403);
  t.equal((await ask({ changes: {} }, {})).statusCode, 401);
  t.equal((await ask({ changes: {}, replications: 2 }, administrator)).statusCode, 200);
});

void t.test('the interface answers others while a simulation runs', async (t) => {
  const over = new AbortController();
  const simulation = simulated({}, { replications: 60 }).finally(() => over.abort());
  let answered = 0;
  while (!over.signal.aborted) {
    const answer = await app.inject({ url: '/api/queues', headers: leader });
    if (answer.statusCode === 200) answered++;
    await sleep(systemClock, 20);
  }
  await simulation;
  // Were the thread of the interface busy, one at most would be answered: the one that it began with.
  t.ok(answered >= 3, `${answered} answers in the meantime`);
});
