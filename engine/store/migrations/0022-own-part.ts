import { sql, type Kysely, type Migration } from 'kysely';

export const ownPart: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create index call_legs_party on call_legs (party, call)`.execute(db);
  },
};
