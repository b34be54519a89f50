/** What an agent's desk shows of the day and of a caller; and who did what. Times in milliseconds since the epoch. */
import { sql, type Kysely } from 'kysely';
import type { AuditItem, CallerHistoryItem, MissedCall, OwnCall, TodayFigures } from '../desk.js';
import { answered, hadPart, ownSeconds } from './own-part.js';
import type { Schema } from './schema.js';

const mostRows = 200;
const mostHistory = 20;

const ms = (at: Date | null): number => at?.getTime() ?? 0;

/** @param from beginning of the day. */
export async function readToday(
  db: Kysely<Schema>,
  agent: string,
  from: Date,
  now: Date,
): Promise<TodayFigures> {
  const calls = await db
    .selectFrom('calls')
    .select((eb) => [
      // The agent's own part counts, whoever had the call afterwards, and before its record is complete.
      sql<string>`count(*) filter (where direction = 'inbound' and ${answered(eb, agent)})`.as('answered'),
      sql<string>`count(*) filter (where direction <> 'inbound' and caller = ${agent})`.as('outbound'),
      // Callers rate whom they talked with last.
      sql<string | null>`avg(rating::numeric) filter (where rating ~ '^[0-9]+$' and agent = ${agent})`.as(
        'rating',
      ),
    ])
    .where((eb) => hadPart(eb, agent))
    .where('startedAt', '>=', from)
    .executeTakeFirst();
  const states = await timeByState(db, agent, from, now);
  const missed = (await readMissed(db, agent, from)).length;
  return {
    answered: Number(calls?.answered ?? 0),
    missed,
    outbound: Number(calls?.outbound ?? 0),
    talkSeconds: states.get('talking') ?? 0,
    wrapUpSeconds: states.get('wrapUp') ?? 0,
    readySeconds: states.get('ready') ?? 0,
    averageRating: calls?.rating == null ? null : Number(calls.rating),
  };
}

/** Whole seconds that the agent spent in each state since `from`. */
async function timeByState(
  db: Kysely<Schema>,
  agent: string,
  from: Date,
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const last = await db
    .selectFrom('agentStates')
    .select(['at', 'state'])
    .where('agent', '=', agent)
    .where('at', '<', from)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const since = await db
    .selectFrom('agentStates')
    .select(['at', 'state'])
    .where('agent', '=', agent)
    .where('at', '>=', from)
    .orderBy('at')
    .execute();
  const changes = [...(last ? [{ ...last, at: from }] : []), ...since];
  const spent = new Map<string, number>();
  for (const [n, { at, state }] of changes.entries()) {
    const until = changes[n + 1]?.at ?? now;
    spent.set(state, (spent.get(state) ?? 0) + Math.max(0, until.getTime() - at.getTime()) / 1000);
  }
  return new Map([...spent].map(([state, seconds]) => [state, Math.round(seconds)]));
}

/** Calls in which the agent talked, or which the agent made, latest first. */
export async function readOwnCalls(db: Kysely<Schema>, agent: string, from: Date): Promise<OwnCall[]> {
  const rows = await db
    .selectFrom('calls')
    .select(['id', 'direction', 'startedAt', 'caller', 'called', 'queue', 'result', 'outcome', 'rating'])
    .select(['agentAnsweredAt', 'endedAt', ownSeconds(agent).as('ownSeconds')])
    .where('startedAt', '>=', from)
    .where((eb) => eb.or([hadPart(eb, agent), eb('caller', '=', agent), eb('called', '=', agent)]))
    .orderBy('startedAt', 'desc')
    .limit(mostRows)
    .execute();
  return rows.map((row): OwnCall => {
    const made = row.direction !== 'inbound' && row.caller === agent;
    const whole = (ms(row.endedAt) - ms(row.agentAnsweredAt)) / 1000;
    const talked = row.ownSeconds === null ? whole : Number(row.ownSeconds);
    return {
      call: row.id,
      direction: row.direction === 'outbound' || row.direction === 'internal' ? row.direction : 'inbound',
      at: ms(row.startedAt),
      party: (made ? row.called : row.caller) ?? '',
      partyName: '',
      queue: row.queue,
      talkSeconds: row.agentAnsweredAt === null ? 0 : Math.max(0, Math.round(talked)),
      result: resultOf(row.result, row.outcome),
      rating: row.rating,
    };
  });
}

function resultOf(result: string | null, outcome: string | null): OwnCall['result'] {
  if (outcome === 'answered' || outcome === 'inProgress') return 'answered';
  const known = ['busy', 'noAnswer', 'rejected', 'unknownNumber', 'switchedOff', 'forbidden'] as const;
  return known.find((one) => one === result) ?? (result === null ? 'missed' : 'failed');
}

/** Offers that rang at the agent and were not taken, latest first. */
export async function readMissed(db: Kysely<Schema>, agent: string, from: Date): Promise<MissedCall[]> {
  const { rows } = await sql<{
    call: string;
    at: string;
    endedAt: string;
    caller: string | null;
    queue: string | null;
  }>`
    select e.call, (o ->> 'at') as at, (o ->> 'endedAt') as "endedAt", c.caller, e.queue
    from queue_entries e join calls c on c.id = e.call, jsonb_array_elements(e.offers) o
    where e.joined_at >= ${new Date(from.getTime() - 24 * 3_600_000)}
      and o ->> 'agent' = ${agent} and o ->> 'how' in ('noAnswer', 'rejected')
      and (o ->> 'at')::numeric >= ${from.getTime()}
    order by (o ->> 'at')::numeric desc limit ${mostRows}`.execute(db);
  return rows.map(({ call, at, endedAt, caller, queue }) => ({
    ...{ call, at: Number(at), party: caller ?? '', partyName: '', queue },
    ringSeconds: Math.round((Number(endedAt) - Number(at)) / 1000),
  }));
}

/** Earlier calls of this number, latest first. */
export async function readCallerHistory(
  db: Kysely<Schema>,
  number: string,
  except: string,
): Promise<CallerHistoryItem[]> {
  if (number === '') return [];
  const rows = await db
    .selectFrom('calls')
    .select(['id', 'startedAt', 'queue', 'agent', 'outcome', 'rating', 'data'])
    .where((eb) =>
      eb.or([
        eb('caller', '=', number),
        eb.and([eb('called', '=', number), eb('direction', '=', 'outbound')]),
      ]),
    )
    .where('id', '!=', except)
    .where('startedAt', 'is not', null)
    .orderBy('startedAt', 'desc')
    .limit(mostHistory)
    .execute();
  return rows.map(({ id, startedAt, outcome, data, ...row }) => ({
    ...{ call: id, at: ms(startedAt), ...row, outcome: outcome ?? '' },
    data: (data ?? {}) as Readonly<Record<string, string>>,
  }));
}

export async function readAudit(db: Kysely<Schema>, limit: number): Promise<AuditItem[]> {
  const rows = await db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit).execute();
  return rows.map(({ id, at, userName, action, target, data }) => ({
    ...{ id, at: at.getTime(), userName, action, target },
    data: data as Readonly<Record<string, unknown>>,
  }));
}
