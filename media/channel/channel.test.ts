import t from 'tap';
import { FakeCall } from './fake-call.js';
import { sendDigits } from './send-digits.js';
import { takeCall } from './inbound.js';
import { settle, testBoard } from './test-board.js';

t.test('headers of the INVITE that matter are variables; X- headers keep their name', async (t) => {
  const b = testBoard();
  const headers = [
    ['p-asserted-identity', '<tel:+86138>'],
    ['diversion', '<sip:1@a>'],
    ['diversion', '<sip:2@a>'],
    ['x-call-area', 'east'],
    ['subject', 'no'],
  ] as const;
  const admission = { kind: 'trunk', trunk: 'carrier' } as const;
  const { channel } = await b.inbound(FakeCall.inbound({ headers, admission }));
  const { variables } = channel;
  t.equal(variables.get('sip_P-Asserted-Identity'), '<tel:+86138>');
  t.equal(channel.profile.callerNumber, '+86138', 'a trunk is believed');
  const user = { kind: 'user', user: '1001' } as const;
  const own = await b.inbound(FakeCall.inbound({ headers, admission: user }));
  t.equal(own.channel.profile.callerNumber, '138', 'a phone of ours is not');
  t.equal(variables.get('sip_h_Diversion'), '<sip:1@a>');
  t.equal(variables.get('sip_h_X-Call-Area'), 'east');
  t.equal(variables.get('sip_acl_authed_by'), 'carrier');
  t.equal(variables.get('sip_h_Subject'), undefined);
});

t.test('an offer without a codec of ours is refused with 488', async (t) => {
  const b = testBoard();
  const call = FakeCall.inbound(
    {},
    'v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\ns=-\r\nt=0 0\r\nm=video 9 RTP/AVP 96\r\n',
  );
  const channel = await takeCall(b.board, call, '127.0.0.1');
  t.equal(channel?.cause, 'INCOMPATIBLE_DESTINATION');
  t.same(call.asked, ['hangup 488 88']);
  t.notOk(b.told(channel ?? never()).includes('CHANNEL_PARK'));
});

t.test('with no room a call gets 503, with no ports too', async (t) => {
  const b = testBoard({ bound: 1 });
  await b.inbound();
  const second = FakeCall.inbound();
  t.equal(await takeCall(b.board, second, '127.0.0.1'), undefined);
  t.same(second.asked, ['reject 503']);
  const full = testBoard();
  full.plane.full = true;
  const third = FakeCall.inbound();
  await takeCall(full.board, third, '127.0.0.1');
  t.same(third.asked, ['hangup 503 42']);
});

t.test('a call without an offer is offered our media in the answer', async (t) => {
  const b = testBoard();
  const call = FakeCall.inbound({}, undefined);
  const lateCall = Object.assign(call, { remoteOffer: undefined });
  const { channel, leg } = await b.inbound(lateCall);
  t.equal(
    await b.run(channel, 'playback', '/a.wav'),
    'PLAYBACK ERROR',
    'there is no media before the answer',
  );
  await b.run(channel, 'answer');
  t.equal(leg.negotiated, undefined);
  call.establish();
  t.equal(leg.negotiated?.codec, 'PCMA');
});

t.test('the other side tells the cause by Reason, else by status', async (t) => {
  const b = testBoard();
  const first = await b.inbound();
  first.call.end(0, 17);
  t.equal(first.channel.cause, 'USER_BUSY');
  t.equal(first.channel.variables.get('sip_hangup_disposition'), 'recv_bye');
  t.equal(first.channel.variables.get('hangup_cause_q850'), '17');
  t.same(first.call.asked, [], 'a call that has ended is not hung up again');
  const second = await b.inbound();
  second.call.end(487);
  t.equal(second.channel.cause, 'ORIGINATOR_CANCEL');
  t.equal(second.channel.variables.get('sip_hangup_disposition'), 'recv_cancel');
});

