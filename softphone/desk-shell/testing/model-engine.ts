/** Answers of an engine in the middle of a working day, for tests of the pages. */
import { readFileSync } from 'node:fs';
import type { ConversationView, TrunkView } from '../../../engine/desk.js';
import type { Live, User } from '../../api/client.js';

const at = Date.UTC(2026, 0, 5, 2);

const talk: ConversationView = {
  ...{ id: 'c1', direction: 'inbound', state: 'held', since: at, startedAt: at, agent: '1001' },
  ...{ caller: '02000001111', callerName: '来电人', callerLevel: 'vip', called: '12345', queue: 'general' },
  keys: [{ node: 'menu', digits: '2' }],
  data: { place: '解放路', category: 'complaint' },
  parties: [{ leg: 'l1', role: 'caller', party: '02000001111', name: '', state: 'held', since: at }],
  supervision: { supervisor: 'leader', mode: 'listen' },
};

/** A caller at a node of the demo hotline. */
function inFlow(id: string, caller: string, node: string): Live['calls'][number] {
  const place = { flow: 'demo-12345', node };
  return {
    ...{ id, caller, called: '12345', startedAt: at, stage: 'flow' },
    inFlow: { ...place, version: 'v', since: at, entered: 1, trail: [place] },
  };
}

const live: Live = {
  at,
  agents: [
    { id: '1001', name: '甲', state: 'talking', reason: '', since: at, registered: true, call: 'c1' },
    { id: '1002', name: '乙', state: 'notReady', reason: 'break', since: at, registered: true },
    { id: '1003', name: '丙', state: 'noAnswer', reason: '', since: at, registered: false },
  ],
  queues: [
    {
      ...{ id: 'general', name: '综合受理', agentsReady: 0, agentsSignedIn: 3 },
      waiting: [
        {
          ...{ call: 'w1', caller: '02000002222', priority: 0, joinedAt: at, position: 1 },
          why: { why: 'allBusy', signedIn: 3, skilled: 3, states: { talking: 1 } },
        },
        {
          ...{ call: 't1', caller: '', medium: 'chat', priority: 0, joinedAt: at, position: 2 },
          why: { why: 'nobodyForMedium', signedIn: 3, medium: 'chat' },
        },
      ],
    },
  ],
  calls: [
    { id: 'w1', caller: '02000002222', called: '12345', startedAt: at, stage: 'waiting' },
    inFlow('f1', '02000003333', 'main-menu'),
    inFlow('f2', '', 'main-menu'),
  ],
  switches: [{ address: '127.0.0.1:8021', connected: true, kind: 'Yihao', channels: 2 }],
};

const taskOf = (id: string, state: string, agent: string | null): object => ({
  ...{
    id,
    medium: 'chat',
    queue: 'general',
    priority: 0,
    level: 0,
    skills: {},
    subject: '漏水',
    state,
    agent,
  },
  ...{ data: { place: '解放路' }, createdAt: at, changedAt: at, url: 'https://chat.example/42' },
  ...(state === 'offered' && { offeredUntil: at + 20_000 }),
});

const trunk: TrunkView = {
  ...{ id: 't1', name: '中继', address: 'sip.example.com', port: 5060, transport: 'udp', register: false },
  ...{
    user: '',
    priority: 1,
    weight: 1,
    maxCalls: 30,
    callerNumber: '',
    enabled: true,
    state: 'down',
    calls: 0,
  },
};

const agent = { id: '1001', name: '甲', skills: [{ skill: 'law', level: 3 }], queues: ['general'] };
const queue = { id: 'general', name: '综合受理', priority: 1, capacity: 256, skills: [], ringSeconds: 20 };

const routing = {
  ...{ version: 2, at, by: 'admin', note: '' },
  routing: {
    rules: [
      {
        ...{ id: 'night', name: '夜间', goOn: true, then: { queue: 'general', addPriority: 2 } },
        when: { all: [{ time: { from: '18:00', to: '08:00' } }, { not: { any: [{ withheld: true }] } }] },
      },
      { id: 'last', then: { wants: { agent: 'last', waitSeconds: 30 } }, enabled: false },
    ],
  },
};

const trial = {
  decision: {
    ...{ rules: ['night'], task: { queue: 'general', priority: 2, level: 5, skills: { law: 1 } } },
    trace: [
      { rule: 'night', name: '夜间', verdict: { holds: true } },
      { rule: 'last', verdict: { holds: false, path: ['history', 'hasLastAgent'], found: 'not known' } },
    ],
  },
  result: {
    ...{ to: 'queue', queues: ['general'], position: 2, estimateMs: 90_000 },
    why: { why: 'allBusy', signedIn: 3, skilled: 2, states: { talking: 2 } },
  },
};

