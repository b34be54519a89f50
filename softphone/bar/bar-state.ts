/** Everything that the bar shows, as data; changed by `reduceBar` alone. Times are milliseconds since the Unix epoch. */
import type { AgentView } from '../../engine/control.js';
import type { ConversationView } from '../../engine/desk.js';
import type { User } from '../api/client.js';
import type { PushedEvent } from '../api/event-link.js';
import { initialPhoneState, type PhoneState } from '../phone/phone-state.js';
import type { ActionName } from './actions.js';

export interface Notice {
  readonly kind: 'error' | 'info';
  readonly text: string;
}

export interface LeaderMessage {
  readonly from: string;
  readonly text: string;
  readonly at: number;
}

export interface BarState {
  /** `unknown` until the engine has said who is signed in. */
  readonly session: 'unknown' | 'signedOut' | 'signedIn';
  readonly user: User | null;
  readonly link: 'connecting' | 'open' | 'lost';
  /** The engine's clock minus this machine's. */
  readonly clockOffsetMs: number;
  readonly agent: AgentView | null;
  /** Who else brought the agent into this state; null when the agent or the system did. */
  readonly forcedBy: string | null;
  readonly conversation: ConversationView | null;
  /** By id. */
  readonly queueNames: Readonly<Record<string, string>>;
  /** The conversation before this one, for its result. */
  readonly lastEnded: ConversationView | null;
  readonly phone: PhoneState;
  readonly message: LeaderMessage | null;
  readonly notice: Notice | null;
  /** A command that the engine has not answered yet: a second click on it does nothing. */
  readonly pending: ActionName | null;
  readonly surveyAsked: boolean;
}

export type BarEvent =
  | { readonly type: 'session.known'; readonly user: User }
  | { readonly type: 'session.none' }
  | { readonly type: 'link.changed'; readonly link: BarState['link'] }
  | { readonly type: 'clock.compared'; readonly offsetMs: number }
  | { readonly type: 'agent.known'; readonly agent: AgentView }
  | {
      readonly type: 'queues.known';
      readonly queues: readonly { readonly id: string; readonly name: string }[];
    }
  | { readonly type: 'conversations.known'; readonly items: readonly ConversationView[] }
  | { readonly type: 'pushed'; readonly event: PushedEvent }
  | { readonly type: 'phone.changed'; readonly phone: PhoneState }
  | { readonly type: 'command.began'; readonly action: ActionName }
  | { readonly type: 'command.done'; readonly action: ActionName }
  | { readonly type: 'command.refused'; readonly action: ActionName; readonly text: string }
  | { readonly type: 'noticed'; readonly notice: Notice }
  | { readonly type: 'notice.closed' }
  | { readonly type: 'message.read' };

export const initialBarState: BarState = {
  session: 'unknown',
  user: null,
  link: 'connecting',
  clockOffsetMs: 0,
  agent: null,
  forcedBy: null,
  conversation: null,
  queueNames: {},
  lastEnded: null,
  phone: initialPhoneState,
  message: null,
  notice: null,
  pending: null,
  surveyAsked: false,
};

/** Changes of its own carry the engine's name in `by`. */
const system = 'system';

export function reduceBar(state: BarState, event: BarEvent): BarState {
  switch (event.type) {
    case 'session.known':
      return { ...state, session: 'signedIn', user: event.user };
    case 'session.none':
      return { ...initialBarState, session: 'signedOut', phone: state.phone, notice: state.notice };
    case 'link.changed':
      return event.link === state.link ? state : { ...state, link: event.link };
    case 'clock.compared':
      return { ...state, clockOffsetMs: event.offsetMs };
    case 'agent.known':
      return withAgent(state, event.agent, null);
    case 'queues.known':
      return { ...state, queueNames: Object.fromEntries(event.queues.map(({ id, name }) => [id, name])) };
    case 'conversations.known':
      return withConversation(
        state,
        event.items.find((one) => isMine(state, one) && one.state !== 'ended') ?? null,
      );
    case 'pushed':
      return reducePushed(state, event.event);
    case 'phone.changed':
      return { ...state, phone: event.phone };
    case 'command.began':
      return { ...state, pending: event.action, notice: null };
    case 'command.done':
      return { ...state, pending: null, surveyAsked: state.surveyAsked || event.action === 'survey' };
    case 'command.refused':
      return { ...state, pending: null, notice: { kind: 'error', text: event.text } };
    case 'noticed':
      return { ...state, notice: event.notice };
    case 'notice.closed':
      return { ...state, notice: null };
    case 'message.read':
      return { ...state, message: null };
  }
}

function reducePushed(state: BarState, event: PushedEvent): BarState {
  switch (event.type) {
    case 'agent.changed': {
      if (event.agent.id !== state.user?.agent) return state;
      const other = event.by !== '' && event.by !== system && event.by !== state.user.name;
      return withAgent(state, event.agent, other ? event.by : null);
    }
    case 'conversation.changed': {
      const { conversation } = event;
      const shown = state.conversation?.id === conversation.id;
      // A conversation that went on to somebody else is over for this desk.
      const over = conversation.state === 'ended' || !isMine(state, conversation);
      if (over) return shown ? { ...withConversation(state, null), lastEnded: conversation } : state;
      return shown || state.conversation === null ? withConversation(state, conversation) : state;
    }
    case 'message':
      return { ...state, message: { from: event.from, text: event.text, at: event.at } };
    // Others' matters.
    case 'help.asked':
    case 'call.started':
    case 'call.changed':
    case 'call.ended':
    case 'queue.changed':
    case 'task.changed':
    case 'switch.changed':
    case 'flow.loaded':
    case 'flow.refused':
      return state;
  }
}

/** Who forced a state stays named until another state comes; a mere repetition names nobody. */
function withAgent(state: BarState, agent: AgentView, by: string | null): BarState {
  const same = state.agent?.state === agent.state && state.agent.since === agent.since;
  return { ...state, agent, forcedBy: by ?? (same ? state.forcedBy : null) };
}

function withConversation(state: BarState, conversation: ConversationView | null): BarState {
  const same = conversation?.id === state.conversation?.id;
  return { ...state, conversation, surveyAsked: same && state.surveyAsked };
}

/** Served by this agent, or this agent is asked or heard in it. */
export function isMine(state: Pick<BarState, 'user'>, conversation: ConversationView): boolean {
  const me = state.user?.agent ?? null;
  return me !== null && (conversation.agent === me || conversation.parties.some(({ party }) => party === me));
}

/** This agent leads the conversation, and is not only consulted in it. */
export function leads(state: Pick<BarState, 'user' | 'conversation'>): boolean {
  return state.conversation !== null && state.conversation.agent === state.user?.agent;
}
