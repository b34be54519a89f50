/** First in, first out, with a bound: when full the oldest goes and is counted. A ring; no operation copies. */
export class BoundedQueue<T> {
  readonly #ring: (T | undefined)[];
  #head = 0;
  #size = 0;
  #dropped = 0;

  constructor(capacity: number) {
    this.#ring = new Array<T | undefined>(capacity);
  }

  /** @returns false when the oldest entry was dropped to make room. */
  push(item: T): boolean {
    const full = this.#size === this.#ring.length;
    if (full) {
      this.shift();
      this.#dropped++;
    }
    this.#ring[(this.#head + this.#size) % this.#ring.length] = item;
    this.#size++;
    return !full;
  }

  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#ring.length;
    this.#size--;
    return item;
  }

  get size(): number {
    return this.#size;
  }

  /** Entries lost since the beginning. */
  get dropped(): number {
    return this.#dropped;
  }
}
