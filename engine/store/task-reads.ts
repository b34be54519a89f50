/** Work of other media that is over. Times come out as milliseconds since the epoch. */
import { sql, type Kysely, type Selectable } from 'kysely';
import type { TaskRecord } from '../desk.js';
import type { Schema, TaskTable } from './schema.js';

export interface TaskFilter {
  readonly queue?: string;
  readonly agent?: string;
  readonly medium?: string;
  readonly state?: string;
  /** Finished; `to` is not included. */
  readonly from?: number;
  readonly to?: number;
}

/** The latest finished first. @param limit from 1. */
export async function listTasks(
  db: Kysely<Schema>,
  filter: TaskFilter,
  limit: number,
): Promise<TaskRecord[]> {
  let query = db.selectFrom('tasks').selectAll().where('finishedAt', 'is not', null);
  if (filter.from !== undefined) query = query.where('finishedAt', '>=', new Date(filter.from));
  if (filter.to !== undefined) query = query.where('finishedAt', '<', new Date(filter.to));
  for (const column of ['queue', 'agent', 'medium', 'state'] as const) {
    const wanted = filter[column];
    if (wanted !== undefined) query = query.where(column, '=', wanted);
  }
  const rows = await query.orderBy('finishedAt', 'desc').orderBy('id').limit(limit).execute();
  return rows.map(shown);
}

export async function readTask(db: Kysely<Schema>, id: string): Promise<TaskRecord | undefined> {
  const row = await db
    .selectFrom('tasks')
    .selectAll()
    .where('id', '=', id)
    .where(sql<boolean>`finished_at is not null`)
    .executeTakeFirst();
  return row && shown(row);
}

function shown({ createdAt, finishedAt, ...row }: Selectable<TaskTable>): TaskRecord {
  return {
    ...{ id: row.id, medium: row.medium ?? '', queue: row.queue ?? '', subject: row.subject ?? '' },
    ...{
      number: row.number ?? '',
      state: row.state ?? '',
      agent: row.agent ?? '',
      priority: row.priority ?? 0,
    },
    ...{ createdAt: createdAt?.getTime() ?? 0, finishedAt: finishedAt?.getTime() ?? 0 },
    data: (row.data ?? {}) as TaskRecord['data'],
    history: (row.history ?? []) as TaskRecord['history'],
  };
}
