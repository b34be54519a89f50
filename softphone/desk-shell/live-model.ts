/**
 * The running engine as a page sees it: one picture from GET /api/live, kept true by the events of /api/events.
 * Pure; live-store.ts feeds it.
 */
import type { AgentView, EngineEvent, LiveCallView } from '../../engine/control.js';
import type { ConversationView, DeskEvent, TaskLine } from '../../engine/desk.js';
import type { Live } from '../api/client.js';

/** Something that a person did or said, for the feed of a page. */
export type Happening =
  | {
      readonly kind: 'stateForced';
      readonly id: number;
      readonly at: number;
      readonly by: string;
      readonly agent: AgentView;
    }
  | {
      readonly kind: 'message';
      readonly id: number;
      readonly at: number;
      readonly from: string;
      readonly to: string;
      readonly text: string;
    }
  | {
      readonly kind: 'help';
      readonly id: number;
      readonly at: number;
      readonly agent: string;
      readonly text: string;
    };

export interface LiveState {
  readonly picture: Live;
  readonly conversations: readonly ConversationView[];
  /** Work of other media that is not over; an agent's is what they have or had lately. */
  readonly tasks: readonly TaskLine[];
  /** Latest first, bounded. */
  readonly happenings: readonly Happening[];
  /** Number of the next happening. */
  readonly nextHappening: number;
}

/** What the engine sends over /api/events. */
export type LiveEvent = EngineEvent | DeskEvent;

export interface LiveStep {
  readonly state: LiveState;
  /** Whether the picture has to be read again, because the event says that something changed but not what. */
  readonly refresh: boolean;
}

const keptHappenings = 50;

export const emptyLive: LiveState = {
  picture: { at: 0, agents: [], queues: [], calls: [], switches: [] },
  conversations: [],
  tasks: [],
  happenings: [],
  nextHappening: 1,
};

export function takePicture(
  state: LiveState,
  picture: Live,
  conversations: readonly ConversationView[],
  tasks: readonly TaskLine[],
): LiveState {
  return { ...state, picture, conversations, tasks: tasks.filter(isOpen) };
}

export function applyEvent(state: LiveState, event: LiveEvent): LiveStep {
  switch (event.type) {
    case 'agent.changed':
      return { state: noteForced(withAgent(state, event.agent), event), refresh: false };
    case 'call.started':
    case 'call.changed':
      return { state: withCalls(state, put(state.picture.calls, event.call)), refresh: true };
    case 'call.ended': {
      const calls = state.picture.calls.filter((call) => call.id !== event.call.id);
      return { state: withCalls(state, calls), refresh: true };
    }
    case 'switch.changed': {
      const switches = put(state.picture.switches, event.switch, (one) => one.address);
      return { state: { ...state, picture: { ...state.picture, switches } }, refresh: false };
    }
    case 'conversation.changed':
      return { state: withConversation(state, event.conversation), refresh: false };
    case 'message': {
      const { from, to, text } = event;
      return { state: note(state, { kind: 'message', at: event.at, from, to, text }), refresh: false };
    }
    case 'help.asked': {
      const { agent, text } = event;
      return { state: note(state, { kind: 'help', at: event.at, agent, text }), refresh: false };
    }
    // The length of a queue alone does not tell who waits.
    case 'queue.changed':
      return { state, refresh: true };
    case 'task.changed':
      // Who waits in a queue changes with it.
      return { state: withTask(state, event.task), refresh: true };
    case 'flow.loaded':
    case 'flow.refused':
      return { state, refresh: false };
    // A newer engine may send more than this page knows.
    default:
      return { state, refresh: false };
  }
}

/** Takes a happening out of the feed, as a help request that was dealt with. */
export function dismiss(state: LiveState, id: number): LiveState {
  return { ...state, happenings: state.happenings.filter((one) => one.id !== id) };
}

type WithoutId<T> = T extends Happening ? Omit<T, 'id'> : never;

function note(state: LiveState, happening: WithoutId<Happening>): LiveState {
  const id = state.nextHappening;
  const happenings = [{ ...happening, id }, ...state.happenings].slice(0, keptHappenings);
  return { ...state, happenings, nextHappening: id + 1 };
}

/** States that somebody else set are shown with who did it; the engine's own and the agent's own are not. */
function noteForced(state: LiveState, event: Extract<EngineEvent, { type: 'agent.changed' }>): LiveState {
  const { by, agent, at } = event;
  if (by === '' || by === 'system' || by === agent.id) return state;
  return note(state, { kind: 'stateForced', at, by, agent });
}

function withAgent(state: LiveState, agent: AgentView): LiveState {
  return { ...state, picture: { ...state.picture, agents: put(state.picture.agents, agent) } };
}

function withCalls(state: LiveState, calls: readonly LiveCallView[]): LiveState {
  return { ...state, picture: { ...state.picture, calls } };
}

function withConversation(state: LiveState, conversation: ConversationView): LiveState {
  const conversations =
    conversation.state === 'ended'
      ? state.conversations.filter((one) => one.id !== conversation.id)
      : put(state.conversations, conversation);
  return { ...state, conversations };
}

function withTask(state: LiveState, task: TaskLine): LiveState {
  const others = state.tasks.filter(({ id }) => id !== task.id);
  if (!isOpen(task)) return { ...state, tasks: others };
  return {
    ...state,
    tasks: others.length === state.tasks.length ? [...others, task] : put(state.tasks, task),
  };
}

function isOpen({ state }: TaskLine): boolean {
  return state === 'waiting' || state === 'offered' || state === 'accepted';
}

function put<T extends { readonly id: string }>(list: readonly T[], item: T): readonly T[];
function put<T>(list: readonly T[], item: T, key: (one: T) => string): readonly T[];
function put<T>(
  list: readonly T[],
  item: T,
  key = (one: T) => (one as { readonly id: string }).id,
): readonly T[] {
  const at = list.findIndex((one) => key(one) === key(item));
  return at < 0 ? [...list, item] : list.with(at, item);
}
