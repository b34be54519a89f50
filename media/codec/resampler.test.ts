import t from 'tap';
import { goertzelPower } from './goertzel.js';
import { lineSamples, resampleWav } from './resampler.js';
import { parseWav, writeWavHeader, type Wav } from './wav.js';

/** A second of a sine of half the full scale. */
function sine(rate: number, frequency: number): Wav {
  const samples = Int16Array.from(
    { length: rate },
    (_, i) => 16_384 * Math.sin((2 * Math.PI * frequency * i) / rate),
  );
  const parsed = parseWav(Buffer.concat([writeWavHeader(rate, 1, rate * 2), Buffer.from(samples.buffer)]));
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.value;
}

const powerAt = (samples: Int16Array, frequency: number): number =>
  goertzelPower(samples, { frequency, rate: 8000, from: 400, count: samples.length - 800 });
const decibels = (ratio: number): number => 10 * Math.log10(ratio);

for (const rate of [8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000])
  t.test(`a tone in the telephone band keeps its pitch and level from ${rate} Hz`, async (t) => {
    for (const frequency of [300, 1000, 3000]) {
      const wav = sine(rate, frequency);
      const out = resampleWav(wav, 0, lineSamples(wav));
      t.equal(out.length, 8000);
      t.ok(Math.abs(decibels(powerAt(out, frequency) / 0.125)) < 0.3, `${frequency} Hz`);
    }
  });

for (const rate of [16_000, 48_000])
  t.test(`what the line cannot carry leaves no alias from ${rate} Hz`, async (t) => {
    const out = resampleWav(sine(rate, 5000), 0, 8000);
    t.ok(decibels(powerAt(out, 3000) / 0.125) < -60);
  });

t.test('a file resampled in parts is the same as in one go', async (t) => {
  const wav = sine(22_050, 700);
  const whole = resampleWav(wav, 0, 8000);
  const parts = Array.from({ length: 8 }, (_, i) => [...resampleWav(wav, i * 1000, 1000)]).flat();
  t.same(parts, [...whole]);
});
