import { Worker } from 'node:worker_threads';
import type { Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import type { Trial, TrialResult } from './trial.js';
import type { TrialReport, TrialTask } from './trial-worker.js';

export interface TrialsOptions {
  readonly clock: Clock;
  readonly databaseUrl: string;
  readonly limits?: Partial<TrialLimits>;
}

export interface TrialLimits {
  /** A trial that takes longer is stopped. */
  readonly timeMs: number;
  /** Of the day, together with the replications below. */
  readonly calls: number;
  /** Calls times replications. */
  readonly simulatedCalls: number;
  readonly memoryMegabytes: number;
  /** Trials that wait for the one that runs. */
  readonly waiting: number;
}

export const trialLimits: TrialLimits = {
  timeMs: 60_000,
  calls: 100_000,
  simulatedCalls: 2_000_000,
  memoryMegabytes: 512,
  waiting: 4,
};

/**
 * Tries changes on recorded days, one at a time, each in a thread of its own that also reads the records: the engine's
 * thread only waits. Time, memory and the number of calls are bounded.
 */
export class Trials {
  readonly #options: TrialsOptions;
  readonly #limits: TrialLimits;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  readonly #running = new Set<Worker>();
  #closed = false;

  constructor(options: TrialsOptions) {
    this.#options = options;
    this.#limits = { ...trialLimits, ...options.limits };
  }

  /**
   * @param signal aborted when nobody waits for the result any more.
   * @throws YihaoError 'simulation.busy', 'simulation.stopped', 'request.invalid', 'database.failed'.
   */
  async run(trial: Trial, signal: AbortSignal): Promise<TrialResult> {
    if (this.#waiting > this.#limits.waiting || this.#closed) throw new YihaoError('simulation.busy');
    this.#waiting++;
    const before = this.#last;
    const mine = before.then(() => this.#start(trial, signal)).finally(() => this.#waiting--);
    this.#last = mine.catch(() => undefined);
    return this.#resultOf(await mine, trial);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#running].map((worker) => worker.terminate()));
    await this.#last;
  }

  async #start(trial: Trial, signal: AbortSignal): Promise<TrialReport> {
    if (signal.aborted || this.#closed)
      throw new YihaoError('simulation.stopped', { reason: 'nobody waits for it any more' });
    const { calls, simulatedCalls, memoryMegabytes, timeMs } = this.#limits;
    const mostCalls = Math.min(calls, Math.floor(simulatedCalls / trial.replications));
    const task: TrialTask = { databaseUrl: this.#options.databaseUrl, trial, mostCalls };
    const worker = new Worker(new URL('./trial-worker.js', import.meta.url), {
      ...{ name: 'trial', workerData: task },
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    });
    this.#running.add(worker);
    try {
      return await this.#reportOf(worker, signal, timeMs);
    } finally {
      await worker.terminate();
      this.#running.delete(worker);
    }
  }

  #reportOf(worker: Worker, signal: AbortSignal, timeMs: number): Promise<TrialReport> {
    return new Promise((resolve, reject) => {
      const stop = (reason: string, cause?: unknown): void => {
        reject(new YihaoError('simulation.stopped', { reason }, cause));
      };
      const cancel = this.#options.clock.after(timeMs, () => stop(`it took longer than ${timeMs / 1000} s`));
      const abort = (): void => stop('nobody waits for it any more');
      signal.addEventListener('abort', abort);
      const over = (): void => {
        cancel();
        signal.removeEventListener('abort', abort);
      };
      worker.on('message', (report: TrialReport) => {
        over();
        resolve(report);
      });
      worker.on('error', (error) => {
        over();
        stop(error.message, error);
      });
      worker.on('exit', (code) => {
        over();
        stop(`its thread ended with ${code}`);
      });
    });
  }

  #resultOf(report: TrialReport, { replications }: Trial): TrialResult {
    if ('result' in report) return report.result;
    if ('failed' in report) throw new YihaoError('database.failed', { reason: report.failed });
    const { calls, simulatedCalls } = this.#limits;
    const reason =
      report.refused === 'noCalls'
        ? 'is a time without calls'
        : `has more calls than a simulation takes (${calls}, and ${simulatedCalls} over ${replications} replications)`;
    throw new YihaoError('request.invalid', { where: 'body/date', reason });
  }
}
