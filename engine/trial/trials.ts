import type { Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import { WorkerTurns, type WorkerFailure, type WorkerLimits } from '../../kernel/worker-turns.js';
import type { Trial, TrialResult } from './trial.js';
import type { TrialReport, TrialTask } from './trial-worker.js';

export interface TrialsOptions {
  readonly clock: Clock;
  readonly databaseUrl: string;
  readonly limits?: Partial<TrialLimits>;
}

export interface TrialLimits extends WorkerLimits {
  /** Of the day, together with the replications below. */
  readonly calls: number;
  /** Calls times replications. */
  readonly simulatedCalls: number;
}

export const trialLimits: TrialLimits = {
  ...{ timeMs: 60_000, memoryMegabytes: 512, waiting: 4 },
  calls: 100_000,
  simulatedCalls: 2_000_000,
};

/**
 * Tries changes on recorded days, one at a time, each in a thread of its own that also reads the records: the engine's
 * thread only waits. Time, memory and the number of calls are bounded.
 */
export class Trials {
  readonly #databaseUrl: string;
  readonly #limits: TrialLimits;
  readonly #turns: WorkerTurns;

  constructor({ clock, databaseUrl, limits }: TrialsOptions) {
    this.#databaseUrl = databaseUrl;
    this.#limits = { ...trialLimits, ...limits };
    this.#turns = new WorkerTurns(clock, this.#limits);
  }

  /**
   * @param signal aborted when nobody waits for the result any more.
   * @throws YihaoError 'simulation.busy', 'simulation.stopped', 'request.invalid', 'database.failed'.
   */
  async run(trial: Trial, signal: AbortSignal): Promise<TrialResult> {
    const { calls, simulatedCalls } = this.#limits;
    const mostCalls = Math.min(calls, Math.floor(simulatedCalls / trial.replications));
    const task: TrialTask = { databaseUrl: this.#databaseUrl, trial, mostCalls };
    const report = await this.#turns.run<TrialReport>({
      ...{ script: new URL('./trial-worker.js', import.meta.url), data: task, signal },
      on: (message, done) => done(message as TrialReport),
    });
    if (!report.ok) throw this.#stopped(report);
    return this.#resultOf(report.value, trial);
  }

  close(): Promise<void> {
    return this.#turns.close();
  }

  #stopped(failure: WorkerFailure): YihaoError {
    const { timeMs, memoryMegabytes } = this.#limits;
    const stopped = (reason: string, cause?: unknown): YihaoError =>
      new YihaoError('simulation.stopped', { reason }, cause);
    switch (failure.why) {
      case 'busy':
        return new YihaoError('simulation.busy');
      case 'slow':
        return stopped(`it took longer than ${timeMs / 1000} s`);
      case 'memory':
        return stopped(`it needed more than ${memoryMegabytes} MB of memory`);
      case 'failed': {
        const { cause } = failure;
        return stopped(cause instanceof Error ? cause.message : String(cause), cause);
      }
    }
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
