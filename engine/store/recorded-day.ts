/**
 * A day as the records have it, to be simulated again. Times in milliseconds since the epoch. Callers’ numbers, keys and
 * call data, which routing rules ask about, are personal data.
 */
import { sql, type Kysely } from 'kysely';
import type { RoutingStart } from '../routing/decide.js';
import type { Schema } from './schema.js';

/** One stay of a caller in a queue. */
export interface RecordedEntry {
  readonly call: string;
  /** '' when withheld. */
  readonly caller: string;
  readonly called: string;
  readonly language: string;
  readonly keys: readonly { readonly node: string; readonly digits: string }[];
  readonly data: Readonly<Record<string, string>>;
  readonly queue: string;
  readonly priority: number;
  /** Before the rules; absent in records of before it was kept, whose queue and priority then stand for it. */
  readonly asked?: RoutingStart;
  readonly joinedAt: number;
  /** Null while nobody knows how it ended. */
  readonly leftAt: number | null;
  readonly outcome: string;
  readonly agent: string | null;
  readonly offers: readonly { readonly at: number; readonly endedAt: number; readonly how: string }[];
}

/** An agent was in a state until the next one of the same agent. */
export interface RecordedState {
  readonly agent: string;
  readonly at: number;
  readonly state: string;
  readonly call: string | null;
}

export interface RecordedDay {
  /** In the order of joining. */
  readonly entries: readonly RecordedEntry[];
  /** Of agents of the configuration, by agent, in the order of time; the first of each may be of before the day. */
  readonly states: readonly RecordedState[];
}

/** Calls that join a queue within the day began so much earlier at most, and their talks end so much later. */
export const aroundMs = 2 * 3_600_000;

/**
 * @param to not included.
 * @param most entries; one more than this is read when there are more.
 */
export async function readRecordedDay(
  db: Kysely<Schema>,
  from: Date,
  to: Date,
  most: number,
): Promise<RecordedDay> {
  // By calls, whose beginning has an index over all queues.
  const entries = await db
    .selectFrom('calls')
    .innerJoin('queueEntries as e', 'e.call', 'calls.id')
    .select(['calls.caller', 'calls.called', 'calls.language', 'calls.keys', 'calls.data'])
    .select(['e.call', 'e.queue', 'e.priority', 'e.asked', 'e.joinedAt', 'e.leftAt'])
    .select(['e.outcome', 'e.agent', 'e.offers'])
    .where('calls.startedAt', '>=', new Date(from.getTime() - aroundMs))
    .where('calls.startedAt', '<', to)
    .where('e.joinedAt', '>=', from)
    .where('e.joinedAt', '<', to)
    .where('e.queue', 'is not', null)
    .orderBy('e.joinedAt')
    .limit(most + 1)
    .execute();
  // By agents, as their states are indexed.
  const states = await sql<StateRow>`
    select a.id as agent, s.at, s.state, s.call from agents a cross join lateral (
      (select at, state, call from agent_states where agent = a.id and at < ${from} order by at desc limit 1)
      union all
      (select at, state, call from agent_states
       where agent = a.id and at >= ${from} and at < ${new Date(to.getTime() + aroundMs)})) s
    order by a.id, s.at`.execute(db);
  return {
    entries: entries.map(
      ({ call, queue, priority, asked, joinedAt, leftAt, outcome, agent, offers, ...row }) => ({
        ...{ caller: row.caller ?? '', called: row.called ?? '', language: row.language ?? '' },
        keys: (row.keys ?? []) as RecordedEntry['keys'],
        data: (row.data ?? {}) as RecordedEntry['data'],
        ...{ call: call ?? '', queue: queue ?? '', priority: priority ?? 0, outcome: outcome ?? '', agent },
        ...(asked !== null && { asked: asked as RoutingStart }),
        ...{ joinedAt: joinedAt?.getTime() ?? 0, leftAt: leftAt?.getTime() ?? null },
        offers: (offers ?? []) as RecordedEntry['offers'],
      }),
    ),
    states: states.rows.map((row) => ({ ...row, at: row.at.getTime() })),
  };
}

/** A call of before, of one of the callers. */
export interface EarlierCall {
  readonly id: string;
  readonly caller: string;
  readonly at: number;
  readonly outcome: string;
  readonly agent: string | null;
}

const mostEarlier = 500_000;

/** In the order of time; the latest ones when there are very many. @param to not included. */
export async function readEarlierCalls(
  db: Kysely<Schema>,
  callers: readonly string[],
  from: Date,
  to: Date,
): Promise<EarlierCall[]> {
  const rows = await db
    .selectFrom('calls')
    .select(['id', 'caller', 'startedAt', 'outcome', 'agent'])
    .where('caller', '=', sql<string>`any(${callers})`)
    .where('startedAt', '>=', from)
    .where('startedAt', '<', to)
    .where('direction', '=', 'inbound')
    .orderBy('startedAt', 'desc')
    .limit(mostEarlier)
    .execute();
  return rows
    .map(({ caller, startedAt, outcome, ...row }) => ({
      ...{ ...row, caller: caller ?? '', at: startedAt?.getTime() ?? 0, outcome: outcome ?? '' },
    }))
    .reverse();
}

interface StateRow {
  readonly agent: string;
  readonly at: Date;
  readonly state: string;
  readonly call: string | null;
}
