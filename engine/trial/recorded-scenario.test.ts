import t from 'tap';
import type { Configuration } from '../store/configuration.js';
import type { RecordedDay, RecordedEntry, RecordedState } from '../store/recorded-day.js';
import { asksAboutEarlierCalls, type CallerTables } from './caller-facts.js';
import { trialScenarios } from './recorded-scenario.js';
import type { Trial, TrialChanges } from './trial.js';

const from = 1_000_000_000;
const hour = 3_600_000;

const configuration: Configuration = {
  ...{ skills: [], numbers: [], trunks: [], forbidden: [], deskSettings: {} },
  queues: [
    {
      ...{
        id: 'a',
        name: '',
        priority: 2,
        capacity: 9,
        skills: [{ skill: 'tax', level: 3 }],
        ringSeconds: 15,
      },
      ...{ surveyOn: true, recordOn: true, announceAgentOn: true },
    },
  ],
  agents: ['1', '2'].map((id) => ({ id, name: id, skills: [], queues: ['a'], wrapUpSeconds: 30 })),
};
const noChanges: TrialChanges = { queues: [], agents: [], added: [], absent: [] };
const trial: Trial = {
  ...{ from, to: from + 8 * hour, targetMs: 20_000, shortAbandonMs: 5000, intervalMs: hour, confidence: 0.9 },
  ...{ replications: 7, seed: 3, changes: noChanges, configuration },
};

const tables: CallerTables = {
  listed: (list, number) =>
    list === 'important' && number === '138'
      ? { id: '1', list, number, match: 'exact', name: '', level: 4, warning: '' }
      : undefined,
  region: (number) => (number.startsWith('13') ? 'north' : ''),
};

const at = (hours: number): number => from + hours * hour;
const state = (agent: string, hours: number, name: string, call: string | null = null): RecordedState => ({
  ...{ agent, at: at(hours), state: name, call },
});
const entry = (
  call: string,
  hours: number,
  seconds: number,
  rest: Partial<RecordedEntry>,
): RecordedEntry => ({
  ...{ caller: '138', called: '12345', language: 'zh-CN', keys: [], data: { matter: 'tax' } },
  ...{ call, queue: 'a', priority: 1, joinedAt: at(hours), leftAt: at(hours) + seconds * 1000 },
  ...{ outcome: 'answered', agent: null, offers: [] },
  ...rest,
});

const day: RecordedDay = {
  entries: [
    entry('c1', 1, 10, {
      agent: '1',
      offers: [
        { at: at(1), endedAt: at(1) + 2000, how: 'noAnswer' },
        { at: at(1) + 4000, endedAt: at(1) + 10_000, how: 'answered' },
      ],
    }),
    entry('c1', 2, 30, { agent: '2', offers: [{ at: 0, endedAt: 4000, how: 'answered' }] }),
    entry('c2', 3, 4, { outcome: 'abandoned' }),
    entry('c3', 3, 90, { outcome: 'timeout' }),
    entry('c4', 4, 0, { outcome: 'full' }),
    entry('c5', 5, 5, { queue: 'gone', agent: '9' }),
  ],
  states: [
    state('1', -1, 'ready'),
    state('1', 1, 'talking', 'c1'),
    state('1', 1.5, 'wrapUp', 'c1'),
    state('1', 1.75, 'notReady'),
    state('1', 2, 'ready'),
    state('1', 4, 'talking', 'own'),
    state('1', 5, 'ready'),
    state('1', 9, 'signedOut'),
    state('2', -3, 'signedOut'),
    state('2', 2, 'ready'),
    state('2', 2.5, 'talking', 'c1'),
    state('2', 3, 'noAnswer'),
    state('2', 3.25, 'ready'),
    state('2', 4, 'signedOut'),
  ],
};

