import { sql, type Migration } from 'kysely';

/** Short-lived digest credentials of phones in browsers; they go with the web session that they were made in. */
export const browserPhones: Migration = {
  async up(db) {
    await sql`create table browser_phones (
      auth_user text primary key, address_of_record text not null,
      ha1_md5 text not null, ha1_sha256 text not null,
      session text references sessions on delete cascade,
      created_at timestamptz not null default now(), expires_at timestamptz not null)`.execute(db);
    await sql`create index browser_phones_by_session on browser_phones (session)`.execute(db);
  },
};
