/** One timer for each thing to which something happens at its time. */
import type { Cancel, Clock } from '../../kernel/clock.js';

/** A timer cannot be set for longer than some 24 days. */
const longestMs = 86_400_000;

export class DueTimers {
  readonly #clock: Clock;
  readonly #due: (id: string) => void;
  readonly #timers = new Map<string, Cancel>();

  constructor(clock: Clock, due: (id: string) => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** In place of what was set for it. @param at milliseconds since the epoch; undefined: never. */
  set(id: string, at: number | undefined): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    if (at === undefined) return;
    const ms = Math.max(0, at - this.#clock.now());
    const fire = (): void => {
      this.#timers.delete(id);
      if (this.#clock.now() < at) this.set(id, at);
      else this.#due(id);
    };
    this.#timers.set(id, this.#clock.after(Math.min(longestMs, ms), fire));
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }
}
