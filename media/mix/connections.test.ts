import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test as TapTest } from 'tap';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { expansion } from '../codec/g711.js';
import { goertzelPower } from '../codec/goertzel.js';
import { parseWav } from '../codec/wav.js';
import { createMediaPlane } from './create-media-plane.js';
import { FakePhone } from './fake-phone.js';
import type { CodecName, MediaLeg, MediaPlane } from './media-plane.js';

const address = '127.0.0.1';
/** Power of a tone that is clearly there, and that clearly is not. */
const loud = 0.01;
const quiet = 0.0002;
const windowSamples = 800;

/** Legs go to workers in turn: with two, neighbours are in different ones. */
function plane(t: TapTest, workers: number): MediaPlane {
  const made = createMediaPlane(
    { ports: { first: 36_000, last: 37_999 }, workers, legsPerWorker: 10 },
    { logger: silentLogger, random: systemRandom },
  );
  t.teardown(() => made.close());
  return made;
}

interface End {
  readonly phone: FakePhone;
  readonly leg: MediaLeg;
  readonly hz: number;
}

async function ends(
  t: TapTest,
  media: MediaPlane,
  tones: readonly number[],
  codecs: readonly CodecName[] = [],
): Promise<End[]> {
  const all: End[] = [];
  for (const [i, hz] of tones.entries()) {
    const phone = await FakePhone.open(codecs[i] ?? 'PCMA');
    t.teardown(() => phone.close());
    const leg = await media.open({ address });
    phone.attach(leg);
    all.push({ phone, leg, hz });
  }
  return all;
}

/** All say their tone for a while. @returns for each the tones that they heard. */
async function hearing(all: readonly End[], ms = 500): Promise<number[][]> {
  await Promise.all(all.map(({ phone, leg, hz }) => phone.say(hz, 160, leg.local)));
  const from = all.map(({ phone }) => phone.received.length);
  await Promise.all(all.map(({ phone, leg, hz }) => phone.say(hz, ms, leg.local)));
  return all.map(({ phone }, i) => all.map(({ hz }) => hz).filter((hz) => isHeard(phone, hz, from[i] ?? 0)));
}

/** Whether a tone is in most of the 100 ms windows: a packet lost on a busy machine breaks its phase. */
function isHeard(phone: FakePhone, frequency: number, from: number): boolean {
  const samples = Int16Array.from(
    phone.received
      .slice(from)
      .flatMap(({ payload }) => [...payload].map((code) => expansion[phone.codec][code] ?? 0)),
  );
  const windows = Array.from({ length: Math.floor(samples.length / windowSamples) }, (_, n) =>
    goertzelPower(samples, { frequency, rate: 8000, from: n * windowSamples, count: windowSamples }),
  );
  return windows.filter((power) => power > loud).length > windows.length / 2;
}

for (const workers of [1, 2]) {
  const where = workers === 1 ? 'in one worker' : 'across workers';

  t.test(
    `a conference ${where}: each hears the others, muted ones are not heard, who leaves is out`,
    async (t) => {
      const media = plane(t, workers);
      const all = await ends(t, media, [440, 700, 1200], ['PCMA', 'PCMU', 'PCMA']);
      const [a, b, c] = all as [End, End, End];
      const conference = media.conference();
      for (const { leg } of all) conference.join(leg, { muted: false });
      t.same(await hearing(all), [
        [700, 1200],
        [440, 1200],
        [440, 700],
      ]);
      conference.mute(b.leg, true);
      t.same(await hearing(all), [[1200], [440, 1200], [440]]);
      conference.mute(b.leg, false);
      c.leg.unbridge();
      t.same(await hearing(all), [[700], [440], []]);
      a.leg.bridge(c.leg);
      t.same(await hearing(all), [[1200], [], [440]]);
    },
  );

  t.test(`a watcher ${where}: listens, whispers, barges in, and goes`, async (t) => {
    const media = plane(t, workers);
    const all = await ends(t, media, [440, 700, 1200]);
    const [caller, agent, boss] = all as [End, End, End];
    caller.leg.bridge(agent.leg);
    boss.leg.watch(agent.leg, { intoSaid: false, intoHeard: false });
    t.same(await hearing(all), [[700], [440], [440, 700]]);
    boss.leg.watch(agent.leg, { intoSaid: false, intoHeard: true });
    t.same(await hearing(all), [[700], [440, 1200], [440, 700]]);
    boss.leg.watch(agent.leg, { intoSaid: true, intoHeard: true });
    t.same(await hearing(all), [
      [700, 1200],
      [440, 1200],
      [440, 700],
    ]);
    boss.leg.watch(agent.leg, { intoSaid: false, intoHeard: false });
    t.same(await hearing(all), [[700], [440], [440, 700]]);
    boss.leg.unbridge();
    t.same(await hearing(all), [[700], [440], []]);
  });
}

