/** A moment as the clocks on the wall of a time zone show it. */
export interface LocalTime {
  /** yyyy-mm-dd. */
  readonly date: string;
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  /** hh:mm. */
  readonly time: string;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** The one asked for last: a step asks for the same moment several times, and formatting is slow. */
let last: { readonly now: number; readonly timeZone: string; readonly local: LocalTime } | undefined;

/**
 * @param now milliseconds since the epoch.
 * @param timeZone an IANA name that was checked before.
 */
export function localTime(now: number, timeZone: string): LocalTime {
  const minute = Math.floor(now / 60_000);
  if (last?.now === minute && last.timeZone === timeZone) return last.local;
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const local = {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    weekday: WEEKDAYS.indexOf(part('weekday')) + 1,
    time: `${part('hour')}:${part('minute')}`,
  };
  last = { now: minute, timeZone, local };
  return local;
}
