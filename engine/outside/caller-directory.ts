/** Who a caller is: the list of important callers, the region, and calls of before. */
import type { Clock } from '../../kernel/clock.js';
import type { FlowEffect, LookupAnswer } from '../ivr/model.js';
import type { FlowTables } from '../ivr/tables.js';
import { plainNumber } from '../list/plain-number.js';
import type { CallerHistory } from '../store/flow-reads.js';

export interface CallerDirectoryOptions {
  readonly clock: Clock;
  readonly tables: FlowTables;
  /** Calls of before from any of these numbers; fails while the database is away. */
  readonly history: (numbers: readonly string[]) => Promise<CallerHistory>;
}

export class CallerDirectory {
  readonly #options: CallerDirectoryOptions;

  constructor(options: CallerDirectoryOptions) {
    this.#options = options;
  }

  async lookup({ number, timeoutMs }: Extract<FlowEffect, { do: 'lookup' }>): Promise<LookupAnswer> {
    const { clock, tables } = this.#options;
    if (number === '') return { known: false, why: 'unknown' };
    const important = tables.listed('important', number, clock.now());
    const region = tables.region(number);
    const history = await this.#history(number, timeoutMs);
    if (!history && !important) return { known: false, why: 'failed' };
    if (!important && history?.calls === 0) return { known: false, why: 'unknown' };
    return {
      known: true,
      values: {
        ...(important ? { name: important.name, level: String(important.level) } : {}),
        ...(region === '' ? {} : { region }),
        ...(history && { calls: String(history.calls) }),
        ...(history?.lastAgent != null && { lastAgent: history.lastAgent }),
        ...(history?.lastQueue != null && { lastQueue: history.lastQueue }),
        ...(history?.lastCallAt != null && { lastCallAt: new Date(history.lastCallAt).toISOString() }),
      },
    };
  }

  /** @returns undefined when it cannot be had in time. */
  #history(number: string, timeoutMs: number): Promise<CallerHistory | undefined> {
    const plain = plainNumber(number);
    const forms = [number, plain, `0${plain}`, `+86${plain}`, `86${plain}`, `0086${plain}`];
    return new Promise((resolve) => {
      const stop = this.#options.clock.after(timeoutMs, () => resolve(undefined));
      const done = (history: CallerHistory | undefined): void => {
        stop();
        resolve(history);
      };
      this.#options.history([...new Set(forms)]).then(done, () => done(undefined));
    });
  }
}
