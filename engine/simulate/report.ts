/** What a simulation came to as tables of texts, for the console and for a page. */
import type { Estimate } from './estimate.js';
import { type Measure, measures } from './figures.js';
import type { Comparison, Outcome, QueueOutcome } from './simulate.js';
import { type Language, words } from './words.js';

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const SHARES: ReadonlySet<Measure> = new Set(['serviceLevel', 'abandonShare', 'waitedShare', 'occupancy']);
const COLUMNS = 6;

/** A column for each queue, all together first. */
export function outcomeTables(outcome: Outcome, language: Language): Table[] {
  const say = words[language];
  const queues = [outcome.all, ...outcome.queues];
  const tables: Table[] = [];
  for (let from = 0; from < queues.length; from += COLUMNS) {
    const some = queues.slice(from, from + COLUMNS);
    tables.push({
      title: '',
      head: [say.measure, ...some.map(({ queue }) => queueName(queue, language))],
      rows: measures.map((measure) => [
        say.measures[measure],
        ...some.map(({ estimates }) => format(measure, estimates[measure], language)),
      ]),
    });
  }
  return [...tables, groupTable([outcome], language)];
}

/** A table for each queue: before, after, change. */
export function comparisonTables({ before, after, changes }: Comparison, language: Language): Table[] {
  const say = words[language];
  const outcomes = (queue: string): (QueueOutcome | undefined)[] =>
    [before, after].map(({ all, queues }) => [all, ...queues].find((one) => one.queue === queue));
  const tables = changes.map(({ queue, estimates }) => ({
    title: queueName(queue, language),
    head: [say.measure, before.scenario, after.scenario, say.change],
    rows: measures.map((measure) => [
      say.measures[measure],
      ...outcomes(queue).map((one) => format(measure, one?.estimates[measure] ?? null, language)),
      formatChange(measure, estimates[measure], language),
    ]),
  }));
  return [...tables, groupTable([before, after], language)];
}

export function basisOf({ replications, confidence }: Outcome, language: Language): string {
  return words[language].basis(replications, percent(confidence));
}

export function surelyOf({ confidence }: Outcome, language: Language): string {
  return words[language].surely(percent(confidence));
}

export const queueName = (queue: string, language: Language): string =>
  queue === '' ? words[language].allQueues : queue;

/** Columns that line up also where Chinese characters take two cells. */
export function printTable({ title, head, rows }: Table): string {
  const lines = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...lines.map((cells) => cellsOf(cells[i] ?? ''))));
  const print = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const fill = ' '.repeat(Math.max(0, (widths[i] ?? 0) - cellsOf(cell)));
        return i === 0 ? cell + fill : fill + cell;
      })
      .join('  ')
      .trimEnd();
  return [...(title === '' ? [] : [title]), ...lines.map(print)].join('\n');
}

function groupTable(outcomes: readonly Outcome[], language: Language): Table {
  const say = words[language];
  const names = [...new Set(outcomes.flatMap(({ groups }) => groups.map(({ group }) => group)))];
  const several = outcomes.length > 1;
  return {
    title: several ? say.groups : '',
    head: [several ? '' : say.groups, ...outcomes.map((one) => (several ? one.scenario : say.occupancy))],
    rows: names.map((name) => [
      name,
      ...outcomes.map(({ groups }) =>
        format('occupancy', groups.find(({ group }) => group === name)?.occupancy ?? null, language),
      ),
    ]),
  };
}

function format(measure: Measure, value: Estimate | null, language: Language): string {
  if (!value) return words[language].none;
  const half = value.halfWidth === null ? '' : ` ± ${number(measure, value.halfWidth)}`;
  return `${number(measure, value.mean)}${half}${SHARES.has(measure) ? ' %' : ''}`;
}

function formatChange(measure: Measure, value: Estimate | null, language: Language): string {
  if (!value) return words[language].none;
  const sure = value.halfWidth !== null && Math.abs(value.mean) > value.halfWidth;
  return `${value.mean > 0 ? '+' : ''}${format(measure, value, language)}${sure ? ' *' : '  '}`;
}

function number(measure: Measure, value: number): string {
  if (SHARES.has(measure)) return (value * 100).toFixed(1);
  return value.toFixed(measure === 'waiting' ? 2 : 1);
}

const percent = (share: number): number => Math.round(share * 10_000) / 100;

/** East Asian Width W and F of Unicode, as far as these texts go. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/g;

/** Cells of a terminal that the text takes. */
const cellsOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);
