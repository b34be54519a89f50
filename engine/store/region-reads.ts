/** The table of regions as people look through it: in the database, for memory holds it for calls alone. */
import { sql, type Kysely } from 'kysely';
import type { Schema } from './schema.js';

export interface RegionSearch {
  /** What a prefix begins with, or a part of a region's name. */
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
}

export interface RegionPage {
  readonly items: { prefix: string; region: string }[];
  readonly total: number;
}

export async function findRegions(
  db: Kysely<Schema>,
  { search, offset, limit }: RegionSearch,
): Promise<RegionPage> {
  const wanted = search.trim().replace(/[\\%_]/g, '\\$&');
  const fits = sql<boolean>`(prefix like ${`${wanted}%`} or region like ${`%${wanted}%`})`;
  let found = db.selectFrom('numberRegions');
  if (wanted !== '') found = found.where(fits);
  const [items, count] = await Promise.all([
    found
      .select(['prefix', 'region'])
      .orderBy(sql`prefix collate "C"`)
      .offset(offset)
      .limit(limit)
      .execute(),
    found.select((eb) => eb.fn.countAll().as('total')).executeTakeFirst(),
  ]);
  return { items, total: Number(count?.total ?? 0) };
}

export async function regionNames(db: Kysely<Schema>): Promise<string[]> {
  const rows = await db.selectFrom('numberRegions').select('region').distinct().orderBy('region').execute();
  return rows.map(({ region }) => region);
}