const estimates = (mean: number): object => ({
  serviceLevel: { mean, halfWidth: 0.01 },
  abandonShare: { mean: 0.1, halfWidth: null },
});
const course = { offered: [9, 12], serviceLevel: [0.9, null], waiting: [0.4, 1.2] };
const side = (mean: number): object => ({
  all: { queue: '', estimates: estimates(mean), course },
  queues: [{ queue: 'general', estimates: estimates(mean), course }],
  groups: [{ group: '1001', occupancy: { mean, halfWidth: 0.02 } }],
});
const simulation = {
  ...{ date: '2026-01-04', from: at, to: at + 3_600_000, intervalMs: 1_800_000, replications: 10 },
  ...{ confidence: 0.95, calls: 21, agents: 3, unknownAgents: ['1009'], unknownQueues: [], events: 99 },
  recorded: [{ queue: '', offered: 21, answered: 19, abandoned: 2, serviceLevel: 0.81, asaSeconds: 12 }],
  ...{ before: side(0.8), after: side(0.9), changes: [{ queue: '', estimates: estimates(0.1) }] },
};

const timeline = [
  {
    ...{ seq: 1, at, type: 'queue.routed' },
    data: { asked: 'general', queue: 'general', rules: ['night'], failed: [{ rule: 'last', at: 'history' }] },
  },
  {
    ...{ seq: 2, at, type: 'offer.made' },
    data: {
      ...{ agent: '1001', leg: 'l1' },
      why: {
        ...{ by: 'task', waitedMs: 0, idleMs: 9000, relaxed: true, priority: 2, level: 5 },
        skills: [{ skill: 'law', least: 1, level: 3 }],
        over: { id: '1002', criterion: 'longestIdle' },
      },
    },
  },
];

/** The demo hotline, with a draft that has a fault. */
const flow = {
  release: { flow: 'demo-12345', file: 'demo-12345.yaml', live: 3, previous: 2, canary: null },
  text: readFileSync(new URL('../../../ivr-flows/demo-12345.yaml', import.meta.url), 'utf8'),
  cases: '',
  draft: null,
};
const judgement = {
  ok: false,
  errors: [
    {
      ...{ line: 71, column: 5, path: 'nodes.foreign-languages.queue' },
      ...{ reason: 'there is no queue general', hint: 'correct the name, or set the queue up first' },
    },
  ],
  warnings: [
    {
      ...{ line: 16, column: 3, path: 'nodes.main-menu', reason: 'nobody is told of key 2 (zh-CN)' },
      hint: 'say it in the prompt, or take the key out',
    },
  ],
  cases: [
    { name: 'demo-12345.test.yaml: opening hours', line: 4, failure: null },
    { name: 'demo-12345.test.yaml: a person', line: 9, failure: 'step 2: queued: expected general, got vip' },
  ],
};
const flowVersions = [3, 2, 1].map((version) => ({
  ...{ flow: 'demo-12345', version, author: 'admin', at, source: version === 1 ? 'file' : 'published' },
  reason: version === 1 ? '' : '节假日提示音',
}));
const flowDifference = {
  ...{ from: 2, to: 3 },
  lines: [
    ...Array.from({ length: 12 }, (_, i) => ({ kind: 'same', text: `# ${i}` })),
    { kind: 'removed', text: '    timeoutMs: 5000' },
    { kind: 'added', text: '    timeoutMs: 8000' },
  ],
};
const recorded = (id: string): object => ({ kind: 'recorded', language: 'zh-CN', id });
const collecting = {
  ...{ do: 'collect', prompts: [recorded('main-menu')], minDigits: 1, maxDigits: 1, timeoutMs: 5000 },
  ...{ interDigitMs: 3000, terminators: '', validKeys: '120' },
};
const simulatedCall = {
  path: [
    { flow: 'demo-12345', node: 'welcome', kind: 'play', after: 0 },
    { flow: 'demo-12345', node: 'main-menu', kind: 'menu', after: 1 },
  ],
  ...{ variables: { topic: '户籍' }, awaiting: 'collected', language: 'zh-CN', noted: [], ignored: [] },
  turns: [
    {
      ...{ after: 0, refused: null },
      does: { do: 'play', prompts: [recorded('welcome')], interruptible: true },
    },
    { after: 1, refused: null, does: collecting },
  ],
  ...{ scene: {}, at, now: collecting, words: { 'zh-CN/welcome': '您好，欢迎拨打便民热线。' } },
};
const flowFigures = {
  ...{ calls: 90, averageMs: 41_500, paths: [{ from: 'welcome', to: 'main-menu', count: 88 }] },
  nodes: [
    { node: 'welcome', calls: 90, visits: 90, dropOuts: 2, averageMs: 4100 },
    { node: 'main-menu', calls: 88, visits: 1340, dropOuts: 9, averageMs: 9200 },
  ],
  days: [{ day: '2026-01-05', calls: 90, dropOuts: 11, averageMs: 41_500 }],
};

