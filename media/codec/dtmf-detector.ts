import { dtmfColumns, dtmfKeyAt, dtmfRows } from './dtmf.js';
import { goertzelPower } from './goertzel.js';
import { lineRate } from './resampler.js';

/** 12.75 ms: the bins of all eight frequencies are then well apart. */
const blockSamples = 102;
/** -40 dBm0 for each tone: below lies what an echo or a neighbour leaves. */
const minPower = 2.4e-5;
/** ITU-T Q.24: the stronger of the two by 8 dB (high) or 4 dB (low) at most. */
const maxHighOverLow = 10 ** 0.8;
const maxLowOverHigh = 10 ** 0.4;
/** The tone over every other of its group. */
const minOverOthers = 6;
/** Share of all power that the two tones have; speech stays below. */
const minShare = 0.8;
/** Blocks in a row to believe a digit, and to believe that it ended. */
const hitsNeeded = 2;
const missesNeeded = 2;

/** Finds DTMF digits in audio (ITU-T Q.23, Q.24), for telephones that cannot send RFC 4733. One for each stream. */
export class DtmfDetector {
  readonly #block = new Int16Array(blockSamples);
  #filled = 0;
  #candidate: string | undefined;
  #hits = 0;
  #misses = 0;
  #blocks = 0;

  /** Takes the next samples, 8 kHz. @returns the digits that ended in them. */
  feed(samples: Int16Array): readonly { readonly digit: string; readonly durationMs: number }[] {
    const ended: { digit: string; durationMs: number }[] = [];
    for (let at = 0; at < samples.length;) {
      const count = Math.min(blockSamples - this.#filled, samples.length - at);
      this.#block.set(samples.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled < blockSamples) break;
      this.#filled = 0;
      const digit = this.#step(digitIn(this.#block));
      if (digit) ended.push(digit);
    }
    return ended;
  }

  #step(digit: string | undefined): { digit: string; durationMs: number } | undefined {
    const candidate = this.#candidate;
    const believed = this.#hits >= hitsNeeded;
    if (digit !== undefined && digit === candidate) {
      this.#hits++;
      // A short drop-out belongs to the digit.
      this.#blocks += this.#misses + 1;
      this.#misses = 0;
      return undefined;
    }
    if (believed && ++this.#misses < missesNeeded) return undefined;
    const durationMs = Math.round((this.#blocks * blockSamples * 1000) / lineRate);
    this.#candidate = digit;
    this.#hits = this.#blocks = digit === undefined ? 0 : 1;
    this.#misses = 0;
    return believed && candidate !== undefined ? { digit: candidate, durationMs } : undefined;
  }
}

function digitIn(block: Int16Array): string | undefined {
  let energy = 0;
  for (const sample of block) energy += (sample / 32_768) ** 2;
  const low = strongest(block, dtmfRows);
  const high = strongest(block, dtmfColumns);
  if (!low || !high) return undefined;
  const twist = high.power / low.power;
  if (twist > maxHighOverLow || twist < 1 / maxLowOverHigh) return undefined;
  return low.power + high.power < (minShare * energy) / blockSamples
    ? undefined
    : dtmfKeyAt(low.index, high.index);
}

/** The one frequency that stands out; undefined when none is strong enough and alone. */
function strongest(
  block: Int16Array,
  frequencies: readonly number[],
): { readonly index: number; readonly power: number } | undefined {
  const powers = frequencies.map((frequency) =>
    goertzelPower(block, { frequency, rate: lineRate, from: 0, count: blockSamples }),
  );
  const power = Math.max(...powers);
  const index = powers.indexOf(power);
  const stands =
    power >= minPower && powers.every((other, i) => i === index || other * minOverOthers < power);
  return stands ? { index, power } : undefined;
}
