import t from 'tap';
import { parseDialString } from './dial-string.js';
import { phoneSdp } from './fake-call.js';
import { originate, type Originated } from './originate.js';
import { settle, testBoard, type TestBoard } from './test-board.js';

function dial(b: TestBoard, text: string): Promise<Originated> {
  const parsed = parseDialString(text, 'yihao');
  if (!parsed.ok) throw new Error(parsed.why);
  return originate(b.board, { dial: parsed.value });
}

function cause(result: Originated): string {
  return result.ok ? 'answered' : result.cause;
}

t.test('the first phone to answer wins; the others lose the race', async (t) => {
  const b = testBoard({ contacts: 3 });
  const dialled = dial(b, 'user/1001');
  await settle();
  t.equal(b.made.length, 3);
  b.made[0]?.call.ring();
  b.made[1]?.call.establish();
  const result = await dialled;
  if (!result.ok) throw new Error(result.cause);
  t.equal(result.channel.name, 'sofia/internal/1001@10.0.0.2');
  t.same(b.made[1]?.call.asked, []);
  // 702 is not Q.850's: it goes out as normal clearing.
  t.same(b.made[0]?.call.asked, ['hangup 480 16']);
  t.same(b.made[2]?.call.asked, ['hangup 480 16']);
  const ends = b.notices.filter((one) => one.name === 'CHANNEL_HANGUP').map((one) => one.channel.cause);
  t.same(ends, ['LOSE_RACE', 'LOSE_RACE']);
  t.equal(b.clock.pending, 0);
});

t.test('when all refuse, the last cause counts', async (t) => {
  const b = testBoard({ contacts: 2 });
  const dialled = dial(b, 'user/1001');
  await settle();
  b.made[0]?.call.end(603);
  b.made[1]?.call.end(486);
  t.equal(cause(await dialled), 'USER_BUSY');
  t.equal(b.clock.pending, 0);
});

t.test(
  'an id that stands for several phones ends all of them; one phone that refuses ends none',
  async (t) => {
    const b = testBoard({ contacts: 3 });
    const dialled = dial(b, '{origination_uuid=agent}user/1001');
    await settle();
    b.made[1]?.call.end(486);
    t.same(b.made[0]?.call.asked, []);
    b.board.find('agent')?.hangup('ORIGINATOR_CANCEL');
    t.equal(cause(await dialled), 'ORIGINATOR_CANCEL');
    t.equal(b.made[2]?.call.asked.length, 1, 'the third is told to stop ringing');
    t.equal(b.clock.pending, 0);
  },
);

t.test('the phone that has the id refuses: the others ring on', async (t) => {
  const b = testBoard({ contacts: 2 });
  const dialled = dial(b, '{origination_uuid=agent}user/1001');
  await settle();
  b.made[0]?.call.end(486);
  b.made[1]?.call.establish();
  const result = await dialled;
  t.ok(result.ok && result.channel.uuid !== 'agent');
});

t.test('nobody answers within originate_timeout: NO_ANSWER', async (t) => {
  const b = testBoard({ contacts: 2 });
  const dialled = dial(b, '{originate_timeout=20}user/1001');
  await settle();
  b.clock.advance(19_999);
  await settle();
  t.same(b.made[0]?.call.asked, []);
  b.clock.advance(1);
  t.equal(cause(await dialled), 'NO_ANSWER');
  t.same(b.made[0]?.call.asked, ['hangup 480 19']);
});

t.test('early media of a lone phone counts as success, unless ignored', async (t) => {
  const b = testBoard();
  const taken = dial(b, 'user/1001');
  await settle();
  b.made[0]?.call.ring(phoneSdp());
  const result = await taken;
  t.ok(result.ok && result.channel.answerState === 'early');
  const ignored = dial(b, '{ignore_early_media=true}user/1001');
  await settle();
  b.made[1]?.call.ring(phoneSdp());
  await settle();
  b.made[1]?.call.end(486);
  t.equal(cause(await ignored), 'USER_BUSY');
});

t.test('variables are set on the leg; sip_h_ ones are headers, but never two lines', async (t) => {
  const b = testBoard();
  void dial(
    b,
    "{origination_uuid=leg-1,origination_caller_id_number=138,origination_caller_id_name='Mr, X',sip_h_X-Queue=q1,sip_h_X-Bad='a\r\nVia: b',colour=red}user/1001",
  );
  await settle();
  const [first] = b.made;
  t.same(first?.options.headers, [['x-queue', 'q1']]);
  t.match(first?.options.from, { user: '138', display: 'Mr, X' });
  const channel = b.board.find('leg-1');
  t.equal(channel?.variables.get('colour'), 'red');
  t.equal(channel?.variables.get('dialed_user'), '1001');
  t.same(b.told(channel ?? never()), ['CHANNEL_CREATE', 'CHANNEL_OUTGOING']);
  channel?.hangup('NORMAL_CLEARING');
});

t.test('the codec of the leg nearby is offered first', async (t) => {
  const b = testBoard();
  const { channel } = await b.inbound();
  t.equal(channel.media?.negotiated?.codec, 'PCMA');
  void dial(b, `{yihao_near=${channel.uuid}}user/1001`);
  await settle();
  t.match(b.made[0]?.options.sdp, /RTP\/AVP 8 0/);
  await b.board.hangupAll('NORMAL_CLEARING');
});

t.test('no room is SWITCH_CONGESTION; an id that is taken is refused', async (t) => {
  const b = testBoard({ bound: 1 });
  await b.inbound();
  t.equal(cause(await dial(b, 'user/1001')), 'SWITCH_CONGESTION');
  t.equal(cause(await dial(b, 'user/9999')), 'USER_NOT_REGISTERED');
  t.equal(b.clock.pending, 0);
});

t.test('an answer without usable media is INCOMPATIBLE_DESTINATION', async (t) => {
  const b = testBoard();
  const dialled = dial(b, 'user/1001');
  await settle();
  b.made[0]?.call.establish('v=0\r\n');
  t.equal(cause(await dialled), 'INCOMPATIBLE_DESTINATION');
  t.equal(b.made[0]?.call.asked.length, 1, 'the answered call gets its BYE');
});

function never(): never {
  throw new Error('no such channel');
}
