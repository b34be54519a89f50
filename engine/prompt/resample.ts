/** Sound at the rate that telephones have, from any higher one, by a windowed sinc that lets nothing fold back. */
import { setImmediate } from 'node:timers/promises';

export const rateHz = 8000;

/** Where the filter has fallen by half: what is above 4 kHz may not be there, and speech ends at 3.4 kHz. */
const cutoffHz = 3_700;
/** Zeros of the sinc on each side of its middle. */
const zeros = 16;
/** Samples made in one go: some milliseconds, after which calls have their turn. */
const atOnce = 4_000;

/** @param fromHz 8 kHz or more. */
export async function resample(samples: Int16Array, fromHz: number): Promise<Int16Array> {
  if (fromHz === rateHz) return samples;
  const { step, phases } = filterFor(fromHz);
  const made = new Int16Array(Math.floor((samples.length * rateHz) / fromHz));
  for (let from = 0; from < made.length; from += atOnce) {
    for (let n = from; n < Math.min(made.length, from + atOnce); n++) {
      const at = n * step;
      const taps = phases[at % phases.length] ?? new Float64Array();
      made[n] = filtered(samples, Math.floor(at / phases.length), taps);
    }
    await setImmediate();
  }
  return made;
}

function filtered(samples: Int16Array, middle: number, taps: Float64Array): number {
  const first = middle - Math.floor(taps.length / 2);
  let sum = 0;
  for (let k = 0; k < taps.length; k++) sum += (taps[k] ?? 0) * (samples[first + k] ?? 0);
  return Math.max(-32_768, Math.min(32_767, Math.round(sum)));
}

/** Sample n lies at `n * step / phases.length` of those that are there; each place between two of them has its taps. */
function filterFor(fromHz: number): { readonly step: number; readonly phases: readonly Float64Array[] } {
  const common = greatestCommonDivisor(fromHz, rateHz);
  const count = rateHz / common;
  const half = Math.ceil((zeros * fromHz) / (2 * cutoffHz));
  const phases = Array.from({ length: count }, (_, phase) => tapsAt(phase / count, half, fromHz));
  return { step: fromHz / common, phases };
}

/** @param offset of the place from the middle tap, 0 to 1. */
function tapsAt(offset: number, half: number, fromHz: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, k) => {
    const x = k - half - offset;
    const inWindow = Math.min(1, Math.abs(x) / (half + 1));
    const window = 0.42 + 0.5 * Math.cos(Math.PI * inWindow) + 0.08 * Math.cos(2 * Math.PI * inWindow);
    return window * sinc((2 * cutoffHz * x) / fromHz);
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
