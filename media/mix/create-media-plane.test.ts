import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test as TapTest } from 'tap';
import type { YihaoError } from '../../kernel/errors.js';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { goertzelPower } from '../codec/goertzel.js';
import { parseWav, writeWavHeader } from '../codec/wav.js';
import { DigitReceiver } from '../rtp/digit-receiver.js';
import { sequenceDelta, timestampDelta } from '../rtp/packet.js';
import { parseTelephoneEvent } from '../rtp/telephone-event.js';
import { createMediaPlane, type MediaPlaneSettings } from './create-media-plane.js';
import { eventPayloadType, FakePhone } from './fake-phone.js';
import type { CodecName, MediaEvent, MediaLeg, MediaPlane } from './media-plane.js';

const address = '127.0.0.1';
const loud = 0.01;
const quiet = 0.0001;

function plane(t: TapTest, settings: Partial<MediaPlaneSettings> = {}): MediaPlane {
  const made = createMediaPlane(
    { ports: { first: 34_000, last: 35_999 }, workers: 1, legsPerWorker: 10, ...settings },
    { logger: silentLogger, random: systemRandom },
  );
  t.teardown(() => made.close());
  return made;
}

async function phone(t: TapTest, codec: CodecName = 'PCMA'): Promise<FakePhone> {
  const made = await FakePhone.open(codec);
  t.teardown(() => made.close());
  return made;
}

/** A leg with a telephone at its far end, and the events so far. */
async function connected(
  t: TapTest,
  media: MediaPlane,
  options: { readonly codec?: CodecName; readonly near?: MediaLeg } = {},
): Promise<{ phone: FakePhone; leg: MediaLeg; events: MediaEvent[] }> {
  const far = await phone(t, options.codec);
  const leg = await media.open({ address, ...(options.near && { near: options.near }) });
  const events: MediaEvent[] = [];
  leg.events.on((event) => events.push(event));
  far.attach(leg);
  return { phone: far, leg, events };
}

function next<K extends MediaEvent['type']>(
  leg: MediaLeg,
  type: K,
): Promise<Extract<MediaEvent, { type: K }>> {
  return new Promise((resolve) => {
    const cancel = leg.events.on((event) => {
      if (event.type !== type) return;
      cancel();
      resolve(event as Extract<MediaEvent, { type: K }>);
    });
  });
}

t.test('a bridge relays both ways, from one law to the other', async (t) => {
  const media = plane(t);
  const a = await connected(t, media);
  const b = await connected(t, media, { codec: 'PCMU', near: a.leg });
  a.leg.bridge(b.leg);
  await Promise.all([a.phone.say(440, 400, a.leg.local), b.phone.say(1000, 400, b.leg.local)]);
  await sleep(50);
  t.ok(b.phone.heard(440) > loud);
  t.ok(a.phone.heard(1000) > loud);
  t.equal(b.phone.received[0]?.payloadType, 0);
  t.equal((await a.leg.stats()).inPackets, 20);
  t.equal((await b.leg.stats()).outPackets, 20);
});

t.test('RFC 3550 5.1: over play, bridge and play the receiver sees one stream without a break', async (t) => {
  const media = plane(t);
  const a = await connected(t, media);
  const b = await connected(t, media, { near: a.leg });
  const tone = { sources: [{ kind: 'tone', tgml: '%(200,0,600)' } as const], times: 1 };
  a.leg.play(tone);
  await next(a.leg, 'played');
  a.leg.bridge(b.leg);
  await b.phone.say(1000, 200, b.leg.local);
  await sleep(50);
  a.leg.play(tone);
  await next(a.leg, 'played');
  await b.phone.say(1000, 200, b.leg.local);
  await sleep(50);
  const packets = a.phone.received;
  t.equal(packets.length, 40);
  t.equal(new Set(packets.map((p) => p.ssrc)).size, 1);
  for (const [i, packet] of packets.entries()) {
    const before = packets[i - 1];
    if (!before) continue;
    t.equal(sequenceDelta(packet.sequence, before.sequence), 1);
    t.ok(timestampDelta(packet.timestamp, before.timestamp) >= 160);
  }
  t.same(
    packets.flatMap((p, i) => (p.marker ? [i] : [])),
    [0, 10, 20, 30],
  );
});

