import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { checkFlow, checkSet, checkSound } from './check.js';
import { isOver, start, step } from './interpreter.js';
import { bounds, type Awaiting, type FlowInput, type FlowSet, type FlowStep } from './model.js';
import type { Flow } from './flow.js';
import { routesOf } from './routes.js';
import { noTables, type FlowTables } from './tables.js';

const NOW = Date.parse('2026-03-02T10:00:00+08:00');
const NODES = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5'];

const route = fc.constantFrom(...NODES, 'end');
const maybe = <T>(key: string, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.option(value, { nil: undefined }).map((given) => (given === undefined ? {} : { [key]: given }));
const merged = (...parts: fc.Arbitrary<object>[]): fc.Arbitrary<object> =>
  fc.tuple(...parts).map((all) => all.reduce((one, more) => ({ ...one, ...more }), {}));
const prompts = fc.array(fc.oneof(fc.constantFrom('hello', 'menu'), fc.constant({ number: '${v0}' })), {
  maxLength: 2,
});
const attempt = merged(maybe('prompts', prompts), maybe('next', route));
const tries = maybe('tries', fc.integer({ min: 1, max: 4 }));
const variable = fc.integer({ min: 0, max: 90 }).map((i) => `v${i}`);
const keys = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.dictionary(fc.constantFrom('0', '1', '2', '*', '#'), value, { minKeys: 1 });

const given = { v0: { given: true }, v1: { given: true } };
const assignments = [
  { variable: 'v0', value: 'caller + "x"' },
  { variable: 'total', value: 'total + 1' },
  { variable: 'total', value: 'total / (hour - 10)' },
  { variable: 'v1', value: 'region == "" ? "none" : region' },
];
const conditions = [
  { list: 'important' },
  { region: ['北京'] },
  { calendar: 'office', is: 'open' },
  { expression: 'total > 3 && weekday < 6' },
];

const transfer = merged(
  maybe('ended', route),
  maybe('busy', route),
  maybe('noAnswer', route),
  maybe('failed', route),
);
const node = fc.oneof(
  fc.record({ kind: fc.constant('play'), prompts, next: route }),
  fc.record({ kind: fc.constant('say'), text: fc.constant('${v1} ${caller}'), next: route }),
  merged(
    fc.record({ kind: fc.constant('menu'), prompts, keys: keys(route) }),
    tries,
    maybe('noInput', attempt),
    maybe('wrongKey', attempt),
  ),
  merged(
    fc.record({
      kind: fc.constant('collect'),
      prompts,
      variable,
      minDigits: fc.integer({ min: 1, max: 3 }),
      maxDigits: fc.integer({ min: 3, max: 6 }),
      next: route,
    }),
    tries,
    maybe('noInput', attempt),
    maybe('invalid', attempt),
  ),
  fc.record({
    kind: fc.constant('branch'),
    cases: fc.constant([{ when: { variable: 'v0', is: 'greater', value: '100' }, next: 'n0' }]),
    otherwise: route,
  }),
  fc.record({
    kind: fc.constant('set'),
    values: fc.dictionary(variable, fc.constantFrom('x', '${v0}${v0}y'), { minKeys: 1, maxKeys: 5 }),
    next: route,
  }),
  merged(
    fc.record({ kind: fc.constant('queue'), queue: fc.constant('q') }),
    maybe('served', route),
    maybe('full', route),
    maybe('nobody', route),
  ),
  merged(fc.record({ kind: fc.constant('agent'), agent: fc.constant('${v0}') }), transfer),
  merged(fc.record({ kind: fc.constant('external'), number: fc.constant('10086') }), transfer),
  merged(
    fc.record({ kind: fc.constant('voicemail'), mailbox: fc.constant('m'), prompts, next: route }),
    maybe('empty', route),
  ),
  merged(
    fc.record({
      kind: fc.constant('speechMenu'),
      prompts,
      choices: fc.tuple(
        fc.record({ phrases: fc.constant({ 'zh-CN': ['户籍'], en: ['permit'] }), next: route }),
        fc.record({
          phrases: fc.constant({ 'zh-CN': ['社保', '户籍业务'], en: ['pension', 'work permit'] }),
          next: route,
        }),
      ),
      failed: route,
    }),
    maybe('keys', keys(route)),
    maybe('variable', variable),
    tries,
    maybe('noInput', attempt),
    maybe('noMatch', attempt),
  ),
  fc.record({
    kind: fc.constant('survey'),
    questions: fc.array(fc.record({ id: fc.constantFrom('q1', 'q2'), prompts, keys: keys(fc.nat(5)) }), {
      minLength: 1,
      maxLength: 3,
    }),
    next: route,
  }),
  fc.record({ kind: fc.constant('subflow'), flow: fc.constant('inner'), next: route }),
  fc.record({ kind: fc.constant('hangup') }),
  fc.record({ kind: fc.constant('language'), language: fc.constantFrom('zh-CN', 'en'), next: route }),
  merged(
    fc.record({
      kind: fc.constant('script'),
      assign: fc.array(fc.constantFrom(...assignments), { minLength: 1, maxLength: 3 }),
      next: route,
    }),
    maybe('error', route),
  ),
  merged(
    fc.record({
      kind: fc.constant('http'),
      url: fc.constantFrom('http://crm.test/${v0}', 'https://crm.test/x?a=${caller}'),
      into: fc.dictionary(variable, fc.constantFrom('a', 'b.c'), { maxKeys: 3 }),
      next: route,
    }),
    maybe('refused', route),
    maybe('failed', route),
  ),
  merged(
    fc.record({
      kind: fc.constant('lookup'),
      into: fc.dictionary(variable, fc.constantFrom('name', 'level'), { maxKeys: 3 }),
      next: route,
    }),
    maybe('unknown', route),
  ),
  merged(
    fc.record({ kind: fc.constant('callback'), queue: fc.constant('q'), next: route }),
    maybe('invalid', route),
  ),
  fc.record({
    kind: fc.constant('branch'),
    cases: fc.array(fc.record({ when: fc.constantFrom(...conditions), next: route }), {
      minLength: 1,
      maxLength: 3,
    }),
    otherwise: route,
  }),
);
const innerNode = node.filter((one) => !('kind' in one) || one.kind !== 'subflow');
const flowOf = (id: string, any: fc.Arbitrary<object>): fc.Arbitrary<string> =>
  merged(
    fc.record({
      flow: fc.constant(id),
      language: fc.constantFrom('zh-CN', 'en'),
      start: fc.constantFrom(...NODES),
      languages: fc.constant(['zh-CN', 'en']),
      variables: fc.constantFrom(
        { ...given, total: { type: 'integer', initial: '1' } },
        { ...given, total: { type: 'integer' } },
      ),
      nodes: fc
        .tuple(...NODES.map(() => any))
        .map((all) => Object.fromEntries(all.map((one, i) => [`n${i}`, one] as const))),
    }),
    maybe('onError', route),
  ).map((flow) => JSON.stringify(flow));

interface Flows {
  readonly set: FlowSet;
  /** The checker would let them go live. */
  readonly sound: boolean;
}

const wired = fc.tuple(flowOf('outer', node), flowOf('inner', innerNode));
const flows = wired.map(checked);
/** Only what a caller or a person does leads back, so that the checker accepts most of them. */
const forward = wired.map((texts) => checked(texts.map(withoutWaysBack)));

function withoutWaysBack(text: string): string {
  const flow = JSON.parse(text) as Flow;
  for (const [id, one] of Object.entries(flow.nodes))
    for (const { path, value, between } of routesOf(one))
      if (between !== 'input' && value <= id) {
        let holder = one as unknown as Record<string, unknown>;
        for (const key of path.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
        holder[path.at(-1) ?? ''] = 'end';
      }
  return JSON.stringify(flow);
}

function checked(texts: readonly string[]): Flows {
  const all = texts.map((text) => {
    const one = checkFlow(text, 'generated.yaml');
    if (!one.ok) throw new Error(JSON.stringify(one.errors));
    return one.value;
  });
  const set = checkSet(all);
  if (!set.ok) throw new Error(JSON.stringify(set.errors));
  return { set: set.value, sound: checkSound(all, undefined).errors.length === 0 };
}

const tables: FlowTables = {
  ...noTables,
  region: (number) => (number.startsWith('010') ? '北京' : ''),
};

const key = fc.constantFrom('0', '1', '2', '3', '*', '#');
const input: fc.Arbitrary<FlowInput> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.oneof(
      key.map((k): FlowInput => ({ kind: 'played', key: k })),
      fc.constant<FlowInput>({ kind: 'played' }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('collected' as const),
      digits: fc.string({ unit: key, maxLength: 8 }),
      timedOut: fc.boolean(),
    }),
  },
  fc.record({
    kind: fc.constant('queueLeft' as const),
    end: fc.constantFrom(
      'served' as const,
      'timedOut' as const,
      'full' as const,
      'nobody' as const,
      'failed' as const,
    ),
  }),
  fc.record({
    kind: fc.constant('transferEnded' as const),
    end: fc.constantFrom('ended' as const, 'busy' as const, 'noAnswer' as const, 'failed' as const),
  }),
  fc.record({ kind: fc.constant('recorded' as const), recordedMs: fc.nat(5000) }),
  fc.record({
    kind: fc.constant('heard' as const),
    heard: fc.oneof(
      fc.record({
        as: fc.constant('words' as const),
        text: fc.oneof(
          fc.constantFrom('办理 户籍 业务', 'a work permit, please', '', '社保'),
          fc.string({ maxLength: 600 }),
        ),
      }),
      key.map((k) => ({ as: 'key' as const, key: k })),
      fc.constant({ as: 'silence' as const }),
      fc.constant({ as: 'failed' as const, why: 'down' }),
    ),
  }),
  fc.record({
    kind: fc.constant('answered' as const),
    answer: fc.oneof(
      fc.record({
        status: fc.constantFrom(200, 404),
        values: fc.dictionary(variable, fc.string({ maxLength: 600 })),
      }),
      fc.constant({ status: 0 as const, why: 'down' }),
    ),
  }),
  fc.record({
    kind: fc.constant('lookedUp' as const),
    found: fc.oneof(
      fc.constant({ known: true as const, values: { name: '张', level: '3' } }),
      fc.constant({ known: false as const, why: 'unknown' as const }),
    ),
  }),
  fc.constant<FlowInput>({ kind: 'failed' }),
  fc.constant<FlowInput>({ kind: 'resumed' }),
);

