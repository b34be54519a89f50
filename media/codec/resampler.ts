import { decodeWav, type Wav } from './wav.js';

/** Sample rate of everything on the line. */
export const lineRate = 8000;

/** Zero crossings of the sinc on each side; 16 keep aliases below -60 dB with this window. */
const zeroCrossings = 16;
/** Pass-band edge as a fraction of half the lower rate, which leaves room for the filter's slope. */
const passBand = 0.95;
/** Steps of the filter table between two zero crossings. */
const tableSteps = 256;

const table = Float32Array.from({ length: zeroCrossings * tableSteps + 2 }, (_, i) => {
  const x = i / tableSteps;
  if (x >= zeroCrossings) return 0;
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  // Blackman window.
  const w = Math.PI * (x / zeroCrossings);
  return sinc * (0.42 + 0.5 * Math.cos(w) + 0.08 * Math.cos(2 * w));
});

/** Length of the file once resampled. */
export const lineSamples = (wav: Wav): number => Math.round((wav.frames * lineRate) / wav.rate);

/**
 * Resamples a part of a file to 8 kHz mono with a windowed sinc. Parts are independent, so that a caller can spread a
 * long file over many turns of its event loop.
 * @param from first 8 kHz sample wanted.
 * @param count how many, up to lineSamples(wav).
 */
export function resampleWav(wav: Wav, from: number, count: number): Int16Array {
  const out = new Int16Array(count);
  if (wav.rate === lineRate) {
    const mono = decodeWav(wav, from, from + count);
    for (let i = 0; i < count; i++) out[i] = Math.round(mono[i] ?? 0);
    return out;
  }
  const step = wav.rate / lineRate;
  // Cut-off relative to the input rate: half of the lower of the two rates.
  const cutOff = Math.min(1, 1 / step) * passBand;
  const reach = zeroCrossings / cutOff;
  const firstIn = Math.floor(from * step - reach);
  const lastIn = Math.ceil((from + count) * step + reach) + 1;
  const mono = decodeWav(wav, firstIn, lastIn);
  for (let i = 0; i < count; i++) {
    const centre = (from + i) * step;
    const lowest = Math.ceil(centre - reach);
    const highest = Math.floor(centre + reach);
    let sum = 0;
    for (let n = lowest; n <= highest; n++) {
      const at = Math.abs(n - centre) * cutOff * tableSteps;
      sum += (mono[n - firstIn] ?? 0) * (table[Math.round(at)] ?? 0);
    }
    out[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum * cutOff)));
  }
  return out;
}
