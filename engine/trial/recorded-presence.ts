import type { Duration, StaffInterval } from '../simulate/model.js';
import type { RecordedEntry, RecordedState } from '../store/recorded-day.js';

/** One agent's day, in milliseconds from its beginning. */
export interface AgentDay {
  readonly signedIn: readonly StaffInterval[];
  /** Signed in and not to be had: breaks, calls of their own, a phone that failed. */
  readonly away: readonly StaffInterval[];
}

/** What agents did with the calls, by `handlingKey`. */
export interface Handling {
  readonly talkMs: ReadonlyMap<string, number>;
  readonly wrapUpMs: ReadonlyMap<string, number>;
  /** From a missed call to ready again. */
  readonly backAfterMs: readonly number[];
}

interface Stay extends RecordedState {
  readonly until: number;
}

/** Each state with its end; the last of an agent goes on until `end`. */
function staysOf(states: readonly RecordedState[], end: number): Stay[] {
  const byAgent = new Map<string, RecordedState[]>();
  for (const state of states) {
    const known = byAgent.get(state.agent);
    if (known) known.push(state);
    else byAgent.set(state.agent, [state]);
  }
  return [...byAgent.values()].flatMap((own) => {
    const sorted = own.sort((a, b) => a.at - b.at);
    return sorted.map((state, i) => ({ ...state, until: sorted[i + 1]?.at ?? end }));
  });
}

/** A call that was passed on has a talk with each agent. */
export const handlingKey = (agent: string, call: string): string => `${agent} ${call}`;

/** @param end when the records end: a state that no other follows says nothing of how long it takes. */
export function handlingOf(states: readonly RecordedState[], end: number): Handling {
  const talkMs = new Map<string, number>();
  const wrapUpMs = new Map<string, number>();
  const backAfterMs: number[] = [];
  for (const { agent, state, call, at, until } of staysOf(states, end)) {
    const ms = until - at;
    if (until >= end) continue;
    const key = handlingKey(agent, call ?? '');
    if (state === 'talking') talkMs.set(key, (talkMs.get(key) ?? 0) + ms);
    if (state === 'wrapUp') wrapUpMs.set(key, (wrapUpMs.get(key) ?? 0) + ms);
    if (state === 'noAnswer') backAfterMs.push(ms);
  }
  return { talkMs, wrapUpMs, backAfterMs };
}

/** @param queueCalls calls that came through a queue: talking in another one is a call of the agent's own. */
export function presenceByAgent(
  states: readonly RecordedState[],
  queueCalls: ReadonlySet<string>,
  from: number,
  to: number,
): ReadonlyMap<string, AgentDay> {
  const days = new Map<string, { signedIn: StaffInterval[]; away: StaffInterval[] }>();
  for (const { agent, state, call, at, until } of staysOf(states, to)) {
    const day = days.get(agent) ?? { signedIn: [], away: [] };
    days.set(agent, day);
    const interval = { fromMs: Math.max(at, from) - from, toMs: Math.min(until, to) - from, agents: 1 };
    if (state === 'signedOut' || interval.fromMs >= interval.toMs) continue;
    append(day.signedIn, interval);
    const own = state === 'talking' && !queueCalls.has(call ?? '');
    if (own || state === 'notReady' || state === 'deviceFault') append(day.away, interval);
  }
  return days;
}

/** What touches the interval before becomes one with it. */
function append(intervals: StaffInterval[], added: StaffInterval): void {
  const last = intervals.at(-1);
  if (last?.toMs === added.fromMs) intervals[intervals.length - 1] = { ...last, toMs: added.toMs };
  else intervals.push(added);
}

/** How agents took the offers of the day. */
export function answeringOf(entries: readonly RecordedEntry[]): {
  readonly answer: Duration;
  readonly missedShare: number;
} {
  const offers = entries.flatMap((entry) => entry.offers);
  const answered = offers.filter(({ how }) => how === 'answered');
  const missed = offers.filter(({ how }) => how === 'noAnswer' || how === 'rejected').length;
  const seconds = answered.map(({ at, endedAt }) => Math.max(0, endedAt - at) / 1000);
  const taken = answered.length + missed;
  return {
    answer: seconds.length > 0 ? { kind: 'empirical', seconds } : { kind: 'deterministic', seconds: 3 },
    // One who never picks up would ring for ever.
    missedShare: taken === 0 ? 0 : Math.min(0.9, missed / taken),
  };
}