const ACTIONS = new Set([
  ...['play', 'collect', 'enqueue', 'transfer', 'record', 'listen', 'request', 'lookup', 'hangup'],
]);

/** Exactly one thing to do, the last, unless the input changed nothing. */
function isWellFormed({ state, effects }: FlowStep): boolean {
  const actions = effects.filter((effect) => ACTIONS.has(effect.do));
  const last = effects.at(-1);
  return (
    actions.length === 1 &&
    actions[0] === last &&
    isOver(state) === (last?.do === 'hangup') &&
    effects.length <= 3 * 35 * bounds.nodesInStep &&
    Object.keys(state.variables).length <= bounds.variables &&
    Object.values(state.variables).every((value) => value.length <= bounds.valueLength) &&
    state.stack.length <= bounds.depth &&
    state.typedAhead.length <= bounds.typedAhead &&
    isDeepStrictEqual(JSON.parse(JSON.stringify(state)), { ...state })
  );
}

t.test(
  'any checked flow, with any inputs, waits for something or is over, and survives JSON at every step',
  (t) => {
    fc.assert(
      fc.property(flows, fc.array(input, { maxLength: 60 }), ({ set }, inputs) => {
        let now = start(set, 'outer', { caller: '13800138000', dialled: '12345' }, NOW);
        if (!isWellFormed(now)) return false;
        for (const one of inputs) {
          const stored = JSON.parse(JSON.stringify(now.state)) as typeof now.state;
          const next = step(set, now.state, one, NOW);
          if (!isDeepStrictEqual(step(set, stored, one, NOW), next)) return false;
          if (next.effects.length > 0 && !isWellFormed(next)) return false;
          if (next.effects.length === 0 && next.state !== now.state) return false;
          now = next;
        }
        return true;
      }),
      { numRuns: 1500 },
    );
    t.end();
  },
);

