/** The thread that a trial runs in: reads the day, simulates, posts what came of it and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { silentLogger } from '../../kernel/log.js';
import { compare } from '../simulate/simulate.js';
import { NumberLists } from '../list/number-lists.js';
import { NumberRegions } from '../list/number-regions.js';
import { openDatabase, type Database } from '../store/database.js';
import { loadRegions, loadTables } from '../store/flow-table-rows.js';
import { readEarlierCalls, readRecordedDay } from '../store/recorded-day.js';
import { asksAboutEarlierCalls, type CallerTables } from './caller-facts.js';
import { trialScenarios } from './recorded-scenario.js';
import type { Trial, TrialResult } from './trial.js';

export interface TrialTask {
  readonly databaseUrl: string;
  readonly trial: Trial;
  readonly mostCalls: number;
}

export type TrialReport =
  | { readonly result: TrialResult }
  | { readonly refused: 'calls' | 'noCalls' }
  /** Reading the records failed. */
  | { readonly failed: string };

/** What rules can ask about at most. */
const historyMs = 30 * 24 * 3_600_000;

async function run({ databaseUrl, trial, mostCalls }: TrialTask): Promise<TrialReport> {
  const database = openDatabase(databaseUrl, silentLogger);
  try {
    const [from, to] = [new Date(trial.from), new Date(trial.to)];
    const day = await readRecordedDay(database.reports, from, to, mostCalls);
    if (day.entries.length === 0) return { refused: 'noCalls' };
    if (day.entries.length > mostCalls) return { refused: 'calls' };
    const { configuration, changes } = trial;
    const asked = asksAboutEarlierCalls(configuration.routing?.routing, changes.routing);
    const callers = asked ? [...new Set(day.entries.map(({ caller }) => caller))].filter(Boolean) : [];
    const earlier = await readEarlierCalls(database.reports, callers, new Date(trial.from - historyMs), to);
    const { before, after, about } = trialScenarios(
      trial,
      day,
      earlier,
      await callerTables(database.reports),
    );
    return { result: { ...about, ...compare(before, after) } };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  } finally {
    await database.close();
  }
}

async function callerTables(db: Database['reports']): Promise<CallerTables> {
  const lists = new NumberLists((await loadTables(db)).lists);
  const regions = new NumberRegions(await loadRegions(db));
  return {
    listed: (...asked) => lists.listed(...asked),
    region: (number) => regions.region(number),
  };
}

parentPort?.postMessage(await run(workerData as TrialTask));
