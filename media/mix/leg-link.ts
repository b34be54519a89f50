import type { Endpoint, Negotiated } from './media-plane.js';

export type Receive = (bytes: Buffer, from: Endpoint) => void;

/** Who takes what arrives on a link. */
export interface LinkReceiver {
  readonly rtp: Receive;
  readonly rtcp: Receive;
  /** The other side has closed the link or can't be reached any more. Sockets never know. */
  readonly lost: () => void;
}

/** The way of a leg's packets to the other side: a pair of sockets, or a DTLS-SRTP association (RFC 5764). */
export interface LegLink {
  listen(receiver: LinkReceiver): void;
  /** Offer and answer, the first and every later one, agreed on this. */
  configure(negotiated: Negotiated): void;
  /** Sends `bytes[offset, offset + length)`; the bytes must not change until the next turn of the loop. */
  sendRtp(bytes: Uint8Array, offset: number, length: number, to: Endpoint): void;
  sendRtcp(bytes: Uint8Array, to: Endpoint): void;
  /** Exchanges RTP with this peer alone. */
  connect(peer: Endpoint): void;
  /** Takes RTP from anyone again. */
  disconnect(): void;
  close(): Promise<void>;
}