t.test(
  'RFC 4733: a key is one digit event, though its end was lost, and goes on to the other party',
  async (t) => {
    const media = plane(t);
    const a = await connected(t, media);
    const b = await connected(t, media, { near: a.leg });
    a.leg.bridge(b.leg);
    // Commands are carried out in order: when this is answered, the bridge is there.
    await a.leg.stats();
    const digit = next(a.leg, 'digit');
    for (let i = 1; i <= 5; i++)
      a.phone.event({ event: 11, end: false, volume: 10, duration: i * 160 }, a.leg.local);
    t.same(await digit, { type: 'digit', digit: '#', durationMs: 100 });
    t.equal(b.phone.received.filter((p) => p.payloadType === eventPayloadType).length, 5);
    t.equal(a.events.filter((e) => e.type === 'digit').length, 1);
  },
);

t.test('a bridged call is recorded with one party in each channel, prompts included', async (t) => {
  const path = join(await mkdtemp(join(tmpdir(), 'yihao-record-')), 'call.wav');
  const media = plane(t);
  const a = await connected(t, media);
  const b = await connected(t, media, { codec: 'PCMU', near: a.leg });
  const started = next(a.leg, 'recordStarted');
  a.leg.startRecording({ path, stereo: true });
  await started;
  a.leg.play({ sources: [{ kind: 'tone', tgml: '%(400,0,600)' }], times: 1 });
  await next(a.leg, 'played');
  a.leg.bridge(b.leg);
  await Promise.all([a.phone.say(440, 800, a.leg.local), b.phone.say(1000, 800, b.leg.local)]);
  const stopped = next(a.leg, 'recordStopped');
  await a.leg.close();
  const { recordedMs } = await stopped;
  const wav = parseWav(await readFile(path));
  if (!wav.ok) throw new Error(wav.why);
  t.equal(Math.round(wav.value.frames / 8), recordedMs);
  const samples = new Int16Array(Uint8Array.from(wav.value.data).buffer);
  const power = (frequency: number, channel: 0 | 1, fromMs: number): number =>
    goertzelPower(samples, { frequency, rate: 8000, from: fromMs * 16 + channel, count: 1600, step: 2 });
  t.ok(power(600, 1, 150) > loud && power(600, 0, 150) < quiet);
  t.ok(power(440, 0, 700) > loud && power(440, 1, 700) < quiet);
  t.ok(power(1000, 1, 700) > loud && power(1000, 0, 700) < quiet);
});

t.test('RFC 4733: digits sent are received, each once with its length', async (t) => {
  const media = plane(t);
  const a = await connected(t, media);
  a.leg.sendDigits('19*', 60);
  await sleep(700);
  const receiver = new DigitReceiver();
  const digits = a.phone.received.flatMap((packet, i) => {
    const event = parseTelephoneEvent(packet.payload);
    return event.ok ? [...receiver.packet(packet.timestamp, event.value, i)] : [];
  });
  t.same(digits, [
    { digit: '1', durationMs: 60 },
    { digit: '9', durationMs: 60 },
    { digit: '*', durationMs: 60 },
  ]);
  t.equal(a.phone.received.filter((packet) => packet.marker).length, 3);
});

t.test('to a telephone without telephone-event a digit goes as a tone', async (t) => {
  const media = plane(t);
  const far = await phone(t);
  const leg = await media.open({ address });
  const { endpoint } = far;
  const remoteRtcp = { address, port: 9 };
  leg.configure(
    { remote: endpoint, remoteRtcp, codec: 'PCMA', payloadType: 8, ptimeMs: 20, direction: 'sendrecv' },
    { timeoutMs: 0 },
  );
  leg.sendDigits('5', 200);
  await sleep(400);
  t.ok(far.heard(770) > loud && far.heard(1336) > loud);
});

t.test('from a telephone without telephone-event a digit is heard in the audio', async (t) => {
  const media = plane(t);
  const [a, b] = await Promise.all([media.open({ address }), media.open({ address })]);
  const withoutEvents = (leg: MediaLeg, remote: MediaLeg): void =>
    leg.configure(
      {
        remote: remote.local,
        remoteRtcp: { address, port: remote.local.port + 1 },
        codec: 'PCMU',
        payloadType: 0,
        ptimeMs: 20,
        direction: 'sendrecv',
      },
      { timeoutMs: 0 },
    );
  withoutEvents(a, b);
  withoutEvents(b, a);
  const digits: string[] = [];
  b.events.on((event) => {
    if (event.type === 'digit') digits.push(event.digit);
  });
  a.sendDigits('7', 120);
  a.sendDigits('#', 120);
  a.play({ sources: [{ kind: 'silence', ms: 600 }], times: 1 });
  await next(a, 'played');
  t.same(digits, ['7', '#']);
});

