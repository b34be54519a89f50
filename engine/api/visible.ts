/** What a role may see. Callers' numbers are personal data: an agent sees those of its own calls. */
import type { EngineEvent, LiveCallView, QueueView } from '../control.js';
import type { ConversationView, DeskEvent } from '../desk.js';
import type { User } from '../store/people.js';

/** `13812345678` becomes `138****5678`; what is too short for a subscriber's number (an extension) stays. */
export function maskNumber(number: string): string {
  if (number.length <= 4) return number;
  const kept = number.length >= 9 ? [3, 4] : [1, 2];
  const [head = 0, tail = 0] = kept;
  return `${number.slice(0, head)}${'*'.repeat(number.length - head - tail)}${number.slice(-tail)}`;
}

/** Leaders see every number; an agent sees that of a call of its own. */
export function visibleCaller(user: User, caller: string, agent: string | null | undefined): string {
  return user.role !== 'agent' || (user.agent !== null && agent === user.agent) ? caller : maskNumber(caller);
}

export function visibleCalls(user: User, calls: readonly LiveCallView[]): LiveCallView[] {
  return calls.filter((call) => user.role !== 'agent' || (user.agent !== null && call.agent === user.agent));
}

export function visibleQueues(user: User, queues: readonly QueueView[]): QueueView[] {
  return queues.map((queue) => ({
    ...queue,
    waiting: queue.waiting.map((entry) => ({
      ...entry,
      caller: visibleCaller(user, entry.caller, undefined),
    })),
  }));
}

/** Whether the user is an agent of the conversation: serves it, is consulted, or is at its other end. */
export function takesPart({ agent }: User, conversation: ConversationView): boolean {
  if (agent === null) return false;
  const own = conversation.parties.some(({ role, party }) => role !== 'supervisor' && party === agent);
  return own || conversation.agent === agent;
}

/** Leaders see every conversation, agents those in which they take part. */
export function visibleConversation(user: User, conversation: ConversationView): boolean {
  return user.role !== 'agent' || takesPart(user, conversation);
}

/** A conversation as the user sees it: an agent does not learn of who listens in silence (监听). */
export function shownConversation(user: User, conversation: ConversationView): ConversationView {
  if (user.role !== 'agent') return conversation;
  const { supervision, ...rest } = conversation;
  const parties = conversation.parties.filter(({ mode }) => mode !== 'listen');
  const heard = parties.find(({ mode, state }) => mode !== undefined && state === 'talking');
  if (!supervision || heard?.mode === undefined) return { ...rest, parties };
  return { ...rest, parties, supervision: { supervisor: heard.party, mode: heard.mode } };
}

/** What the user gets of an event that is visible. */
export function shownEvent(user: User, event: EngineEvent | DeskEvent): EngineEvent | DeskEvent {
  if (event.type !== 'conversation.changed') return event;
  return { ...event, conversation: shownConversation(user, event.conversation) };
}

/** @returns whether an event is the user's business. */
export function isVisible(user: User, event: EngineEvent | DeskEvent): boolean {
  // For the one who left a conversation, and nobody else, it is over.
  if (event.type === 'conversation.changed' && event.leaver !== undefined) return user.agent === event.leaver;
  if (user.role !== 'agent') return true;
  switch (event.type) {
    case 'agent.changed':
    case 'queue.changed':
      return true;
    case 'call.started':
    case 'call.changed':
    case 'call.ended':
      return user.agent !== null && event.call.agent === user.agent;
    case 'conversation.changed':
      return event.silent !== true && takesPart(user, event.conversation);
    case 'message':
      return event.to === 'all' || event.to === user.agent;
    case 'help.asked':
      return event.agent === user.agent;
    case 'task.changed':
      return user.agent !== null && (event.task.agent === user.agent || event.withdrawnFrom === user.agent);
    case 'switch.changed':
    case 'flow.loaded':
    case 'flow.refused':
      return false;
  }
}
