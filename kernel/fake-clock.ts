import type { Cancel, Clock } from './clock.js';

interface Pending {
  at: number;
  order: number;
  fire: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number;
  #order = 0;
  readonly #start: number;
  #pending: Pending[] = [];

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
    this.#start = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#start;
  }

  after(ms: number, fire: () => void): Cancel {
    const entry = { at: this.#now + Math.max(0, ms), order: this.#order++, fire };
    this.#pending.push(entry);
    return () => {
      this.#pending = this.#pending.filter((p) => p !== entry);
    };
  }

  /** Timers that have not fired; a test that ends cleanly leaves none. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Moves time on by `ms`, firing what falls due in order, including what those calls schedule. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#pending
        .filter((p) => p.at <= end)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.#pending = this.#pending.filter((p) => p !== next);
      this.#now = next.at;
      next.fire();
    }
    this.#now = end;
  }
}
