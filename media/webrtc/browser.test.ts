/** A real browser with SIP.js against the switch: what only such a one proves. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { goertzelPower } from '../codec/goertzel.js';
import { Probe, type Heard } from '../event-socket/probe.js';
import type { PhoneCall } from '../test-phone.js';
import { startTestSwitch, testPassword, type TestSwitch } from '../test-switch.js';
import { ChromiumLab, type PagePhone, type PagePhoneOptions } from './testing/chromium.js';

const folder = mkdtempSync(join(tmpdir(), 'browser-'));
t.setTimeout(180_000);
const lab = await ChromiumLab.start();
t.teardown(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Scene {
  readonly at: TestSwitch;
  readonly probe: Probe;
  browser(user: string, options?: Partial<PagePhoneOptions>): Promise<PagePhone>;
}

const browserLeg = 'browser-leg';

let firstPort = 36000;

async function scene(t: Test, users: readonly string[]): Promise<Scene> {
  const at = await startTestSwitch(firstPort, users);
  firstPort += 600;
  const probe = await Probe.signedIn(at.running.eventSocketPort, testPassword);
  const pages: PagePhone[] = [];
  t.teardown(async () => {
    probe.close();
    await Promise.all(pages.map((phone) => phone.page.close()));
    await at.close();
  });
  const port = at.running.sip.find((one) => one.protocol === 'ws')?.port ?? 0;
  return {
    at,
    probe,
    async browser(user, options = {}) {
      const phone = await lab.phone({
        ...{ user, password: `secret-${user}`, domain: 'yihao', server: `ws://127.0.0.1:${port}` },
        hertz: 700,
        ...options,
      });
      pages.push(phone);
      return phone;
    },
  };
}

const of = (uuid: string) => (event: Heard) => event.get('Unique-ID') === uuid;

/** How many times stronger a frequency is than another in what the phone heard. */
async function heardOverRtp(call: PhoneCall, frequency: number, than: number): Promise<number> {
  const path = join(folder, `${Math.random()}.wav`);
  call.session.leg.startRecording({ path, stereo: true });
  await new Promise((resolve) => setTimeout(resolve, 1200));
  call.session.leg.stopRecording(path);
  await call.until(() => call.heard.some((e) => e.type === 'recordStopped' && e.path === path), 'recording');
  const wav = readFileSync(path);
  const samples = new Int16Array(wav.buffer, wav.byteOffset + 44, (wav.length - 44) >> 1);
  const power = (f: number): number =>
    goertzelPower(samples, { frequency: f, rate: 8000, from: 0, count: samples.length / 2, step: 2 });
  return power(frequency) / (power(than) + 1e-9);
}

t.test('a browser registers, is called, talks with a phone over plain RTP in both directions', async (t) => {
  const s = await scene(t, ['1001']);
  const browser = await s.browser('1001');
  const caller = await s.at.phone('13800000000');
  const call = await caller.dial('12345');
  const uuid = (await s.probe.event('CHANNEL_PARK')).get('Unique-ID') ?? '';
  await s.probe.execute(uuid, 'answer');
  const dialled = s.probe.api(
    `originate {origination_uuid=agent-leg,yihao_near=${uuid},ignore_early_media=true}user/1001@yihao &park()`,
  );
  await browser.do('phone.answer()');
  t.equal(await dialled, '+OK agent-leg\n');
  await s.probe.api(`uuid_bridge ${uuid} agent-leg`);
  call.say(400);
  await browser.do('phone.connected()');
  const peak = await browser.do<{ hertz: number }>('phone.hears(400)');
  t.ok(Math.abs(peak.hertz - 400) < 15);
  t.ok((await heardOverRtp(call, 700, 400)) > 100, 'the tone of the browser, and no echo');
  await browser.do("phone.press('47')");
  await call.until(() => call.digits === '47', 'digits of the browser over the bridge');
  await s.probe.event('DTMF', (event) => of('agent-leg')(event) && event.get('DTMF-Digit') === '4');
  await browser.do('phone.hangup()');
  const end = await s.probe.event('CHANNEL_HANGUP_COMPLETE', of('agent-leg'));
  t.equal(end.get('variable_sip_hangup_disposition'), 'recv_bye');
  t.equal(end.get('Hangup-Cause'), 'NORMAL_CLEARING');
});

