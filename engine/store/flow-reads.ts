/** What flows left behind in the timelines of calls. Times are milliseconds since the epoch. */
import { sql, type Kysely } from 'kysely';
import type { Schema } from './schema.js';

export interface NodeFigure {
  readonly node: string;
  /** Calls that came here, and how often they did in all. */
  readonly calls: number;
  readonly visits: number;
  /** Calls whose caller hung up here. */
  readonly dropOuts: number;
  /** Milliseconds that a visit took on average. */
  readonly averageMs: number;
}

export interface FlowFigures {
  readonly calls: number;
  /** Milliseconds from the first node to the last on average. */
  readonly averageMs: number;
  readonly nodes: readonly NodeFigure[];
  /** How often one node followed another. */
  readonly paths: readonly { readonly from: string; readonly to: string; readonly count: number }[];
  /** Days of the flow's clock on which there were calls, in order. */
  readonly days: readonly DayFigure[];
}

export interface DayFigure {
  /** yyyy-mm-dd. */
  readonly day: string;
  readonly calls: number;
  readonly dropOuts: number;
  readonly averageMs: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** IANA name: whose days. */
  readonly timeZone: string;
  /** Calls to numbers that begin so are left out: trials of drafts. */
  readonly exceptCalled: string;
}

const droppedOut = sql`v.next_at is null and c.hung_up_by = 'caller' and c.outcome in ('selfService', 'failed')`;

/**
 * A visit lasts until the next node, or until the call left the flow or ended. A caller drops out at the last node of
 * the call, if the caller hung up there without having waited for or talked to anybody.
 */
export async function readFlowFigures(
  db: Kysely<Schema>,
  flow: string,
  { from, to, timeZone, exceptCalled }: Span,
): Promise<FlowFigures> {
  const [begin, end] = [new Date(from), new Date(to)];
  const counts = sql`not exists (select 1 from calls t where t.id = call and starts_with(t.called, ${exceptCalled}))`;
  const visits = sql`
    with visits as (
      select e.call, e.seq, e.at, e.data->>'node' as node,
        lead(e.data->>'node') over w as next_node, lead(e.data->>'flow') over w as next_flow,
        lead(e.at) over w as next_at, e.data->>'flow' as flow
      from call_events e
      where e.type = 'flow.node' and e.at >= ${begin} and e.at < ${end} and ${counts}
      window w as (partition by e.call order by e.seq))`;
  const nodes = await sql<{
    node: string;
    calls: string;
    visits: string;
    dropOuts: string;
    averageMs: number | null;
  }>`${visits}
    select v.node, count(distinct v.call) as calls, count(*) as visits,
      count(*) filter (where ${droppedOut}) as drop_outs,
      (avg(extract(epoch from (coalesce(v.next_at, c.queued_at, c.ended_at) - v.at)))
        filter (where coalesce(v.next_at, c.queued_at, c.ended_at) >= v.at) * 1000)::float8 as average_ms
    from visits v left join calls c on c.id = v.call
    where v.flow = ${flow} group by v.node order by v.node`.execute(db);
  const paths = await sql<{ node: string; nextNode: string; count: string }>`${visits}
    select node, next_node, count(*) as count from visits
    where flow = ${flow} and next_flow = ${flow} group by 1, 2 order by 3 desc limit 5000`.execute(db);
  const whole = await sql<{ calls: string; averageMs: number | null }>`
    select count(*) as calls, (avg(extract(epoch from last - first)) * 1000)::float8 as average_ms from (
      select min(at) as first, max(at) as last from call_events
      where type = 'flow.node' and at >= ${begin} and at < ${end} and data->>'flow' = ${flow} and ${counts}
      group by call) s`.execute(db);
  const days = await sql<{ day: string; calls: string; dropOuts: string; averageMs: number | null }>`${visits}
    select to_char(first at time zone ${timeZone}, 'YYYY-MM-DD') as day, count(*) as calls,
      count(*) filter (where dropped) as drop_outs,
      (avg(extract(epoch from last - first)) * 1000)::float8 as average_ms
    from (
      select min(v.at) as first, max(v.at) as last, bool_or(${droppedOut}) as dropped
      from visits v left join calls c on c.id = v.call where v.flow = ${flow} group by v.call) s
    group by 1 order by 1`.execute(db);
  return {
    calls: Number(whole.rows[0]?.calls ?? 0),
    averageMs: Math.round(whole.rows[0]?.averageMs ?? 0),
    nodes: nodes.rows.map((row) => ({
      node: row.node,
      calls: Number(row.calls),
      visits: Number(row.visits),
      dropOuts: Number(row.dropOuts),
      averageMs: Math.round(row.averageMs ?? 0),
    })),
    paths: paths.rows.map((row) => ({ from: row.node, to: row.nextNode, count: Number(row.count) })),
    days: days.rows.map((row) => ({
      ...{ day: row.day, calls: Number(row.calls), dropOuts: Number(row.dropOuts) },
      averageMs: Math.round(row.averageMs ?? 0),
    })),
  };
}

