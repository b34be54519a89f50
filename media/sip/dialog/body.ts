/** What a message's body is to a call: an SDP, or something else (RFC 3261 7.4, 20.11, 20.12, 20.15). */
import { header, type SipMessage } from '../message.js';

export type SessionBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'sdp'; readonly sdp: string }
  /** Not ours to understand, and the sender insists: 415. */
  | { readonly kind: 'unsupported'; readonly what: 'type' | 'encoding' };

/** Reads the session description; a body whose handling is optional and that we can't read is as good as none. */
export function sessionBody(message: SipMessage): SessionBody {
  if (message.body.length === 0) return { kind: 'none' };
  const optional = /;\s*handling\s*=\s*optional/i.test(header(message, 'content-disposition') ?? '');
  const encoding = header(message, 'content-encoding')?.toLowerCase();
  if (encoding !== undefined && encoding !== 'identity')
    return optional ? { kind: 'none' } : { kind: 'unsupported', what: 'encoding' };
  const type = header(message, 'content-type') ?? '';
  if (isSdp(type)) return { kind: 'sdp', sdp: message.body.toString('utf8') };
  const inside = /^multipart\/(mixed|alternative)\b/i.test(type) ? sdpPart(message, type) : undefined;
  if (inside !== undefined) return { kind: 'sdp', sdp: inside };
  return optional ? { kind: 'none' } : { kind: 'unsupported', what: 'type' };
}

/** The session description of a message, if it has one. */
export function sdpOf(message: SipMessage): string | undefined {
  const body = sessionBody(message);
  return body.kind === 'sdp' ? body.sdp : undefined;
}

function isSdp(type: string): boolean {
  return /^application\/sdp\s*(;|$)/i.test(type.trim());
}

/** The SDP among the parts (RFC 5621); carriers send it beside ISUP. */
function sdpPart(message: SipMessage, type: string): string | undefined {
  const match = /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(type);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) return undefined;
  const parts = `\r\n${message.body.toString('latin1')}`.split(`\r\n--${boundary}`);
  for (const part of parts.slice(1, 9)) {
    const end = part.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const partType = /^content-type\s*:\s*(.*)$/im.exec(part.slice(0, end))?.[1];
    if (partType !== undefined && isSdp(partType))
      return Buffer.from(part.slice(end + 4), 'latin1').toString('utf8');
  }
  return undefined;
}
