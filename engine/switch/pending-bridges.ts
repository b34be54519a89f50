import type { Cancel, Clock } from '../../kernel/clock.js';

/** A switch that has not said by then that the legs are bridged will not say it. */
const longestMs = 1_000;

interface Pending {
  readonly legs: readonly [string, string];
  readonly waiting: (() => void)[];
  readonly cancelTimer: Cancel;
}

/**
 * Bridges that were asked for and that the switch is still making. FreeSWITCH says +OK to `uuid_bridge` 20 to 100 ms
 * before the legs are bridged, and when one of them is taken elsewhere meanwhile it hangs the other one up.
 */
export class PendingBridges {
  readonly #clock: Clock;
  /** By either leg. */
  readonly #pending = new Map<string, Pending>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(a: string, b: string): void {
    const pending: Pending = {
      legs: [a, b],
      waiting: [],
      cancelTimer: this.#clock.after(longestMs, () => this.#end(pending)),
    };
    for (const leg of pending.legs) this.#pending.set(leg, pending);
  }

  bridged(a: string, b: string): void {
    const pending = this.#pending.get(a);
    // Word of another bridge that the leg was in before may come late.
    if (pending?.legs.includes(b) === true) this.#end(pending);
  }

  /** The leg ended, or its bridge was refused. */
  gone(leg: string): void {
    const pending = this.#pending.get(leg);
    if (pending) this.#end(pending);
  }

  /** Does at once, or as soon as none of the legs is about to be bridged, what moves them. In the order asked for. */
  whenStill<T>(legs: readonly string[], move: () => Promise<T>): Promise<T> {
    const pending = legs.map((leg) => this.#pending.get(leg)).find((one) => one !== undefined);
    if (!pending) return move();
    return new Promise<void>((goOn) => pending.waiting.push(goOn)).then(() => this.whenStill(legs, move));
  }

  close(): void {
    for (const pending of this.#pending.values()) this.#end(pending);
  }

  #end(pending: Pending): void {
    pending.cancelTimer();
    for (const leg of pending.legs) if (this.#pending.get(leg) === pending) this.#pending.delete(leg);
    for (const goOn of pending.waiting.splice(0)) goOn();
  }
}
