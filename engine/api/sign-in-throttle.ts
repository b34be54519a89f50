import type { Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';

interface Tries {
  failed: number;
  /** Until then nothing is even checked. */
  blockedUntil: number;
  lastAt: number;
}

const freeTries = 5;
const firstWaitMs = 2_000;
const longestWaitMs = 15 * 60_000;
/** Failures are forgotten after so long without another. */
const memoryMs = 30 * 60_000;
const mostKeys = 10_000;

/** Slows down guessing: after five failures each further one doubles the wait, by name and by address. */
export class SignInThrottle {
  readonly #clock: Clock;
  readonly #tries = new Map<string, Tries>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws YihaoError 'auth.limited' with the seconds to wait. */
  check(...keys: readonly string[]): void {
    const now = this.#clock.now();
    const until = Math.max(...keys.map((key) => this.#tries.get(key)?.blockedUntil ?? 0));
    if (until > now) throw new YihaoError('auth.limited', { seconds: Math.ceil((until - now) / 1000) });
  }

  failed(...keys: readonly string[]): void {
    for (const key of keys) this.#fail(key);
  }

  succeeded(...keys: readonly string[]): void {
    for (const key of keys) this.#tries.delete(key);
  }

  #fail(key: string): void {
    const now = this.#clock.now();
    const known = this.#tries.get(key);
    const failed = known && now - known.lastAt < memoryMs ? known.failed + 1 : 1;
    const waitMs = failed < freeTries ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (failed - freeTries));
    // Set anew, so that the map's order is that of the last failures and the bound takes the oldest.
    this.#tries.delete(key);
    this.#tries.set(key, { failed, blockedUntil: now + waitMs, lastAt: now });
    if (this.#tries.size > mostKeys) this.#tries.delete(this.#tries.keys().next().value ?? '');
  }
}
