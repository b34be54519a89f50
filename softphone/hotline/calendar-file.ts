/** Working hours and special days as one JSON file: `{ "calendars": […], "days": […] }`, as the interface has them. */
import type { AreaDay, CalendarConfig } from './contract.js';

export interface CalendarFile {
  readonly calendars: readonly CalendarConfig[];
  readonly days: readonly AreaDay[];
}

/** @returns undefined for what is no such file; what a field holds is the engine's to judge. */
export function readCalendarFile(text: string): CalendarFile | undefined {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return undefined;
    const listIn = (name: string): unknown => (name in read ? read[name as keyof typeof read] : []);
    const [calendars, days] = [listIn('calendars'), 'items' in read ? read.items : listIn('days')];
    if (!Array.isArray(calendars) || !Array.isArray(days) || calendars.length + days.length === 0)
      return undefined;
    return { calendars: calendars as CalendarConfig[], days: days as AreaDay[] };
  } catch {
    return undefined;
  }
}
