import type { Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import { WorkerTurns, type WorkerFailure, type WorkerLimits } from '../../kernel/worker-turns.js';
import type { RowsWanted } from './sheet-making-worker.js';
import type { SheetReport, SheetRow, SheetTask } from './sheet-reading-worker.js';

export interface SheetLimits extends WorkerLimits {
  /** Of a spreadsheet that is made. */
  readonly rows: number;
}

export const sheetLimits: SheetLimits = {
  ...{ timeMs: 20_000, memoryMegabytes: 512, waiting: 4 },
  rows: 200_000,
};

/** Few enough for the thread that gives them to notice nothing. */
const rowsInPiece = 1_000;

/** Reads and makes spreadsheets away from calls: they wait neither for a long table, nor for one made to be slow. */
export class SheetThread {
  readonly #turns: WorkerTurns;
  readonly #limits: SheetLimits;

  constructor(clock: Clock, limits: Partial<SheetLimits> = {}) {
    this.#limits = { ...sheetLimits, ...limits };
    this.#turns = new WorkerTurns(clock, this.#limits);
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
    const refuse = (reason: string, cause?: unknown): YihaoError =>
      new YihaoError('request.invalid', { where: 'body', reason }, cause);
    const task: SheetTask = { content, columns, optional };
    const rows: SheetRow[] = [];
    const read = await this.#turns.run<string | undefined>({
      ...{ script: new URL('./sheet-reading-worker.js', import.meta.url), data: task },
      on: (message, done, post) => {
        const report = message as SheetReport;
        if ('refused' in report) {
          done(report.refused);
          return;
        }
        for (const row of report.rows) rows.push(row);
        if (report.isLast) done(undefined);
        else post('more');
      },
    });
    if (!read.ok) throw this.#thrown(read, 'read', refuse);
    if (read.value !== undefined) throw refuse(read.value);
    return rows;
  }

  /**
   * @param columns titles in order.
   * @param rows taken a piece at a time.
   * @returns an XLSX file.
   * @throws YihaoError 'sheet.impossible' when it is beyond the bounds; 'sheet.busy'.
   */
  async make(columns: readonly string[], rows: Iterable<readonly string[]>): Promise<Buffer> {
    const refuse = (reason: string, cause?: unknown): YihaoError =>
      new YihaoError('sheet.impossible', { reason: `it ${reason}` }, cause);
    const all = rows[Symbol.iterator]();
    let left = this.#limits.rows;
    const made = await this.#turns.run<Uint8Array>({
      ...{ script: new URL('./sheet-making-worker.js', import.meta.url), data: columns },
      on: (message, done, post) => {
        if (message instanceof Uint8Array) {
          done(message);
          return;
        }
        const piece = nextOf(all, rowsInPiece);
        left -= piece.length;
        if (left < 0) throw refuse(`has more than ${this.#limits.rows} rows`);
        post({ rows: piece, isLast: piece.length < rowsInPiece } satisfies RowsWanted);
      },
    });
    if (!made.ok) throw this.#thrown(made, 'make', refuse);
    return Buffer.from(made.value.buffer, made.value.byteOffset, made.value.byteLength);
  }

  close(): Promise<void> {
    return this.#turns.close();
  }

  #thrown(
    failure: WorkerFailure,
    doing: 'read' | 'make',
    refuse: (reason: string, cause?: unknown) => YihaoError,
  ): YihaoError {
    const { timeMs, memoryMegabytes } = this.#limits;
    switch (failure.why) {
      case 'busy':
        return new YihaoError('sheet.busy');
      case 'slow':
        return refuse(`takes longer than ${timeMs / 1000} s to ${doing}`);
      case 'memory':
        return refuse(`takes more than ${memoryMegabytes} MB to ${doing}`);
      case 'failed': {
        const { cause } = failure;
        if (cause instanceof YihaoError) return cause;
        const why = cause instanceof Error ? cause.message : '';
        return refuse(doing === 'read' ? `cannot be read: ${why}` : `failed: ${why}`, cause);
      }
    }
  }
}

function nextOf<T>(from: Iterator<T>, most: number): T[] {
  const found: T[] = [];
  while (found.length < most) {
    const next = from.next();
    if (next.done === true) break;
    found.push(next.value);
  }
  return found;
}
