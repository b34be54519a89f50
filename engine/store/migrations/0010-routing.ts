import { sql, type Kysely, type Migration } from 'kysely';

/** Routing rules are never changed, only followed by a newer version; going back writes the old one again. */
const statements = [
  `create table routing_versions (
    version integer generated always as identity primary key, at timestamptz not null default now(),
    user_name text not null, note text not null, routing jsonb not null)`,
  `create table important_callers (
    number text primary key, name text not null, level integer not null, warning text not null,
    expires_at timestamptz)`,
  `create table regions (prefix text primary key, region text not null)`,
  `alter table queues add column distribution jsonb not null default '{}'`,
  `alter table agents add column distribution jsonb not null default '{}'`,
];

export const routing: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