t.test('a list of a file and silence is played in its length, any number of times', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'yihao-play-'));
  const path = join(folder, 'prompt.wav');
  const samples = Int16Array.from(
    { length: 3200 },
    (_, i) => 8000 * Math.sin((2 * Math.PI * 500 * i) / 16_000),
  );
  await writeFile(path, Buffer.concat([writeWavHeader(16_000, 1, 6400), Buffer.from(samples.buffer)]));
  const media = plane(t);
  const a = await connected(t, media);
  const id = a.leg.play({
    sources: [
      { kind: 'file', path },
      { kind: 'silence', ms: 100 },
    ],
    times: 2,
  });
  t.same(await next(a.leg, 'played'), { type: 'played', id, how: 'finished', playedMs: 600 });
  await sleep(20);
  t.equal(a.phone.received.length, 30);
  t.ok(a.phone.heard(500) > loud);
});

t.test('a file that is not there fails the play and names it; stopping and replacing are told', async (t) => {
  const media = plane(t);
  const a = await connected(t, media);
  a.leg.play({ sources: [{ kind: 'file', path: '/nowhere/prompt.wav' }], times: 1 });
  t.match(await next(a.leg, 'played'), { how: 'failed', why: '/nowhere/prompt.wav: no such file' });
  const endless = { sources: [{ kind: 'tone', tgml: '%(100,0,440)' } as const], times: Infinity };
  const first = a.leg.play(endless);
  await sleep(100);
  const replaced = next(a.leg, 'played');
  const second = a.leg.play(endless);
  t.match(await replaced, { id: first, how: 'stopped' });
  const stopped = next(a.leg, 'played');
  a.leg.stopPlay();
  t.match(await stopped, { id: second, how: 'stopped' });
});

t.test('two who listen to a stream hear the same place of it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'yihao-stream-'));
  const path = join(folder, 'music.wav');
  // Each 20 ms has a value of its own.
  const samples = Int16Array.from({ length: 8000 }, (_, i) => 200 * Math.floor(i / 160) - 5000);
  await writeFile(path, Buffer.concat([writeWavHeader(8000, 1, 16_000), Buffer.from(samples.buffer)]));
  const media = plane(t, { streams: { moh: [path] } });
  const a = await connected(t, media);
  const b = await connected(t, media);
  a.leg.play({ sources: [{ kind: 'stream', name: 'moh' }], times: 1 });
  await sleep(130);
  b.leg.play({ sources: [{ kind: 'stream', name: 'moh' }], times: 1 });
  await sleep(200);
  t.ok(a.phone.received.length > b.phone.received.length);
  // The newest packets of both are of the same place, a packet or two apart.
  const codesOfA = new Set(a.phone.received.slice(-4).map((p) => p.payload[80]));
  t.ok(b.phone.received.slice(-4).some((p) => codesOfA.has(p.payload[80])));
});

t.test('a stray packet neither takes the stream nor is heard', async (t) => {
  const media = plane(t);
  const a = await connected(t, media);
  const b = await connected(t, media, { near: a.leg });
  const thief = await phone(t);
  a.leg.bridge(b.leg);
  const talking = a.phone.say(440, 400, a.leg.local);
  await sleep(60);
  await Promise.all([talking, thief.say(2000, 300, a.leg.local), b.phone.say(1000, 300, b.leg.local)]);
  await sleep(50);
  t.equal(thief.received.length, 0);
  t.ok(b.phone.heard(2000) < quiet);
  t.ok(a.phone.heard(1000) > loud);
});

t.test('mute puts silence in place of one direction', async (t) => {
  const media = plane(t);
  const a = await connected(t, media);
  const b = await connected(t, media, { near: a.leg });
  a.leg.bridge(b.leg);
  a.leg.mute('read', true);
  await Promise.all([a.phone.say(440, 200, a.leg.local), b.phone.say(1000, 200, b.leg.local)]);
  await sleep(50);
  t.equal(b.phone.received.length, 10);
  t.ok(b.phone.heard(440) < quiet);
  t.ok(a.phone.heard(1000) > loud);
});

