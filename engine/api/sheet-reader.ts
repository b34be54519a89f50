import { Worker } from 'node:worker_threads';
import type { Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import type { SheetReport, SheetRow, SheetTask } from './sheet-worker.js';

export interface SheetLimits {
  /** A file that takes longer to read is refused. */
  readonly timeMs: number;
  readonly memoryMegabytes: number;
  /** Files that wait for the one that is read. */
  readonly waiting: number;
}

export const sheetLimits: SheetLimits = { timeMs: 20_000, memoryMegabytes: 512, waiting: 4 };

/**
 * Reads spreadsheets, one at a time, each in a thread of its own with bounds of time and memory: calls do not wait for
 * a long table, nor for one that is made to be slow.
 */
export class SheetReader {
  readonly #clock: Clock;
  readonly #limits: SheetLimits;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  #running: Worker | undefined;
  #closed = false;

  constructor(clock: Clock, limits: Partial<SheetLimits> = {}) {
    this.#clock = clock;
    this.#limits = { ...sheetLimits, ...limits };
  }

  /**
   * @param columns titles as the file may write them, in either language → the name of the column.
   * @param optional columns that a file may lack.
   * @throws YihaoError 'request.invalid' when it is no such file, lacks a column or is beyond the bounds;
   *   'sheet.busy'.
   */
  async rows(
    content: Buffer,
    columns: Readonly<Record<string, readonly string[]>>,
    optional: readonly string[] = [],
  ): Promise<SheetRow[]> {
    if (this.#waiting > this.#limits.waiting || this.#closed) throw new YihaoError('sheet.busy');
    this.#waiting++;
    const mine = this.#last
      .then(() => this.#read({ content, columns, optional }))
      .finally(() => this.#waiting--);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running?.terminate();
    await this.#last;
  }

  async #read(task: SheetTask): Promise<SheetRow[]> {
    if (this.#closed) throw new YihaoError('sheet.busy');
    const worker = new Worker(new URL('./sheet-worker.js', import.meta.url), {
      ...{ name: 'sheet', workerData: task },
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMegabytes },
    });
    this.#running = worker;
    try {
      return await this.#rowsOf(worker);
    } finally {
      await worker.terminate();
      this.#running = undefined;
    }
  }

  #rowsOf(worker: Worker): Promise<SheetRow[]> {
    const { timeMs, memoryMegabytes } = this.#limits;
    return new Promise((resolve, reject) => {
      const rows: SheetRow[] = [];
      const refuse = (reason: string, cause?: unknown): void => {
        cancel();
        reject(new YihaoError('request.invalid', { where: 'body', reason }, cause));
      };
      const cancel = this.#clock.after(timeMs, () => refuse(`takes longer than ${timeMs / 1000} s to read`));
      worker.on('message', (report: SheetReport) => {
        if ('refused' in report) {
          refuse(report.refused);
          return;
        }
        for (const row of report.rows) rows.push(row);
        if (!report.isLast) {
          worker.postMessage('more');
          return;
        }
        cancel();
        resolve(rows);
      });
      worker.on('error', (error: Error & { readonly code?: string }) =>
        refuse(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? `takes more than ${memoryMegabytes} MB to read`
            : `cannot be read: ${error.message}`,
          error,
        ),
      );
      worker.on('exit', () => refuse('was not read to its end'));
    });
  }
}
