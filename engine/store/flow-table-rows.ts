/** Working hours, special days, lists and regions: what flows look up. */
import type { Kysely } from 'kysely';
import type { Period, SpecialDay } from '../ivr/calendar.js';
import type { ListedNumber } from '../list/number-lists.js';
import { plainListed } from '../list/plain-number.js';
import type { Schema } from './schema.js';

const rowsAtOnce = 5_000;

export interface CalendarConfig {
  readonly id: string;
  readonly name: string;
  /** Whose special days hold; '' those of everywhere alone. */
  readonly area: string;
  readonly timeZone: string;
  /** By weekday, 1 Monday … 7 Sunday; one that is absent is closed. */
  readonly weekly: Readonly<Record<string, readonly Period[]>>;
}

export interface AreaDay extends SpecialDay {
  /** '': everywhere. */
  readonly area: string;
}

export interface KeptTables {
  readonly calendars: readonly CalendarConfig[];
  readonly days: readonly AreaDay[];
  readonly lists: readonly ListedNumber[];
}

export async function loadTables(db: Kysely<Schema>): Promise<KeptTables> {
  const [calendars, days, lists] = await Promise.all([
    db.selectFrom('workCalendars').selectAll().orderBy('id').execute(),
    db.selectFrom('specialDays').selectAll().orderBy('date').orderBy('area').execute(),
    db.selectFrom('listedNumbers').selectAll().orderBy('createdAt').orderBy('id').execute(),
  ]);
  return {
    calendars: calendars.map((row) => ({ ...row, weekly: row.weekly as CalendarConfig['weekly'] })),
    days: days.map(({ periods, asWeekday, ...row }) => ({
      ...row,
      ...(periods === null ? {} : { periods: periods as readonly Period[] }),
      ...(asWeekday === null ? {} : { asWeekday }),
    })),
    lists: lists.map(({ expiresAt, createdAt, ...row }) => ({
      ...row,
      expiresAt: expiresAt?.getTime() ?? null,
      createdAt: createdAt.getTime(),
    })),
  };
}

export async function loadRegions(db: Kysely<Schema>): Promise<Map<string, string>> {
  const regions = new Map<string, string>();
  for await (const part of regionParts(db))
    for (const { prefix, region } of part) regions.set(prefix, region);
  return regions;
}

/** In parts: what comes at once would hold the thread up, and with it calls. */
export async function* regionParts(
  db: Kysely<Schema>,
): AsyncGenerator<readonly { readonly prefix: string; readonly region: string }[]> {
  let last: string | undefined;
  do {
    let part = db.selectFrom('numberRegions').selectAll().orderBy('prefix').limit(rowsAtOnce);
    if (last !== undefined) part = part.where('prefix', '>', last);
    const rows = await part.execute();
    yield rows;
    last = rows.length < rowsAtOnce ? undefined : rows.at(-1)?.prefix;
  } while (last !== undefined);
}

export async function saveCalendar(db: Kysely<Schema>, calendar: CalendarConfig): Promise<void> {
  const { id, name, area, timeZone } = calendar;
  const row = { name, area, timeZone, weekly: JSON.stringify(calendar.weekly) };
  await db
    .insertInto('workCalendars')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** @returns whether it was there. */
export async function deleteCalendar(db: Kysely<Schema>, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('workCalendars').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** All of them or none. */
export async function saveDays(db: Kysely<Schema>, days: readonly AreaDay[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const { area, date, kind, name, periods, asWeekday } of days) {
      const row = {
        ...{ kind, name, asWeekday: asWeekday ?? null },
        periods: periods ? JSON.stringify(periods) : null,
      };
      await trx
        .insertInto('specialDays')
        .values({ area, date, ...row })
        .onConflict((conflict) => conflict.columns(['area', 'date']).doUpdateSet(row))
        .execute();
    }
  });
}

export async function deleteDay(db: Kysely<Schema>, area: string, date: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('specialDays')
    .where('area', '=', area)
    .where('date', '=', date)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export type NewListed = Omit<ListedNumber, 'createdAt'>;

/** The same number on the same list is changed, not added twice. @returns its id. */
export async function saveListed(db: Kysely<Schema>, entry: NewListed): Promise<string> {
  const { id, list, match, name, level, reason, warning, createdBy } = entry;
  const number = plainListed(match, entry.number);
  const expiresAt = entry.expiresAt === null ? null : new Date(entry.expiresAt);
  const row = { name, level, reason, warning, expiresAt };
  const saved = await db
    .insertInto('listedNumbers')
    .values({ id, list, match, createdBy, number, ...row })
    .onConflict((conflict) => conflict.columns(['list', 'number', 'match']).doUpdateSet(row))
    .returning('id')
    .executeTakeFirstOrThrow();
  return saved.id;
}

/** All of them or none. */
export async function saveAllListed(db: Kysely<Schema>, entries: readonly NewListed[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const entry of entries) await saveListed(trx, entry);
  });
}

export async function deleteListed(db: Kysely<Schema>, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('listedNumbers').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function saveRegion(db: Kysely<Schema>, prefix: string, region: string): Promise<void> {
  await db
    .insertInto('numberRegions')
    .values({ prefix, region })
    .onConflict((conflict) => conflict.column('prefix').doUpdateSet({ region }))
    .execute();
}

/** @returns whether it was there. */
export async function deleteRegion(db: Kysely<Schema>, prefix: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('numberRegions')
    .where('prefix', '=', prefix)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Puts the whole table in the place of the one before. */
export async function replaceRegions(
  db: Kysely<Schema>,
  regions: ReadonlyMap<string, string>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('numberRegions').execute();
    for (const part of partsOf(regions))
      await trx
        .insertInto('numberRegions')
        .values(part.map(([prefix, region]) => ({ prefix, region })))
        .execute();
  });
}

/** A long table, a part at a time. */
export function* partsOf(regions: ReadonlyMap<string, string>): Generator<[string, string][]> {
  let part: [string, string][] = [];
  for (const entry of regions) {
    part.push(entry);
    if (part.length < rowsAtOnce) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
