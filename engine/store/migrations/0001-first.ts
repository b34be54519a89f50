import { sql, type Kysely, type Migration } from 'kysely';

/**
 * Facts name no other table by foreign key: they arrive in the order in which things happened, and a call goes on
 * when an operator deletes its agent.
 */
const statements = [
  `create table users (
    name text primary key, role text not null check (role in ('administrator', 'supervisor', 'agent')),
    password_hash text not null, agent text, must_change_password boolean not null,
    created_at timestamptz not null default now())`,
  `create table sessions (
    token_hash text primary key, user_name text not null references users on update cascade on delete cascade,
    created_at timestamptz not null default now(), expires_at timestamptz not null, address text not null)`,
  `create table skills (id text primary key, name text not null)`,
  `create table agents (
    id text primary key, name text not null, wrap_up_seconds integer not null,
    ha1_md5 text not null, ha1_sha256 text not null, realm text not null)`,
  `create table queues (
    id text primary key, name text not null, priority integer not null, capacity integer not null,
    ring_seconds integer not null, survey_on boolean not null, record_on boolean not null,
    announce_agent_on boolean not null)`,
  `create table agent_skills (
    agent text not null references agents on delete cascade, skill text not null references skills,
    level integer not null check (level between 1 and 9), primary key (agent, skill))`,
  `create table queue_skills (
    queue text not null references queues on delete cascade, skill text not null references skills,
    level integer not null check (level between 1 and 9), primary key (queue, skill))`,
  `create table agent_queues (
    agent text not null references agents on delete cascade, queue text not null references queues on delete cascade,
    primary key (agent, queue))`,
  `create table numbers (number text primary key, name text not null, flow text not null, language text not null)`,
  `create table calls (
    id text primary key, started_at timestamptz, node text, direction text, caller text, called text, language text,
    flow text, flow_version text, answered_at timestamptz, queued_at timestamptz, agent_answered_at timestamptz,
    ended_at timestamptz, queue text, agent text, outcome text, hung_up_by text, cause text, cause_q850 integer,
    ivr_path jsonb, keys jsonb, rating text, survey_state text, data jsonb)`,
  `create index calls_started on calls (started_at desc, id desc)`,
  ...['caller', 'called', 'agent', 'queue'].map(
    (column) => `create index calls_${column} on calls (${column}, started_at desc, id desc)`,
  ),
  `create table call_legs (
    id text primary key, call text, role text, party text, created_at timestamptz, ringing_at timestamptz,
    answered_at timestamptz, ended_at timestamptz, hung_up_by text, cause text, cause_q850 integer, sip_call_id text,
    quality jsonb)`,
  `create index call_legs_call on call_legs (call)`,
  `create index call_legs_sip_call_id on call_legs (sip_call_id)`,
  `create table queue_entries (
    id text primary key, call text, queue text, priority integer, joined_at timestamptz, left_at timestamptz,
    outcome text, agent text, offers jsonb)`,
  `create index queue_entries_call on queue_entries (call)`,
  `create index queue_entries_queue on queue_entries (queue, joined_at)`,
  `create table recordings (
    id text primary key, call text, path text, started_at timestamptz, duration_ms integer, state text)`,
  `create index recordings_call on recordings (call)`,
  `create table call_events (
    call text not null, seq integer not null, at timestamptz not null, type text not null, data jsonb not null,
    primary key (call, seq))`,
  `create table agent_states (
    id text primary key, agent text not null, at timestamptz not null, state text not null, reason text not null,
    by text not null, call text)`,
  `create index agent_states_agent on agent_states (agent, at)`,
  `create table live (id text primary key, snapshot text not null)`,
  `create table memos (id text primary key, snapshot text not null)`,
  `create table meta (key text primary key, value text not null)`,
  `create table journal_positions (
    journal text primary key, segment integer not null, byte_offset integer not null)`,
  `create table audit (
    id bigint generated always as identity primary key, at timestamptz not null default now(), user_name text not null,
    action text not null, target text not null, address text not null, data jsonb not null)`,
  `create index audit_at on audit (at)`,
];

export const first: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
