/** What a simulation says, line by line. */
import type { Measure, SimulationAnswer } from './contract.js';

export const shownMeasures = [
  ...(['offered', 'answered', 'abandoned', 'refused', 'overflowed', 'serviceLevel', 'abandonShare'] as const),
  ...(['asaSeconds', 'wait90Seconds', 'longestWaitSeconds', 'mostWaiting', 'occupancy'] as const),
] as const satisfies readonly Measure[];

export type ShownMeasure = (typeof shownMeasures)[number];

export interface Estimate {
  readonly mean: number;
  readonly halfWidth: number | null;
}

export interface FigureLine {
  readonly measure: ShownMeasure;
  /** What really happened; undefined where the records do not say. */
  readonly recorded: number | undefined;
  readonly before: Estimate | null;
  readonly after: Estimate | null;
  readonly change: Estimate | null;
  readonly verdict: 'better' | 'worse' | 'other' | 'chance';
}

const moreIsBetter: readonly ShownMeasure[] = ['answered', 'serviceLevel'];
const lessIsBetter: readonly ShownMeasure[] = [
  ...(['abandoned', 'refused', 'abandonShare', 'asaSeconds', 'wait90Seconds'] as const),
  ...(['longestWaitSeconds', 'mostWaiting'] as const),
];

/** @param queue '' is all queues together. */
export function figureLines(answer: SimulationAnswer, queue: string): readonly FigureLine[] {
  const of = <T extends { readonly queue: string }>(list: readonly T[]): T | undefined =>
    list.find((one) => one.queue === queue);
  const outcomeOf = (side: 'before' | 'after') => (queue === '' ? answer[side].all : of(answer[side].queues));
  const [before, after] = [outcomeOf('before'), outcomeOf('after')];
  const changes = of(answer.changes);
  const recorded = of(answer.recorded) as Readonly<Record<string, unknown>> | undefined;
  const share = recorded ? ratio(recorded['abandoned'], recorded['offered']) : undefined;
  return shownMeasures.map((measure) => {
    const change = changes?.estimates[measure] ?? null;
    const happened = measure === 'abandonShare' ? share : recorded?.[measure];
    return {
      measure,
      recorded: typeof happened === 'number' ? happened : undefined,
      before: before?.estimates[measure] ?? null,
      after: after?.estimates[measure] ?? null,
      change,
      verdict: verdictOf(measure, change),
    };
  });
}

function ratio(part: unknown, whole: unknown): number | undefined {
  return typeof part === 'number' && typeof whole === 'number' && whole > 0 ? part / whole : undefined;
}

/** A change whose interval holds none at all may be chance. */
function verdictOf(measure: ShownMeasure, change: Estimate | null): FigureLine['verdict'] {
  if (!change || change.halfWidth === null || Math.abs(change.mean) <= change.halfWidth) return 'chance';
  if (moreIsBetter.includes(measure)) return change.mean > 0 ? 'better' : 'worse';
  if (lessIsBetter.includes(measure)) return change.mean < 0 ? 'better' : 'worse';
  return 'other';
}

const shares: readonly ShownMeasure[] = ['serviceLevel', 'abandonShare', 'occupancy'];

export function figureText(measure: ShownMeasure, value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined) return '–';
  return shares.includes(measure) ? `${(value * 100).toFixed(digits)} %` : value.toFixed(digits);
}

export function estimateText(measure: ShownMeasure, estimate: Estimate | null): string {
  if (!estimate) return '–';
  const { mean, halfWidth } = estimate;
  const interval = halfWidth === null ? '' : ` ± ${figureText(measure, halfWidth)}`;
  return `${figureText(measure, mean)}${interval}`;
}

/** With a sign. */
export function changeText(measure: ShownMeasure, change: Estimate | null): string {
  const text = estimateText(measure, change);
  return change && change.mean > 0 ? `+${text}` : text;
}

/** Names of the settings that are not as they were. */
export function changedSettings<T extends object>(before: T, after: T): readonly (keyof T & string)[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof T & string>;
  return [...names].filter((name) => text(before[name]) !== text(after[name]));
}

/** Nothing said, and nothing in it, are the same. */
function text(value: unknown): string {
  const said = JSON.stringify(value ?? null);
  return said === '{}' || said === '[]' ? 'null' : said;
}

/** Half hours of a day, the last one its end. */
export const clockTimes: readonly string[] = Array.from(
  { length: 49 },
  (_, n) => `${String(Math.floor(n / 2)).padStart(2, '0')}:${n % 2 === 0 ? '00' : '30'}`,
);

/** The date of a moment by the clock of a time zone (absent: the browser's), as YYYY-MM-DD. */
export function dateIn(timeZone: string | undefined, at: number): string {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...(timeZone !== undefined && { timeZone }),
  });
  return format.format(at);
}
