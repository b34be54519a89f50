import { Worker } from 'node:worker_threads';
import type { Clock } from './clock.js';
import { ok, type Result } from './result.js';

export interface WorkerLimits {
  /** Work that takes longer is stopped. */
  readonly timeMs: number;
  readonly memoryMegabytes: number;
  /** Pieces of work that wait for the one at hand. */
  readonly waiting: number;
}

/** Why there is no result. */
export type WorkerFailure =
  { readonly why: 'busy' | 'slow' | 'memory' } | { readonly why: 'failed'; readonly cause: unknown };

/** What a worker is given, and how its messages become the result. */
export interface WorkerTask<T> {
  readonly script: URL;
  readonly data: unknown;
  /** Aborted when nobody waits for the result any more. */
  readonly signal?: AbortSignal;
  /** @param done ends the work. @param post answers the worker. */
  readonly on: (message: unknown, done: (value: T) => void, post: (message: unknown) => void) => void;
}

/**
 * Work that would hold a thread with calls up: one piece at a time, each in a worker of its own with bounds of time and
 * memory.
 */
export class WorkerTurns {
  readonly #clock: Clock;
  readonly #limits: WorkerLimits;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  #running: Worker | undefined;
  #closed = false;

  constructor(clock: Clock, limits: WorkerLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  async run<T>(task: WorkerTask<T>): Promise<Result<T, WorkerFailure>> {
    if (this.#waiting > this.#limits.waiting || this.#closed) return { ok: false, why: 'busy' };
    this.#waiting++;
    const mine = this.#last.then(() => this.#run(task)).finally(() => this.#waiting--);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running?.terminate();
    await this.#last;
  }

  async #run<T>(task: WorkerTask<T>): Promise<Result<T, WorkerFailure>> {
    if (this.#closed) return { ok: false, why: 'busy' };
    if (task.signal?.aborted === true) return unwanted();
    const worker = new Worker(task.script, {
      workerData: task.data,
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMegabytes },
    });
    this.#running = worker;
    try {
      return await this.#resultOf(worker, task);
    } finally {
      await worker.terminate();
      this.#running = undefined;
    }
  }

  #resultOf<T>(worker: Worker, { on, signal }: WorkerTask<T>): Promise<Result<T, WorkerFailure>> {
    return new Promise((resolve) => {
      const end = (result: Result<T, WorkerFailure>): void => {
        cancel();
        signal?.removeEventListener('abort', abort);
        resolve(result);
      };
      const fail = (failure: WorkerFailure): void => end({ ok: false, ...failure });
      const cancel = this.#clock.after(this.#limits.timeMs, () => fail({ why: 'slow' }));
      const abort = (): void => end(unwanted());
      signal?.addEventListener('abort', abort);
      worker.on('message', (message: unknown) => {
        try {
          on(
            message,
            (value) => end(ok(value)),
            (answer) => worker.postMessage(answer),
          );
        } catch (cause) {
          fail({ why: 'failed', cause });
        }
      });
      worker.on('error', (cause: Error & { readonly code?: string }) =>
        fail(cause.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { why: 'memory' } : { why: 'failed', cause }),
      );
      worker.on('exit', (code) => fail({ why: 'failed', cause: new Error(`its thread ended with ${code}`) }));
    });
  }
}

function unwanted(): { readonly ok: false } & WorkerFailure {
  return { ok: false, why: 'failed', cause: new Error('nobody waits for it any more') };
}
