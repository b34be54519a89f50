import type { Destination } from '../../desk.js';
import type { FlowEffect, FlowInput } from '../../ivr/model.js';
import type { Entry } from './entry.js';
import type { Offer } from './offer.js';
import type { Sound, Talk } from './stage.js';

/** From one stage to another. */
export type Continuation =
  | { readonly to: 'flow'; readonly input: FlowInput }
  | { readonly to: 'queue'; readonly effect: Extract<FlowEffect, { do: 'enqueue' }> }
  | { readonly to: 'oneParty'; readonly effect: Extract<FlowEffect, { do: 'transfer' }> }
  /** The agent answered. */
  | { readonly to: 'connect'; readonly entry: Entry; readonly offer: Offer; readonly sound: Sound }
  | { readonly to: 'bridge'; readonly entry: Entry; readonly offer: Offer }
  | { readonly to: 'talk'; readonly entry: Entry; readonly offer: Offer }
  /** The caller is served, or could not be, outside of the flow: what follows there. */
  | { readonly to: 'served' }
  /** To the agent who sent the caller where nobody was. */
  | { readonly to: 'return'; readonly agent: string }
  /** Where an agent sends the caller, whose leg is parked. */
  | { readonly to: 'onward'; readonly destination: Destination; readonly talk: Talk }
  /** Back to the place held before. */
  | { readonly to: 'waitAgain'; readonly entry: Entry }
  | { readonly to: 'hangUp'; readonly cause: string };
