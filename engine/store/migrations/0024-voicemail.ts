import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  `create table voicemails_done (
    recording text primary key, by text not null, at timestamptz not null default now(), note text not null)`,
  `create index recordings_message on recordings (started_at) where kind = 'message'`,
];

export const voicemail: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
