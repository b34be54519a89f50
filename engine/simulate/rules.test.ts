import t, { type Test } from 'tap';
import { type Measure } from './figures.js';
import { loadScenario } from './scenario-file.js';
import { type Outcome, simulate } from './simulate.js';

/** An hour, two queues: callers want `a`, whose one agent cannot keep up; four agents of `b` have nothing to do. */
const base = `scenario: rules
from: '08:00'
to: '10:00'
replications: 4
queues:
  - { id: a }
  - { id: b }
callers:
  - id: one
    queue: a
    arrivals: { kind: poisson, perHour: 60 }
    talk: { kind: deterministic, seconds: 60 }
    patience: { kind: deterministic, seconds: 300 }
agents:
  - { id: few, queues: [a], staffing: [{ from: '08:00', to: '10:00', agents: 1 }] }
  - { id: many, queues: [b], staffing: [{ from: '08:00', to: '10:00', agents: 4 }] }
`;

async function outcomeOf(t: Test, ...changes: readonly (readonly [string, string])[]): Promise<Outcome> {
  const text = changes.reduce((all, [from, to]) => all.replace(from, to), base);
  const loaded = await loadScenario('rules.yaml', () => Promise.resolve(text));
  t.same(loaded.ok ? [] : loaded.errors, []);
  if (!loaded.ok) throw new Error('wrong scenario');
  return simulate(loaded.value);
}

const meanOf = (outcome: Outcome, measure: Measure, queue = ''): number =>
  [outcome.all, ...outcome.queues].find((one) => one.queue === queue)?.estimates[measure]?.mean ?? NaN;

t.test('without rules the overloaded queue waits while others idle', async (t) => {
  const outcome = await outcomeOf(t);
  t.ok(meanOf(outcome, 'waitSeconds') > 60);
  t.equal(outcome.groups.find(({ group }) => group === 'many')?.occupancy?.mean, 0);
});

t.test(
  'ACD10: who overflows into another queue is answered there, and counted where they came',
  async (t) => {
    const rule = 'overflow: [{ when: { on: waited, seconds: 20 }, to: { kind: queue, queue: b } }]';
    const outcome = await outcomeOf(t, ['{ id: a }', `{ id: a, ${rule} }`]);
    t.ok(meanOf(outcome, 'longestWaitSeconds') <= 60);
    t.ok(meanOf(outcome, 'answered', 'a') > 0.99 * meanOf(outcome, 'offered', 'a'));
    t.equal(meanOf(outcome, 'offered', 'b'), 0);
  },
);

t.test('ACD10: who is sent elsewhere leaves the queue and is counted as overflowed', async (t) => {
  const rule = 'overflow: [{ when: { on: waited, seconds: 30 }, to: { kind: callBack } }]';
  const outcome = await outcomeOf(t, ['{ id: a }', `{ id: a, ${rule} }`]);
  t.ok(meanOf(outcome, 'overflowed') > 10);
  t.ok(meanOf(outcome, 'longestWaitSeconds') <= 30);
  const sum = (['answered', 'abandoned', 'refused', 'overflowed', 'unfinished'] as const).reduce(
    (total, measure) => total + meanOf(outcome, measure),
    0,
  );
  t.ok(Math.abs(sum - meanOf(outcome, 'offered')) < 1e-9);
  t.ok(meanOf(outcome, 'waiting') < 1, 'they do not wait for ever');
});

t.test('ACD10: a queue without anybody signed in sends its callers on at once', async (t) => {
  const outcome = await outcomeOf(
    t,
    ['{ id: a }', '{ id: a, overflow: [{ when: { on: nobody }, to: { kind: voicemail, mailbox: m } }] }'],
    [
      "queues: [a], staffing: [{ from: '08:00', to: '10:00'",
      "queues: [a], staffing: [{ from: '09:00', to: '10:00'",
    ],
  );
  t.ok(Math.abs(meanOf(outcome, 'overflowed') / meanOf(outcome, 'offered') - 0.5) < 0.1, 'the first hour');
});

t.test('ACD8: who waits in two queues at once is taken by the first of either', async (t) => {
  const outcome = await outcomeOf(t, ['    queue: a\n', '    queue: a\n    routes: [{ queue: b }]\n']);
  t.equal(meanOf(outcome, 'answered'), meanOf(outcome, 'offered'));
  t.ok(meanOf(outcome, 'waitSeconds') < 5);
});

