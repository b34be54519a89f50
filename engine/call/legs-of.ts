import type { CallState } from './model/call-state.js';
import type { Offer } from './model/offer.js';

/** Every leg of a call, the main one first. */
export function legsOf(call: CallState): readonly string[] {
  return [call.leg, ...offersOf(call).map(({ leg }) => leg), ...call.watchers.map(({ leg }) => leg)];
}

/** Those who are rung or talk at the present stage. */
export function offersOf({ stage, visit }: CallState): readonly Offer[] {
  const offers = [
    'offer' in stage ? stage.offer : null,
    'consulted' in stage ? stage.consulted : null,
    visit?.talk?.offer ?? null,
  ];
  return offers.filter((offer) => offer !== null);
}

/** The agent's leg, or that of the one who is rung. */
export function agentLegOf({ stage, visit }: CallState): string | undefined {
  return ('offer' in stage ? stage.offer?.leg : undefined) ?? visit?.talk?.offer.leg;
}

/** Wherever the call has the leg, it has the other one from now on. */
export function replaceLeg(
  call: { -readonly [K in keyof CallState]: CallState[K] },
  leg: string,
  by: string,
): void {
  const swapped = <T extends { readonly leg: string } | null>(one: T): T =>
    one?.leg === leg ? { ...one, leg: by } : one;
  const { stage } = call;
  if (stage.name === 'waiting') call.stage = { ...stage, offer: swapped(stage.offer) };
  else if (stage.name === 'consulting') call.stage = { ...stage, consulted: swapped(stage.consulted) };
  else if (stage.name === 'dialling')
    call.stage = { ...stage, offer: swapped(stage.offer), far: swapped(stage.far) };
  if (call.leg === leg) call.leg = by;
  call.watchers = call.watchers.map(swapped);
}