t.test('silence for media_timeout ends the call with MEDIA_TIMEOUT; a held leg may be silent', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  t.equal(leg.timeoutMs, 30_000);
  await b.run(channel, 'set', 'media_timeout=5000');
  t.equal(leg.timeoutMs, 5000);
  leg.events.emit({ type: 'timedOut' });
  t.equal(channel.cause, 'MEDIA_TIMEOUT');
});

t.test('a key told by RFC 4733 and by INFO is one key', async (t) => {
  const b = testBoard();
  const { channel, call, leg } = await b.inbound();
  leg.press('5');
  call.events.emit({ type: 'info', contentType: 'application/dtmf-relay', body: 'Signal=5\r\nDuration=100' });
  call.events.emit({ type: 'info', contentType: 'application/dtmf', body: '6' });
  b.clock.advance(600);
  call.events.emit({ type: 'info', contentType: 'application/dtmf', body: '5' });
  call.events.emit({ type: 'info', contentType: 'text/plain', body: '9' });
  const digits = b.notices.filter((one) => one.name === 'DTMF').map((one) => one.headers[0]?.[1]);
  t.same(digits, ['5', '6', '5']);
  t.equal(channel.digits.size, 3);
});

t.test('recordings are told with their path, and end with the call', async (t) => {
  const b = testBoard();
  const { channel, leg, call } = await b.inbound();
  await b.run(channel, 'set', 'RECORD_STEREO=true');
  await b.run(channel, 'record_session', '/r.wav');
  t.ok(leg.asked.includes('record /r.wav stereo'));
  t.notOk(channel.recordings.start('/r.wav', { stereo: true }), 'not twice to one file');
  t.notOk(channel.recordings.start('r.wav', { stereo: true }), 'only to an absolute path');
  t.ok(channel.recordings.mask('/r.wav', true));
  call.end();
  await channel.gone;
  t.same(b.told(channel).slice(-4), [
    'CHANNEL_HANGUP',
    'RECORD_STOP',
    'CHANNEL_HANGUP_COMPLETE',
    'CHANNEL_DESTROY',
  ]);
  t.equal(channel.variables.get('record_ms'), '1500');
});

t.test('record ends at a terminator', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  const done = b.run(channel, 'record', '/mail.wav 60');
  leg.press('1');
  await settle();
  t.equal(channel.applications.current?.name, 'record');
  leg.press('*');
  t.equal(await done, '_none_');
});

t.test('respond refuses with that very status', async (t) => {
  const b = testBoard();
  const { channel, call } = await b.inbound();
  await b.run(channel, 'respond', '404 Not Found');
  t.same(call.asked, ['hangup 404 1']);
  t.equal(channel.cause, 'UNALLOCATED_NUMBER');
});

t.test('digits are sent only where they make sense', async (t) => {
  const b = testBoard();
  const { channel, leg } = await b.inbound();
  t.ok(sendDigits(channel, '12#@200'));
  t.equal(leg.asked.at(-1), 'digits 12# 200');
  t.notOk(sendDigits(channel, 'hello'));
});

t.test('multiset, unset and export', async (t) => {
  const b = testBoard();
  const { channel } = await b.inbound();
  await b.run(channel, 'multiset', '^^;a=1;b=2 3');
  await b.run(channel, 'multiset', 'c=4 d=5');
  await b.run(channel, 'unset', 'a');
  await b.run(channel, 'export', 'team=${d}');
  const { variables } = channel;
  t.same(
    ['a', 'b', 'c', 'd', 'team'].map((name) => variables.get(name)),
    [undefined, '2 3', '4', '5', '5'],
  );
  void b.run(channel, 'bridge', 'user/1001');
  await settle();
  const agent = [...b.board.channels()].find((one) => one.direction === 'outbound');
  t.equal(agent?.variables.get('team'), '5');
  await b.board.close();
  t.equal(b.board.create({ name: '', profile: channel.profile }, 'inbound'), undefined, 'closed is closed');
});

function never(): never {
  throw new Error('no channel');
}
