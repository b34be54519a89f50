/** What the transaction layer needs of a transport (RFC 3261 18); udp-transport.ts and tcp-transport.ts are two. */
import type { Listenable } from '../../kernel/signal.js';
import type { SipEndpoint } from './call.js';
import type { SipMessage } from './message.js';

export interface Received {
  readonly message: SipMessage;
  readonly source: SipEndpoint;
  /** Our socket it came in at. */
  readonly local: SipEndpoint;
}

export type TransportEvent =
  | ({ readonly type: 'received' } & Received)
  /** A connection or socket failed; transactions using `remote` end as 18.4 says. */
  | { readonly type: 'failed'; readonly remote: SipEndpoint; readonly why: string }
  /** A connection (TCP, WebSocket) is there no more, in whatever way: nobody is reached over it (RFC 5626 4.2). */
  | { readonly type: 'closed'; readonly remote: SipEndpoint };

/** All sockets of the switch behind one face: UDP and TCP, IPv4 and IPv6. */
export interface Transport {
  readonly events: Listenable<TransportEvent>;
  /**
   * Sends a message; top Via sent-by, and Contact, are the caller's work with `localFor`.
   * A request over UDP that exceeds 1300 octets goes by TCP when the target has it (18.1.1).
   * Errors come as 'failed' events.
   */
  send(message: SipMessage, to: SipEndpoint): void;
  /** Our address for talking to `to`, for Via, Contact and SDP; undefined when nothing listens on that protocol and family. */
  localFor(to: SipEndpoint): SipEndpoint | undefined;
}
