import type { KeptPlace } from './views.js';

/** A flood of calls does not fill the memory: beyond this the oldest place is given up. */
const MOST_PLACES = 10_000;

/** Places of callers who gave up, kept until somebody calls them back or they call again. */
export class KeptPlaces {
  readonly #byTask = new Map<string, KeptPlace>();

  /** @returns what had to go: an earlier place of the task, or the oldest of too many. */
  add(kept: KeptPlace): readonly KeptPlace[] {
    const gone: KeptPlace[] = [];
    const earlier = this.take(kept.task);
    if (earlier) gone.push(earlier);
    if (this.#byTask.size >= MOST_PLACES) {
      const [oldest] = this.#byTask.values();
      if (oldest && this.take(oldest.task)) gone.push(oldest);
    }
    this.#byTask.set(kept.task, kept);
    return gone;
  }

  get(task: string): KeptPlace | undefined {
    return this.#byTask.get(task);
  }

  take(task: string): KeptPlace | undefined {
    const kept = this.#byTask.get(task);
    this.#byTask.delete(task);
    return kept;
  }

  /** In the order in which they were given up. */
  all(): IterableIterator<KeptPlace> {
    return this.#byTask.values();
  }
}
