/** What is due, earliest first; of one moment in the order in which it was put down. A binary heap. */
export class Agenda<T> {
  readonly #heap: { readonly at: number; readonly seq: number; readonly what: T }[] = [];
  #seq = 0;

  get size(): number {
    return this.#heap.length;
  }

  add(at: number, what: T): void {
    const entry = { at, seq: this.#seq++, what };
    const heap = this.#heap;
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (!above || !isBefore(entry, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = entry;
  }

  /** Takes the earliest out. */
  take(): { readonly at: number; readonly what: T } | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const right = heap[child + 1];
      let least = heap[child];
      if (least && right && isBefore(right, least)) {
        child++;
        least = right;
      }
      if (!least || !isBefore(least, last)) break;
      heap[i] = least;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

interface Order {
  readonly at: number;
  readonly seq: number;
}

const isBefore = (a: Order, b: Order): boolean => a.at < b.at || (a.at === b.at && a.seq < b.seq);
