/** The days of a year as its view has them. */
import type { AreaDay, CalendarDay } from './contract.js';

/** How a day looks: what it is, and whether it is worked. */
export type DayLook = 'open' | 'closed' | 'holiday' | 'workday' | 'exception';

export function lookOf({ kind, periods }: CalendarDay): DayLook {
  if (kind !== 'usual') return kind;
  return periods.length > 0 ? 'open' : 'closed';
}

export interface Month {
  /** From 1. */
  readonly month: number;
  /** Of seven, from Monday; undefined before the first and after the last day. */
  readonly weeks: readonly (readonly (CalendarDay | undefined)[])[];
}

export function monthsOf(days: readonly CalendarDay[]): Month[] {
  return Array.from({ length: 12 }, (_, index) => {
    const month = index + 1;
    const mark = `-${String(month).padStart(2, '0')}-`;
    const own = days.filter(({ date }) => date.slice(4, 8) === mark);
    const first = (own[0]?.weekday ?? 1) - 1;
    const cells = [...Array.from<undefined>({ length: first }), ...own];
    const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (__, week) =>
      Array.from({ length: 7 }, (___, weekday) => cells[week * 7 + weekday]),
    );
    return { month, weeks };
  });
}

/** Where the arrow keys lead from a day: within the year. @returns the index of the day. */
export function moved(days: readonly CalendarDay[], from: number, key: string): number | undefined {
  const { date = '', weekday = 1 } = days[from] ?? {};
  const inMonth = (step: number): number => {
    const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
    const last = new Date(Date.UTC(year, month + step, 0)).getUTCDate();
    const wanted = new Date(Date.UTC(year, month - 1 + step, Math.min(day, last)));
    return days.findIndex((one) => one.date === wanted.toISOString().slice(0, 10));
  };
  const steps: Readonly<Record<string, () => number>> = {
    ArrowLeft: () => from - 1,
    ArrowRight: () => from + 1,
    ArrowUp: () => from - 7,
    ArrowDown: () => from + 7,
    Home: () => from - (weekday - 1),
    End: () => from + (7 - weekday),
    PageUp: () => inMonth(-1),
    PageDown: () => inMonth(1),
  };
  const to = Object.hasOwn(steps, key) ? steps[key]?.() : undefined;
  return to !== undefined && days[to] ? to : undefined;
}

/** What was said of a date: by the area, or by everywhere. */
export function saidOf(special: readonly AreaDay[], area: string, date: string): AreaDay | undefined {
  const of = (wanted: string): AreaDay | undefined =>
    special.find((one) => one.area === wanted && one.date === date);
  return of(area) ?? of('');
}

/** The days from one to another, both included, at most 366. */
export function datesBetween(from: string, to: string): string[] {
  const dates: string[] = [];
  const end = Date.parse(`${to}T00:00:00Z`);
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= end && dates.length < 366; at += 86_400_000)
    dates.push(new Date(at).toISOString().slice(0, 10));
  return dates;
}
