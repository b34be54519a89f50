/** The stay in a queue as the record keeps it. */
import type { QueueEntryColumns } from '../store/facts.js';
import type { Draft } from './draft.js';
import type { Entry } from './model/entry.js';
import type { Offer } from './model/offer.js';

/** The record of a stay begins. */
export function openEntry(draft: Draft, entry: Entry, outcome?: 'waiting'): void {
  const { queue, priority, asked, joinedAt } = entry;
  draft.setEntry(entry, {
    ...{ call: draft.call.id, queue: queue ?? '', priority, joinedAt, offers: [] },
    ...(asked && { asked }),
    ...(outcome && { outcome }),
  });
}

/** Adds how the offer ended to the entry and its record. */
export function withOffer(draft: Draft, entry: Entry, ended: Offer, how: string, cause?: string): Entry {
  const { agent, at } = ended;
  const offers = [...entry.offers, { agent, at, endedAt: draft.now, how }].slice(-100);
  if (entry.queue !== null) draft.setEntry(entry, { offers });
  draft.note('offer.ended', { ...partyOf(ended), how, ...(cause === undefined ? {} : { cause }) });
  return { ...entry, offers };
}

/** Whom an offer is for, as the timeline has it. */
export function partyOf({ agent, outside }: Offer): Readonly<Record<string, string>> {
  return outside ? { number: agent, trunk: outside.trunk } : { agent };
}

export function stopWaiting(draft: Draft): void {
  for (const name of ['maxWait', 'announce', 'music'] as const) draft.timer(name, null);
}

export function closeEntry(
  draft: Draft,
  entry: Entry,
  outcome: NonNullable<QueueEntryColumns['outcome']>,
  agent?: string,
): void {
  if (entry.queue === null) return;
  draft.setEntry(entry, { leftAt: draft.now, outcome, ...(agent === undefined ? {} : { agent }) });
  draft.note('queue.left', { queue: entry.queue, outcome });
}
