/** Which conversation the desk shows: the one of now, or the last one while it is written up. */
import type { AgentView } from '../../engine/control.js';
import type { ConversationView } from '../../engine/desk.js';
import type { Happening } from '../desk-shell/live-model.js';

export interface ShownConversation {
  readonly conversation: ConversationView;
  /** `after`: it is over and the agent writes it up. */
  readonly phase: 'now' | 'after';
}

export interface DeskMemory {
  /** The agent's last conversation that was seen, also when it ended. */
  readonly last: ConversationView | undefined;
}

export const noMemory: DeskMemory = { last: undefined };

/** Call with each new list of the agent's conversations. */
export function remember(memory: DeskMemory, own: readonly ConversationView[]): DeskMemory {
  const current = currentOf(own);
  if (current === undefined || current === memory.last) return memory;
  return { last: current };
}

/**
 * The latest that still goes on wins over one that waits at its side, as a call on a second device.
 */
export function currentOf(own: readonly ConversationView[]): ConversationView | undefined {
  return own
    .filter((one) => one.state !== 'ended')
    .reduce<ConversationView | undefined>(
      (latest, one) => (latest && latest.startedAt >= one.startedAt ? latest : one),
      undefined,
    );
}

/** @param agent the state decides how long an ended conversation stays: through wrap-up and until the next one. */
export function shownConversation(
  memory: DeskMemory,
  own: readonly ConversationView[],
  agent: AgentView | undefined,
): ShownConversation | undefined {
  const current = currentOf(own);
  if (current) return { conversation: current, phase: 'now' };
  if (memory.last === undefined || agent?.state === 'signedOut') return undefined;
  return { conversation: memory.last, phase: 'after' };
}

/** Keys that the wrap-up form writes into the call data (随路数据). */
export const wrapUpKeys = ['category', 'notes'] as const;

export type WrapUpKey = (typeof wrapUpKeys)[number];

/** 来电分类 of a 12345 hotline. */
export const categories = [
  'consultation',
  'request',
  'complaint',
  'report',
  'suggestion',
  'praise',
  'other',
] as const;

export interface DataEntry {
  readonly key: string;
  readonly value: string;
}

/** The entries that stand in the editor; those of the wrap-up form have fields of their own. */
export function editableData(data: Readonly<Record<string, string>>): readonly DataEntry[] {
  return Object.entries(data)
    .filter(([key]) => !wrapUpKeys.some((own) => own === key))
    .map(([key, value]) => ({ key, value }));
}

/** Only what changed is sent; the engine keeps the rest. */
export function changedData(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string | undefined>>,
): readonly DataEntry[] {
  return Object.entries(after).flatMap(([key, value = '']) =>
    value === (before[key] ?? '') ? [] : [{ key, value }],
  );
}

/**
 * Whether a line of the feed belongs on an agent's desk.
 * @param userName under which the agent is signed in: what it did itself is no news.
 */
export function concerns(happening: Happening, agent: string, userName: string): boolean {
  switch (happening.kind) {
    case 'message':
      return happening.to === agent || happening.to === 'all';
    case 'stateForced':
      return happening.agent.id === agent && happening.by !== userName;
    case 'help':
      return false;
  }
}
