/** The calls as people look them up. Times come out as milliseconds since the epoch. */
import { sql, type Kysely, type Selectable } from 'kysely';
import { hadPart } from './own-part.js';
import type { CallTable, Schema } from './schema.js';

export interface CallFilter {
  /** Start of the call, milliseconds since the epoch; `to` is not included. */
  readonly from?: number;
  readonly to?: number;
  readonly caller?: string;
  readonly called?: string;
  readonly agent?: string;
  readonly queue?: string;
  readonly outcome?: string;
  readonly rating?: string;
  /** An agent who had a part in it. */
  readonly part?: string;
}

export type CallRow = Readonly<Record<keyof Selectable<CallTable>, unknown>> & {
  readonly id: string;
  readonly caller: string | null;
  readonly agent: string | null;
};

export interface CallPage {
  readonly calls: readonly CallRow[];
  /** Hands to the next page; absent on the last. */
  readonly next?: string;
}

export interface CallDetail {
  readonly call: CallRow;
  readonly legs: readonly Readonly<Record<string, unknown>>[];
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  readonly recordings: readonly Readonly<Record<string, unknown>>[];
}

export interface TimelineEntry {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly data: unknown;
}

/** Latest first. A cursor is a place in that order, so calls that come in meanwhile neither repeat nor hide one. */
export async function listCalls(
  db: Kysely<Schema>,
  filter: CallFilter,
  limit: number,
  cursor?: CallCursor,
): Promise<CallPage> {
  let query = db.selectFrom('calls').selectAll().where('startedAt', 'is not', null);
  if (filter.from !== undefined) query = query.where('startedAt', '>=', new Date(filter.from));
  if (filter.to !== undefined) query = query.where('startedAt', '<', new Date(filter.to));
  for (const column of ['caller', 'called', 'agent', 'queue', 'outcome', 'rating'] as const) {
    const wanted = filter[column];
    if (wanted !== undefined) query = query.where(column, '=', wanted);
  }
  const { part } = filter;
  if (part !== undefined) query = query.where((eb) => hadPart(eb, part));
  if (cursor) {
    query = query.where(
      sql<boolean>`(started_at, id) < (${new Date(cursor.startedAt)}::timestamptz, ${cursor.id})`,
    );
  }
  const rows = await query
    .orderBy('startedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last?.startedAt;
  const calls = page.map((row) => plainTimes(row)) as unknown as CallRow[];
  return more ? { calls, next: encodeCursor({ startedAt: more.getTime(), id: last.id }) } : { calls };
}

export async function readCall(db: Kysely<Schema>, id: string): Promise<CallDetail | undefined> {
  const call = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst();
  if (!call) return undefined;
  const [legs, entries, recordings] = await Promise.all([
    db.selectFrom('callLegs').selectAll().where('call', '=', id).orderBy('createdAt').execute(),
    db.selectFrom('queueEntries').selectAll().where('call', '=', id).orderBy('joinedAt').execute(),
    db
      .selectFrom('recordings')
      .selectAll()
      .where('call', '=', id)
      .where('state', 'is distinct from', 'empty')
      .orderBy('startedAt')
      .execute(),
  ]);
  return {
    call: plainTimes(call) as unknown as CallRow,
    legs: legs.map(plainTimes),
    entries: entries.map(plainTimes),
    recordings: recordings.map(plainTimes),
  };
}

/** Whether the agent had a part in the call. */
export async function hasPart(db: Kysely<Schema>, call: string, agent: string): Promise<boolean> {
  const found = await db
    .selectFrom('calls')
    .select('calls.id')
    .where('calls.id', '=', call)
    .where((eb) => hadPart(eb, agent))
    .executeTakeFirst();
  return found !== undefined;
}

export async function readTimeline(db: Kysely<Schema>, call: string): Promise<TimelineEntry[]> {
  const rows = await db
    .selectFrom('callEvents')
    .select(['seq', 'at', 'type', 'data'])
    .where('call', '=', call)
    .orderBy('seq')
    .limit(5_000)
    .execute();
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

export interface CallCursor {
  readonly startedAt: number;
  readonly id: string;
}

function encodeCursor(cursor: CallCursor): string {
  return Buffer.from(`${cursor.startedAt}:${cursor.id}`).toString('base64url');
}

/** @returns undefined for what no page handed out. */
export function decodeCursor(text: string): CallCursor | undefined {
  const match = /^(\d{1,16}):(.+)$/s.exec(Buffer.from(text, 'base64url').toString());
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { startedAt: Number(match[1]), id: match[2] };
}

function plainTimes(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]: [string, unknown]) => [
      key,
      value instanceof Date ? value.getTime() : value,
    ]),
  );
}
