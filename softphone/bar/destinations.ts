/** Where a call can be sent, and the search among it. */
import type { AgentView, QueueView } from '../../engine/control.js';
import type { Contact, Destination } from '../../engine/desk.js';
import type { FlowView } from '../api/client.js';

export interface DestinationEntry {
  readonly to: Destination;
  readonly name: string;
  /** Number or id beside the name. */
  readonly detail: string;
  /** For agents: whether one can take a call now. */
  readonly free?: boolean;
}

/** What there is to choose from, as the engine tells it. */
export interface DestinationSource {
  readonly agents: readonly AgentView[];
  readonly queues: readonly Pick<QueueView, 'id' | 'name'>[];
  readonly contacts: readonly Contact[];
  readonly flows: readonly Pick<FlowView, 'name'>[];
}

/** @param self who is not a destination of their own calls. */
export function destinationsOf(source: DestinationSource, self: string): readonly DestinationEntry[] {
  const agents = source.agents
    .filter(({ id, state }) => id !== self && state !== 'signedOut')
    .map(({ id, name, state }): DestinationEntry => {
      return {
        to: { kind: 'agent', agent: id },
        name,
        detail: id,
        free: state === 'ready' || state === 'notReady',
      };
    });
  const queues = source.queues.map(({ id, name }): DestinationEntry => {
    return { to: { kind: 'queue', queue: id }, name, detail: id };
  });
  const contacts = source.contacts.map(({ name, number, department }): DestinationEntry => {
    return { to: { kind: 'number', number }, name: `${department} ${name}`.trim(), detail: number };
  });
  const flows = source.flows.map(({ name }): DestinationEntry => {
    return { to: { kind: 'flow', flow: name, back: true }, name, detail: '' };
  });
  return [...agents, ...queues, ...contacts, ...flows];
}

/**
 * Those that hold every word of `text`, free agents first; a number that is none of them comes first of all, since it
 * can be dialled as it is.
 */
export function searchDestinations(
  entries: readonly DestinationEntry[],
  text: string,
  most = 30,
): readonly DestinationEntry[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries
    .filter(({ name, detail }) => words.every((word) => `${name} ${detail}`.toLowerCase().includes(word)))
    .toSorted((a, b) => Number(b.free ?? false) - Number(a.free ?? false))
    .slice(0, most);
  const number = dialable(text);
  if (number === null || found.some(({ detail }) => detail === number)) return found;
  return [{ to: { kind: 'number', number }, name: number, detail: '' }, ...found];
}

/** What was typed or pasted as a number: blanks, hyphens and brackets fall out. Null when something else is in it. */
export function dialable(text: string): string | null {
  const number = text
    .replace(/[\s\-()（）－]/g, '')
    .replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  return /^\+?[0-9*#]{2,32}$/.test(number) ? number : null;
}