/** A browser's leg, and a phone's, bridged. */
async function bridged(
  s: Scene,
  browser: PagePhone,
): Promise<{ readonly call: PhoneCall; readonly caller: string }> {
  const phone = await s.at.phone('13800000000');
  const call = await phone.dial('12345');
  const caller = (await s.probe.event('CHANNEL_PARK')).get('Unique-ID') ?? '';
  await s.probe.execute(caller, 'answer');
  await s.probe.api(`uuid_setvar ${caller} park_after_bridge true`);
  const dialled = s.probe.api(
    `originate {origination_uuid=${browserLeg},yihao_near=${caller},ignore_early_media=true}user/1001@yihao &park()`,
  );
  await browser.do('phone.answer()');
  await dialled;
  await s.probe.api(`uuid_bridge ${caller} ${browserLeg}`);
  await browser.do('phone.connected()');
  return { call, caller };
}

t.test('a browser calls a number, hears what is played, presses keys and is hung up', async (t) => {
  const s = await scene(t, ['1001']);
  const browser = await s.browser('1001', { microphone: true });
  await browser.do("phone.call('12345')");
  const event = await s.probe.event('CHANNEL_PARK');
  t.equal(event.get('variable_user_name'), '1001');
  t.equal(event.get('variable_sip_via_protocol'), 'ws');
  const uuid = event.get('Unique-ID') ?? '';
  await s.probe.execute(uuid, 'answer');
  await browser.do('phone.established()');
  const asked = s.probe.execute(
    uuid,
    'play_and_get_digits',
    String.raw`2 2 1 10000 # tone_stream://%(8000,0,1000) silence pressed \d+ 3000`,
  );
  await browser.do('phone.hears(1000)');
  await browser.do("phone.press('83')");
  t.equal((await asked).get('variable_pressed'), '83');
  await s.probe.api(`uuid_kill ${uuid}`);
  await browser.do('phone.ended()');
  const end = await s.probe.event('CHANNEL_HANGUP_COMPLETE');
  t.equal(end.get('variable_sip_hangup_disposition'), 'send_bye');
  t.ok(Number(end.get('variable_rtp_audio_in_packet_count')) > 20);
  t.ok(Number(end.get('variable_rtp_audio_in_mos')) > 3);
});

t.test('keys of the caller reach the browser leg, and its reports the record', async (t) => {
  const s = await scene(t, ['1001']);
  const browser = await s.browser('1001');
  const { call } = await bridged(s, browser);
  call.say(500);
  await browser.do('phone.hears(500)');
  call.press('6');
  await s.probe.event('DTMF', (event) => event.get('DTMF-Digit') === '6');
  // Chromium reports every 2.5 to 7.5 s.
  await new Promise((resolve) => setTimeout(resolve, 8000));
  const seen = await browser.do<{ packetsReceived: number; roundTripTime?: number }>('phone.inboundRtp()');
  t.ok(seen.packetsReceived > 300);
  t.type(seen.roundTripTime, 'number', 'our reports reach the browser');
  await s.probe.api(`uuid_kill ${browserLeg}`);
  await browser.do('phone.ended()');
  const end = await s.probe.event('CHANNEL_HANGUP_COMPLETE', of(browserLeg));
  t.type(end.get('variable_yihao_rtt_ms'), 'string');
  t.equal(end.get('variable_yihao_remote_lost'), '0');
});

t.test('a browser holds and retrieves by re-INVITE; the caller then hears it again', async (t) => {
  const s = await scene(t, ['1001']);
  const browser = await s.browser('1001');
  const { call } = await bridged(s, browser);
  t.equal(await browser.do('phone.reinvite({ hold: true })'), 200);
  await s.probe.event('CHANNEL_HOLD', of(browserLeg));
  t.equal(await browser.do('phone.reinvite()'), 200);
  await s.probe.event('CHANNEL_UNHOLD', of(browserLeg));
  t.ok((await heardOverRtp(call, 700, 300)) > 100);
  t.equal(await s.probe.api(`uuid_hold ${browserLeg}`), '+OK Success\n');
  await browser.do("phone.direction('recvonly')");
  t.equal(await s.probe.api(`uuid_hold off ${browserLeg}`), '+OK Success\n');
  await browser.do("phone.direction('sendrecv')");
  call.say(600);
  await browser.do('phone.hears(600)');
  t.ok((await heardOverRtp(call, 700, 300)) > 100);
});

t.test('a restart of ICE is refused with 488 and the call goes on', async (t) => {
  const s = await scene(t, ['1001']);
  const browser = await s.browser('1001');
  const { call } = await bridged(s, browser);
  t.equal(await browser.do('phone.reinvite({ iceRestart: true })'), 488);
  call.say(600);
  await browser.do('phone.hears(600)');
});

