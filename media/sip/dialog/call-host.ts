import type { Clock } from '../../../kernel/clock.js';
import type { Logger } from '../../../kernel/log.js';
import type { Random } from '../../../kernel/random.js';
import type { Headers, SipCall, SipEndpoint } from '../call.js';
import type { SipRequest } from '../message.js';
import type { Envelope } from '../transaction/envelope.js';
import type { ServerTransaction } from '../transaction/server-transaction.js';
import type { TransactionLayer } from '../transaction/transaction-layer.js';
import type { Uri } from '../uri.js';
import type { TimerSettings } from './session-timer.js';

export type { ClientCredentials as Credentials } from '../digest-client.js';

export interface CallSettings extends TimerSettings {
  /** Value of User-Agent and Server. */
  readonly userAgent: string;
  /** How long an `offered` event may go unanswered. */
  readonly offerTimeoutMs: number;
  /** How often a provisional response is repeated so that no proxy gives up (RFC 3261 13.3.1.1). */
  readonly provisionalRepeatMs: number;
}

export const defaultCallSettings: CallSettings = {
  userAgent: 'Yihao',
  sessionExpiresS: 1800,
  minSessionExpiresS: 90,
  offerTimeoutMs: 10_000,
  provisionalRepeatMs: 60_000,
};

/** Where requests within a dialog go. */
export interface DialogReceiver {
  requested(transaction: ServerTransaction): void;
  acknowledged(ack: SipRequest, envelope: Envelope): void;
  /** The user agent closes: whatever waits is not waited for. */
  shutDown(): void;
  /** The call of the dialog while it is answered. */
  readonly answered: SipCall | undefined;
  /** A browser has a new connection (RFC 5626): it is the other side of this dialog if `contact` is its Contact. */
  moved(contact: Uri, route: SipEndpoint): void;
}

/** What a call needs of the user agent that made it. */
export interface CallHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly layer: TransactionLayer;
  readonly settings: CallSettings;
  addDialog(key: string, receiver: DialogReceiver): void;
  removeDialog(key: string, receiver: DialogReceiver): void;
  /** Our address towards `remote`, when it is reachable at all. */
  localAddress(remote: SipEndpoint): string | undefined;
  /** Value of our Contact towards `remote`. */
  contactFor(remote: SipEndpoint): string;
  /** Contact, Allow, Supported and User-Agent (or Server): what INVITE, UPDATE and their 2xx carry. */
  capabilities(remote: SipEndpoint, role: 'client' | 'server'): Headers;
}
