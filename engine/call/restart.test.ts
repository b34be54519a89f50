import t, { type Test } from 'tap';
import { configuration, Hall, hotline, loaded } from './testing/hall.js';

async function open(test: Test): Promise<Hall> {
  const hall = new Hall(configuration);
  test.teardown(() => hall.close());
  await hall.settle();
  return hall;
}

async function queued(hall: Hall, leg: string): Promise<void> {
  hall.switch.arrive(leg, '12345');
  await hall.settle();
  hall.switch.finish(leg, '1');
  await hall.settle();
}

t.test('the talking notice nothing, the waiting keep their order and are served', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  await queued(hall, 'talker');
  const phone = hall.ringing() ?? '';
  hall.switch.pickUp(phone);
  await hall.settle();
  hall.switch.finish('talker');
  await hall.settle();
  for (const leg of ['first', 'second', 'third']) await queued(hall, leg);
  const before = hall.switch.legs;
  const order = hall.engine.queues()[0]?.waiting.map(({ call, joinedAt }) => [call, joinedAt]);
  await hall.restart();
  t.same(hall.switch.legs, before, 'no leg came or went');
  t.same(
    hall.engine.queues()[0]?.waiting.map(({ call, joinedAt }) => [call, joinedAt]),
    order,
  );
  t.equal(hall.engine.agents()[0]?.state, 'talking');
  hall.switch.hangUp(phone);
  await hall.settle();
  hall.switch.finish('talker', '2');
  await hall.settle();
  t.match([...hall.facts.calls.values()][0], { outcome: 'answered', rating: '2', hungUpBy: 'agent' });
  t.match([...hall.facts.recordings.values()][0], { state: 'complete' });
  await hall.advance(5_000);
  t.equal(hall.engine.agents()[0]?.state, 'offered');
  t.equal(hall.engine.agents()[0]?.call, order?.[0]?.[0], 'the one who waits longest');
});

t.test('a caller in the flow hears the present node again', async (t) => {
  const hall = await open(t);
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  await hall.restart();
  t.match(hall.switch.playing('caller'), { app: 'play', sources: ['silence_stream://20'] });
  hall.switch.finish('caller');
  t.match(hall.switch.playing('caller'), { app: 'collect', sources: [/main-menu/] });
  hall.switch.finish('caller', '2');
  await hall.settle();
  t.match(hall.switch.playing('caller'), { app: 'record' });
});

t.test('a phone that rang is rung anew; one that was answered meanwhile is put through', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  await queued(hall, 'caller');
  const first = hall.ringing();
  await hall.restart();
  t.ok(hall.ringing());
  t.not(hall.ringing(), first);
  const second = hall.ringing() ?? '';
  hall.switch.close();
  hall.switch.pickUp(second);
  await hall.restart();
  while (hall.switch.playing('caller')) hall.switch.finish('caller');
  await hall.settle();
  t.equal(hall.engine.calls()[0]?.stage, 'talking');
  t.ok(hall.facts.timeline.some(({ type }) => type === 'talk.started'));
  t.equal(hall.engine.agents()[0]?.state, 'talking');
});

t.test('calls that ended while the engine was away are closed, their agents free', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  await queued(hall, 'talker');
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  hall.switch.finish('talker');
  await hall.settle();
  await queued(hall, 'waiter');
  hall.switch.close();
  hall.switch.hangUp('talker');
  hall.switch.hangUp('waiter');
  await hall.restart();
  t.same(hall.engine.calls(), []);
  t.equal(hall.facts.live.size, 0);
  for (const call of hall.facts.calls.values()) t.ok(call.endedAt);
  for (const entry of hall.facts.entries.values()) t.not(entry.outcome, 'waiting');
  await hall.advance(5_000);
  t.equal(hall.engine.agents()[0]?.state, 'ready');
});

t.test('an agent who hung up while the engine was away: the caller gets the survey', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  await queued(hall, 'talker');
  const phone = hall.ringing() ?? '';
  hall.switch.pickUp(phone);
  await hall.settle();
  hall.switch.finish('talker');
  await hall.settle();
  hall.switch.close();
  hall.switch.hangUp(phone);
  await hall.restart();
  t.equal(hall.engine.calls()[0]?.stage, 'survey');
});

t.test('who called while the engine was away is taken, behind those who waited', async (t) => {
  const hall = await open(t);
  hall.engine.setAgent('1001', { want: 'signIn' }, 'x');
  await queued(hall, 'before');
  hall.switch.close();
  hall.switch.arrive('meanwhile', '12345');
  await hall.restart();
  t.equal(hall.engine.calls().length, 2);
  hall.switch.finish('meanwhile', '1');
  await hall.settle();
  t.equal(hall.engine.queues()[0]?.waiting.length, 2);
});

t.test('states of agents are as they were', async (t) => {
  const hall = await open(t);
  hall.ready('1001');
  hall.engine.setAgent('1002', { want: 'signIn' }, 'x');
  hall.engine.setAgent('1002', { want: 'notReady', reason: 'lunch' }, 'x');
  await hall.settle();
  await hall.restart();
  t.match(hall.engine.agents(), [{ state: 'ready' }, { state: 'notReady', reason: 'lunch' }]);
});

t.test('a snapshot that cannot be read is given up and the rest goes on', async (t) => {
  const hall = await open(t);
  await queued(hall, 'caller');
  hall.facts.live.set('broken', '{"id":1}');
  hall.facts.memos.set('agent:1001', 'nonsense');
  await hall.restart();
  t.equal(hall.engine.calls().length, 1);
  t.notOk(hall.facts.live.has('broken'));
  t.equal(hall.engine.agents()[0]?.state, 'signedOut');
});

t.test('a call finishes on the flows that it began with, a new one takes those of now', async (t) => {
  const hall = await open(t);
  hall.switch.arrive('old', '12345');
  await hall.settle();
  const { menu, ...others } = hotline.nodes;
  const changed = { ...hotline, start: 'choice', nodes: { ...others, choice: menu ?? never() } };
  hall.earlierFlows = new Map([['v1', loaded(hotline, 'v1').flows]]);
  hall.flows = loaded(changed, 'v2');
  await hall.restart();
  hall.switch.arrive('new', '12345');
  await hall.settle();
  for (const leg of ['old', 'new']) {
    while (hall.switch.playing(leg)?.app === 'play') hall.switch.finish(leg);
    hall.switch.finish(leg, '2');
    await hall.settle();
  }
  t.match(
    [...hall.facts.calls.values()],
    [
      { flowVersion: 'v1', ivrPath: ['menu', 'message'] },
      { flowVersion: 'v2', ivrPath: ['choice', 'message'] },
    ],
  );
});

function never(): never {
  throw new Error('the hotline begins with a menu');
}
