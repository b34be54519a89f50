/** The calls of the board: conversations, and calls that are none yet (in a flow, waiting). */
import type { LiveCallView } from '../../engine/control.js';
import type { ConversationView } from '../../engine/desk.js';

/** As much of a call as supervision goes by. */
export interface SupervisedCall {
  readonly id: string;
  readonly caller: string;
  readonly callerName: string;
  readonly called: string;
  readonly startedAt: number;
  readonly state: ConversationView['state'] | LiveCallView['stage'];
  readonly queue?: string;
  readonly agent?: string;
  readonly supervision?: NonNullable<ConversationView['supervision']>;
}

/**
 * Longest first. A conversation says more of a call than the list of calls does, and wins; but before an agent has it,
 * the list knows whether the caller is in a flow or waits.
 */
export function supervisedCalls(
  calls: readonly LiveCallView[],
  conversations: readonly ConversationView[],
): readonly SupervisedCall[] {
  const known = new Set(conversations.map((one) => one.id));
  const stages = new Map(calls.map(({ id, stage }) => [id, stage]));
  const staged = (one: ConversationView): SupervisedCall => {
    const stage = one.agent === undefined && one.state === 'inFlow' ? stages.get(one.id) : undefined;
    return stage === undefined ? one : { ...one, state: stage };
  };
  const others = calls
    .filter((call) => !known.has(call.id))
    .map(({ stage, ...call }): SupervisedCall => ({ ...call, callerName: '', state: stage }));
  return [...conversations.filter((one) => one.state !== 'ended').map(staged), ...others].sort(
    (a, b) => a.startedAt - b.startedAt || a.id.localeCompare(b.id),
  );
}

/** The call that an agent is on; the one joined by a supervisor first. */
export function callOfAgent(calls: readonly SupervisedCall[], agent: string): SupervisedCall | undefined {
  const own = calls.filter((call) => call.agent === agent);
  return own.find((call) => call.supervision) ?? own[0];
}

/** The call that a supervisor is on. */
export function callOfSupervisor(calls: readonly SupervisedCall[], user: string): SupervisedCall | undefined {
  return calls.find((call) => call.supervision?.supervisor === user);
}
