import t, { type Test } from 'tap';
import type { Flow, FlowNode } from '../ivr/flow.js';
import { configuration, Hall } from './testing/hall.js';

const routes = { ended: 'ended', busy: 'busy', noAnswer: 'noAnswer', failed: 'failed', ringMs: 10_000 };
const prompt = (id: string): FlowNode => ({ kind: 'play', prompts: [id], interruptible: false, next: 'end' });

/** A flow that calls one party and then plays what became of it. */
const calling = (first: FlowNode): Flow => ({
  flow: 'hotline',
  language: 'zh-CN',
  start: 'party',
  nodes: {
    party: first,
    ended: prompt('goodbye'),
    busy: prompt('all-busy'),
    noAnswer: prompt('nobody-there'),
    failed: prompt('apology'),
  },
});

async function open(test: Test, node: FlowNode): Promise<Hall> {
  const hall = new Hall(configuration, calling(node));
  test.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

async function arrive(hall: Hall, leg = 'caller'): Promise<void> {
  hall.switch.arrive(leg, '12345');
  await hall.settle();
}

const path = (hall: Hall, n = 0): readonly string[] | undefined => [...hall.facts.calls.values()][n]?.ivrPath;
const state = (hall: Hall, agent = '1001') => hall.engine.agents().find(({ id }) => id === agent)?.state;
const agent: FlowNode = { kind: 'agent', agent: '1001', ...routes };
const extension: FlowNode = { kind: 'extension', extension: '1001', ...routes };
const external: FlowNode = { kind: 'external', number: '10086', ...routes };

t.test('a named agent who is ready is rung, put through, and free again afterwards', async (t) => {
  const hall = await open(t, agent);
  hall.ready('1001');
  await arrive(hall);
  t.equal(state(hall), 'offered');
  const phone = hall.ringing() ?? '';
  hall.switch.pickUp(phone);
  await hall.settle();
  t.equal(state(hall), 'talking');
  t.match([...hall.facts.calls.values()][0], { agent: '1001' });
  hall.switch.hangUp(phone);
  await hall.settle();
  t.equal(state(hall), 'ready');
  t.same(path(hall), ['party', 'ended']);
  hall.switch.finish('caller');
  await hall.settle();
  t.match([...hall.facts.calls.values()][0], { outcome: 'answered', hungUpBy: 'agent' });
  t.equal(hall.facts.entries.size, 0, 'no queue, no stay in one');
});

t.test('a named agent who is not ready, rung or talking is busy, and is never rung twice', async (t) => {
  const hall = await open(t, agent);
  await arrive(hall, 'early');
  t.same(path(hall, 0), ['party', 'busy'], 'signed out');
  hall.ready('1001');
  await arrive(hall, 'first');
  await arrive(hall, 'second');
  t.same(path(hall, 2), ['party', 'busy'], 'rung for another');
  t.equal(hall.switch.legs.filter(({ direction }) => direction === 'outbound').length, 1);
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  await arrive(hall, 'third');
  t.same(path(hall, 3), ['party', 'busy'], 'talking');
});

t.test('an agent of a number that nobody has is no busy one', async (t) => {
  const hall = await open(t, { ...agent, agent: '1999' });
  await arrive(hall);
  t.same(path(hall), ['party', 'failed']);
  t.match(
    hall.facts.timeline.find(({ type }) => type === 'transfer.failed'),
    { data: { agent: '1999', why: 'unknown' } },
  );
  const dialled = await open(t, { ...extension, extension: '1999' });
  await arrive(dialled);
  t.same(path(dialled), ['party', 'failed']);
});

t.test('a named agent who lets it ring is 未应答, and the flow goes on where nobody answered', async (t) => {
  const hall = await open(t, agent);
  hall.ready('1001');
  await arrive(hall);
  await hall.advance(10_000);
  t.same(path(hall), ['party', 'noAnswer']);
  t.equal(state(hall), 'noAnswer');
  t.equal(hall.ringing(), undefined);
});

t.test('a caller who gives up while a named agent rings leaves the agent ready', async (t) => {
  const hall = await open(t, agent);
  hall.ready('1001');
  await arrive(hall);
  hall.switch.hangUp('caller');
  await hall.settle();
  t.equal(state(hall), 'ready');
  t.same(hall.switch.legs, []);
});

for (const [cause, route, then] of [
  ['USER_BUSY', 'busy', 'deviceFault'],
  ['CALL_REJECTED', 'noAnswer', 'noAnswer'],
  ['USER_NOT_REGISTERED', 'failed', 'deviceFault'],
] as const)
  t.test(`a named agent's phone that ends it with ${cause} leads to ${route}`, async (t) => {
    const hall = await open(t, agent);
    hall.ready('1001');
    await arrive(hall);
    hall.switch.hangUp(hall.ringing() ?? '', cause);
    await hall.settle();
    t.same(path(hall), ['party', route]);
    t.equal(state(hall), then);
  });

t.test(
  'an extension rings though its agent is not ready, who is occupied meanwhile and then as before',
  async (t) => {
    const hall = await open(t, extension);
    hall.engine.setAgent('1001', { want: 'signIn' }, '1001');
    await arrive(hall);
    t.equal(state(hall), 'talking');
    await arrive(hall, 'second');
    t.same(path(hall, 1), ['party', 'busy']);
    await hall.advance(10_000);
    t.same(path(hall), ['party', 'noAnswer']);
    t.equal(state(hall), 'notReady');
    t.equal(hall.ringing(), undefined);
  },
);

t.test(
  'an extension that answers is talked to; its agent is free when it ends, or the caller gives up',
  async (t) => {
    const hall = await open(t, extension);
    hall.ready('1001');
    await arrive(hall);
    const phone = hall.ringing() ?? '';
    hall.switch.pickUp(phone);
    await hall.settle();
    t.equal(hall.engine.calls()[0]?.stage, 'talking');
    hall.switch.hangUp('caller');
    await hall.settle();
    t.equal(state(hall), 'ready');
    await arrive(hall, 'second');
    hall.switch.hangUp('second');
    await hall.settle();
    t.equal(state(hall), 'ready');
  },
);

t.test(
  'a number outside is called through the first trunk and talked to; no agent has part in it',
  async (t) => {
    const hall = await open(t, external);
    hall.ready('1001');
    await arrive(hall);
    t.equal(hall.switch.called(hall.ringing() ?? ''), 'first/10086');
    const phone = hall.ringing() ?? '';
    hall.switch.ring(phone);
    hall.switch.pickUp(phone);
    await hall.settle();
    t.equal(state(hall), 'ready');
    hall.switch.hangUp(phone);
    await hall.settle();
    t.same(path(hall), ['party', 'ended']);
    hall.switch.finish('caller');
    await hall.settle();
    const [call] = hall.facts.calls.values();
    t.match(call, { outcome: 'answered' });
    t.equal(call?.agent, undefined);
    t.match(
      [...hall.facts.legs.values()].find(({ role }) => role === 'external'),
      { party: '10086' },
    );
    t.match([...hall.facts.recordings.values()][0], { state: 'complete', kind: 'conversation' });
  },
);

t.test('a trunk that does not carry the call is followed by the next; the last one decides', async (t) => {
  const hall = await open(t, external);
  await arrive(hall);
  hall.switch.hangUp(hall.ringing() ?? '', 'NORMAL_TEMPORARY_FAILURE');
  await hall.settle();
  t.equal(hall.switch.called(hall.ringing() ?? ''), 'second/10086');
  hall.switch.hangUp(hall.ringing() ?? '', 'RECOVERY_ON_TIMER_EXPIRE');
  await hall.settle();
  t.same(path(hall), ['party', 'failed']);
});

for (const [cause, route] of [
  ['USER_BUSY', 'busy'],
  ['NO_ANSWER', 'noAnswer'],
  ['UNALLOCATED_NUMBER', 'failed'],
] as const)
  t.test(`a number outside that ends with ${cause} leads to ${route} and is not tried again`, async (t) => {
    const hall = await open(t, external);
    await arrive(hall);
    hall.switch.hangUp(hall.ringing() ?? '', cause);
    await hall.settle();
    t.same(path(hall), ['party', route]);
    t.equal(hall.ringing(), undefined);
  });

t.test('the time that a number outside may ring is that of the flow, over all trunks', async (t) => {
  const hall = await open(t, external);
  await arrive(hall);
  await hall.advance(6_000);
  hall.switch.hangUp(hall.ringing() ?? '', 'GATEWAY_DOWN');
  await hall.settle();
  await hall.advance(4_000);
  t.same(path(hall), ['party', 'noAnswer']);
  t.equal(hall.ringing(), undefined);
});

t.test('an engine that comes back while a number outside talks leaves both talking', async (t) => {
  const hall = await open(t, external);
  await arrive(hall);
  const phone = hall.ringing() ?? '';
  hall.switch.pickUp(phone);
  await hall.settle();
  await hall.restart();
  t.equal(hall.switch.legs.length, 2);
  hall.switch.hangUp(phone);
  await hall.settle();
  t.same(path(hall), ['party', 'ended']);
});

t.test('an extension that rang when the engine died is let go, and its agent free', async (t) => {
  const hall = await open(t, extension);
  hall.ready('1001');
  await arrive(hall);
  await hall.restart();
  await hall.advance(1_000);
  t.equal(state(hall), 'ready');
  t.equal(hall.ringing(), undefined);
  t.same(path(hall), ['party', 'failed']);
});

t.test('a text is spoken before it is played, and one that cannot be is passed over', async (t) => {
  const hall = await open(t, { kind: 'say', text: '你好 ${caller}', next: 'failed', interruptible: false });
  await arrive(hall);
  t.same(hall.spoken, ['你好 13800001111']);
  t.match(hall.switch.playing('caller'), { app: 'play', sources: [/^\/speech\//] });
  hall.switch.finish('caller');
  await hall.settle();
  t.same(path(hall), ['party', 'failed']);
  const mute = await open(t, { kind: 'say', text: 'silence', next: 'failed' });
  await arrive(mute);
  t.same(path(mute), ['party', 'failed']);
});
