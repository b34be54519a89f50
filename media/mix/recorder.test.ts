import { execFile, fork } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import t from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { encodeG711 } from '../codec/g711.js';
import { goertzelPower } from '../codec/goertzel.js';
import { parseWav } from '../codec/wav.js';
import type { SilenceLimit } from './media-plane.js';
import { Recorder, type RecordingEnd } from './recorder.js';

const run = promisify(execFile);
const rate = 8000;
const frame = 160;
const loud = 0.01;
const quiet = 0.0001;

const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'yihao-record-'));

function tone(frequency: number, from: number): Uint8Array {
  const samples = Int16Array.from({ length: frame }, (_, i) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * frequency * (from + i)) / rate)),
  );
  return encodeG711(samples, 'PCMA');
}

interface Recording {
  readonly recorder: Recorder;
  readonly ended: Promise<RecordingEnd>;
}

function record(
  path: string,
  options: {
    readonly stereo?: boolean;
    readonly limitMs?: number;
    readonly silence?: SilenceLimit;
  } = {},
): Recording {
  let tell: (end: RecordingEnd) => void = () => undefined;
  const ended = new Promise<RecordingEnd>((resolve) => {
    tell = resolve;
  });
  const { limitMs, silence } = options;
  const recorder = new Recorder(
    systemClock,
    {
      path,
      stereo: options.stereo ?? true,
      ...(limitMs !== undefined && { limitMs }),
      ...(silence && { silence }),
    },
    { started: () => undefined, ended: (end) => tell(end) },
  );
  return { recorder, ended };
}

/** Feeds both directions in real time; `keep` tells which packets arrive at all. */
async function talk(
  recorder: Recorder,
  ms: number,
  keep: (packet: number) => boolean = () => true,
): Promise<void> {
  const start = systemClock.monotonic();
  for (let i = 0; i * 20 < ms; i++) {
    await sleep(Math.max(0, start + (i + 1) * 20 - systemClock.monotonic()));
    if (!keep(i)) continue;
    const now = systemClock.monotonic();
    recorder.said(i * frame, tone(440, i * frame), 0, frame, 'PCMA', now);
    recorder.heard(7_000_000 + i * frame, tone(1000, i * frame), 0, frame, 'PCMA', now);
  }
}

async function samplesOf(path: string): Promise<{ samples: Int16Array; frames: number; channels: number }> {
  const wav = parseWav(await readFile(path));
  if (!wav.ok) throw new Error(wav.why);
  const { data, frames, channels } = wav.value;
  return { samples: new Int16Array(Uint8Array.from(data).buffer), frames, channels };
}

const powerOf = (
  samples: Int16Array,
  frequency: number,
  channel: 0 | 1,
  fromMs: number,
  ms: number,
): number => goertzelPower(samples, { frequency, rate, from: fromMs * 16 + channel, count: ms * 8, step: 2 });

t.test('left is what the leg says, right what it hears', async (t) => {
  const path = join(await temporary(), 'call.wav');
  const { recorder, ended } = record(path);
  await talk(recorder, 1000);
  await recorder.stop();
  const { samples, frames } = await samplesOf(path);
  t.equal((await ended).recordedMs, Math.round(frames / 8));
  t.ok(powerOf(samples, 440, 0, 200, 600) > loud);
  t.ok(powerOf(samples, 1000, 1, 200, 600) > loud);
  t.ok(powerOf(samples, 1000, 0, 200, 600) < quiet);
  t.ok(powerOf(samples, 440, 1, 200, 600) < quiet);
});

t.test('a pause takes its time, in the file as on the line', async (t) => {
  const path = join(await temporary(), 'call.wav');
  const { recorder } = record(path);
  const start = systemClock.monotonic();
  await talk(recorder, 1500, (i) => i < 20 || i >= 55);
  await recorder.stop();
  const wallMs = systemClock.monotonic() - start;
  const { samples, frames } = await samplesOf(path);
  t.ok(Math.abs(frames / 8 - wallMs) < 60);
  t.ok(powerOf(samples, 440, 0, 100, 250) > loud);
  t.ok(powerOf(samples, 440, 0, 550, 450) < quiet);
  t.ok(powerOf(samples, 440, 0, 1200, 250) > loud);
});

t.test('one lost packet is concealed', async (t) => {
  const path = join(await temporary(), 'call.wav');
  const { recorder } = record(path);
  await talk(recorder, 800, (i) => i !== 20);
  await recorder.stop();
  const { samples } = await samplesOf(path);
  const weakest = Math.min(
    ...Array.from({ length: 50 }, (_, i) => powerOf(samples, 440, 0, 200 + i * 10, 10)),
  );
  t.ok(weakest > loud);
});

t.test('a mask leaves silence, and a mono file holds both sides', async (t) => {
  const path = join(await temporary(), 'call.wav');
  const { recorder } = record(path, { stereo: false });
  await talk(recorder, 400);
  recorder.mask(true);
  await talk(recorder, 400);
  await recorder.stop();
  const { samples, channels } = await samplesOf(path);
  const power = (frequency: number, fromMs: number): number =>
    goertzelPower(samples, { frequency, rate, from: fromMs * 8, count: 1600 });
  t.equal(channels, 1);
  t.ok(power(440, 100) > loud && power(1000, 100) > loud);
  t.ok(power(440, 550) < quiet && power(1000, 550) < quiet);
});

t.test('the limit ends the recording at its length', async (t) => {
  const path = join(await temporary(), 'call.wav');
  const { ended } = record(path, { limitMs: 500 });
  t.same(await ended, { path, recordedMs: 500 });
  t.equal((await samplesOf(path)).frames, 4000);
});

t.test('a path that cannot be written ends the recording with the reason', async (t) => {
  const { ended } = record('/nowhere/call.wav');
  t.match(await ended, { why: /nowhere.*ENOENT/ });
});

t.test('a full disk ends the recording with the reason', async (t) => {
  const { ended } = record('/dev/full');
  t.match(await ended, { why: /ENOSPC/ });
});

t.test('kill -9 leaves a file that plays up to the last second', async (t) => {
  const path = join(await temporary(), 'call.wav');
  const child = fork(new URL(`./record-until-killed${extname(import.meta.url)}`, import.meta.url), [path], {
    execArgv: process.execArgv,
  });
  await new Promise((ready) => child.once('message', ready));
  await sleep(2500);
  child.kill('SIGKILL');
  await new Promise((gone) => child.once('exit', gone));
  const bytes = await readFile(path);
  const { samples, frames } = await samplesOf(path);
  t.ok(bytes.readUInt32LE(40) > 0 && bytes.readUInt32LE(40) <= bytes.length - 44);
  t.ok(frames > 1500 * 8);
  t.ok(powerOf(samples, 697, 0, 300, 900) > loud);
  const probe = await run('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'stream=channels,sample_rate',
    path,
  ]).catch((error: unknown) => error as { code: unknown });
  if ('stdout' in probe) t.match(probe.stdout, /sample_rate=8000\nchannels=2/);
  else t.equal(probe.code, 'ENOENT');
});

t.test('a recording ends by itself when the leg has been silent for long enough', async (t) => {
  const path = join(await temporary(), 'message.wav');
  const { recorder, ended } = record(path, { stereo: false, silence: { threshold: 200, ms: 1_000 } });
  await talk(recorder, 1_200);
  const { recordedMs, why } = await ended;
  t.equal(why, undefined);
  t.ok(recordedMs >= 2_000, `${recordedMs} ms: what was said and the silence`);
});
