/** One second hand for all clocks of the page; it stands still while nobody looks. */
import { every, type Cancel, type Clock } from '../../kernel/clock.js';
import { Signal } from '../../kernel/signal.js';

const secondMs = 1000;

export class Ticker {
  readonly #clock: Clock;
  readonly #ticked = new Signal<number>();
  #stop: Cancel | undefined;
  #now: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#now = clock.now();
  }

  /** The time of the last tick, so that it stays the same within one. */
  readonly get = (): number => this.#now;

  readonly subscribe = (listener: () => void): Cancel => {
    const cancel = this.#ticked.on(listener);
    this.#stop ??= this.#start();
    return () => {
      cancel();
      if (this.#ticked.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  };

  #start(): Cancel {
    this.#now = this.#clock.now();
    return every(this.#clock, secondMs, () => {
      this.#now = this.#clock.now();
      this.#ticked.emit(this.#now);
    });
  }
}
