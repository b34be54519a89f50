import type { Chance } from './chance.js';
import { exponential } from './duration.js';

/** A caller's wait: `gave` up after it, or was answered and would have waited longer, nobody knows how long. */
export interface ObservedWait {
  readonly waitMs: number;
  readonly gaveUp: boolean;
}

/**
 * How long callers are ready to wait, from a day's waits. Those who were answered say only that they would have waited
 * longer, so the distribution is Kaplan and Meier's (1958) estimate for censored times; averaging the waits of those
 * who hung up would make everybody look less patient than they are. Beyond the longest wait seen nothing is known: an
 * exponential with the mean that all waits together suggest goes on from there.
 */
export class Patience {
  readonly #times: number[] = [];
  /** Share that waits longer than the time at the same index. */
  readonly #longer: number[] = [];
  readonly #longest: number;
  readonly #meanMs: number;

  constructor(waits: readonly ObservedWait[]) {
    const sorted = [...waits].sort((a, b) => a.waitMs - b.waitMs);
    let share = 1;
    for (let i = 0; i < sorted.length;) {
      const waitMs = sorted[i]?.waitMs ?? 0;
      const atRisk = sorted.length - i;
      let gone = 0;
      for (; sorted[i]?.waitMs === waitMs; i++) if (sorted[i]?.gaveUp) gone++;
      if (gone === 0) continue;
      share *= 1 - gone / atRisk;
      this.#times.push(waitMs);
      this.#longer.push(share);
    }
    this.#longest = sorted.at(-1)?.waitMs ?? 0;
    const gone = waits.filter(({ gaveUp }) => gaveUp).length;
    this.#meanMs = gone === 0 ? Infinity : waits.reduce((sum, { waitMs }) => sum + waitMs, 0) / gone;
  }

  /** The patience of a caller who was seen to wait `beyondMs` without giving up. */
  drawMs(beyondMs: number, chance: Chance): number {
    const from = this.#firstAfter(beyondMs);
    const left = from === 0 ? 1 : (this.#longer[from - 1] ?? 0);
    const drawn = left * (1 - chance.next());
    // Drawn in any case, so that streams stay in step.
    const tail = this.#meanMs === Infinity ? Infinity : exponential(this.#meanMs, chance);
    let low = from;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#longer[middle] ?? 0) < drawn) high = middle;
      else low = middle + 1;
    }
    return this.#times[low] ?? Math.max(this.#longest, beyondMs) + tail;
  }

  #firstAfter(ms: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] ?? 0) > ms) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
