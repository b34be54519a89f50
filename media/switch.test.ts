import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { WebSocket } from 'ws';
import { Probe, type Heard } from './event-socket/probe.js';
import type { PhoneCall, TestPhone } from './test-phone.js';
import { startTestSwitch, testPassword, type TestSwitch } from './test-switch.js';

const folder = mkdtempSync(join(tmpdir(), 'switch-'));

interface Scene {
  readonly at: TestSwitch;
  readonly probe: Probe;
}

let firstPort = 31000;

/** A switch with one client that hears everything. */
async function scene(t: Test, users: readonly string[] = []): Promise<Scene> {
  const at = await startTestSwitch(firstPort, users);
  firstPort += 600;
  const probe = await Probe.signedIn(at.running.eventSocketPort, testPassword);
  t.teardown(async () => {
    probe.close();
    await at.close();
  });
  return { at, probe };
}

/** A call from an unknown number that parks. */
async function parked({
  at,
  probe,
}: Scene): Promise<{ call: PhoneCall; uuid: string; event: Heard; phone: TestPhone }> {
  const phone = await at.phone('13800000000');
  const call = await phone.dial('12345');
  const event = await probe.event('CHANNEL_PARK');
  return { call, uuid: event.get('Unique-ID') ?? '', event, phone };
}

async function registered({ at }: Scene, user: string): Promise<TestPhone> {
  const phone = await at.phone(user);
  if ((await phone.register()) !== 200) throw new Error(`${user} was not registered`);
  return phone;
}

/** @returns the first final answer to an INVITE of a guest, whom the directory knows by credentials alone. */
async function inviteOverWebSocket({ at }: Scene): Promise<string> {
  const port = at.running.sip.find(({ protocol }) => protocol === 'ws')?.port ?? 0;
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, 'sip');
  await once(socket, 'open');
  const answer = new Promise<string>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const [line = ''] = data.toString().split('\r\n');
      if (!line.startsWith('SIP/2.0 1')) resolve(line);
    });
  });
  const lines = [
    ...['INVITE sip:12345@yihao SIP/2.0', 'Via: SIP/2.0/WS page.invalid;branch=z9hG4bKguest'],
    ...['Max-Forwards: 70', 'From: <sip:guest-1@yihao>;tag=a', 'To: <sip:12345@yihao>', 'Call-ID: guest'],
    ...['CSeq: 1 INVITE', 'Contact: <sip:guest-1@page.invalid;transport=ws>', 'Content-Length: 0', '', ''],
  ];
  socket.send(lines.join('\r\n'));
  const line = await answer;
  socket.close();
  return line;
}

t.test('a browser that calls is asked for its credentials, whatever name it calls with', async (t) => {
  t.match(await inviteOverWebSocket(await scene(t)), /^SIP\/2\.0 407 /);
});

const of = (uuid: string) => (event: Heard) => event.get('Unique-ID') === uuid;

t.test(
  'an inbound call parks, is answered, hears a tone, presses keys, is recorded and hung up',
  async (t) => {
    const s = await scene(t);
    const { call, uuid, event } = await parked(s);
    t.equal(event.get('Caller-Caller-ID-Number'), '13800000000');
    t.equal(event.get('Caller-Destination-Number'), '12345');
    t.equal(event.get('variable_sip_acl_authed_by'), 'demo-loopback');
    t.equal(event.get('Answer-State'), 'ringing');
    await s.probe.execute(uuid, 'answer');
    await call.event('established');
    const path = join(folder, 'inbound.wav');
    await s.probe.execute(uuid, 'set', 'RECORD_STEREO=true');
    t.equal(await s.probe.api(`uuid_record ${uuid} start ${path}`), '+OK Success\n');
    await s.probe.event('RECORD_START');
    call.say(400);
    const played = await s.probe.execute(uuid, 'playback', 'tone_stream://%(300,0,440)');
    t.equal(played.get('Application-Response'), 'FILE PLAYED');
    t.equal(played.get('variable_playback_ms'), '300');
    const asked = s.probe.execute(
      uuid,
      'play_and_get_digits',
      String.raw`1 4 1 5000 # silence_stream://5000 silence pressed \d+ 2000`,
    );
    call.press('12#');
    const answered = await asked;
    t.equal(answered.get('variable_pressed'), '12');
    t.equal(answered.get('variable_read_terminator_used'), '#');
    t.equal(await s.probe.api(`uuid_kill ${uuid}`), '+OK\n');
    await call.event('ended');
    const end = await s.probe.event('CHANNEL_HANGUP_COMPLETE');
    t.equal(end.get('Hangup-Cause'), 'NORMAL_CLEARING');
    t.equal(end.get('variable_hangup_cause_q850'), '16');
    t.equal(end.get('variable_sip_hangup_disposition'), 'send_bye');
    t.ok(Number(end.get('variable_rtp_audio_in_packet_count')) > 5);
    t.ok(Number(end.get('variable_rtp_audio_out_packet_count')) > 5);
    t.ok(Number((await s.probe.event('RECORD_STOP')).get('variable_record_ms')) > 200);
    const wav = readFileSync(path);
    t.equal(wav.toString('latin1', 0, 4), 'RIFF');
    t.equal(wav.readUInt16LE(22), 2, 'stereo');
    t.equal(await s.probe.api(`uuid_exists ${uuid}`), 'false');
  },
);

