import t from 'tap';
import { checkFlow, checkSet } from './check.js';
import { isOver, start, step } from './interpreter.js';
import { bounds, type FlowEffect, type FlowInput, type FlowSet, type FlowState } from './model.js';

const NOW = Date.parse('2026-03-02T10:00:00+08:00');

function flowsOf(...texts: string[]): FlowSet {
  const checked = texts.map((text, i) => {
    const one = checkFlow(text, `${i}.yaml`);
    if (!one.ok) throw new Error(JSON.stringify(one.errors));
    return one.value;
  });
  const set = checkSet(checked);
  if (!set.ok) throw new Error(JSON.stringify(set.errors));
  return set.value;
}

/** A call in a flow whose start is node `a`, with what came out of the last input. */
class TestCall {
  readonly #flows: FlowSet;
  state: FlowState;
  last: readonly FlowEffect[];

  constructor(nodes: string, variables: Readonly<Record<string, string>> = {}, ...more: string[]) {
    this.#flows = flowsOf(`flow: f\nlanguage: en\nstart: a\nnodes:\n${nodes}`, ...more);
    const context = { caller: '13800138000', dialled: '12345', variables };
    ({ state: this.state, effects: this.last } = start(this.#flows, 'f', context, NOW));
  }

  take(input: FlowInput): this {
    ({ state: this.state, effects: this.last } = step(this.#flows, this.state, input, NOW));
    return this;
  }

  keys(digits: string, terminator?: string): this {
    return this.take({
      kind: 'collected',
      digits,
      timedOut: digits === '',
      ...(terminator === undefined ? {} : { terminator }),
    });
  }

  /** What the engine is to do now. */
  get now(): FlowEffect | undefined {
    return this.last.at(-1);
  }

  get path(): string {
    return this.last.flatMap((effect) => (effect.do === 'trace' ? [effect.node] : [])).join(' ');
  }
}

const hangup = '  z: { kind: hangup }\n';

t.test('play: a key that cuts it short is the choice in the menu that follows', (t) => {
  const call = new TestCall(
    `  a: { kind: play, prompts: [hello], next: b }
  b: { kind: menu, prompts: [menu], keys: { 1: z } }
${hangup}`,
  );
  t.same(call.now, {
    do: 'play',
    prompts: [{ kind: 'recorded', language: 'en', id: 'hello' }],
    interruptible: true,
  });
  t.equal(call.take({ kind: 'played', key: '1' }).path, 'b z');
  t.same(call.now, { do: 'hangup', cause: 'NORMAL_CLEARING' });
  t.ok(isOver(call.state));
  t.end();
});

t.test('menu: one try is one effect, and the route after the last try is that of its failure', (t) => {
  const nodes = `  a: { kind: menu, prompts: [menu], keys: { 1: z, '#': z }, tries: 2, timeoutMs: 700,
       noInput: { prompts: [again], next: n }, wrongKey: { prompts: [wrong], next: w } }
  n: { kind: hangup }
  w: { kind: hangup }
${hangup}`;
  const call = new TestCall(nodes);
  t.match(call.now, {
    do: 'collect',
    minDigits: 1,
    maxDigits: 1,
    timeoutMs: 700,
    terminators: '',
    validKeys: '1#',
  });
  t.match(call.keys('').now, { do: 'collect', prompts: [{ id: 'again' }, { id: 'menu' }] });
  t.equal(call.keys('7').path, 'w');
  t.equal(new TestCall(nodes).keys('7').keys('').path, 'n');
  t.equal(new TestCall(nodes).keys('', '#').path, 'z', 'a key that the switch took for a terminator');
  t.end();
});

t.test('menu: without a route for it the failure goes to onError, else the call ends', (t) => {
  const menu = '  a: { kind: menu, prompts: [], keys: { 1: z }, tries: 1 }\n';
  t.match(new TestCall(menu + hangup).keys('').now, { do: 'hangup', cause: 'NORMAL_CLEARING' });
  const withRoute = `${menu}${hangup}  e: { kind: hangup, cause: USER_BUSY }\nonError: e\n`;
  t.match(new TestCall(withRoute).keys('').now, { do: 'hangup', cause: 'USER_BUSY' });
  t.end();
});

t.test('collect: digits typed ahead count, up to the terminator', (t) => {
  const call = new TestCall(
    `  a: { kind: play, prompts: [hello], next: p }
  p: { kind: play, prompts: [more], next: b }
  b: { kind: collect, prompts: [enter], variable: account, minDigits: 3, maxDigits: 6, next: z, invalid: { prompts: [short] } }
${hangup}`,
  );
  call.take({ kind: 'played', key: '4' }).take({ kind: 'played', key: '2' });
  t.match(call.now, { do: 'collect', prompts: [], minDigits: 1, maxDigits: 4, terminators: '#' });
  t.match(call.keys('', '#').now, {
    do: 'collect',
    prompts: [{ id: 'short' }, { id: 'enter' }],
    maxDigits: 6,
  });
  call.keys('123', '#');
  t.match(call.last[0], { do: 'setData', name: 'account', value: '123' });
  t.equal(call.path, 'z');

  const ahead = new TestCall(
    `  a: { kind: play, prompts: [], next: p }
  p: { kind: play, prompts: [], next: b }
  b: { kind: collect, prompts: [], variable: v, minDigits: 1, maxDigits: 6, next: m }
  m: { kind: menu, prompts: [], keys: { 1: z } }
${hangup}`,
  );
  ahead.take({ kind: 'played', key: '5' }).take({ kind: 'played', key: '#' });
  t.equal(ahead.path, 'b m', 'the terminator ended it');
  t.same(ahead.state.variables, { v: '5' });
  t.end();
});

t.test('set and say: variables are filled in and become call data', (t) => {
  const call = new TestCall(
    `  a: { kind: set, values: { who: '\${caller} on \${dialled}', tier: '\${level}' }, next: b }
  b: { kind: say, text: 'You are \${who}, \${tier}\${nobody}.', next: c }
  c: { kind: play, prompts: [{ number: '\${n}' }, { digits: '\${dialled}' }, { number: '\${nobody}' }], next: end }
`,
    { level: 'gold', n: '42' },
  );
  t.match(call.last, [
    { do: 'trace' },
    { do: 'setData', name: 'who' },
    { do: 'setData', name: 'tier', value: 'gold' },
    { do: 'trace' },
    {},
  ]);
  t.match(call.now, { prompts: [{ kind: 'spoken', text: 'You are 13800138000 on 12345, gold.' }] });
  call.take({ kind: 'played' });
  t.match(call.now, {
    prompts: [{ id: 'number-40' }, { id: 'number-2' }, { id: 'digit-1' }, {}, {}, {}, { id: 'digit-5' }],
  });
  t.match(call.take({ kind: 'played' }).now, { do: 'hangup' }, 'end leaves the flow');
  t.end();
});

t.test('queue: every end has its route', (t) => {
  const nodes = `  a: { kind: queue, queue: q, priority: 2, skills: { english: 3 }, maxWaitMs: 9000, served: s, timedOut: x, full: y, nobody: n }
  s: { kind: hangup }
  x: { kind: hangup }
  y: { kind: hangup }
  n: { kind: hangup }
`;
  t.same(new TestCall(nodes).now, {
    do: 'enqueue',
    queue: 'q',
    priority: 2,
    skills: { english: 3 },
    music: null,
    announceEveryMs: null,
    maxWaitMs: 9000,
    leaveWhenNobody: true,
    language: 'en',
  });
  const after = (end: 'served' | 'timedOut' | 'full' | 'nobody' | 'failed'): string =>
    new TestCall(nodes).take({ kind: 'queueLeft', end }).path;
  t.same((['served', 'timedOut', 'full', 'nobody', 'failed'] as const).map(after), ['s', 'x', 'y', 'n', '']);
  t.end();
});

t.test('agent, extension and external: failures without a route of their own take `failed`', (t) => {
  const nodes = `  a: { kind: agent, agent: '\${last}', ringMs: 9000, noAnswer: n, failed: e }
  n: { kind: external, number: '10086', ended: e }
  e: { kind: extension, extension: '8001' }
`;
  const call = new TestCall(nodes, { last: '1001' });
  t.same(call.now, { do: 'transfer', to: { kind: 'agent', agent: '1001' }, ringMs: 9000 });
  t.match(call.take({ kind: 'transferEnded', end: 'noAnswer' }).now, {
    to: { kind: 'external', number: '10086' },
  });
  t.match(call.take({ kind: 'transferEnded', end: 'ended' }).now, {
    to: { kind: 'extension' },
    ringMs: 20_000,
  });
  t.match(call.take({ kind: 'transferEnded', end: 'ended' }).now, { do: 'hangup' });
  t.equal(new TestCall(nodes, { last: '1' }).take({ kind: 'transferEnded', end: 'busy' }).path, 'e');
  t.end();
});

t.test('voicemail: prompt, then recording; saying nothing has its own route', (t) => {
  const nodes = `  a: { kind: voicemail, prompts: [leave], mailbox: general, next: z, empty: e }
  e: { kind: hangup }
${hangup}`;
  const call = new TestCall(nodes).take({ kind: 'played' });
  t.same(call.now, { do: 'record', mailbox: 'general', maxMs: 120_000, silenceMs: 5000, terminators: '#' });
  t.equal(call.take({ kind: 'recorded', recordedMs: 0 }).path, 'e');
  t.end();
});

t.test('survey: every question is rated once, and a restart goes on at the question', (t) => {
  const nodes = `  a: { kind: survey, tries: 2, next: z, questions: [
       { id: agent, prompts: [one], keys: { 1: 3, 2: 2 } }, { id: matter, prompts: [two], keys: { 1: 1, 2: 0 } } ] }
${hangup}`;
  const call = new TestCall(nodes).keys('1');
  t.same(call.last[0], { do: 'rate', question: 'agent', key: '1', rating: 3 });
  t.match(call.take({ kind: 'resumed' }).now, { do: 'collect', prompts: [{ id: 'two' }] });
  t.same(call.keys('9').last.length, 1, 'asked again');
  call.keys('9');
  t.same(call.last[0], { do: 'rate', question: 'matter', key: null, rating: null });
  t.match(call.now, { do: 'hangup' });

  const gone = new TestCall(nodes).take({ kind: 'hungUp' });
  t.same(
    gone.last.map((e) => e.do === 'rate' && e.question),
    ['agent', 'matter'],
  );
  t.same(gone.take({ kind: 'hungUp' }).last, []);
  t.end();
});

t.test('subflow: its end comes back to the node’s next, with the variables', (t) => {
  const sub = `flow: sub
language: zh-CN
start: a
nodes:
  a: { kind: set, values: { seen: 'yes' }, next: b }
  b: { kind: play, prompts: [hi], next: end }
`;
  const call = new TestCall(`  a: { kind: subflow, flow: sub, next: z }\n${hangup}`, {}, sub);
  t.match(call.now, { prompts: [{ language: 'zh-CN', id: 'hi' }] });
  t.same(call.state.stack, [{ flow: 'f', node: 'a' }]);
  t.equal(call.take({ kind: 'played' }).path, 'z');
  t.same(call.state.variables, { seen: 'yes' });
  t.end();
});

t.test('a ring of nodes that wait for nothing is cut, by the error route once', (t) => {
  const ring = `  a: { kind: set, values: { x: '1' }, next: b }
  b: { kind: set, values: { x: '2' }, next: a }
`;
  const call = new TestCall(ring);
  t.match(call.last.at(-2), { do: 'fault', why: 'loop' });
  t.match(call.now, { do: 'hangup', cause: 'NORMAL_UNSPECIFIED' });
  const bad = new TestCall(`${ring}onError: a\n`);
  t.equal(bad.last.filter((effect) => effect.do === 'fault').length, 2);
  t.end();
});

t.test('prompts that go round without a sign of the caller are cut in the end', (t) => {
  const call = new TestCall('  a: { kind: play, prompts: [tune], next: a }\n');
  let rounds = 0;
  while (!isOver(call.state) && rounds < 1000) {
    call.take({ kind: 'played' });
    rounds++;
  }
  t.equal(rounds, bounds.nodesSinceSign);
  const alive = new TestCall('  a: { kind: play, prompts: [tune], next: a }\n');
  for (let i = 0; i < 3 * bounds.nodesSinceSign; i++) alive.take({ kind: 'played', key: '1' });
  t.notOk(isOver(alive.state), 'with keys pressed it goes on');
  t.end();
});

t.test('a late or doubled input changes nothing', (t) => {
  const call = new TestCall(
    `  a: { kind: menu, prompts: [], keys: { 1: b } }\n  b: { kind: queue, queue: q }\n`,
  );
  const { state } = call;
  t.same(call.take({ kind: 'played' }).last, []);
  t.equal(call.state, state);
  t.same(call.keys('1').keys('1').last, []);
  t.end();
});

t.test('a flow that is not there, now or after a restart, ends the call with a fault', (t) => {
  const { effects } = start(new Map(), 'gone', { caller: '', dialled: '' }, NOW);
  t.match(effects, [{ do: 'fault', why: 'unknownFlow' }, { do: 'hangup' }]);
  const { state } = new TestCall('  a: { kind: play, prompts: [], next: a }\n');
  t.match(step(new Map(), state, { kind: 'played' }, NOW).effects, [
    { do: 'fault', why: 'unknownNode' },
    { do: 'hangup' },
  ]);
  t.end();
});

t.test('http: the answer fills variables, and each way that it can go has its route', (t) => {
  const nodes = `  a: { kind: http, method: POST, url: 'https://crm.test/orders/\${order}?by=\${caller}', timeoutMs: 900, retries: 2,
       headers: { X-Caller: '\${caller}' }, secretHeaders: { Authorization: crm }, body: { order: '\${order}' },
       into: { state: data.state }, next: n, refused: r, failed: f }
  n: { kind: say, text: '\${state}', next: end }
  r: { kind: hangup }
  f: { kind: hangup }
`;
  const call = new TestCall(nodes, { order: 'A/1 2?' });
  t.same(call.now, {
    do: 'request',
    method: 'POST',
    url: 'https://crm.test/orders/A%2F1%202%3F?by=13800138000',
    headers: { 'X-Caller': '13800138000' },
    secretHeaders: { Authorization: 'crm' },
    body: { order: 'A/1 2?' },
    timeoutMs: 900,
    retries: 2,
    into: { state: 'data.state' },
  });
  const answered = (status: number, values = {}): TestCall =>
    new TestCall(nodes, { order: '1' }).take({
      kind: 'answered',
      answer: status === 0 ? { status: 0, why: 'time' } : { status, values },
    });
  t.match(answered(200, { state: 'done', stranger: 'x' }).now, {
    prompts: [{ kind: 'spoken', text: 'done' }],
  });
  t.same(answered(200, { stranger: 'x' }).state.variables, { order: '1' }, 'only what was asked for');
  t.equal(answered(404).path, 'r');
  t.equal(answered(0).path, 'f');
  t.end();
});

t.test('lookup: what is known goes into variables; who is unknown has a route', (t) => {
  const nodes = `  a: { kind: lookup, into: { tier: level, who: name }, next: n, unknown: u }
  n: { kind: hangup }
  u: { kind: hangup }
`;
  const call = new TestCall(nodes);
  t.same(call.now, { do: 'lookup', number: '13800138000', timeoutMs: 1500 });
  call.take({ kind: 'lookedUp', found: { known: true, values: { level: '5', calls: '7' } } });
  t.same(call.state.variables, { tier: '5' });
  t.equal(call.path, 'n');
  t.equal(new TestCall(nodes).take({ kind: 'lookedUp', found: { known: false, why: 'unknown' } }).path, 'u');
  t.equal(new TestCall(nodes).take({ kind: 'lookedUp', found: { known: false, why: 'failed' } }).path, 'n');
  t.end();
});

t.test(
  'script: expressions one after the other, by the types of variables; without a value the error route',
  (t) => {
    const nodes = `  a: { kind: script, assign: [{ variable: n, value: 'n * 2' }, { variable: big, value: 'n > 5' },
       { variable: n, value: '10 / (n - 6)' }], next: z, error: e }
  e: { kind: hangup }
${hangup}variables: { n: { type: integer, initial: '2' }, big: { type: boolean } }
`;
    t.same(new TestCall(nodes).state.variables, { n: '-5', big: 'false' });
    const none = new TestCall(nodes, { n: '3' });
    t.match(none.last, [{}, {}, {}, { do: 'fault', why: 'expression' }, { do: 'trace', node: 'e' }, {}]);
    t.end();
  },
);

t.test('language: prompts that follow are in it, with texts where there is no recording', (t) => {
  const call = new TestCall(
    `  a: { kind: language, language: zh-CN, next: b }
  b: { kind: play, prompts: [hello, { say: '\${caller}' }], next: end }
texts: { hello: { zh-CN: '您好 \${caller}', en: Hello } }
languages: [en, zh-CN]
`,
  );
  t.same(call.now, {
    do: 'play',
    prompts: [
      { kind: 'recorded', language: 'zh-CN', id: 'hello', text: '您好 13800138000' },
      { kind: 'spoken', language: 'zh-CN', text: '13800138000' },
    ],
    interruptible: true,
  });
  t.end();
});

t.test('callback: noted with a number that can be called, else its own route', (t) => {
  const nodes = `  a: { kind: callback, queue: general, number: '\${n}', next: z, invalid: i }
  i: { kind: hangup }
${hangup}`;
  const call = new TestCall(nodes, { n: '02112345678' });
  t.match(call.last[1], { do: 'requestCallback', queue: 'general', number: '02112345678' });
  t.equal(call.path, 'a z');
  t.equal(new TestCall(nodes, { n: '12' }).path, 'a i');
  t.end();
});

t.test('collect: what `accept` does not take is asked for again', (t) => {
  const call = new TestCall(
    `  a: { kind: collect, prompts: [enter], variable: id, minDigits: 4, maxDigits: 6, accept: 'digits.startsWith("20") && size(digits) == 4',
       next: z, invalid: { prompts: [wrong] } }
${hangup}`,
  );
  t.match(call.keys('1234', '#').now, { prompts: [{ id: 'wrong' }, { id: 'enter' }] });
  t.equal(call.keys('2026', '#').path, 'z');
  t.end();
});

t.test(
  'a node that the switch does not carry out takes its error route, or goes on as if nothing had come',
  (t) => {
    const nodes = (error: string): string => `  a: { kind: play, prompts: [x], next: b${error} }
  b: { kind: hangup }
  e: { kind: hangup }
`;
    t.equal(new TestCall(nodes(', error: e')).take({ kind: 'failed' }).path, 'e');
    t.equal(new TestCall(nodes('')).take({ kind: 'failed' }).path, 'b');
    const round = new TestCall(
      '  a: { kind: set, values: { n: x }, next: end, error: a }\nvariables: { n: { type: integer } }\n',
    );
    t.match(round.now, { do: 'hangup', cause: 'NORMAL_UNSPECIFIED' }, 'an error route to itself ends too');
    t.end();
  },
);
