import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  // Every version of a flow that was in force, or on trial, and why.
  `create table flow_versions (
    flow text not null, version integer not null, file text not null, text text not null, cases text not null,
    author text not null, reason text not null, source text not null check (source in ('file', 'published')),
    at timestamptz not null default now(), primary key (flow, version))`,
  // Which of them calls get; file_text is what the file in the folder held when it was last taken.
  `create table flow_releases (
    flow text primary key, file text not null, live integer not null, previous integer, canary integer,
    canary_share real not null default 0, canary_numbers jsonb not null default '[]', file_text text,
    changed_at timestamptz not null default now(), changed_by text not null)`,
  `create table flow_drafts (
    flow text primary key, text text not null, cases text not null, author text not null, based_on integer not null,
    at timestamptz not null default now())`,
];

export const flows: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
