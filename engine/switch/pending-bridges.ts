import type { Cancel, Clock } from '../../kernel/clock.js';

/** A switch that has not told of a bridge by then is behind, or its word is lost; what waits goes on as if it had. */
const longestMs = 2_000;

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

  /**
   * Does at once, or as soon as none of the legs is about to be bridged, what moves them: in the order asked for, and
   * before anything that is asked for afterwards.
   */
  whenStill<T>(legs: readonly string[], move: () => Promise<T>): Promise<T> {
    const pending = legs.map((leg) => this.#pending.get(leg)).find((one) => one !== undefined);
    if (!pending) return move();
    return new Promise((resolve) => {
      pending.waiting.push(() => resolve(this.whenStill(legs, move)));
    });
  }

  /** Does at once, or after what waits to move the leg, what it is to do where it is then. */
  inTurn<T>(leg: string, act: () => Promise<T>): Promise<T> {
    const isAwaited = (this.#pending.get(leg)?.waiting.length ?? 0) > 0;
    return isAwaited ? this.whenStill([leg], act) : act();
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
