import t from 'tap';
import { checkRouting, type Known } from './check.js';
import type { Condition, RoutingFacts } from './condition.js';
import { judge } from './condition.js';
import { decideRoute } from './decide.js';
import type { Routing } from './rules.js';

const known: Known = {
  queue: (id) => id === 'general' || id === 'tax',
  skill: (id) => id === 'english',
  agent: (id) => id === '1001',
  flow: (id) => id === 'closed',
};

/** Thursday 2026-11-26, 10:30 in Shanghai. */
const facts: RoutingFacts = {
  now: Date.UTC(2026, 10, 26, 2, 30),
  ...{
    caller: '13912345678',
    called: '12345',
    region: 'north',
    level: 2,
    language: 'zh-CN',
    medium: 'phone',
  },
  ...{ queue: 'general', priority: 1, skills: { english: 1 } },
  keys: [
    { node: 'menu', digits: '1' },
    { node: 'menu', digits: '2' },
  ],
  data: { business: 'water', amount: '20' },
  lastAgent: '1001',
  earlier: (count, days) => (count === 'abandoned' && days === 1 ? 2 : 5),
  queueState: (queue) =>
    queue === 'general'
      ? { waiting: 4, longestWaitMs: 30_000, readyAgents: 0, signedIn: 3, estimatedWaitMs: null }
      : undefined,
};
const holds = (condition: Condition): boolean => judge(condition, facts, 'Asia/Shanghai').holds;

t.test('ACD12: each parameter can be asked about', (t) => {
  const yes: Condition[] = [
    { time: { from: '09:00', to: '12:00', weekdays: [4] } },
    { time: { from: '22:00', to: '11:00' } },
    { time: { dates: ['2026-11-26'] } },
    { caller: ['13912345678'] },
    { callerPrefix: ['138', '139'] },
    { withheld: false },
    { region: ['north'] },
    { called: ['12345'] },
    { callerLevel: { from: 1 } },
    { language: ['zh-CN'] },
    { medium: ['phone', 'chat'] },
    { queue: ['general'] },
    { keys: { node: 'menu', digits: ['2'] } },
    { data: { name: 'business', equals: ['water', 'gas'] } },
    { data: { name: 'amount', from: 10, to: 20 } },
    { data: { name: 'other', set: false } },
    { history: { count: 'abandoned', days: 1, from: 2 } },
    { history: { hasLastAgent: true } },
    { skills: ['english'] },
    { queueState: { waiting: { from: 4 }, longestWaitSeconds: { to: 30 }, readyAgents: { to: 0 } } },
    { not: { queueState: { queue: 'tax', waiting: { from: 0 } } } },
    { any: [{ called: ['1'] }, { all: [{ called: ['12345'] }, { withheld: false }] }] },
  ];
  for (const condition of yes) t.ok(holds(condition), JSON.stringify(condition));
  const no: Condition[] = [
    { time: { weekdays: [5] } },
    { keys: { node: 'menu', digits: ['1'] } },
    { queueState: { estimatedWaitSeconds: { to: 60 } } },
    { data: { name: 'business', from: 1 } },
    { callerLevel: { to: 1 } },
  ];
  for (const condition of no) t.notOk(holds(condition), JSON.stringify(condition));
  t.end();
});

t.test('a condition that fails says where, and what was found', (t) => {
  const condition: Condition = { all: [{ called: ['12345'] }, { not: { region: ['north'] } }] };
  t.match(judge(condition, facts, 'Asia/Shanghai'), { holds: false, path: ['all', 1, 'not'] });
  const verdict = judge({ queueState: { waiting: { from: 10 } } }, facts, 'Asia/Shanghai');
  t.same(verdict, { holds: false, path: ['queueState', 'waiting'], found: '4' });
  t.end();
});

t.test('the first rule that holds decides; with goOn later ones add to it', (t) => {
  const routing: Routing = {
    rules: [
      { id: 'off', enabled: false, then: { queue: 'tax' } },
      { id: 'north', when: { region: ['north'] }, then: { addPriority: 2, level: 3 }, goOn: true },
      { id: 'night', when: { time: { from: '20:00', to: '06:00' } }, then: { queue: 'tax' } },
      {
        id: 'vip',
        when: { callerLevel: { from: 2 } },
        then: {
          ...{ queue: 'tax', addPriority: 1, wants: { agent: 'last', waitSeconds: 20 } },
          routes: [{ queue: 'general', afterSeconds: 30 }],
          relax: [{ afterSeconds: 20, skills: { english: 0 } }],
          overflow: [{ when: { on: 'waited', seconds: 60 }, to: { kind: 'callBack' } }],
        },
      },
      { id: 'never', then: { queue: 'general' } },
    ],
  };
  const decision = decideRoute(routing, facts);
  t.same(decision.rules, ['north', 'vip']);
  t.same(decision.task, {
    ...{ queue: 'tax', priority: 4, level: 3, skills: { english: 1 }, region: 'north' },
    routes: [{ queue: 'general', afterMs: 30_000 }],
    relax: [{ afterMs: 20_000, skills: { english: 0 } }],
    overflow: [{ when: { on: 'waited', ms: 60_000 }, to: { kind: 'callBack' } }],
    wants: { agent: '1001', waitMs: 20_000, why: 'last' },
  });
  t.same(
    decision.trace.map(({ rule, verdict }) => [rule, verdict.holds]),
    [
      ['north', true],
      ['night', false],
      ['vip', true],
    ],
  );
  t.same(decideRoute({ rules: [] }, facts).task.queue, 'general', 'without rules as the flow has it');
  t.end();
});

