import { BoundedQueue } from '../../kernel/bounded-queue.js';
import type { Clock } from '../../kernel/clock.js';
import type { Frame } from '../../kernel/event-socket.js';

/** What a frame is for; only events may be dropped, an answer lost would shift all later ones. */
export type FrameKind = 'event' | 'answer';

interface Waiting {
  readonly kind: FrameKind;
  readonly frame: Frame;
}

export interface FrameQueueOptions {
  readonly clock: Clock;
  /** Frames that may wait. */
  readonly capacity: number;
  /** Frames handled before the event loop gets its turn. */
  readonly batch: number;
  readonly handle: (kind: FrameKind, frame: Frame) => void;
  /** Told once for each time that events had to be dropped since the last frame was handled. */
  readonly onLost: (events: number) => void;
}

/**
 * Between the socket and those who handle events: keeps the order, gives the event loop its turn in a flood, and when
 * it is full drops the oldest events, counted.
 */
export class FrameQueue {
  readonly #queue: BoundedQueue<Waiting>;
  readonly #options: FrameQueueOptions;
  #scheduled = false;
  #lost = 0;
  #closed = false;

  constructor(options: FrameQueueOptions) {
    this.#options = options;
    this.#queue = new BoundedQueue(options.capacity);
  }

  get size(): number {
    return this.#queue.size;
  }

  push(kind: FrameKind, frame: Frame): void {
    if (this.#queue.size >= this.#options.capacity) this.#makeRoom();
    this.#queue.push({ kind, frame });
  }

  /** Handles what waits, a batch now and the rest in later turns. */
  drain(): void {
    if (this.#scheduled || this.#closed) return;
    for (let n = 0; n < this.#options.batch; n++) {
      this.#reportLost();
      const next = this.#queue.shift();
      if (!next) return;
      this.#options.handle(next.kind, next.frame);
    }
    if (this.#queue.size === 0) return;
    this.#scheduled = true;
    this.#options.clock.after(0, () => {
      this.#scheduled = false;
      this.drain();
    });
  }

  /** Nothing is handled any more. */
  close(): void {
    this.#closed = true;
  }

  #makeRoom(): void {
    const oldest = this.#queue.shift();
    if (oldest?.kind === 'answer') this.#options.handle('answer', oldest.frame);
    else this.#lost++;
  }

  #reportLost(): void {
    if (this.#lost === 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    this.#options.onLost(lost);
  }
}
