import t from 'tap';
import { Bridge } from './bridge.js';
import { FakeCall, phoneSdp } from './fake-call.js';
import { FakeLeg } from './fake-leg.js';
import { holdLeg } from './hold.js';
import { answer } from './answering.js';
import { settle, testBoard, type TestBoard } from './test-board.js';

async function pair(b: TestBoard) {
  const a = await b.inbound();
  const other = await b.inbound(FakeCall.inbound({ callId: 'call-2' }));
  answer(a.channel);
  answer(other.channel);
  return { a, b: other };
}

t.test('a bridge connects the media and is told once, with both ids', async (t) => {
  const board = testBoard();
  const { a, b } = await pair(board);
  Bridge.connect(a.channel, b.channel);
  t.equal(a.leg.peer, b.leg);
  const told = board.notices.filter((one) => one.name === 'CHANNEL_BRIDGE');
  t.equal(told.length, 1);
  t.same(told[0]?.headers, [
    ['Bridge-A-Unique-ID', a.channel.uuid],
    ['Bridge-B-Unique-ID', b.channel.uuid],
  ]);
  t.equal(a.channel.state, 'CS_EXCHANGE_MEDIA');
  t.equal(b.channel.variables.get('call_uuid'), a.channel.uuid);
  t.equal(Bridge.connect(b.channel, a.channel), a.channel.bridge, 'once connected, twice is the same');
});

t.test('the one left behind parks with park_after_bridge, and is hung up without', async (t) => {
  const board = testBoard();
  const { a, b } = await pair(board);
  a.channel.variables.set('park_after_bridge', 'true');
  Bridge.connect(a.channel, b.channel);
  b.call.end();
  t.equal(a.channel.state, 'CS_PARK');
  t.equal(a.channel.variables.get('bridge_hangup_cause'), 'NORMAL_CLEARING');
  t.same(board.told(a.channel).slice(-2), ['CHANNEL_UNBRIDGE', 'CHANNEL_PARK']);
  const again = await pair(board);
  Bridge.connect(again.a.channel, again.b.channel);
  again.a.call.end();
  t.same(again.b.call.asked, ['answer', 'hangup 480 16']);
});

t.test('a bridge that is over has no say any more over whom it connected', async (t) => {
  const board = testBoard();
  const { a, b } = await pair(board);
  const c = await board.inbound(FakeCall.inbound({ callId: 'call-3' }));
  b.channel.variables.set('park_after_bridge', 'true');
  const old = Bridge.connect(a.channel, b.channel);
  Bridge.connect(b.channel, c.channel);
  const before = board.told(b.channel).length;
  old?.leave(a.channel);
  t.equal(b.channel.state, 'CS_EXCHANGE_MEDIA');
  t.equal(b.leg.peer, c.leg);
  t.equal(board.told(b.channel).length, before, 'nothing is told of it');
});

t.test('going to another bridge leaves the former party to its own rule', async (t) => {
  const board = testBoard();
  const { a, b } = await pair(board);
  const c = await board.inbound(FakeCall.inbound({ callId: 'call-3' }));
  b.channel.variables.set('park_after_bridge', 'true');
  Bridge.connect(a.channel, b.channel);
  Bridge.connect(a.channel, c.channel);
  t.equal(b.channel.state, 'CS_PARK');
  t.equal(a.leg.peer, c.leg);
  t.equal(a.channel.bridge?.other(a.channel), c.channel);
});

t.test(
  'the bridge application rings the caller, answers with the agent, and goes on afterwards',
  async (t) => {
    const board = testBoard();
    const { channel, call } = await board.inbound();
    const done = board.run(channel, 'bridge', 'user/1001');
    const next = board.run(channel, 'playback', '/survey.wav');
    await settle();
    const [agent] = board.made;
    agent?.call.ring();
    t.same(call.asked, ['progress 180']);
    agent?.call.establish();
    await settle();
    t.same(call.asked, ['progress 180', 'answer']);
    t.equal(channel.bridge?.a, channel);
    agent?.call.end();
    t.equal(await done, '_none_');
    const leg = channel.media?.leg;
    t.ok(leg instanceof FakeLeg && leg.asked.includes('play /survey.wav'));
    if (leg instanceof FakeLeg) leg.endPlay();
    t.equal(await next, 'FILE PLAYED');
    t.ok(channel.up);
  },
);

t.test('a caller who gives up cancels the phones that ring', async (t) => {
  const board = testBoard({ contacts: 2 });
  const { channel, call } = await board.inbound();
  void board.run(channel, 'bridge', 'user/1001');
  await settle();
  call.end(487);
  await channel.gone;
  t.same(
    board.made.map((one) => one.call.asked.length),
    [1, 1],
  );
  const ends = board.notices.filter((one) => one.name === 'CHANNEL_HANGUP').map((one) => one.channel.cause);
  t.same(ends, ['ORIGINATOR_CANCEL', 'ORIGINATOR_CANCEL', 'ORIGINATOR_CANCEL']);
  t.equal(board.clock.pending, 0);
});

t.test(
  'a bridge that comes to nothing hangs the caller up with the cause, unless continue_on_fail',
  async (t) => {
    const board = testBoard();
    const first = await board.inbound();
    await board.run(first.channel, 'bridge', 'user/9999');
    t.equal(first.channel.cause, 'USER_NOT_REGISTERED');
    const second = await board.inbound();
    await board.run(second.channel, 'set', 'continue_on_fail=true');
    await board.run(second.channel, 'bridge', 'user/9999');
    t.ok(second.channel.up);
    t.equal(second.channel.variables.get('originate_disposition'), 'USER_NOT_REGISTERED');
  },
);

t.test('another command takes a channel out of its bridge application', async (t) => {
  const board = testBoard();
  const { channel } = await board.inbound();
  const done = board.run(channel, 'bridge', 'user/1001');
  await settle();
  board.made[0]?.call.establish();
  await settle();
  const before = channel.bridge;
  await channel.applications.clear();
  await done;
  before?.leave(channel);
  channel.park();
  t.equal(channel.state, 'CS_PARK');
  t.same(board.made[0]?.call.asked, ['hangup 480 16']);
});

t.test(
  'a held leg: the other one hears its hold_music, and the leg again when it is retrieved',
  async (t) => {
    const board = testBoard();
    const { a, b } = await pair(board);
    Bridge.connect(a.channel, b.channel);
    a.channel.variables.set('hold_music', 'local_stream://moh');
    a.call.events.emit({ type: 'offered', sdp: phoneSdp('sendonly', 2) });
    t.equal(a.channel.callState, 'HELD');
    t.equal(b.leg.asked.at(-1), 'play stream:moh');
    a.call.events.emit({ type: 'offered', sdp: phoneSdp('sendrecv', 3) });
    t.equal(a.channel.callState, 'ACTIVE');
    t.notOk(b.leg.playing);
    t.ok(holdLeg(b.channel, true));
    t.equal(b.call.asked.at(-1), 'reinvite');
    t.equal(a.leg.asked.at(-1), 'play silence:1000', 'silence without music');
    b.call.events.emit({ type: 'reinviteRefused', status: 488, reason: '' });
    t.equal(b.channel.callState, 'ACTIVE');
    t.notOk(a.leg.playing);
  },
);
