import { sql, type Kysely, type Migration } from 'kysely';

/** Messages of callers have a record of their own beside the conversations. Facts may come in parts: no `not null`. */
export const recordingKind: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw('alter table recordings add column kind text').execute(db);
    await sql.raw("update recordings set kind = 'conversation'").execute(db);
  },
};
