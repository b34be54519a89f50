/** Who hears whom, by the tones that the phones say. */
import { sleep, systemClock } from '../../kernel/clock.js';
import type { PhoneCall } from './phone-call.js';
import { rateHz, shareAt } from './tone.js';

/** After a change: buffers run empty, and mixing begins. */
const settleMs = 500;
const listenMs = 500;
/** A tone among two others has a third of the power; leakage of another tone has next to none. */
const leastShare = 0.12;
const windowSamples = rateHz / 10;

/** What each call hears of `tones` now: those that are clearly there, in the order given. */
export async function tonesHeard(calls: readonly PhoneCall[], tones: readonly number[]): Promise<number[][]> {
  await sleep(systemClock, settleMs);
  const before = calls.map((call) => call.media.packets);
  await sleep(systemClock, listenMs);
  return calls.map((call, i) => {
    return tonesIn(call.media.heardSince(before[i] ?? 0), tones);
  });
}

/**
 * Those of `tones` that are clearly in the samples, in the order given: in most windows of 100 ms. A lost packet breaks
 * the phase of a tone, so that over a longer stretch it would cancel itself out.
 */
export function tonesIn(samples: Float32Array, tones: readonly number[]): number[] {
  const windows = Array.from({ length: Math.floor(samples.length / windowSamples) }, (_, n) =>
    samples.subarray(n * windowSamples, (n + 1) * windowSamples),
  );
  return tones.filter((hz) => {
    const there = windows.filter((window) => shareAt(window, hz) > leastShare);
    return there.length > windows.length / 2;
  });
}
