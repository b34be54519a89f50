import type { Kysely } from 'kysely';
import type { Schema } from './schema.js';

/** What a restarted engine goes on with, by id. */
export interface Snapshots {
  readonly live: ReadonlyMap<string, string>;
  readonly memos: ReadonlyMap<string, string>;
}

export async function storedSnapshots(db: Kysely<Schema>): Promise<Snapshots> {
  const read = async (table: 'live' | 'memos'): Promise<Map<string, string>> => {
    const rows = await db.selectFrom(table).selectAll().execute();
    return new Map(rows.map(({ id, snapshot }) => [id, snapshot]));
  };
  return { live: await read('live'), memos: await read('memos') };
}
