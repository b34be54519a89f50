import { readFile } from 'node:fs/promises';
import t from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { findProgram } from '../speech/espeak.js';
import { readWav } from '../speech/wav.js';
import { convert, convertWav, soundOf, type Sound } from './convert.js';

const ffmpeg = await findProgram('ffmpeg', '/usr/bin:/usr/local/bin');
const seconds = 2;

/** A WAV of 16 bit; each channel a sum of tones. */
function wavOf(fromHz: number, channels: readonly (readonly number[])[]): Buffer {
  const octets = Buffer.alloc(44 + fromHz * seconds * 2 * channels.length);
  octets.write('RIFF', 0, 'latin1');
  octets.write('WAVEfmt ', 8, 'latin1');
  octets.writeUInt32LE(octets.length - 8, 4);
  octets.writeUInt32LE(16, 16);
  octets.writeUInt16LE(1, 20);
  octets.writeUInt16LE(channels.length, 22);
  octets.writeUInt32LE(fromHz, 24);
  octets.writeUInt32LE(fromHz * 2 * channels.length, 28);
  octets.writeUInt16LE(2 * channels.length, 32);
  octets.writeUInt16LE(16, 34);
  octets.write('data', 36, 'latin1');
  octets.writeUInt32LE(octets.length - 44, 40);
  for (let n = 0; n < fromHz * seconds; n++)
    for (const [channel, tones] of channels.entries()) {
      const value = tones.reduce((sum, hz) => sum + 8000 * Math.sin((2 * Math.PI * hz * n) / fromHz), 0);
      octets.writeInt16LE(Math.round(value), 44 + 2 * (n * channels.length + channel));
    }
  return octets;
}

async function byHand(content: Buffer): Promise<Sound> {
  const wav = readWav(content, 'mixed');
  if (!wav.ok) throw new Error(wav.why);
  const sound = await convertWav(wav.value);
  if (!sound.ok) throw new Error(sound.why);
  return sound.value;
}

async function byFfmpeg(content: Buffer): Promise<Sound> {
  const sound = await convert(content, ffmpeg ?? '', systemClock);
  if (!sound.ok) throw new Error(sound.why);
  return sound.value;
}

/** Of a tone with an amplitude of 8000. */
const toneDbfs = 20 * Math.log10(8000 / 32768 / Math.SQRT2);
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 0.3;

for (const fromHz of [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000])
  t.test(`a WAV of ${fromHz} Hz keeps its length and what a telephone carries`, async (t) => {
    for (const hz of [300, 1_000, 3_000]) {
      const sound = await byHand(wavOf(fromHz, [[hz]]));
      t.equal(sound.durationMs, seconds * 1000);
      t.ok(near(sound.levelDbfs, toneDbfs), `${hz} Hz: ${sound.levelDbfs} dBFS`);
      t.match(readWav(sound.wav), { ok: true, value: { rateHz: 8_000, channels: 1 } });
    }
    for (const hz of [4_600, 5_000, 7_000].filter((one) => one < fromHz / 2)) {
      const { wav } = await byHand(wavOf(fromHz, [[hz]]));
      // Where it begins and ends there is a click of all pitches.
      const { levelDbfs } = soundOf(wav.subarray(44 + 8_000, 44 + 24_000));
      t.ok(levelDbfs < toneDbfs - 50, `${hz} Hz does not fold back: ${levelDbfs} dBFS`);
    }
  });

t.test('two channels are mixed', async (t) => {
  const one = await byHand(wavOf(16_000, [[1_000], []]));
  t.ok(near(one.levelDbfs, toneDbfs - 6.02), `${one.levelDbfs} dBFS`);
  const both = await byHand(wavOf(16_000, [[1_000], [1_000]]));
  t.ok(near(both.levelDbfs, toneDbfs), `${both.levelDbfs} dBFS`);
  t.equal(both.durationMs, seconds * 1000);
});

t.test('longer than ten minutes is refused', async (t) => {
  const samples = new Int16Array(8_000 * 601);
  t.match(await convertWav({ samples, rateHz: 8_000, channels: 1 }), { ok: false, why: /10 minutes/ });
});

t.test(
  'ffmpeg makes the same of it',
  { skip: ffmpeg === undefined && 'ffmpeg is not on this machine' },
  async (t) => {
    const prompt = await readFile('ivr-flows/prompts/en/welcome.wav');
    for (const wav of [prompt, wavOf(22_050, [[440, 2_500]]), wavOf(44_100, [[300, 1_200], [700]])]) {
      const [hand, other] = [await byHand(wav), await byFfmpeg(wav)];
      t.ok(near(hand.levelDbfs, other.levelDbfs), `${hand.levelDbfs} and ${other.levelDbfs} dBFS`);
      t.ok(Math.abs(hand.durationMs - other.durationMs) < 5, `${hand.durationMs} and ${other.durationMs} ms`);
    }
  },
);