const listed = (list: string, more: object): object => ({
  ...{ id: list, list, number: '02000006666', match: 'exact', name: '', level: 0, reason: '', warning: '' },
  ...{ expiresAt: null, createdBy: 'leader', createdAt: at, blocked: 0, lastBlockedAt: null },
  ...more,
});

const hours = [{ from: '09:00', to: '17:30' }];
const office = {
  ...{ id: 'office', name: '市民中心', area: '', timeZone: 'Asia/Shanghai' },
  weekly: { 1: hours, 2: hours, 3: hours, 4: hours, 5: hours },
};

/** Every day of a year, with a holiday, a made-up workday and an exception. */
function yearOfDays(year: number): object[] {
  const special: Readonly<Record<string, object>> = {
    '10-01': { kind: 'holiday', name: '国庆节', periods: [] },
    '10-10': { kind: 'workday', name: '国庆节调休', periods: hours },
    '10-12': { kind: 'exception', name: '系统升级', periods: [] },
  };
  const days: object[] = [];
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10);
    const weekday = new Date(day).getUTCDay() || 7;
    const usual = { kind: 'usual', name: '', periods: weekday < 6 ? hours : [] };
    days.push({ date, weekday, ...(special[date.slice(5)] ?? usual) });
  }
  return days;
}

const lists: Readonly<Record<string, readonly unknown[]>> = {
  '/api/me/conversations': [talk],
  '/api/conversations': [talk],
  '/api/conversations/c1/history': [
    { call: 'h', at, queue: 'general', agent: '1002', outcome: 'answered', rating: '1', data: {} },
  ],
  '/api/me/calls': [
    {
      ...{ call: 'a', direction: 'outbound', at, party: '02000003333', partyName: '', queue: null },
      ...{ talkSeconds: 0, result: 'busy', rating: null },
    },
  ],
  '/api/me/missed': [{ call: 'm', at, party: '02000004444', partyName: '', queue: null, ringSeconds: 20 }],
  '/api/contacts': [{ id: '1', department: '公安局', name: '值班室', number: '02000005555' }],
  '/api/trunks': [trunk],
  '/api/forbidden': [{ id: '1', number: '00', match: 'prefix', agents: [], reason: '国际长途' }],
  '/api/audit': [{ id: '1', at, userName: 'leader', action: 'supervision.join', target: 'c1', data: {} }],
  '/api/users': [{ name: '1001', role: 'agent', agent: '1001', mustChangePassword: true }],
  '/api/agents': [{ ...agent, wrapUpSeconds: 10 }],
  '/api/skills': [{ id: 'law', name: '法律' }],
  '/api/queues': [{ ...queue, surveyOn: true, recordOn: true, announceAgentOn: false }],
  '/api/numbers': [{ number: '12345', name: '热线', flow: 'demo', language: 'zh-CN' }],
  '/api/flows': [{ name: 'demo', version: '1', file: 'demo.yaml', loadedAt: at }],
  '/api/lists/black': [listed('black', { reason: '骚扰', blocked: 3, lastBlockedAt: at })],
  '/api/lists/white': [listed('white', { match: 'prefix' })],
  '/api/lists/important': [listed('important', { name: '来电人', level: 5, warning: '重点', expiresAt: at })],
  '/api/regions/names': ['杭州'],
  '/api/calendars': [office],
  '/api/special-days': [{ area: '', date: '2026-10-01', kind: 'holiday', name: '国庆节' }],
  '/api/prompts': [
    {
      ...{ id: 'welcome', language: 'zh-CN', business: '综合', text: '您好', live: 1, shipped: true },
      ...{ durationMs: 3200, levelDbfs: -21.4, uses: 12, usedBy: [{ flow: 'demo', node: 'welcome' }] },
    },
  ],
  '/api/prompts/zh-CN/welcome/versions': [
    {
      ...{ version: 1, source: 'upload', author: 'admin', at, text: '您好' },
      ...{ durationMs: 3200, levelDbfs: -21.4 },
    },
  ],
  '/api/callbacks': [
    { call: 'cb1', seq: 3, at, queue: 'general', number: '02000008888', done: null },
    {
      ...{ call: 'cb2', seq: 3, at, queue: 'general', number: '02000008889' },
      done: { by: 'leader', at, note: '已联系' },
    },
  ],
  '/api/voicemails': [
    {
      ...{ id: 'v1', call: 'c1', at, durationMs: 4200, caller: '02000009999', called: '12345' },
      ...{ mailbox: 'general', done: null },
    },
  ],
  '/api/routing/versions': [{ version: 1, at, by: 'admin', note: '' }],
  '/api/waits': [
    { queue: 'general', estimateMs: 90_000, figures: { compared: 9, errorMs: 20_000, biasMs: 0 } },
  ],
  '/api/flow-services': [
    {
      ...{ origin: 'https://orders.example.gov.cn', state: 'down', asked: 40, failed: 5, lastAt: at },
      lastError: 'no answer in 3000 ms',
    },
    {
      ...{ origin: 'https://crm.example.gov.cn', state: 'failing', asked: 9, failed: 1, lastAt: at },
      lastError: 'status 503',
    },
  ],
  '/api/kept-places': [
    { call: 'k1', caller: '02000007777', queue: 'general', joinedAt: at, until: at + 600_000 },
  ],
  '/api/flows/demo-12345/versions': flowVersions,
  '/api/tasks': [taskOf('t1', 'waiting', null), taskOf('t2', 'accepted', '1002')],
  '/api/tasks/finished': [
    {
      ...{
        id: 't0',
        medium: 'email',
        queue: 'general',
        subject: '咨询',
        number: '',
        state: 'done',
        agent: '1001',
      },
      ...{ priority: 0, createdAt: at, finishedAt: at, data: {} },
      history: [
        { at, what: 'created', queue: 'general' },
        { at, what: 'moved', by: 'leader', queue: 'general' },
      ],
    },
  ],
  '/api/calls/c1/timeline': timeline,
  '/api/calls': [{ id: 'c1', startedAt: at, caller: '02000001111', called: '12345', outcome: 'answered' }],
};

