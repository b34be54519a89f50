import { BoundedQueue } from '../../kernel/bounded-queue.js';

/** The writing half of a socket, as far as it matters here. */
export interface Sink {
  /** @returns false when what was written waits in memory; `drained` says when it no longer does. */
  write(text: string): boolean;
}

const mostEvents = 10_000;

/**
 * What goes to one client. Replies go at once; events wait while the client does not read, at most 10,000 of them:
 * then the oldest are dropped, and the client is told how many before it gets the next one.
 */
export class Outbox {
  readonly #sink: Sink;
  readonly #lost: (count: number) => string;
  readonly #waiting: BoundedQueue<string>;
  #ready = true;
  #told = 0;

  /** @param lost makes the frame that tells of `count` lost events. */
  constructor(sink: Sink, lost: (count: number) => string, bound = mostEvents) {
    this.#sink = sink;
    this.#lost = lost;
    this.#waiting = new BoundedQueue(bound);
  }

  /** Events dropped since the beginning. */
  get dropped(): number {
    return this.#waiting.dropped;
  }

  reply(frame: string): void {
    this.#ready = this.#sink.write(frame) && this.#ready;
  }

  event(frame: string): void {
    if (this.#ready && this.#waiting.size === 0) this.#ready = this.#sink.write(frame);
    else this.#waiting.push(frame);
  }

  drained(): void {
    this.#ready = true;
    const lost = this.#waiting.dropped - this.#told;
    if (lost > 0) {
      this.#told += lost;
      this.#ready = this.#sink.write(this.#lost(lost));
    }
    while (this.#ready && this.#waiting.size > 0) this.#ready = this.#sink.write(this.#waiting.shift() ?? '');
  }

  /** Forgets the events that wait (`noevents`). */
  forgetEvents(): void {
    while (this.#waiting.size > 0) this.#waiting.shift();
  }
}
