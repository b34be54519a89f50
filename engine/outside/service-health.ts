/** How a service that is asked does, and whether it is spared at the moment. */
import type { ServiceView } from '../desk.js';
import { ask, closedBreaker, failed, succeeded, type Breaker } from './circuit-breaker.js';

export class ServiceHealth {
  readonly #origin: string;
  #breaker: Breaker = closedBreaker;
  #asked = 0;
  #failed = 0;
  #lastError = '';
  #lastAt = 0;

  /** @param origin as it is shown; without secrets. */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** @returns whether it may be asked now; then the end of it is to be told. */
  ask(now: number): boolean {
    const asking = ask(this.#breaker, now);
    if (!asking) return false;
    this.#breaker = asking;
    this.#asked++;
    return true;
  }

  succeeded(now: number): void {
    this.#breaker = succeeded();
    this.#lastAt = now;
  }

  failed(now: number, why: string): void {
    this.#breaker = failed(this.#breaker, now);
    this.#failed++;
    this.#lastError = why;
    this.#lastAt = now;
  }

  /** Whether it would be asked now. */
  isUsable(now: number): boolean {
    return ask(this.#breaker, now) !== undefined;
  }

  view(): ServiceView {
    const { openUntil, failures } = this.#breaker;
    return {
      ...{ origin: this.#origin, asked: this.#asked, failed: this.#failed },
      ...{ lastError: this.#lastError, lastAt: this.#lastAt },
      state: openUntil > 0 ? 'down' : failures > 0 ? 'failing' : 'up',
    };
  }
}
