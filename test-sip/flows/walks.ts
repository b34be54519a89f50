/** Every kind of node with its routes, as calls that SIPp makes: the flow, what the caller does, what comes of it. */
import type { Key } from '../peer/rtp-capture.js';
import type { CallRecord } from '../product/web.js';

export interface Walk {
  readonly flow: string;
  readonly keys?: readonly Key[];
  /** Said in English, so many milliseconds after the answer. */
  readonly says?: { readonly text: string; readonly afterMs: number };
  readonly caller?: string;
  /** Nodes in order. */
  readonly path: readonly string[];
  /** Of the record of the call. */
  readonly call?: Readonly<Record<string, unknown>>;
  /** How often lines of these types stand in its timeline. */
  readonly lines?: Readonly<Record<string, number>>;
  readonly recordings?: CallRecord['recordings'];
  /** Needs a recogniser. */
  readonly speaks?: true;
}

/** Keys one after the other; each is taken wherever the flow stands by then. */
const keys = (digits: string, firstMs: number, everyMs = 400): Key[] =>
  Array.from(digits, (key, i) => ({ key, atMs: firstMs + i * everyMs }));

const head = (flow: string, more = ''): string => `flow: ${flow}\nlanguage: en\nstart: a\n${more}nodes:\n`;
const last = '  z: { kind: play, prompts: [goodbye], interruptible: false, next: end }\n';

export const importantCaller = '02188880001';