t.test('nobody watches: a relayed packet is neither delayed nor copied on a tick', async (t) => {
  const media = plane(t, 1);
  const all = await ends(t, media, [440, 700]);
  const [a, b] = all as [End, End];
  a.leg.bridge(b.leg);
  await a.phone.say(440, 20, a.leg.local);
  await sleep(10);
  t.equal(b.phone.received.length, 1);
  await sleep(60);
  t.equal(b.phone.received.length, 1, 'no tick sends anything');
});

t.test('the watched leg closes: the watcher hears nothing more, and can be bridged', async (t) => {
  const media = plane(t, 2);
  const all = await ends(t, media, [440, 700, 1200]);
  const [caller, agent, boss] = all as [End, End, End];
  caller.leg.bridge(agent.leg);
  boss.leg.watch(agent.leg, { intoSaid: true, intoHeard: true });
  await agent.leg.close();
  boss.leg.watch(agent.leg, { intoSaid: true, intoHeard: true });
  boss.leg.bridge(caller.leg);
  t.same(await hearing([caller, boss]), [[1200], [440]]);
});

t.test('the worker that mixes dies: members of another one hear each other on', async (t) => {
  const media = plane(t, 2);
  const all = await ends(t, media, [440, 700, 1200, 900]);
  const [first, second, , fourth] = all as [End, End, End, End];
  const conference = media.conference();
  for (const { leg } of all) conference.join(leg, { muted: false });
  const lost = new Promise<void>((resolve) => {
    first.leg.events.on(({ type }) => type === 'timedOut' && resolve());
  });
  // No caller can send this; it stands for a fault in the worker.
  const fault: unknown = null;
  first.leg.configure(fault as Parameters<MediaLeg['configure']>[0], { timeoutMs: 0 });
  await lost;
  t.same(await hearing([second, fourth]), [[900], [700]]);
});

t.test('a recording of a member holds left what they say, right what they hear', async (t) => {
  const path = join(await mkdtemp(join(tmpdir(), 'yihao-conference-')), 'member.wav');
  const media = plane(t, 2);
  const all = await ends(t, media, [440, 700, 1200]);
  const [a] = all as [End];
  const conference = media.conference();
  for (const { leg } of all) conference.join(leg, { muted: false });
  a.leg.startRecording({ path, stereo: true });
  await hearing(all, 800);
  await a.leg.close();
  const wav = parseWav(await readFile(path));
  if (!wav.ok) throw new Error(wav.why);
  const samples = new Int16Array(Uint8Array.from(wav.value.data).buffer);
  const { frames } = wav.value;
  const power = (channel: 0 | 1, frequency: number): number =>
    goertzelPower(samples, { frequency, rate: 8000, from: channel, count: frames, step: 2 });
  t.ok(power(0, 440) > loud && power(0, 700) < quiet && power(0, 1200) < quiet);
  t.ok(power(1, 440) < quiet && power(1, 700) > loud && power(1, 1200) > loud);
});
