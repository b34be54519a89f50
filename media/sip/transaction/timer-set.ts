import type { Cancel, Clock } from '../../../kernel/clock.js';

/** The running timers of one owner, by name; starting one again replaces it. */
export class TimerSet<Name extends string> {
  readonly #clock: Clock;
  readonly #fire: (name: Name) => void;
  readonly #running = new Map<Name, Cancel>();

  constructor(clock: Clock, fire: (name: Name) => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  start(name: Name, ms: number): void {
    this.#running.get(name)?.();
    this.#running.set(
      name,
      this.#clock.after(ms, () => {
        this.#running.delete(name);
        this.#fire(name);
      }),
    );
  }

  stop(name: Name): void {
    this.#running.get(name)?.();
    this.#running.delete(name);
  }

  stopAll(): void {
    for (const cancel of this.#running.values()) cancel();
    this.#running.clear();
  }

  has(name: Name): boolean {
    return this.#running.has(name);
  }
}