t.test('a caller who hangs up ends any flow at any point', (t) => {
  fc.assert(
    fc.property(flows, fc.array(input, { maxLength: 20 }), ({ set }, inputs) => {
      let { state } = start(set, 'outer', { caller: '', dialled: '' }, NOW);
      for (const one of inputs) ({ state } = step(set, state, one, NOW));
      const end = step(set, state, { kind: 'hungUp' }, NOW);
      return isOver(end.state) && end.effects.every((effect) => effect.do === 'rate');
    }),
    { numRuns: 300 },
  );
  t.end();
});

/** An input that the flow waits for, in the place of one that would change nothing. */
function fitting(awaiting: Awaiting, given: FlowInput): FlowInput {
  if (given.kind === awaiting || given.kind === 'failed' || given.kind === 'resumed') return given;
  const byChance = given.kind.length % 2 === 0;
  switch (awaiting) {
    case 'played':
    case 'nothing':
      return { kind: 'played' };
    case 'collected':
      return { kind: 'collected', digits: byChance ? '1' : '', timedOut: !byChance };
    case 'queueLeft':
      return { kind: 'queueLeft', end: byChance ? 'served' : 'full' };
    case 'transferEnded':
      return { kind: 'transferEnded', end: byChance ? 'ended' : 'busy' };
    case 'recorded':
      return { kind: 'recorded', recordedMs: byChance ? 1000 : 0 };
    case 'heard':
      return { kind: 'heard', heard: byChance ? { as: 'words', text: '社保' } : { as: 'silence' } };
    case 'answered':
      return {
        kind: 'answered',
        answer: byChance ? { status: 200, values: {} } : { status: 0, why: 'down' },
      };
    case 'lookedUp':
      return { kind: 'lookedUp', found: { known: false, why: byChance ? 'unknown' : 'failed' } };
  }
}

t.test('a flow that the checker accepts takes few steps between two inputs and never goes round', (t) => {
  let accepted = 0;
  let passed = 0;
  fc.assert(
    fc.property(forward, fc.array(input, { maxLength: 40 }), ({ set, sound }, inputs) => {
      if (!sound) return true;
      accepted++;
      let now = start(set, 'outer', { caller: '01012345', dialled: '12345' }, NOW, tables);
      for (const one of inputs) {
        const loops = now.effects.some((effect) => effect.do === 'fault' && effect.why === 'loop');
        const visits = now.effects.filter((effect) => effect.do === 'trace').length;
        // Each of 6 nodes once, each of them a subflow of 6, and once more by the error route.
        if (loops || visits > 2 * 6 * 7) return false;
        if (visits > 1) passed++;
        now = step(set, now.state, fitting(now.state.awaiting, one), NOW, tables);
      }
      return true;
    }),
    { numRuns: 1000 },
  );
  t.ok(accepted > 100, `${accepted} flows were accepted`);
  t.ok(passed > 20, `${passed} steps went through several nodes`);
  t.end();
});