t.test('an agent is dialled, bridged, heard, and the caller parks when the agent hangs up', async (t) => {
  const s = await scene(t, ['1001']);
  const agent = await registered(s, '1001');
  const { call, uuid } = await parked(s);
  await s.probe.execute(uuid, 'answer');
  await s.probe.api(`uuid_setvar ${uuid} park_after_bridge true`);
  const dialled = s.probe.api(
    `originate {origination_uuid=agent-leg,yihao_near=${uuid},origination_caller_id_number=13800000000,ignore_early_media=true}user/1001@yihao &park()`,
  );
  const ringing = await agent.next();
  t.equal(ringing.call.info.from.user, '13800000000');
  await s.probe.event('CHANNEL_PROGRESS', of('agent-leg'));
  ringing.answer();
  t.equal(await dialled, '+OK agent-leg\n');
  await s.probe.event('CHANNEL_PARK', of('agent-leg'));
  t.equal(await s.probe.api(`uuid_bridge ${uuid} agent-leg`), '+OK agent-leg\n');
  const bridge = await s.probe.event('CHANNEL_BRIDGE');
  t.equal(bridge.get('Bridge-A-Unique-ID'), uuid);
  t.equal(bridge.get('Bridge-B-Unique-ID'), 'agent-leg');
  call.press('5');
  await ringing.until(() => ringing.digits === '5', 'the digit through the bridge');
  call.say(440);
  await ringing.until(() => ringing.heard.some((event) => event.type === 'heard'), 'audio');
  ringing.hangup();
  const unbridge = await s.probe.event('CHANNEL_UNBRIDGE');
  t.equal(unbridge.get('Bridge-A-Unique-ID'), uuid);
  const agentEnd = await s.probe.event('CHANNEL_HANGUP_COMPLETE', of('agent-leg'));
  t.equal(agentEnd.get('variable_sip_hangup_disposition'), 'recv_bye');
  t.equal(agentEnd.get('Other-Leg-Unique-ID'), uuid);
  await s.probe.until(
    () => s.probe.events.filter((e) => e.get('Event-Name') === 'CHANNEL_PARK' && of(uuid)(e)).length === 2,
  );
  call.hangup();
  const end = await s.probe.event('CHANNEL_HANGUP_COMPLETE', of(uuid));
  t.equal(end.get('variable_sip_hangup_disposition'), 'recv_bye');
});

t.test('without park_after_bridge the other leg is hung up with the one that hangs up', async (t) => {
  const s = await scene(t, ['1001']);
  const agent = await registered(s, '1001');
  const { call, uuid } = await parked(s);
  const bridging = s.probe.begin(uuid, 'bridge', 'user/1001@yihao');
  const ringing = await agent.next();
  await bridging;
  ringing.answer();
  await s.probe.event('CHANNEL_BRIDGE');
  await call.event('established');
  call.hangup();
  await ringing.event('ended');
  await s.probe.until(() => s.probe.count('CHANNEL_DESTROY') === 2, 'both ends');
});

t.test('what keeps a call from being answered comes back as the cause', async (t) => {
  const s = await scene(t, ['1001', '1002']);
  const agent = await registered(s, '1001');
  t.equal(await s.probe.api('originate user/1002@yihao &park()'), '-ERR USER_NOT_REGISTERED\n');
  t.equal(await s.probe.api('originate user/nobody@yihao &park()'), '-ERR SUBSCRIBER_ABSENT\n');
  t.equal(await s.probe.api('originate sofia/gateway/none/1 &park()'), '-ERR INVALID_GATEWAY\n');
  const busy = s.probe.api('originate user/1001@yihao &park()');
  (await agent.next()).call.reject(486, 'Busy Here');
  t.equal(await busy, '-ERR USER_BUSY\n');
  const end = await s.probe.event('CHANNEL_HANGUP_COMPLETE');
  t.equal(end.get('variable_sip_hangup_disposition'), 'recv_refuse');
  t.equal(end.get('variable_sip_invite_failure_status'), '486');
  const silent = s.probe.api('originate {originate_timeout=1}user/1001@yihao &park()');
  const unanswered = await agent.next();
  t.equal(await silent, '-ERR NO_ANSWER\n');
  const cancelled = await unanswered.event('ended');
  t.equal(cancelled.status, 487);
});