t.test('a page that dies in a call is noticed within 10 s, and its registration at once', async (t) => {
  const s = await scene(t, ['1001']);
  const browser = await s.browser('1001');
  const { caller } = await bridged(s, browser);
  const diedAt = Date.now();
  await browser.die();
  const gone = await s.probe.event('CUSTOM', (one) => one.get('Event-Subclass') === 'sofia::unregister');
  t.ok(gone);
  const end = await s.probe.event('CHANNEL_HANGUP_COMPLETE', of(browserLeg));
  t.equal(end.get('Hangup-Cause'), 'MEDIA_TIMEOUT');
  t.ok(Date.now() - diedAt < 12_000, 'the bound of the requirement, and the patience of the test');
  t.equal(await s.probe.api(`uuid_exists ${caller}`), 'true');
});

t.test('without the certificate that the offer promised nothing is heard, and the call ends', async (t) => {
  const s = await scene(t, ['1001']);
  const browser = await s.browser('1001');
  await browser.do("phone.forge('otherFingerprint')");
  await browser.do("phone.call('12345')");
  const uuid = (await s.probe.event('CHANNEL_PARK')).get('Unique-ID') ?? '';
  await s.probe.execute(uuid, 'answer');
  await browser.do('phone.established()');
  const end = await s.probe.event('CHANNEL_HANGUP_COMPLETE', of(uuid));
  t.equal(end.get('Hangup-Cause'), 'MEDIA_TIMEOUT');
  t.equal(end.get('variable_rtp_audio_in_packet_count'), '0');
  t.equal(end.get('variable_rtp_audio_out_packet_count'), '0');
});

t.test('an offer without a fingerprint is refused with 488', async (t) => {
  const s = await scene(t, ['1001']);
  const browser = await s.browser('1001');
  await browser.do("phone.forge('noFingerprint')");
  await browser.do("phone.call('12345')");
  await browser.do('phone.ended()');
  t.same(await browser.do('phone.refusals'), [488]);
});

t.test('all tabs of a user ring, the first to answer has the call, and the others stop', async (t) => {
  const s = await scene(t, ['1001']);
  const [one, two] = [await s.browser('1001'), await s.browser('1001')];
  const dialled = s.probe.api(`originate {origination_uuid=${browserLeg}}user/1001@yihao &park()`);
  await one.do('phone.rings()');
  await two.do('phone.answer()');
  t.match(await dialled, /^\+OK /);
  await one.do('phone.ended()');
  await two.do('phone.connected()');
});

t.test('two browsers talk with each other', async (t) => {
  const s = await scene(t, ['1001', '1002']);
  const [a, b] = [await s.browser('1001', { hertz: 500 }), await s.browser('1002', { hertz: 900 })];
  await a.do("phone.call('1002')");
  const uuid = (await s.probe.event('CHANNEL_PARK')).get('Unique-ID') ?? '';
  const bridging = s.probe.begin(uuid, 'bridge', 'user/1002@yihao');
  await b.do('phone.answer()');
  await bridging;
  await a.do('phone.established()');
  await Promise.all([a.do('phone.hears(900)'), b.do('phone.hears(500)')]);
});

t.test('a page comes back after a reload: INVITE with Replaces takes its call up again', async (t) => {
  const s = await scene(t, ['1001', '1002']);
  const browser = await s.browser('1001');
  const { call } = await bridged(s, browser);
  const dialog = await browser.do<string>('phone.dialog');
  const [stranger, again] = [await s.browser('1002'), await s.browser('1001', { hertz: 1100 })];
  await browser.page.close();
  await stranger.do(`phone.call('any', ['Replaces: ${dialog}', 'Require: replaces'])`);
  await stranger.do('phone.ended()');
  t.same(await stranger.do('phone.refusals'), [403], 'nobody takes the call of another');
  await again.do(`phone.call('any', ['Replaces: ${dialog}', 'Require: replaces'])`);
  await again.do('phone.established()');
  call.say(600);
  await again.do('phone.hears(600)');
  t.ok((await heardOverRtp(call, 1100, 700)) > 100);
  t.equal(s.probe.count('CHANNEL_HANGUP'), 0);
  await again.do('phone.hangup()');
  const end = await s.probe.event('CHANNEL_HANGUP_COMPLETE', of(browserLeg));
  t.equal(end.get('variable_sip_hangup_disposition'), 'recv_bye');
  await again.do(`phone.call('any', ['Replaces: ${dialog}', 'Require: replaces'])`);
  await again.do('phone.ended()');
  t.same(await again.do('phone.refusals'), [481], 'there is nothing to take up any more');
});

t.test('a WebSocket that is cut and comes back loses no call, and the BYE finds the new one', async (t) => {
  const s = await scene(t, ['1001']);
  const browser = await s.browser('1001');
  const { call } = await bridged(s, browser);
  await browser.do('phone.reconnect()');
  call.say(600);
  await browser.do('phone.hears(600)');
  await s.probe.api(`uuid_kill ${browserLeg}`);
  await browser.do('phone.ended()');
  t.equal(await browser.do('phone.endedBy'), 'remote');
});
