/** A session description (RFC 8866) as far as calls with audio need it; lines of no use to them are dropped. */

export interface Origin {
  readonly user: string;
  /** Decimal digits by the RFC; only ever compared. */
  readonly sessionId: string;
  /** Rises by one with every change (RFC 3264 8). Times of NTP exceed what a number holds. */
  readonly version: bigint;
  readonly address: string;
}

export interface Attribute {
  readonly name: string;
  /** Absent on a flag such as `sendonly`. */
  readonly value?: string;
}

export interface MediaDescription {
  /** `audio`, `video`, `image` ... */
  readonly kind: string;
  /** 0 rejects the stream. */
  readonly port: number;
  /** `RTP/AVP`, `UDP/TLS/RTP/SAVPF` ... */
  readonly protocol: string;
  /** Payload types, or whatever the protocol has in their place. */
  readonly formats: readonly string[];
  /** Connection address of this stream, when it has one of its own. */
  readonly address?: string;
  readonly attributes: readonly Attribute[];
}

export interface SessionDescription {
  readonly origin: Origin;
  readonly name: string;
  /** Session-level connection address. */
  readonly address?: string;
  readonly attributes: readonly Attribute[];
  readonly media: readonly MediaDescription[];
}

/** Value of the first attribute of that name; '' for a flag; undefined when there is none. */
export function attribute(
  of: { readonly attributes: readonly Attribute[] },
  name: string,
): string | undefined {
  const found = of.attributes.find((one) => one.name === name);
  return found && (found.value ?? '');
}

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

const directions: readonly Direction[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

/** Direction of a stream as its sender sees it: its own, else the session's, else sendrecv (RFC 8866 6.7). */
export function directionOf(session: SessionDescription, media: MediaDescription): Direction {
  for (const { attributes } of [media, session]) {
    const found = directions.find((direction) => attributes.some(({ name }) => name === direction));
    if (found) return found;
  }
  return 'sendrecv';
}

/** The same direction seen from the other side. */
export function reversed(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}

/** What both of two directions, seen from the same side, allow. */
export function bothAllow(a: Direction, b: Direction): Direction {
  const sends = [a, b].every((one) => one === 'sendrecv' || one === 'sendonly');
  const receives = [a, b].every((one) => one === 'sendrecv' || one === 'recvonly');
  if (sends) return receives ? 'sendrecv' : 'sendonly';
  return receives ? 'recvonly' : 'inactive';
}