t.test('all devices of a user ring; the first to answer wins and the others are cancelled', async (t) => {
  const s = await scene(t, ['1001']);
  const [desk, mobile] = [await registered(s, '1001'), await registered(s, '1001')];
  const dialled = s.probe.api('originate {origination_uuid=won}user/1001@yihao &park()');
  const [atDesk, atMobile] = await Promise.all([desk.next(), mobile.next()]);
  atMobile.answer();
  t.match(await dialled, /^\+OK /);
  t.equal((await atDesk.event('ended')).status, 487);
  const lost = await s.probe.event('CHANNEL_HANGUP_COMPLETE');
  t.equal(lost.get('Hangup-Cause'), 'LOSE_RACE');
  t.equal(lost.get('variable_sip_hangup_disposition'), 'send_cancel');
});

t.test('a caller who hangs up before the answer is ORIGINATOR_CANCEL', async (t) => {
  const s = await scene(t);
  const { call, uuid } = await parked(s);
  await s.probe.execute(uuid, 'ring_ready');
  await call.event('progressed');
  call.hangup();
  const end = await s.probe.event('CHANNEL_HANGUP_COMPLETE');
  t.equal(end.get('Hangup-Cause'), 'ORIGINATOR_CANCEL');
  t.equal(end.get('variable_sip_hangup_disposition'), 'recv_cancel');
});

t.test(
  'a phone that holds is told as CHANNEL_HOLD, retrieved as CHANNEL_UNHOLD; uuid_hold holds the phone',
  async (t) => {
    const s = await scene(t);
    const { call, uuid } = await parked(s);
    await s.probe.execute(uuid, 'answer');
    await call.event('established');
    const hold = call.session.holdOffer(true);
    if (hold === undefined) throw new Error('nothing to hold');
    call.call.reinvite(hold);
    await s.probe.event('CHANNEL_HOLD');
    await call.event('reanswered');
    const retrieve = call.session.holdOffer(false);
    call.call.reinvite(retrieve ?? '');
    await s.probe.event('CHANNEL_UNHOLD');
    await call.until(() => call.session.negotiated?.direction === 'sendrecv', 'talking again');
    t.equal(await s.probe.api(`uuid_hold ${uuid}`), '+OK Success\n');
    await call.until(() => call.session.negotiated?.direction === 'recvonly', 'being held');
    t.equal(await s.probe.api(`uuid_hold off ${uuid}`), '+OK Success\n');
    await call.until(() => call.session.negotiated?.direction === 'sendrecv', 'being retrieved');
  },
);

t.test('digits by SIP INFO count as pressed', async (t) => {
  const s = await scene(t);
  const { call, uuid } = await parked(s);
  await s.probe.execute(uuid, 'answer');
  await call.event('established');
  call.call.sendInfo('application/dtmf-relay', 'Signal=7\r\nDuration=120\r\n');
  const digit = await s.probe.event('DTMF');
  t.equal(digit.get('DTMF-Digit'), '7');
  t.equal(digit.get('DTMF-Source'), 'INFO');
  t.equal(digit.get('DTMF-Duration'), '960');
});

t.test('a user of ours proves who it is, and nobody else is admitted but from this machine', async (t) => {
  const s = await scene(t, ['1001']);
  const agent = await registered(s, '1001');
  await agent.dial('12345');
  const event = await s.probe.event('CHANNEL_PARK');
  t.equal(event.get('variable_user_name'), '1001');
  t.equal(event.get('variable_sip_acl_authed_by'), undefined);
  const registration = await s.probe.event(
    'CUSTOM',
    (one) => one.get('Event-Subclass') === 'sofia::register',
  );
  t.equal(registration.get('from-user'), '1001');
  t.match(await s.probe.api('sofia_contact 1001@yihao'), /^sofia\/internal\/sip:1001@127\.0\.0\.1/);
  t.match(await s.probe.api('sofia status profile internal reg'), /1001@yihao/);
  t.equal(await agent.register(0), 200);
  await s.probe.event('CUSTOM', (one) => one.get('Event-Subclass') === 'sofia::unregister');
  t.equal(await s.probe.api('sofia_contact 1001@yihao'), 'error/user_not_registered');
});
