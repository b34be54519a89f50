/** Calls in which an agent had a part: also those that went on to somebody else after it. */
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Schema } from './schema.js';

/** The agent served the call last, or one of its phones was answered for it: before a transfer, consulted, called. */
export function hadPart(eb: ExpressionBuilder<Schema, 'calls'>, agent: string): Expression<SqlBool> {
  return eb.or([eb('calls.agent', '=', agent), answered(eb, agent)]);
}

/** The agent talked on one of its own phones. */
export function answered(eb: ExpressionBuilder<Schema, 'calls'>, agent: string): Expression<SqlBool> {
  return eb(
    'calls.id',
    'in',
    eb
      .selectFrom('callLegs')
      .select('callLegs.call')
      .where('callLegs.party', '=', agent)
      // A caller's number can be forged, and a supervisor's phone listens.
      .where('callLegs.role', '=', 'agent')
      .where('callLegs.answeredAt', 'is not', null)
      .$castTo<{ call: string }>(),
  );
}

/** Seconds that the phones of the agent talked in the call and are out of it; null when there are none. */
export function ownSeconds(agent: string) {
  return sql<string | null>`(
    select sum(extract(epoch from l.ended_at - greatest(l.answered_at, calls.agent_answered_at)))
    from call_legs l
    where l.call = calls.id and l.party = ${agent} and l.role = 'agent' and l.answered_at is not null)`;
}