t.test('ACD14: a demand that nobody fills eases, and then callers are answered', async (t) => {
  const relax = 'skills: { tax: 3 }, relax: [{ afterSeconds: 40, anySkill: true }]';
  const outcome = await outcomeOf(t, ['{ id: a }', `{ id: a, ${relax} }`], ['perHour: 60', 'perHour: 20']);
  t.ok(meanOf(outcome, 'answered') > 0);
  t.ok(meanOf(outcome, 'asaSeconds') >= 40);
  t.equal(meanOf(outcome, 'waitedShare'), 1);
});

t.test('ACD11: the order of the policies says who is served first', async (t) => {
  const two = `callers:
  - id: important
    queue: a
    level: 5
    priority: 0
    arrivals: { kind: poisson, perHour: 25 }
    talk: { kind: deterministic, seconds: 60 }
    patience: { kind: unlimited }
  - id: urgent
    queue: b
    priority: 1
    arrivals: { kind: poisson, perHour: 25 }
    talk: { kind: deterministic, seconds: 60 }
    patience: { kind: unlimited }
agents:
  - { id: few, queues: [a, b], staffing: [{ from: '08:00', to: '10:00', agents: 1 }] }
`;
  const all = base.slice(base.indexOf('callers:'));
  const order = (first: string, second: string) =>
    outcomeOf(
      t,
      [all, two],
      [
        'replications: 4',
        `replications: 4\nrouting: { rules: [], policy: { tasks: [${first}, ${second}, wait], agents: [longestIdle] } }`,
      ],
    );
  const [byLevel, byPriority] = [await order('level', 'priority'), await order('priority', 'level')];
  t.ok(meanOf(byLevel, 'waitSeconds', 'a') < meanOf(byLevel, 'waitSeconds', 'b'));
  t.ok(meanOf(byPriority, 'waitSeconds', 'a') > meanOf(byPriority, 'waitSeconds', 'b'));
});

t.test('rules that name what is not there are told', async (t) => {
  const wrong = async (from: string, to: string): Promise<string[]> => {
    const loaded = await loadScenario('rules.yaml', () => Promise.resolve(base.replace(from, to)));
    return loaded.ok ? [] : loaded.errors.map(({ line, path, reason }) => `${line}: ${path}: ${reason}`);
  };
  t.same(
    await wrong(
      '{ id: a }',
      '{ id: a, overflow: [{ when: { on: length, tasks: 3 }, to: { kind: queue, queue: z } }] }',
    ),
    ['6: queues.0.overflow.0.to.queue: there is no queue z'],
  );
  t.same(
    await wrong(
      'replications: 4',
      'replications: 4\nrouting: { rules: [{ id: r, when: { moon: full }, then: { queue: z } }] }',
    ),
    [
      '5: routing.rules.0.when: moon cannot be asked about; there are time, caller, callerPrefix, withheld, region, called, callerLevel, language, medium, queue, keys, data, history, skills, queueState, all, any, not',
      '5: routing.rules.0.then.queue: there is no queue z',
    ],
  );
  t.same(await wrong('queue: a\n', 'queue: a\n    routes: [{ queue: z }]\n'), [
    '11: callers.0.routes.0.queue: there is no queue z',
  ]);
});

t.test('ACD12: rules look at the simulated queues and send callers where there is room', async (t) => {
  const rule =
    '{ id: r, when: { queueState: { queue: a, waiting: { from: 2 } } }, then: { queue: b, addPriority: 1 } }';
  const outcome = await outcomeOf(t, ['replications: 4', `replications: 4\nrouting: { rules: [${rule}] }`]);
  t.equal(meanOf(outcome, 'answered'), meanOf(outcome, 'offered'), 'nobody gives up');
  t.ok(meanOf(outcome, 'mostWaiting') <= 3);
  t.ok((outcome.groups.find(({ group }) => group === 'many')?.occupancy?.mean ?? 0) > 0.02);
});

t.test(
  'ACD12: rules look at the time of the day, the number dialled, the region and call data',
  async (t) => {
    for (const when of [
      "{ time: { from: '08:00', to: '09:00' } }",
      "{ called: ['12345'] }",
      '{ region: [north] }',
      '{ data: { name: matter, equals: [tax] } }',
    ]) {
      const outcome = await outcomeOf(
        t,
        [
          'replications: 4',
          `replications: 4\nrouting: { rules: [{ id: r, when: ${when}, then: { queue: b } }] }`,
        ],
        [
          '    queue: a\n',
          "    queue: a\n    called: '12345'\n    data: { matter: tax }\n    region: north\n",
        ],
      );
      t.ok((outcome.groups.find(({ group }) => group === 'many')?.occupancy?.mean ?? 0) > 0.05, when);
    }
  },
);
