import type { Cancel, Clock } from '../../kernel/clock.js';
import { ok, refuse, type Result } from '../../kernel/result.js';

interface Pending {
  /** Undefined once it timed out: the answer is still due and must not go to the next command. */
  settle: ((answer: Result<string>) => void) | undefined;
  cancelTimer: Cancel;
}

/**
 * Commands that wait for their answer. The socket answers in the order of asking and names nothing, so the order is
 * all there is: a command that timed out keeps its place until its answer comes.
 */
export class PendingReplies {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #waiting: Pending[] = [];
  /** Answered ones stay in front until the array is worth shortening: `shift` of a long array is not free. */
  #first = 0;
  #timedOut = 0;

  /** @param most commands that may wait at once. */
  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  get size(): number {
    return this.#waiting.length - this.#first;
  }

  get full(): boolean {
    return this.size >= this.#most;
  }

  /** Commands whose answer did not come in time. */
  get timedOut(): number {
    return this.#timedOut;
  }

  /** The answer to a command that is sent now. */
  expect(timeoutMs: number, what: string): Promise<Result<string>> {
    return new Promise((resolve) => {
      const pending: Pending = {
        settle: resolve,
        cancelTimer: this.#clock.after(timeoutMs, () => {
          pending.settle = undefined;
          this.#timedOut++;
          resolve(refuse(`no answer to ${what} in ${timeoutMs} ms`));
        }),
      };
      this.#waiting.push(pending);
    });
  }

  /** @returns false when nothing was asked. */
  answer(text: string): boolean {
    const pending = this.#waiting[this.#first];
    if (!pending) return false;
    this.#first++;
    if (this.#first > 1024) {
      this.#waiting.splice(0, this.#first);
      this.#first = 0;
    }
    pending.cancelTimer();
    pending.settle?.(ok(text));
    return true;
  }

  failAll(why: string): void {
    const left = this.#waiting.splice(0).slice(this.#first);
    this.#first = 0;
    for (const pending of left) {
      pending.cancelTimer();
      pending.settle?.(refuse(why));
    }
  }
}
