import { sql, type Kysely, type Migration } from 'kysely';

/** What a flow asked for before the rules, so that other rules can be tried on the day. */
export const asked: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table queue_entries add column asked jsonb`.execute(db);
  },
};