/** How often calls came to a node since then, by `<flow> <node>`. */
export async function readVisits(db: Kysely<Schema>, from: number): Promise<Map<string, number>> {
  const { rows } = await sql<{ flow: string; node: string; visits: string }>`
    select data->>'flow' as flow, data->>'node' as node, count(*) as visits from call_events
    where type = 'flow.node' and at >= ${new Date(from)} group by 1, 2`.execute(db);
  return new Map(rows.map(({ flow, node, visits }) => [`${flow} ${node}`, Number(visits)]));
}

export interface BlockedCount {
  readonly entry: string;
  readonly count: number;
  readonly lastAt: number;
}

/** Blocked calls by the entry of the blacklist. */
export async function readBlockedCounts(db: Kysely<Schema>): Promise<BlockedCount[]> {
  const { rows } = await sql<{ entry: string; count: string; lastAt: Date }>`
    select data->>'entry' as entry, count(*) as count, max(at) as last_at from call_events
    where type = 'call.blocked' group by 1`.execute(db);
  return rows.map((row) => ({ entry: row.entry, count: Number(row.count), lastAt: row.lastAt.getTime() }));
}

export interface BlockedCall {
  readonly call: string;
  readonly at: number;
  readonly caller: string;
  readonly called: string;
}

/** The latest first. */
export async function readBlockedCalls(
  db: Kysely<Schema>,
  entry: string,
  limit: number,
): Promise<BlockedCall[]> {
  const { rows } = await sql<{ call: string; at: Date; caller: string | null; called: string | null }>`
    select e.call, e.at, c.caller, c.called from call_events e left join calls c on c.id = e.call
    where e.type = 'call.blocked' and e.data->>'entry' = ${entry} order by e.at desc limit ${limit}`.execute(
    db,
  );
  return rows.map(({ call, at, caller, called }) => ({
    ...{ call, at: at.getTime() },
    ...{ caller: caller ?? '', called: called ?? '' },
  }));
}

export interface CallbackRequest {
  readonly call: string;
  readonly seq: number;
  readonly at: number;
  readonly queue: string;
  readonly number: string;
  readonly done: { readonly by: string; readonly at: number; readonly note: string } | null;
}

/** Call-backs that callers asked for in flows, the oldest first. */
export async function readCallbacks(
  db: Kysely<Schema>,
  { open, limit }: { readonly open: boolean; readonly limit: number },
): Promise<CallbackRequest[]> {
  const { rows } = await sql<{
    call: string;
    seq: number;
    at: Date;
    queue: string;
    number: string;
    by: string;
    doneAt: Date | null;
    note: string | null;
  }>`
    select e.call, e.seq, e.at, e.data->>'queue' as queue, e.data->>'number' as number,
      coalesce(d.by, n.data->>'agent', '') as by, coalesce(d.at, n.at) as done_at,
      coalesce(d.note, n.data->>'how') as note
    from call_events e left join callbacks_done d on d.call = e.call and d.seq = e.seq
      left join call_events n on n.call = e.call and n.type = 'callback.ended' and (n.data->>'request')::int = e.seq
    where e.type = 'callback.requested' and (not ${open}::boolean or (d.call is null and n.call is null))
    order by e.at ${sql.raw(open ? 'asc' : 'desc')} limit ${limit}`.execute(db);
  return rows.map(({ call, seq, at, queue, number, by, doneAt, note }) => ({
    ...{ call, seq, at: at.getTime(), queue, number },
    done: doneAt === null ? null : { by, at: doneAt.getTime(), note: note ?? '' },
  }));
}

export async function closeCallback(
  db: Kysely<Schema>,
  done: { readonly call: string; readonly seq: number; readonly by: string; readonly note: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('callbacksDone')
    .values(done)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export interface CallerHistory {
  readonly calls: number;
  readonly lastAgent: string | null;
  readonly lastQueue: string | null;
  readonly lastCallAt: number | null;
}

/** Calls of before from this number, in the forms that carriers write it in. */
export async function readHistory(db: Kysely<Schema>, numbers: readonly string[]): Promise<CallerHistory> {
  const rows = await db
    .selectFrom('calls')
    .select(['startedAt', 'agent', 'queue'])
    .where('caller', 'in', [...numbers])
    .where('endedAt', 'is not', null)
    .orderBy('startedAt', 'desc')
    .limit(1000)
    .execute();
  return {
    calls: rows.length,
    lastAgent: rows.find(({ agent }) => agent !== null)?.agent ?? null,
    lastQueue: rows.find(({ queue }) => queue !== null && queue !== '')?.queue ?? null,
    lastCallAt: rows[0]?.startedAt?.getTime() ?? null,
  };
}