/** @returns the body of the answer; undefined for an address that this engine does not have, or not for nobody. */
export function modelAnswer(path: string, user: User | undefined): unknown {
  if (path === '/api/caller') return { enabled: true, numbers: [{ number: '12345', name: '热线' }] };
  if (path === '/api/embedding') return { origins: [] };
  if (!user) return undefined;
  const year = /^\/api\/calendars\/office\/years\/(\d{4})$/.exec(path)?.[1];
  const items = year === undefined ? lists[path] : yearOfDays(Number(year));
  if (items) return { items };
  switch (path) {
    case '/api/session':
      return user;
    case '/api/flows/demo-12345':
      return flow;
    case '/api/flows/demo-12345/check':
      return judgement;
    case '/api/flows/demo-12345/simulate':
      return simulatedCall;
    case '/api/flows/demo-12345/difference':
      return flowDifference;
    case '/api/flows/demo-12345/figures':
      return flowFigures;
    case '/api/live':
      return live;
    case '/api/me/tasks':
      return {
        items: [taskOf('t3', 'offered', '1001'), taskOf('t4', 'accepted', '1001')],
        ...{ capacity: { chat: 3 }, together: 4 },
      };
    case '/api/routing':
      return routing;
    case '/api/routing/test':
      return trial;
    case '/api/routing/check':
      return { faults: [{ path: 'rules.0.when.all.0.time.from', reason: 'must match a time' }] };
    case '/api/regions':
      return { items: [{ prefix: '0571', region: '杭州' }], total: 1, prefixes: 1 };
    case '/api/simulations':
      return simulation;
    case '/api/calls/c1':
      return { call: lists['/api/calls']?.[0], legs: [], entries: [], recordings: [] };
    case '/api/me/today':
      return {
        ...{ answered: 9, missed: 1, outbound: 2, talkSeconds: 3000, wrapUpSeconds: 90, readySeconds: 800 },
        averageRating: null,
      };
    case '/api/me/settings':
      return { autoAnswer: true, autoAnswerSeconds: 3 };
    default:
      return undefined;
  }
}
