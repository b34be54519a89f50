import type { Cancel, Clock } from '../../kernel/clock.js';

/** After a stall of the thread at most this many missed ticks are made up for; the rest are skipped and counted. */
const maxCatchUp = 5;

/**
 * Calls `tick` each `periodMs` on a fixed grid while there is something to do: being late once doesn't make the next
 * tick late, so that audio sent by it keeps its pace for hours.
 */
export class Ticker {
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #tick: (nowMs: number) => boolean;
  #cancel: Cancel | undefined;
  #dueMs = 0;
  #skipped = 0;

  /** @param tick returns whether to go on; `nowMs` is the time on the grid. */
  constructor(clock: Clock, periodMs: number, tick: (nowMs: number) => boolean) {
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#tick = tick;
  }

  /** Ticks left out since the beginning because the thread stood still. */
  get skipped(): number {
    return this.#skipped;
  }

  start(): void {
    if (this.#cancel) return;
    this.#dueMs = this.#clock.monotonic();
    this.#cancel = this.#clock.after(0, () => this.#run());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #run(): void {
    const now = this.#clock.monotonic();
    const missed = Math.floor((now - this.#dueMs) / this.#periodMs) + 1 - maxCatchUp;
    if (missed > 0) {
      this.#skipped += missed;
      this.#dueMs += missed * this.#periodMs;
    }
    let goOn = true;
    while (goOn && this.#dueMs <= now) {
      goOn = this.#tick(this.#dueMs);
      this.#dueMs += this.#periodMs;
    }
    this.#cancel = goOn ? this.#clock.after(Math.max(0, this.#dueMs - now), () => this.#run()) : undefined;
  }
}
