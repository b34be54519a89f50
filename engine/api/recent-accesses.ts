import type { Clock } from '../../kernel/clock.js';

/** Longer than anyone plays one recording; a player that is left open counts anew after it. */
const sameAccessMs = 3600_000;
const mostKept = 10_000;

/**
 * Which fetches are one access: a player fetches a recording in many ranges, in any order, and the first fetch stands
 * for all of them, whatever its range. In bounded memory; what is forgotten is counted once more, never once less.
 */
export class RecentAccesses {
  readonly #clock: Clock;
  /** When each began, in the clock's monotonic time; the oldest in front. */
  readonly #began = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param key who fetches what. */
  isNew(key: string): boolean {
    const now = this.#clock.monotonic();
    const began = this.#began.get(key);
    if (began !== undefined && now - began < sameAccessMs) return false;
    this.#began.delete(key);
    this.#began.set(key, now);
    if (this.#began.size > mostKept) this.#began.delete(this.#began.keys().next().value ?? '');
    return true;
  }
}
