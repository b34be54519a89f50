/** Calls of before, for rules that ask who served a caller and how often they called. */
import type { Kysely } from 'kysely';
import { type EarlierCall, HISTORY_DAYS } from '../list/caller-history.js';
import type { Schema } from './schema.js';

const mostCalls = 200_000;

/** Earliest first. @param now milliseconds since the epoch. */
export async function earlierCalls(db: Kysely<Schema>, now: number): Promise<readonly EarlierCall[]> {
  const rows = await db
    .selectFrom('calls')
    .select(['caller', 'startedAt', 'outcome', 'agent'])
    .where('direction', '=', 'inbound')
    .where('startedAt', '>=', new Date(now - HISTORY_DAYS * 86_400_000))
    .where('outcome', '!=', 'inProgress')
    .orderBy('startedAt', 'desc')
    .limit(mostCalls)
    .execute();
  return rows.reverse().map(({ caller, startedAt, outcome, agent }) => ({
    ...{ caller: caller ?? '', at: startedAt?.getTime() ?? 0, outcome: outcome ?? '' },
    agent: agent ?? undefined,
  }));
}