/** @param origin of the order service. */
export const walkFlows = (origin: string): Readonly<Record<string, string>> => ({
  talk: `${head('talk', 'languages: [en, zh-CN]\nvariables: { asked: { type: integer, initial: "0" } }\n')}
  a: { kind: play, title: Greeting, prompts: [welcome], next: b }
  b: { kind: say, text: 'Your number is \${caller}.', next: c }
  c: { kind: language, language: zh-CN, next: d }
  d: { kind: play, prompts: [welcome, { number: '42' }, { digits: '\${dialled}' }], interruptible: false, next: e }
  e: { kind: set, values: { topic: '\${dialled}' }, next: f }
  f: { kind: set, values: { asked: many }, next: z, error: g }
  g: { kind: script, assign: [{ variable: asked, value: asked + 1 }], next: h }
  h: { kind: script, assign: [{ variable: asked, value: 1 / (asked - 1) }], next: z, error: i }
  i: { kind: subflow, flow: inner, next: j }
  j: { kind: hangup, cause: USER_BUSY }
${last}`,
  inner: `flow: inner\nlanguage: en\nstart: in\nnodes:\n  in: { kind: play, prompts: [goodbye], interruptible: false, next: end }\n`,
  menus: `${head('menus')}
  a: { kind: menu, prompts: [welcome], keys: { 1: second }, timeoutMs: 4000, tries: 2, noInput: { prompts: [no-input], next: silent }, wrongKey: { prompts: [wrong-key], next: wrong } }
  second: { kind: menu, prompts: [goodbye], keys: { 1: z, '*': a }, timeoutMs: 6000, noInput: { next: silent }, wrongKey: { next: wrong } }
  silent: { kind: hangup }
  wrong: { kind: hangup }
${last}`,
  digits: `${head('digits')}
  a: { kind: collect, prompts: [welcome], variable: order, minDigits: 4, maxDigits: 6, accept: 'digits.startsWith("7")', timeoutMs: 4000, tries: 2,
    next: z, noInput: { next: silent }, invalid: { prompts: [wrong-key], next: wrong } }
  silent: { kind: hangup }
  wrong: { kind: hangup }
${last}`,
  conditions: `${head('conditions', 'variables: { tier: { initial: "7" } }\n')}
  a: { kind: branch, cases: [{ when: { variable: tier, is: greater, value: '5' }, next: time }], otherwise: x }
  time: { kind: branch, cases: [{ when: { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' }, next: x }, { when: { weekdays: [1, 2, 3, 4, 5, 6, 7] }, next: hours }], otherwise: x }
  hours: { kind: branch, cases: [{ when: { calendar: always, is: open }, next: holiday }], otherwise: x }
  holiday: { kind: branch, cases: [{ when: { calendar: resting, is: holiday }, next: dialled }], otherwise: x }
  dialled: { kind: branch, cases: [{ when: { dialled: ['\${dialled}', '96300'] }, next: x }], otherwise: prefix }
  prefix: { kind: branch, cases: [{ when: { callerPrefix: ['021'] }, next: list }], otherwise: other }
  list: { kind: branch, cases: [{ when: { list: important }, next: region }], otherwise: x }
  region: { kind: branch, cases: [{ when: { region: [上海] }, next: sum }], otherwise: x }
  sum: { kind: branch, cases: [{ when: { expression: 'region == "上海" && int(tier) + 1 == 8' }, next: z }], otherwise: x }
  other: { kind: play, prompts: [goodbye], interruptible: false, next: refuse }
  refuse: { kind: hangup, cause: CALL_REJECTED }
  x: { kind: hangup }
${last}`,
  systems: `${head('systems', 'onError: z\nvariables: { state: { initial: "" } }\n')}
  a: { kind: http, url: '${origin}/orders/7001?caller=\${caller}', secretHeaders: { Authorization: crm }, into: { state: order.state }, next: missing, refused: x, failed: x }
  missing: { kind: http, url: '${origin}/orders/1', next: x, refused: down, failed: x }
  down: { kind: http, url: '${origin}/broken/', timeoutMs: 1000, next: x, refused: x, failed: inside }
  inside: { kind: http, url: 'http://10.0.0.1/', timeoutMs: 1000, next: x, refused: x, failed: known }
  known: { kind: lookup, into: { name: name, tier: level }, next: stranger, unknown: x, failed: x }
  stranger: { kind: lookup, number: '13911112222', next: x, unknown: lost, failed: x }
  lost: { kind: http, method: POST, url: '${origin}/broken/', body: { caller: '\${caller}' }, retries: 0, next: x }
  x: { kind: hangup }
${last}`,
  queues: `${head('queues')}
  a: { kind: queue, queue: unstaffed, nobody: missing, timedOut: x, full: x, failed: x, served: x }
  missing: { kind: queue, queue: nowhere, failed: full, full: x, served: x }
  full: { kind: queue, queue: tiny, full: late, failed: x, served: x }
  late: { kind: queue, queue: unstaffed, maxWaitMs: 1500, timedOut: person, full: x, failed: x, served: x }
  person: { kind: queue, queue: walks, priority: 3, served: z, full: x, failed: x }
  x: { kind: hangup }
${last}`,
  people: `${head('people')}
  a: { kind: agent, agent: '1999', ended: x, busy: x, noAnswer: x, failed: away }
  away: { kind: agent, agent: '1003', ended: x, busy: silent, noAnswer: x, failed: x }
  silent: { kind: agent, agent: '1002', ringMs: 1500, ended: x, busy: x, noAnswer: answers, failed: x }
  answers: { kind: agent, agent: '1004', ended: ext-none, busy: x, noAnswer: x, failed: x }
  ext-none: { kind: extension, extension: '1999', ended: x, busy: x, noAnswer: x, failed: ext-silent }
  ext-silent: { kind: extension, extension: '1002', ringMs: 1500, ended: x, busy: x, noAnswer: ext-busy, failed: x }
  ext-busy: { kind: extension, extension: '1003', ended: x, busy: ext-answers, noAnswer: x, failed: x }
  ext-answers: { kind: extension, extension: '1004', ended: out-busy, busy: x, noAnswer: x, failed: x }
  out-busy: { kind: external, number: '02155550486', ended: x, busy: out-silent, noAnswer: x, failed: x }
  out-silent: { kind: external, number: '02155550180', ringMs: 1500, ended: x, busy: x, noAnswer: out-none, failed: x }
  out-none: { kind: external, number: '02155550404', ended: x, busy: x, noAnswer: x, failed: out-answers }
  out-answers: { kind: external, number: '02155550200', ended: z, busy: x, noAnswer: x, failed: x }
  x: { kind: hangup }
${last}`,
  messages: `${head('messages')}
  a: { kind: voicemail, prompts: [leave-message], mailbox: walks, silenceMs: 1000, next: x, empty: again }
  again: { kind: voicemail, mailbox: walks, silenceMs: 9000, terminators: '#', next: z, empty: x }
  x: { kind: hangup }
${last}`,
  wishes: `${head('wishes')}
  a: { kind: callback, queue: wishes, number: 'nobody', next: x, invalid: good }
  good: { kind: callback, queue: wishes, attempts: 2, retryMs: 1000, next: z, invalid: x }
  x: { kind: hangup }
${last}`,
  ratings: `${head('ratings')}
  a: { kind: survey, next: z, thanks: [survey-thanks], tries: 2, timeoutMs: 3000, wrongKeyPrompts: [wrong-key], questions: [
    { id: agent, prompts: [survey], keys: { 1: 5, 2: 1 } }, { id: matter, prompts: [main-menu], keys: { 1: 5, 2: 1 } }, { id: again, prompts: [welcome], keys: { 1: 5 } } ] }
${last}`,
  speech: `${head('speech', 'languages: [en, zh-CN]\n')}
  a: { kind: speechMenu, prompts: [welcome], variable: said, onlyPhrases: true, timeoutMs: 7000, recogniseMs: 10000, tries: 1,
    choices: [{ phrases: { en: [social security], zh-CN: [社保] }, next: pension }, { phrases: { en: [operator], zh-CN: [人工] }, next: person }],
    keys: { 0: pressed }, noInput: { next: silent }, noMatch: { next: lost }, failed: down }
  pension: { kind: hangup }
  person: { kind: hangup }
  pressed: { kind: hangup }
  silent: { kind: hangup }
  lost: { kind: hangup }
  down: { kind: hangup }
`,
  chinese: `flow: chinese\nlanguage: zh-CN\nstart: a\nnodes:
  a: { kind: speechMenu, prompts: [welcome], timeoutMs: 7000, choices: [{ phrases: { zh-CN: [社保] }, next: x }], noInput: { next: x }, noMatch: { next: x }, failed: down }
  down: { kind: play, prompts: [goodbye], interruptible: false, next: end }
  x: { kind: hangup }
`,
  anything: `${head('anything')}
  a: { kind: speechMenu, prompts: [welcome], variable: said, timeoutMs: 7000, recogniseMs: 10000, tries: 1, choices: [{ phrases: { en: [social security] }, next: x }],
    noInput: { next: x }, noMatch: { next: lost }, failed: x }
  lost: { kind: hangup }
  x: { kind: hangup }
`,
});

