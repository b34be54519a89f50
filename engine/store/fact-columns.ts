/** How the columns of a fact lie in PostgreSQL. The types say when a column of facts.ts is missing here. */
import type { CallColumns, LegColumns, QueueEntryColumns, RecordingColumns, TaskColumns } from './facts.js';

export type ColumnKind = 'text' | 'integer' | 'timestamptz' | 'jsonb';

type Columns<T> = Readonly<Record<keyof T, ColumnKind>>;

export interface FactTable {
  readonly table: string;
  readonly columns: Readonly<Record<string, ColumnKind>>;
}

const calls: Columns<CallColumns> = {
  startedAt: 'timestamptz',
  node: 'text',
  direction: 'text',
  caller: 'text',
  called: 'text',
  language: 'text',
  flow: 'text',
  flowVersion: 'text',
  answeredAt: 'timestamptz',
  queuedAt: 'timestamptz',
  agentAnsweredAt: 'timestamptz',
  endedAt: 'timestamptz',
  queue: 'text',
  agent: 'text',
  outcome: 'text',
  result: 'text',
  hungUpBy: 'text',
  cause: 'text',
  causeQ850: 'integer',
  ivrPath: 'jsonb',
  keys: 'jsonb',
  rating: 'text',
  surveyState: 'text',
  data: 'jsonb',
};

const legs: Columns<LegColumns> = {
  call: 'text',
  role: 'text',
  party: 'text',
  createdAt: 'timestamptz',
  ringingAt: 'timestamptz',
  answeredAt: 'timestamptz',
  endedAt: 'timestamptz',
  hungUpBy: 'text',
  cause: 'text',
  causeQ850: 'integer',
  sipCallId: 'text',
  quality: 'jsonb',
};

const queueEntries: Columns<QueueEntryColumns> = {
  call: 'text',
  queue: 'text',
  priority: 'integer',
  asked: 'jsonb',
  joinedAt: 'timestamptz',
  leftAt: 'timestamptz',
  outcome: 'text',
  agent: 'text',
  offers: 'jsonb',
};

const recordings: Columns<RecordingColumns> = {
  call: 'text',
  kind: 'text',
  path: 'text',
  startedAt: 'timestamptz',
  durationMs: 'integer',
  state: 'text',
};

const tasks: Columns<TaskColumns> = {
  medium: 'text',
  queue: 'text',
  subject: 'text',
  number: 'text',
  state: 'text',
  agent: 'text',
  priority: 'integer',
  createdAt: 'timestamptz',
  finishedAt: 'timestamptz',
  data: 'jsonb',
  history: 'jsonb',
};

/** The kinds of fact that change a row, with their tables. */
export const rowTables = {
  call: { table: 'calls', columns: calls },
  leg: { table: 'call_legs', columns: legs },
  queueEntry: { table: 'queue_entries', columns: queueEntries },
  recording: { table: 'recordings', columns: recordings },
  task: { table: 'tasks', columns: tasks },
} as const satisfies Record<string, FactTable>;

/** As the database names it: `causeQ850` is `cause_q850`, which is also how Kysely's CamelCasePlugin has it. */
export function columnName(key: string): string {
  return key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
