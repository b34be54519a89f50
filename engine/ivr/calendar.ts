/**
 * Working hours (工作时间) and special days: holidays (节假日), working days made up for them (调休), exceptions.
 * Pure; times of day are `hh:mm` in the calendar's time zone, from included, to not.
 */
import { localTime } from '../../kernel/local-time.js';

export interface Period {
  readonly from: string;
  /** `24:00`: to the end of the day. */
  readonly to: string;
}

export type SpecialKind =
  /** Closed by law: no work. */
  | 'holiday'
  /** 调休: a day off that is worked, on the hours of `asWeekday`. */
  | 'workday'
  /** Other hours than usual, for a reason of one's own. */
  | 'exception';

/** A day of an area that is not as its weekday says. */
export interface SpecialDay {
  /** yyyy-mm-dd. */
  readonly date: string;
  readonly kind: SpecialKind;
  readonly name: string;
  /** Open then; absent: a holiday is closed, a working day is as `asWeekday`. */
  readonly periods?: readonly Period[] | undefined;
  /** 1 Monday … 7 Sunday; Monday where absent. */
  readonly asWeekday?: number | undefined;
}

export interface WorkCalendar {
  readonly id: string;
  readonly timeZone: string;
  /** By weekday, 1 Monday … 7 Sunday. */
  readonly weekly: Readonly<Record<string, readonly Period[]>>;
  /** By date. */
  readonly special: Pick<ReadonlyMap<string, SpecialDay>, 'get'>;
}

export type CalendarQuestion = 'open' | 'closed' | 'holiday' | 'workday' | 'exception';

/** A day as the calendar has it. */
export interface CalendarDay {
  readonly date: string;
  readonly weekday: number;
  readonly kind: SpecialKind | 'usual';
  readonly name: string;
  readonly periods: readonly Period[];
}

/** The day that it is there at `now`, what time it is, and whether that is within the hours. */
export function dayAt(
  calendar: WorkCalendar,
  now: number,
): { readonly day: CalendarDay; readonly time: string; readonly open: boolean } {
  const { date, weekday, time } = localTime(now, calendar.timeZone);
  const day = dayOf(calendar, date, weekday);
  return { day, time, open: isWithin(day.periods, time) };
}

/** Whether that is so at `now`. `workday`: some hours of the day are worked. */
export function calendarHolds(calendar: WorkCalendar, question: CalendarQuestion, now: number): boolean {
  const { day, open } = dayAt(calendar, now);
  switch (question) {
    case 'open':
      return open;
    case 'closed':
      return !open;
    case 'workday':
      return day.periods.length > 0;
    case 'holiday':
    case 'exception':
      return day.kind === question;
  }
}

export function dayOf(calendar: WorkCalendar, date: string, weekday: number): CalendarDay {
  const special = calendar.special.get(date);
  const usual = (as: number): readonly Period[] => calendar.weekly[String(as)] ?? [];
  if (!special) return { date, weekday, kind: 'usual', name: '', periods: usual(weekday) };
  const { kind, name, periods, asWeekday } = special;
  const byKind = kind === 'workday' ? usual(asWeekday ?? 1) : [];
  return { date, weekday, kind, name, periods: periods ?? byKind };
}

/** Every day of a year, for a view of it. */
export function yearOf(calendar: WorkCalendar, year: number): CalendarDay[] {
  const days: CalendarDay[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000) {
    const day = new Date(at);
    days.push(dayOf(calendar, day.toISOString().slice(0, 10), day.getUTCDay() || 7));
  }
  return days;
}

const isWithin = (periods: readonly Period[], time: string): boolean =>
  periods.some(({ from, to }) => from <= time && time < to);
