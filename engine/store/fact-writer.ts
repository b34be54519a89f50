/**
 * Facts into rows: one statement a batch, with a part for each table whose text never changes and whose rows are one
 * JSON parameter. A column that a fact does not set keeps its value, so writing facts twice, in their order, leaves what
 * writing them once leaves.
 */
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Fact } from './facts.js';
import { columnName, rowTables, type ColumnKind, type FactTable } from './fact-columns.js';
import type { Position } from './journal-segments.js';
import type { Schema } from './schema.js';

type RowKind = keyof typeof rowTables;
type Row = Record<string, unknown>;
type Part = RawBuilder<unknown>;

/** How far a journal was read. */
export interface Reached {
  readonly journal: string;
  readonly end: Position;
}

/**
 * Writes `facts` in their order, and with them how far their journal was read: all or nothing, in one round trip.
 * Parts of one statement do not see each other's rows, so no table here may refer to another.
 */
export async function writeFacts(
  db: Kysely<Schema>,
  facts: readonly Fact[],
  reached?: Reached,
): Promise<void> {
  const parts = partsOf(sort(facts));
  if (reached) parts.push(keepPosition(reached));
  const last = parts.pop();
  if (!last) return;
  const named = parts.map((part, index) => sql`${sql.raw(`part_${index}`)} as (${part})`);
  const statement = named.length === 0 ? last : sql`with ${sql.join(named)} ${last}`;
  await statement.execute(db);
}

function partsOf({ rows, events, states, live, memos }: Sorted): Part[] {
  const parts: Part[] = [];
  for (const kind of Object.keys(rowTables) as RowKind[]) {
    if (rows[kind].size > 0) parts.push(upserts[kind](rows[kind].values()));
  }
  if (events.length > 0) parts.push(insertEvents(events));
  if (states.length > 0) parts.push(insertStates(states));
  parts.push(...snapshots('live', live), ...snapshots('memos', memos));
  return parts;
}

interface Sorted {
  readonly rows: Record<RowKind, Map<string, Row>>;
  readonly events: Row[];
  readonly states: Row[];
  readonly live: Map<string, string | undefined>;
  readonly memos: Map<string, string | undefined>;
}

/** Several facts on one row become one row: PostgreSQL refuses to change a row twice in one statement. */
function sort(facts: readonly Fact[]): Sorted {
  const sorted: Sorted = {
    rows: { call: new Map(), leg: new Map(), queueEntry: new Map(), recording: new Map(), task: new Map() },
    events: [],
    states: [],
    live: new Map(),
    memos: new Map(),
  };
  for (const fact of facts) {
    switch (fact.kind) {
      case 'call':
      case 'leg':
      case 'queueEntry':
      case 'recording':
      case 'task':
        mergeRow(sorted.rows[fact.kind], fact.id, fact.set, rowTables[fact.kind]);
        break;
      case 'callEvent':
        sorted.events.push({ ...fact, at: isoTime(fact.at) });
        break;
      case 'agentState':
        sorted.states.push({ ...fact, at: isoTime(fact.at) });
        break;
      case 'live':
        sorted.live.set(fact.id, fact.snapshot);
        break;
      case 'memo':
        sorted.memos.set(fact.id, fact.snapshot);
        break;
    }
  }
  return sorted;
}

function mergeRow(rows: Map<string, Row>, id: string, set: object, { columns }: FactTable): void {
  const row = rows.get(id) ?? { id };
  for (const [key, value] of Object.entries(set)) {
    const kind = columns[key];
    if (kind) row[columnName(key)] = kind === 'timestamptz' ? isoTime(Number(value)) : (value as unknown);
  }
  rows.set(id, row);
}

/** A time out of JavaScript's range goes as text that PostgreSQL refuses, so that one fact is set aside, not all. */
function isoTime(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}

const upserts: Record<RowKind, (rows: Iterable<Row>) => Part> = {
  call: upsertInto(rowTables.call),
  leg: upsertInto(rowTables.leg),
  queueEntry: upsertInto(rowTables.queueEntry),
  recording: upsertInto(rowTables.recording),
  task: upsertInto(rowTables.task),
};

function upsertInto({ table, columns }: FactTable): (rows: Iterable<Row>) => Part {
  const entries = Object.entries(columns).map(([key, kind]): [string, ColumnKind] => [columnName(key), kind]);
  const names = entries.map(([name]) => name).join(', ');
  const typed = entries.map(([name, kind]) => `${name} ${kind}`).join(', ');
  const kept = entries.map(([name]) => `${name} = coalesce(excluded.${name}, ${table}.${name})`).join(', ');
  const head = sql.raw(`insert into ${table} (id, ${names}) select id, ${names} from jsonb_to_recordset(`);
  const tail = sql.raw(`::jsonb) as r(id text, ${typed}) on conflict (id) do update set ${kept}`);
  return (rows) => sql`${head}${JSON.stringify([...rows])}${tail}`;
}

function insertEvents(events: readonly Row[]): Part {
  return sql`
    insert into call_events (call, seq, at, type, data)
    select call, seq, at, type, data
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
      as r(call text, seq integer, at timestamptz, type text, data jsonb)
    on conflict do nothing`;
}

function insertStates(states: readonly Row[]): Part {
  return sql`
    insert into agent_states (id, agent, at, state, reason, by, call)
    select id, agent, at, state, reason, by, call
    from jsonb_to_recordset(${JSON.stringify(states)}::jsonb)
      as r(id text, agent text, at timestamptz, state text, reason text, by text, call text)
    on conflict do nothing`;
}

function snapshots(table: 'live' | 'memos', kept: ReadonlyMap<string, string | undefined>): Part[] {
  const values: Row[] = [];
  const over: string[] = [];
  for (const [id, snapshot] of kept) {
    if (snapshot === undefined) over.push(id);
    else values.push({ id, snapshot });
  }
  const name = sql.raw(table);
  const parts: Part[] = [];
  if (over.length > 0) parts.push(sql`delete from ${name} where id = any(${over}::text[])`);
  if (values.length > 0) {
    parts.push(sql`
      insert into ${name} (id, snapshot)
      select id, snapshot from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r(id text, snapshot text)
      on conflict (id) do update set snapshot = excluded.snapshot`);
  }
  return parts;
}

function keepPosition({ journal, end }: Reached): Part {
  return sql`
    insert into journal_positions (journal, segment, byte_offset) values (${journal}, ${end.segment}, ${end.offset})
    on conflict (journal) do update set segment = excluded.segment, byte_offset = excluded.byte_offset`;
}