t.test('ACD5: skills of the flow and of all rules that hold are asked for, each at the higher level', (t) => {
  const routing: Routing = {
    rules: [
      { id: 'tax', then: { skills: { tax: 1, english: 1 } }, goOn: true },
      { id: 'night', then: { skills: { tax: 3, fire: 1 } } },
    ],
  };
  const asked = { ...facts, skills: { english: 2, tax: 2 } };
  const decision = decideRoute(routing, asked);
  t.same(decision.task.skills, { english: 2, tax: 3, fire: 1 });
  t.match(decision.asked, { queue: 'general', priority: 1, level: 2, region: 'north' });
  t.same(decision.asked.skills, asked.skills, 'what was asked is told beside what became of it');
  t.end();
});

t.test('names that every object has are data and skills like others', (t) => {
  t.notOk(holds({ data: { name: 'constructor', startsWith: ['x'] } }));
  t.ok(holds({ data: { name: 'constructor', set: false } }));
  t.notOk(holds({ skills: ['constructor'] }));
  t.end();
});

t.test('what is wrong with rules is told by path and reason', (t) => {
  const cases: [unknown, string, RegExp][] = [
    [{ rules: [{ id: 'a', then: { queue: 'gone' } }] }, 'rules.0.then.queue', /there is no queue gone/],
    [{ rules: [{ id: 'a', then: { colour: 1 } }] }, 'rules.0.then.colour', /not a setting/],
    [{ rules: [{ id: 'a', when: { moon: 1 }, then: {} }] }, 'rules.0.when', /moon cannot be asked about/],
    [
      { rules: [{ id: 'a', when: { all: [{ time: { from: '25:00' } }] }, then: {} }] },
      'rules.0.when.all.0.time.from',
      /must match/,
    ],
    [
      { rules: [{ id: 'a', when: { called: ['1'], caller: ['2'] }, then: {} }] },
      'rules.0.when',
      /exactly one key/,
    ],
    [
      {
        rules: [
          { id: 'a', then: {} },
          { id: 'a', then: {} },
        ],
      },
      'rules.1.id',
      /another rule/,
    ],
    [{ timeZone: 'Mars/Olympus', rules: [] }, 'timeZone', /no time zone/],
    [
      { rules: [{ id: 'a', then: { wants: { agent: '9999', waitSeconds: 1 } } }] },
      'rules.0.then.wants.agent',
      /there is no agent 9999/,
    ],
    [
      {
        rules: [
          { id: 'a', then: { overflow: [{ when: { on: 'nobody' }, to: { kind: 'flow', flow: 'x' } }] } },
        ],
      },
      'rules.0.then.overflow.0.to.flow',
      /there is no flow x/,
    ],
    [{ policy: { tasks: ['luck'], agents: [] }, rules: [] }, 'policy.tasks.0', /must be one of/],
  ];
  for (const [routing, path, reason] of cases) {
    const checked = checkRouting(routing, known);
    const [fault] = checked.ok ? [] : checked.faults;
    t.equal(fault?.path.join('.'), path, JSON.stringify(routing));
    t.match(fault?.reason, reason);
  }
  t.ok(
    checkRouting({ rules: [{ id: 'a', when: { not: { queue: ['tax'] } }, then: { queue: 'tax' } }] }, known)
      .ok,
  );
  t.end();
});

t.test('ACD12: a span past midnight belongs to the day on which it began', (t) => {
  const at = (day: number, hour: number): boolean => {
    // 2026-11-27 is a Friday; Shanghai is 8 hours ahead.
    const now = Date.UTC(2026, 10, day, hour - 8);
    return judge({ time: night }, { ...facts, now }, 'Asia/Shanghai').holds;
  };
  let night: { from: string; to: string; weekdays?: number[]; dates?: string[] };
  night = { from: '18:00', to: '08:00', weekdays: [5] };
  t.notOk(at(27, 2), 'the night from Thursday to Friday');
  t.notOk(at(27, 12));
  t.ok(at(27, 20));
  t.ok(at(28, 2), 'the night that began on Friday');
  t.notOk(at(28, 20));
  night = { from: '18:00', to: '08:00', dates: ['2026-11-30'] };
  t.ok(at(30, 23));
  t.ok(at(31, 7), 'the 1st of December');
  t.notOk(at(30, 7));
  night = { from: '18:00', to: '08:00', weekdays: [7] };
  t.ok(at(30, 7), 'Monday morning is of Sunday');
  t.end();
});