t.test('heard comes with the first packet, timedOut when the set time passed without one', async (t) => {
  const media = plane(t);
  const a = await connected(t, media);
  a.phone.attach(a.leg, { timeoutMs: 300 });
  const timedOut = next(a.leg, 'timedOut');
  await a.phone.say(440, 100, a.leg.local);
  await timedOut;
  t.same(
    a.events.map((e) => e.type),
    ['heard', 'timedOut'],
  );
});

t.test('on hold nothing is sent or relayed, and no time-out runs', async (t) => {
  const media = plane(t);
  const a = await connected(t, media);
  const b = await connected(t, media, { near: a.leg });
  a.leg.bridge(b.leg);
  a.phone.attach(a.leg, { direction: 'inactive', timeoutMs: 100 });
  await Promise.all([a.phone.say(440, 300, a.leg.local), b.phone.say(1000, 300, b.leg.local)]);
  t.equal(a.phone.received.length + b.phone.received.length, 0);
  t.notOk(a.events.some((e) => e.type === 'timedOut'));
});

t.test('an address that no packet can go to harms nothing', async (t) => {
  const media = plane(t);
  const a = await connected(t, media);
  for (const remote of [
    { address: '0.0.0.0', port: 4000 },
    { address, port: 0 },
    { address: 'nowhere', port: 1 },
  ]) {
    a.phone.attach(a.leg, { remote, remoteRtcp: { ...remote, port: 65_536 }, ptimeMs: 0 });
    a.leg.play({ sources: [{ kind: 'silence', ms: 60 }], times: 1 });
    t.match(await next(a.leg, 'played'), { how: 'finished', playedMs: 60 });
  }
  a.leg.startRecording({ path: '/nowhere/\0.wav', stereo: true });
  t.match(await next(a.leg, 'recordStopped'), { why: /ENOENT/ });
});

t.test('legs of two workers are bridged all the same', async (t) => {
  const media = plane(t, { workers: 2 });
  const a = await connected(t, media);
  const b = await connected(t, media, { codec: 'PCMU' });
  t.same(
    media.load().map((l) => l.legs),
    [1, 1],
  );
  a.leg.bridge(b.leg);
  await Promise.all([a.phone.say(440, 400, a.leg.local), b.phone.say(1000, 400, b.leg.local)]);
  a.phone.event({ event: 5, end: true, volume: 10, duration: 800 }, a.leg.local);
  await sleep(100);
  t.ok(b.phone.heard(440) > loud);
  t.ok(a.phone.heard(1000) > loud);
  t.equal(b.phone.received.filter((p) => p.payloadType === eventPayloadType).length, 1);
  a.leg.unbridge();
  await sleep(50);
  const before = b.phone.received.length;
  await a.phone.say(440, 100, a.leg.local);
  await sleep(50);
  t.equal(b.phone.received.length, before);
});

t.test(
  'a leg goes near its partner while there is room, then to the least loaded, then nowhere',
  async (t) => {
    const media = plane(t, { workers: 2, legsPerWorker: 2 });
    const first = await media.open({ address });
    await media.open({ address, near: first });
    t.same(
      media.load().map((l) => l.legs),
      [2, 0],
    );
    await media.open({ address, near: first });
    await media.open({ address });
    await t.rejects(media.open({ address }), { code: 'media.full' } satisfies Partial<YihaoError>);
    await first.close();
    t.equal((await media.open({ address })).local.port % 2, 0);
  },
);

t.test('a worker that dies ends what its legs were doing and is replaced', async (t) => {
  const media = plane(t);
  const a = await connected(t, media);
  const id = a.leg.play({ sources: [{ kind: 'tone', tgml: '%(100,0,440)' }], times: Infinity });
  const played = next(a.leg, 'played');
  const timedOut = next(a.leg, 'timedOut');
  // No caller can send this; it stands for a fault in the worker.
  const fault: unknown = null;
  a.leg.configure(fault as Parameters<MediaLeg['configure']>[0], { timeoutMs: 0 });
  t.match(await played, { id, how: 'failed', why: /worker died/ });
  await timedOut;
  await a.leg.close();
  await t.rejects(media.open({ address }), { code: 'media.full' });
  await sleep(1200);
  const b = await connected(t, media);
  b.leg.play({ sources: [{ kind: 'silence', ms: 40 }], times: 1 });
  t.match(await next(b.leg, 'played'), { how: 'finished' });
});