const orders = 'social security';

export const walks: Readonly<Record<string, Walk>> = {
  'play, say, language, set, script, subflow, hang up; a value of the wrong type, a sum without a result': {
    flow: 'talk',
    path: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'in', 'j'],
    call: { cause: 'USER_BUSY', hungUpBy: 'system', data: { asked: '1' } },
    lines: { 'flow.fault': 2 },
  },
  'menu: two levels and back': {
    flow: 'menus',
    keys: [...keys('1', 2_000), ...keys('*', 4_500), ...keys('1', 7_000), ...keys('1', 9_500)],
    path: ['a', 'second', 'a', 'second', 'z'],
    call: { outcome: 'selfService' },
  },
  'menu: wrong keys': {
    flow: 'menus',
    keys: [...keys('9', 2_000), ...keys('8', 4_500)],
    path: ['a', 'wrong'],
  },
  'menu: no key': { flow: 'menus', path: ['a', 'silent'] },
  'menu: no key at the second level': {
    flow: 'menus',
    keys: keys('1', 2_000),
    path: ['a', 'second', 'silent'],
  },
  'digits: right': {
    flow: 'digits',
    keys: keys('7001#', 2_000),
    path: ['a', 'z'],
    call: { data: { order: '7001' } },
  },
  'digits: refused by the expression, then too few': {
    flow: 'digits',
    keys: [...keys('1234#', 2_000), ...keys('70#', 6_000)],
    path: ['a', 'wrong'],
  },
  'digits: none': { flow: 'digits', path: ['a', 'silent'] },
  'branch: variable, time, working hours, holiday, number dialled, prefix, list, region, expression': {
    flow: 'conditions',
    caller: importantCaller,
    path: ['a', 'time', 'hours', 'holiday', 'dialled', 'prefix', 'list', 'region', 'sum', 'z'],
  },
  'branch: otherwise': {
    flow: 'conditions',
    path: ['a', 'time', 'hours', 'holiday', 'dialled', 'prefix', 'other', 'refuse'],
    call: { cause: 'CALL_REJECTED' },
  },
  'HTTP and lookup: answered, refused, down, inside the network, known, unknown; the error route of the flow':
    {
      flow: 'systems',
      caller: importantCaller,
      path: ['a', 'missing', 'down', 'inside', 'known', 'stranger', 'lost', 'z'],
      call: { data: { state: 'done', name: 'Ms Li', tier: '8' } },
    },
  'queue: nobody, not there, full, too long, served': {
    flow: 'queues',
    path: ['a', 'missing', 'full', 'late', 'person', 'z'],
    call: { outcome: 'answered', agent: '1001' },
  },
  'agent, extension, number outside: each not there, busy, not answered, answered': {
    flow: 'people',
    path: [
      ...['a', 'away', 'silent', 'answers', 'ext-none', 'ext-silent', 'ext-busy', 'ext-answers'],
      ...['out-busy', 'out-silent', 'out-none', 'out-answers', 'z'],
    ],
    call: { outcome: 'answered' },
  },
  'voicemail: nothing said, then a message ended by a key': {
    flow: 'messages',
    says: { text: 'The lamp in front of my house is broken since yesterday.', afterMs: 5_000 },
    keys: keys('#', 11_000),
    path: ['a', 'again', 'z'],
    recordings: [{ kind: 'message' }],
  },
  'call-back: a number that is none, and the caller’s own': {
    flow: 'wishes',
    path: ['a', 'good', 'z'],
    lines: { 'callback.requested': 1 },
  },
  'survey: three questions, a wrong key, one not rated': {
    flow: 'ratings',
    keys: [...keys('1', 2_000), ...keys('9', 4_000), ...keys('2', 6_000)],
    path: ['a', 'z'],
    call: { surveyState: 'rated', rating: '5' },
    lines: { 'survey.answer': 3 },
  },
  'speech menu: the first choice': {
    flow: 'speech',
    says: { text: orders, afterMs: 3_000 },
    path: ['a', 'pension'],
    call: { data: { said: orders } },
    speaks: true,
  },
  'speech menu: the second choice': {
    flow: 'speech',
    says: { text: 'operator', afterMs: 4_000 },
    path: ['a', 'person'],
    call: { data: { said: 'operator' } },
    speaks: true,
  },
  'speech menu: a key while it listens': {
    flow: 'speech',
    keys: keys('0', 3_500),
    path: ['a', 'pressed'],
    call: { keys: [{ node: 'a', digits: '0' }] },
  },
  'speech menu: nothing said': { flow: 'speech', path: ['a', 'silent'] },
  'speech menu: something else said': {
    flow: 'anything',
    says: { text: 'the weather is nice today', afterMs: 3_000 },
    path: ['a', 'lost'],
    lines: { 'speech.heard': 1 },
    speaks: true,
  },
  'speech menu: a recogniser that is down': {
    flow: 'chinese',
    says: { text: orders, afterMs: 3_000 },
    path: ['a', 'down'],
  },
};
