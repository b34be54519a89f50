/** What other systems see of the bar: plain data, the same in events, methods and messages to a frame. */
import type { AgentStateName } from '../../engine/control.js';
import type { ConversationView } from '../../engine/desk.js';
import { isStarting, phoneProblem, type PhoneProblem } from '../phone/phone-health.js';
import { actionNames, actionView, type ActionName, type PhoneKind } from './actions.js';
import type { BarState } from './bar-state.js';

export interface BarSnapshot {
  readonly signedIn: boolean;
  readonly agent: {
    readonly id: string;
    readonly name: string;
    readonly state: AgentStateName;
    readonly reason: string;
    /** Ms since the epoch, by the engine's clock. */
    readonly since: number;
    readonly forcedBy: string | null;
  } | null;
  readonly call: ConversationView | null;
  readonly phone: {
    readonly works: boolean;
    readonly problem: PhoneProblem | null;
    readonly ringing: boolean;
    readonly muted: boolean;
    readonly number: string;
  };
  /** What can be asked for now: nothing, while a command is on its way. */
  readonly possible: readonly ActionName[];
}

export function snapshotOf(state: BarState, kind: PhoneKind): BarSnapshot {
  const { agent, phone } = state;
  const problem = kind === 'none' ? null : phoneProblem(phone);
  return {
    signedIn: state.session === 'signedIn',
    agent: agent && {
      ...{ id: agent.id, name: agent.name, state: agent.state, reason: agent.reason, since: agent.since },
      forcedBy: state.forcedBy,
    },
    call: state.conversation,
    phone: {
      works: problem === null && (kind === 'none' || !isStarting(phone)),
      problem: isStarting(phone) ? null : problem,
      ringing: phone.call?.state === 'ringing',
      muted: phone.call?.muted ?? false,
      number: phone.call?.number ?? '',
    },
    possible:
      state.pending === null ? actionNames.filter((action) => actionView(state, action, kind).enabled) : [],
  };
}

/** Events of the bar towards other systems; `yihao-NAME` as DOM events. */
export type BarNews =
  | { readonly name: 'state'; readonly detail: BarSnapshot }
  | {
      readonly name: 'incoming';
      readonly detail: { readonly number: string; readonly call: ConversationView | null };
    }
  | { readonly name: 'call'; readonly detail: ConversationView }
  | { readonly name: 'ended'; readonly detail: ConversationView }
  | { readonly name: 'message'; readonly detail: { readonly from: string; readonly text: string } }
  | { readonly name: 'problem'; readonly detail: { readonly problem: PhoneProblem | null } };

/** What happened between two states, in the order in which other systems should hear it. */
export function newsBetween(before: BarState, after: BarState, kind: PhoneKind): readonly BarNews[] {
  const was = snapshotOf(before, kind);
  const is = snapshotOf(after, kind);
  if (JSON.stringify(was) === JSON.stringify(is) && before.message === after.message) return [];
  const news: BarNews[] = [{ name: 'state', detail: is }];
  if (is.phone.ringing && !was.phone.ringing)
    news.push({ name: 'incoming', detail: { number: is.call?.caller ?? is.phone.number, call: is.call } });
  if (is.call && is.call !== was.call) news.push({ name: 'call', detail: is.call });
  if (was.call && is.call?.id !== was.call.id)
    news.push({ name: 'ended', detail: after.lastEnded ?? was.call });
  if (after.message && after.message !== before.message)
    news.push({ name: 'message', detail: { from: after.message.from, text: after.message.text } });
  if (is.phone.problem !== was.phone.problem)
    news.push({ name: 'problem', detail: { problem: is.phone.problem } });
  return news;
}
