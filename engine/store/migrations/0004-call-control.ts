import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  `alter table calls add column result text`,
  `create table contacts (
    id text primary key, department text not null, name text not null, number text not null)`,
  `create table forbidden_numbers (
    id text primary key, number text not null, match text not null check (match in ('prefix', 'exact')),
    agents jsonb not null, reason text not null)`,
  `create table trunks (
    id text primary key, name text not null, address text not null, port integer not null, transport text not null,
    register boolean not null, "user" text not null, password text not null, priority integer not null,
    weight integer not null, max_calls integer not null, caller_number text not null, enabled boolean not null)`,
  `create table desk_settings (
    agent text primary key references agents on delete cascade, auto_answer boolean not null,
    auto_answer_seconds integer not null)`,
];

export const callControl: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
