/** Split when reached; half of it is the usual fill. */
const CHUNK = 256;

/**
 * Items in the order of `compare`, kept as chunks of at most 256: adding, removing and ranking cost a binary search
 * and a short copy, also among a hundred thousand. `compare` must be total (0 only for an item itself), and an
 * item's key must not change while it is in the list.
 */
export class OrderedList<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #chunks: T[][] = [];
  #size = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#chunks[0]?.[0];
  }

  get second(): T | undefined {
    return this.#chunks[0]?.[1] ?? this.#chunks[1]?.[0];
  }

  add(item: T): void {
    this.#size++;
    const last = this.#chunks.length - 1;
    const end = this.#chunks[last]?.at(-1);
    // What comes is most often what goes last.
    const isLast = end !== undefined && this.#compare(end, item) < 0;
    const c = isLast ? last : Math.min(this.#chunkFor(item), last);
    const chunk = this.#chunks[c];
    if (!chunk) {
      this.#chunks.push([item]);
      return;
    }
    if (isLast) chunk.push(item);
    else chunk.splice(this.#indexIn(chunk, item), 0, item);
    if (chunk.length >= CHUNK) this.#chunks.splice(c + 1, 0, chunk.splice(CHUNK / 2));
  }

  /** @returns false when it was not there. */
  remove(item: T): boolean {
    // What goes is most often what is first.
    const isFirst = this.first === item;
    const c = isFirst ? 0 : this.#chunkFor(item);
    const chunk = this.#chunks[c];
    if (!chunk) return false;
    const i = isFirst ? 0 : this.#indexIn(chunk, item);
    if (chunk[i] !== item) return false;
    if (chunk.length === 1) this.#chunks.splice(c, 1);
    else chunk.splice(i, 1);
    this.#size--;
    return true;
  }

  /** How many items come before `item`, which need not be in the list. */
  rankOf(item: T): number {
    const c = this.#chunkFor(item);
    let before = 0;
    for (let i = 0; i < c; i++) before += this.#chunks[i]?.length ?? 0;
    const chunk = this.#chunks[c];
    return chunk ? before + this.#indexIn(chunk, item) : before;
  }

  /**
   * Shows the first items, in order, until `visit` says that it has seen enough.
   * @returns whether it did, among the first `most`.
   */
  scan(most: number, visit: (item: T) => boolean): boolean {
    let left = most;
    for (const chunk of this.#chunks) {
      for (const item of chunk) {
        if (left-- === 0) return false;
        if (visit(item)) return true;
      }
    }
    return false;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** The first chunk whose last item is not before `item`; the number of chunks when all are before it. */
  #chunkFor(item: T): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#chunks[middle]?.at(-1);
      if (last !== undefined && this.#compare(last, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #indexIn(chunk: readonly T[], item: T): number {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = chunk[middle];
      if (at !== undefined && this.#compare(at, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
