import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  `create table work_calendars (
    id text primary key, name text not null, area text not null, time_zone text not null, weekly jsonb not null)`,
  // Days that are not as their weekday says; those of area '' hold where the area itself has none.
  `create table special_days (
    area text not null, date text not null check (date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
    kind text not null check (kind in ('holiday', 'workday', 'exception')), name text not null,
    periods jsonb, as_weekday integer, primary key (area, date))`,
  `create table listed_numbers (
    id text primary key, list text not null check (list in ('black', 'white', 'important')), number text not null,
    match text not null check (match in ('exact', 'prefix')), name text not null, level integer not null,
    reason text not null, expires_at timestamptz, created_by text not null,
    created_at timestamptz not null default now(), unique (list, number, match))`,
  `create table number_regions (prefix text primary key, region text not null)`,
  `create table prompts (
    id text not null, language text not null, business text not null, text text not null, live integer not null,
    primary key (id, language))`,
  `create table prompt_versions (
    id text not null, language text not null, version integer not null, source text not null,
    author text not null, at timestamptz not null default now(), duration_ms integer not null,
    level_dbfs real not null, text text not null, primary key (id, language, version))`,
  `create table callbacks_done (
    call text not null, seq integer not null, by text not null, at timestamptz not null default now(),
    note text not null, primary key (call, seq))`,
  // What flows, the blacklist and call-backs left in the timelines of calls is looked for by day.
  `create index call_events_flow on call_events (at) where type = 'flow.node'`,
  `create index call_events_blocked on call_events (at) where type = 'call.blocked'`,
  `create index call_events_callback on call_events (at) where type = 'callback.requested'`,
];

export const flowAround: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
