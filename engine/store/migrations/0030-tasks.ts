import { sql, type Kysely, type Migration } from 'kysely';

/** Chats, e-mails, call backs … that are over. */
const statements = [
  `create table tasks (
    id text primary key, medium text, queue text, subject text, number text, state text, agent text,
    priority integer, created_at timestamptz, finished_at timestamptz, data jsonb, history jsonb)`,
  `create index tasks_finished_at on tasks (finished_at desc, id)`,
  `create index tasks_agent on tasks (agent, finished_at desc)`,
];

export const tasks: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
