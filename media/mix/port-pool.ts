import type { Random } from '../../kernel/random.js';

/** Freed ports rest while this many others were freed, so that late packets of one call don't reach the next. */
const maxResting = 64;

/** Even ports of a range, each with the odd one after it. Handed out by chance, so that strangers can't tell the next. */
export class PortPool {
  readonly #free: number[] = [];
  readonly #resting: number[] = [];
  readonly #random: Random;

  /** @param first first port of the range. @param last last one, inclusive. */
  constructor(first: number, last: number, random: Random) {
    for (let port = first + (first & 1); port + 1 <= last; port += 2) this.#free.push(port);
    this.#random = random;
  }

  get available(): number {
    return this.#free.length + this.#resting.length;
  }

  take(): number | undefined {
    const rested = this.#free.length === 0 ? this.#resting.shift() : undefined;
    if (rested !== undefined) return rested;
    const at = this.#random.below(this.#free.length);
    const port = this.#free[at];
    const last = this.#free.pop();
    if (last !== undefined && at < this.#free.length) this.#free[at] = last;
    return port;
  }

  release(port: number): void {
    this.#resting.push(port);
    const rested = this.#resting.length > maxResting ? this.#resting.shift() : undefined;
    if (rested !== undefined) this.#free.push(rested);
  }
}
