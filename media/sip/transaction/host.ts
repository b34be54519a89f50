import type { Clock } from '../../../kernel/clock.js';
import type { SipEndpoint } from '../call.js';
import type { Transport } from '../transport.js';
import type { Rules } from './step.js';

/** What a transaction needs of the layer that keeps it. */
export interface TransactionHost {
  readonly clock: Clock;
  readonly transport: Transport;
  rulesFor(remote: SipEndpoint): Rules;
  forget(transaction: { readonly key: string }): void;
}
