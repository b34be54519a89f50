/** Rings somebody for the call, past the queues: a colleague, or a number outside by a trunk. */
import { isTrunkFault } from './dial-result.js';
import type { Draft } from './draft.js';
import type { Offer } from './model/offer.js';

const ringInsideSeconds = 30;
/** Networks outside take their time before they ring. */
const ringOutsideSeconds = 60;

export type Ringable =
  { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'number'; readonly number: string };

/** @returns undefined when there is no trunk. */
export function offerTo(draft: Draft, to: Ringable): Offer | undefined {
  if (to.kind === 'agent' || draft.context.isAgent(to.number)) {
    const agent = to.kind === 'agent' ? to.agent : to.number;
    return { number: null, agent, outside: null, leg: `${draft.nextId()}.agent`, at: draft.now };
  }
  return offerOutside(draft, to.number);
}

/** @returns undefined when there is no trunk. */
export function offerOutside(draft: Draft, number: string): Offer | undefined {
  const [trunk, ...others] = draft.context.trunks();
  if (trunk === undefined) return undefined;
  const leg = `${draft.nextId()}.outside`;
  return { number: null, agent: number, leg, at: draft.now, outside: { trunk, others } };
}

/** The agent gets no other call while this one rings. */
export function occupy(draft: Draft, offer: Offer, queue: string | null = null): void {
  if (offer.outside) return;
  draft.acd({ kind: 'agent.occupied', agent: offer.agent, task: draft.call.id, queue });
}

/** The agent, if it is one, is free again. */
export function free(draft: Draft, offer: Offer): void {
  if (offer.outside) return;
  draft.acd({ kind: 'agent.talkEnded', agent: offer.agent, task: draft.call.id });
}

/** How long somebody is rung where nothing else is said. */
export function ringSecondsOf({ outside }: Offer): number {
  return outside ? ringOutsideSeconds : ringInsideSeconds;
}

export function ring(draft: Draft, offer: Offer, ringSeconds = ringSecondsOf(offer)): void {
  draft.do({
    do: 'originate',
    offer,
    ringSeconds,
    role: offer.outside ? 'external' : 'agent',
  });
}

/** @returns the offer by the next trunk, when it was the trunk that failed and there is another. */
export function byNextTrunk(draft: Draft, offer: Offer, cause: string): Offer | undefined {
  const { outside } = offer;
  const [trunk, ...others] = outside?.others ?? [];
  if (!outside || trunk === undefined || !isTrunkFault(cause)) return undefined;
  draft.note('trunk.failed', { trunk: outside.trunk, cause });
  return { ...offer, leg: `${draft.nextId()}.outside`, at: draft.now, outside: { trunk, others } };
}