t.test('the day as it was: callers with what is known of them, agents with their hours', async (t) => {
  const { before, about } = trialScenarios(trial, day, [], tables);
  t.match(before, {
    ...{ startAt: from, lengthMs: 8 * hour, replications: 7, seed: 3 },
    queues: [{ id: 'a', priority: 2, capacity: 9, skills: { tax: 3 }, offerMs: 15_000 }],
  });
  const { arrivals } = before.callers[0] ?? {};
  const known = {
    wanted: { queue: 'a', priority: 1, level: 4, region: 'north' },
    ...{ talkMs: null, wrapUpMs: null },
    known: {
      ...{
        caller: '138',
        called: '12345',
        language: 'zh-CN',
        keys: [],
        data: { matter: 'tax' },
        earlier: [],
      },
    },
  };
  t.same(arrivals?.kind === 'recorded' && arrivals.calls, [
    { ...known, atMs: hour, waitMs: 10_000, left: 'answered', talkMs: hour / 2, wrapUpMs: hour / 4 },
    { ...known, atMs: 2 * hour, waitMs: 30_000, left: 'answered', talkMs: hour / 2 },
    { ...known, atMs: 3 * hour, waitMs: 4000, left: 'abandoned' },
    { ...known, atMs: 3 * hour, waitMs: 90_000, left: 'abandoned' },
    { ...known, atMs: 4 * hour, waitMs: 0, left: 'other' },
  ]);
  const hours = (fromHour: number, toHour: number) => ({
    ...{ fromMs: fromHour * hour, toMs: toHour * hour, agents: 1 },
  });
  const alike = {
    missedShare: 1 / 3,
    answer: { kind: 'empirical', seconds: [6, 4] },
    backAfter: { kind: 'empirical', seconds: [900] },
  };
  t.match(before.groups, [
    { ...alike, id: '1', staffing: [hours(0, 8)], breaks: [hours(1.75, 2), hours(4, 5)] },
    { ...alike, id: '2', staffing: [hours(2, 4)], breaks: [] },
  ]);
  t.match(about, { calls: 5, agents: 2, unknownAgents: ['9'], unknownQueues: ['gone'] });
  t.match(about.recorded[1], {
    ...{ queue: 'a', offered: 5, answered: 2, abandoned: 2, shortAbandoned: 1, refused: 1 },
    ...{ serviceLevel: 1 / 4, asaSeconds: 20, waitSeconds: (10 + 30 + 4 + 90) / 4 },
  });
});

t.test('the day with a change: other settings, agents who come and who stay away', async (t) => {
  const changes: TrialChanges = {
    queues: [{ id: 'a', capacity: 3 }],
    agents: [{ id: '2', wrapUpSeconds: 5 }],
    added: [
      {
        agents: 4,
        queues: ['a'],
        skills: [{ skill: 'tax', level: 4 }],
        wrapUpSeconds: 9,
        from: at(-5),
        to: at(2),
      },
    ],
    absent: [
      { agent: '1', from: at(1), to: at(3) },
      { agent: '1', from: at(6), to: at(20) },
    ],
  };
  const { before, after } = trialScenarios({ ...trial, changes }, day, [], tables);
  t.same(after.callers, before.callers);
  t.match(after.queues, [{ capacity: 3, priority: 2 }]);
  const [first, second, added] = after.groups;
  t.same(
    first?.staffing.map(({ fromMs, toMs }) => [fromMs / hour, toMs / hour]),
    [
      [0, 1],
      [3, 6],
    ],
  );
  t.match(second, { settings: { wrapUpMs: 5000 } });
  t.match(added, {
    ...{ id: '+1', staffing: [{ fromMs: 0, toMs: 2 * hour, agents: 4 }] },
    settings: { queues: [{ queue: 'a' }], skills: { tax: 4 }, wrapUpMs: 9000 },
  });
});

t.test('a day without talks and agents can be simulated all the same', async (t) => {
  const { before, about } = trialScenarios(
    trial,
    { entries: day.entries.slice(2, 3), states: [] },
    [],
    tables,
  );
  t.ok(before.callers[0]?.talk);
  t.same(before.groups, []);
  t.match(about.recorded[0], { offered: 1, asaSeconds: null });
});

t.test(
  'routing rules: what is known of a caller is as of the call; the draft counts for the day with the change',
  async (t) => {
    const rules = (id: string) => ({
      rules: [{ id, when: { history: { from: 1 } }, then: { wants: { agent: 'last', waitSeconds: 9 } } }],
    });
    const asked = {
      ...trial,
      configuration: { ...configuration, routing: { version: 1, routing: rules('now') } },
      changes: { ...noChanges, routing: rules('draft') },
    };
    const earlier = (id: string, hours: number, outcome: string, agent: string | null) => ({
      ...{ id, caller: '138', at: at(hours), outcome, agent },
    });
    const { before, after } = trialScenarios(
      asked,
      day,
      [
        earlier('x', -30, 'answered', '2'),
        earlier('c1', 1, 'answered', '1'),
        earlier('y', 2.5, 'abandoned', null),
      ],
      tables,
    );
    t.same([before.routing?.rules[0]?.id, after.routing?.rules[0]?.id], ['now', 'draft']);
    const { arrivals } = before.callers[0] ?? {};
    const known = arrivals?.kind === 'recorded' ? arrivals.calls.map((call) => call.known) : [];
    t.match(known[0], { lastAgent: '2', earlier: [{ outcome: 'answered' }] }, 'not the call itself');
    t.match(known[2], { lastAgent: '1' });
    t.equal(known[2]?.earlier?.length, 3);
    t.ok(asksAboutEarlierCalls(rules('a')) && !asksAboutEarlierCalls({ rules: [] }, undefined));
  },
);
