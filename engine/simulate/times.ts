/** Times of the day as people write them. */

/** `HH:MM` or `HH:MM:SS`, hours beyond 24 for the next day. */
export function msOfClockTime(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

export function clockTimeOf(ms: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}`;
}

/**
 * Midnight at which the day begins in the time zone, since the epoch; where a change of summer time skips it, the
 * first moment after.
 * @param date `YYYY-MM-DD`, a day that exists.
 * @throws RangeError for a time zone that is not known.
 */
export function midnight(date: string, timeZone: string): number {
  const utc = Date.parse(`${date}T00:00:00Z`);
  let at = utc;
  // The offset at the guess is that at midnight, but where it changes in between; the second round has it.
  for (let round = 0; round < 2; round++) at = utc - offsetAt(at, timeZone);
  return at;
}

/** The day that it is at this moment, `YYYY-MM-DD`. @throws RangeError for a time zone that is not known. */
export function dateAt(at: number, timeZone: string): string {
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 10);
}

/** Whether it is a day of the calendar. */
export function isDate(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Local less UTC, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(at / 1000) * 1000;
}
