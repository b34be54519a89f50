/** The nodes that ask somebody else, in calls on the model switch; what a publication does to calls in progress. */
import t, { type Test } from 'tap';
import type { Flow, FlowNode } from '../ivr/flow.js';
import { noTables, type ListEntry } from '../ivr/tables.js';
import type { LookupAnswer, RequestAnswer } from '../ivr/model.js';
import { configuration, Hall, loaded } from './testing/hall.js';

async function open(
  t: Test,
  nodes: Readonly<Record<string, FlowNode>>,
  more: Partial<Flow> = {},
): Promise<Hall> {
  const flow: Flow = { flow: 'hotline', language: 'zh-CN', start: 'a', nodes, ...more };
  const hall = new Hall(configuration, flow);
  t.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

const call = async (hall: Hall, leg = 'caller'): Promise<void> => {
  hall.switch.arrive(leg, '12345');
  await hall.settle();
};
const nodesOf = (hall: Hall): unknown[] =>
  hall.facts.timeline.filter(({ type }) => type === 'flow.node').map(({ data }) => data['node']);

const asking: FlowNode = {
  ...{ kind: 'http', url: 'https://crm.test/${caller}', into: { state: 's' } },
  ...{ next: 'tell', refused: 'no', failed: 'down' },
};
const ends: Readonly<Record<string, FlowNode>> = {
  tell: { kind: 'say', text: '状态 ${state}', next: 'end', interruptible: false },
  no: { kind: 'hangup' },
  down: { kind: 'play', prompts: ['apology'], next: 'end', interruptible: false },
};

t.test('http: the caller waits for the answer, which is spoken; the key is one for a request', async (t) => {
  const hall = await open(t, { a: asking, ...ends });
  let answer: (answer: RequestAnswer) => void = () => undefined;
  const keys: string[] = [];
  hall.services = {
    request: (ask, key) => {
      keys.push(key);
      t.equal(ask.url, 'https://crm.test/13800001111');
      return new Promise((resolve) => (answer = resolve));
    },
    lookup: () => Promise.reject(new Error('not asked')),
  };
  await call(hall);
  t.equal(hall.switch.playing('caller'), undefined);
  answer({ status: 200, values: { state: '正在办理' } });
  await hall.settle();
  t.same(hall.spoken, ['状态 正在办理']);
  t.match([...hall.facts.calls.values()][0], { data: { state: '正在办理' } });
  t.match(keys, [/^id-\d+\.\d+$/]);
});

t.test('http: a service that fails, throws or never answers leads down the error route', async (t) => {
  for (const [what, request] of Object.entries({
    fails: () => Promise.resolve({ status: 0, why: 'down' } as const),
    throws: () => Promise.reject(new Error('broken')),
    hangs: () => new Promise<RequestAnswer>(() => undefined),
  })) {
    const hall = await open(t, { a: asking, ...ends });
    hall.services = { request, lookup: () => Promise.reject(new Error('not asked')) };
    await call(hall);
    await hall.advance(20_000);
    t.same(nodesOf(hall), ['a', 'down'], what);
  }
});

t.test('http: a caller who hangs up meanwhile ends the call, and the answer changes nothing', async (t) => {
  const hall = await open(t, { a: asking, ...ends });
  let answer: (answer: RequestAnswer) => void = () => undefined;
  hall.services = {
    request: () => new Promise((resolve) => (answer = resolve)),
    lookup: () => Promise.reject(new Error('not asked')),
  };
  await call(hall);
  hall.switch.hangUp('caller');
  await hall.settle();
  answer({ status: 200, values: { state: 'x' } });
  await hall.settle();
  t.match([...hall.facts.calls.values()][0], { outcome: 'selfService', hungUpBy: 'caller' });
  t.same(nodesOf(hall), ['a']);
});

t.test('http: a restarted engine asks again', async (t) => {
  const hall = await open(t, { a: asking, ...ends });
  let asked = 0;
  hall.services = {
    request: () =>
      asked++ === 0 ? new Promise(() => undefined) : Promise.resolve({ status: 404, values: {} }),
    lookup: () => Promise.reject(new Error('not asked')),
  };
  await call(hall);
  await hall.restart();
  t.equal(asked, 2);
  t.same(nodesOf(hall), ['a', 'no']);
});

t.test(
  'lookup and callback: what is known reaches the agent’s screen, the wish reaches the record',
  async (t) => {
    const hall = await open(t, {
      a: { kind: 'lookup', into: { tier: 'level', who: 'name' }, next: 'b', unknown: 'c', failed: 'c' },
      b: { kind: 'callback', queue: 'general', next: 'c' },
      c: { kind: 'hangup' },
    });
    const known: LookupAnswer = { known: true, values: { level: '9', name: '市领导' } };
    hall.services = {
      request: () => Promise.reject(new Error('not asked')),
      lookup: () => Promise.resolve(known),
    };
    await call(hall);
    t.match([...hall.facts.calls.values()][0], { data: { tier: '9', who: '市领导' } });
    t.match(hall.facts.timeline.find(({ type }) => type === 'callback.requested')?.data, {
      queue: 'general',
      number: '13800001111',
    });
  },
);

t.test(
  'a prompt without a recording is spoken in a menu too, and what cannot be spoken takes the error route',
  async (t) => {
    const menu: FlowNode = { kind: 'menu', prompts: ['nowhere'], keys: { 1: 'end' }, error: 'x' };
    const x: FlowNode = { kind: 'hangup', cause: 'USER_BUSY' };
    const hall = await open(t, { a: menu, x }, { texts: { nowhere: { 'zh-CN': '请按一' } } });
    await call(hall);
    t.same(hall.spoken, ['请按一']);
    t.match(hall.switch.playing('caller'), { app: 'collect', sources: ['/speech/3.wav'] });
    const mute = await open(t, { a: menu, x }, { texts: { nowhere: { 'zh-CN': 'silence' } } });
    await call(mute);
    t.match([...mute.facts.calls.values()][0], { cause: 'USER_BUSY' });
  },
);

t.test(
  'who is on the blacklist is turned away unanswered and counted, unless the whitelist has the number',
  async (t) => {
    const hall = await open(t, { a: { kind: 'play', prompts: ['welcome'], next: 'end' } });
    const lists = new Set(['black']);
    hall.tables = {
      ...noTables,
      listed: (list, number): ListEntry | undefined =>
        lists.has(list)
          ? { id: `${list}-1`, list, number, match: 'exact', name: '', level: 1, warning: '' }
          : undefined,
    };
    await call(hall, 'one');
    t.match([...hall.facts.calls.values()][0], { outcome: 'rejected', cause: 'CALL_REJECTED' });
    t.match(hall.facts.timeline.find(({ type }) => type === 'call.blocked')?.data, { entry: 'black-1' });
    t.notOk(hall.switch.legs.some(({ answered }) => answered));
    lists.add('white');
    await call(hall, 'two');
    t.match(hall.switch.playing('two'), { app: 'collect' });
  },
);

t.test('20 publications under 100 calls: none is disturbed, and each stays on one version', async (t) => {
  const version = (n: number): Flow => ({
    flow: 'hotline',
    language: 'zh-CN',
    start: `menu-${n}`,
    nodes: {
      [`menu-${n}`]: { kind: 'menu', prompts: ['main-menu'], keys: { 1: `more-${n}` }, tries: 10 },
      [`more-${n}`]: { kind: 'menu', prompts: ['service-menu'], keys: { 1: `bye-${n}` }, tries: 10 },
      [`bye-${n}`]: { kind: 'play', prompts: ['goodbye'], next: 'end', interruptible: false },
    },
  });
  const hall = new Hall(configuration, version(0));
  t.teardown(() => hall.close());
  await hall.settle();
  const legs = Array.from({ length: 100 }, (_, i) => `leg-${i}`);
  const trial = { flow: 'hotline', version: 99, numbers: [], loaded: loaded(version(99), 'v99') };
  for (let round = 0; round < 20; round++) {
    for (const leg of legs.slice(round * 5, round * 5 + 5)) hall.switch.arrive(leg, '12345');
    // Those who came a while ago press a key meanwhile.
    for (const leg of legs.slice(Math.max(0, round * 5 - 20), Math.max(0, round * 5 - 15)))
      hall.switch.finish(leg, '1');
    hall.engine.useFlows(loaded(version(round + 1), `v${round + 1}`), [{ ...trial, share: round / 40 }]);
    await hall.settle();
  }
  t.equal(hall.engine.calls().length, 100);
  for (let key = 0; key < 3; key++) {
    for (const leg of legs) if (hall.switch.playing(leg)) hall.switch.finish(leg, key === 2 ? '' : '1');
    await hall.settle();
  }
  for (const leg of legs) if (hall.switch.playing(leg)) hall.switch.finish(leg);
  await hall.settle();
  t.equal(hall.engine.calls().length, 0, 'all came to the end');
  const versions = new Set<string>();
  for (const [id, row] of hall.facts.calls) {
    const nodes = hall.facts.timeline
      .filter((line) => line.call === id && line.type === 'flow.node')
      .map(({ data }) => String(data['node']));
    const [, number = ''] = /^menu-(\d+)$/.exec(nodes[0] ?? '') ?? [];
    t.same(nodes, [`menu-${number}`, `more-${number}`, `bye-${number}`], id);
    t.equal(row.flowVersion, `v${number}`);
    t.equal(row.outcome, 'selfService');
    versions.add(number);
  }
  t.ok(versions.size >= 20, `${versions.size} versions were in use`);
});

t.test(
  'who watches sees at which node a caller is, since when, and the way there; in a queue still',
  async (t) => {
    const hall = await open(t, {
      a: { kind: 'set', values: { topic: 'x' }, next: 'menu' },
      menu: { kind: 'menu', prompts: ['main-menu'], keys: { 1: 'person' } },
      person: { kind: 'queue', queue: 'general' },
    });
    await call(hall);
    const at = hall.clock.now();
    const where = () => hall.engine.calls()[0]?.inFlow;
    t.match(where(), { flow: 'hotline', node: 'menu', since: at, entered: 2 });
    t.same(where()?.trail, [
      { flow: 'hotline', node: 'a' },
      { flow: 'hotline', node: 'menu' },
    ]);
    await hall.advance(2000);
    hall.switch.finish('caller', '1');
    await hall.settle();
    t.match(where(), { node: 'person', since: at + 2000, entered: 3 });
    t.equal(hall.engine.calls()[0]?.stage, 'waiting');
  },
);
