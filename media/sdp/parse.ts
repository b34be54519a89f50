import { ok, type Result } from '../../kernel/result.js';
import type { Attribute, Origin, SessionDescription } from './description.js';

/** Bounds of a description; far above what phones and browsers send. */
export const sdpLimits = {
  characters: 64 * 1024,
  lines: 1024,
  media: 32,
  formats: 128,
} as const;

/** Why it was refused, and in which line (from 1). */
export interface SdpRefusal {
  readonly why: string;
  readonly line: number;
}

type Fail = { readonly ok: false } & SdpRefusal;

interface OpenMedia {
  kind: string;
  port: number;
  protocol: string;
  formats: readonly string[];
  address?: string;
  attributes: Attribute[];
}

interface Draft {
  origin?: Origin;
  name?: string;
  timed: boolean;
  address?: string;
  attributes: Attribute[];
  media: OpenMedia[];
}

/** Digits enough for 64-bit NTP times with room; a longer number is an attack on bigint. */
const number = /^\d{1,32}$/;
const token = /^[\w!#$%&'*+.^`{|}~-]{1,64}$/;
const addressText = /^[\w.:-]{1,255}$/;

/**
 * Parses a session description (RFC 8866). Line ends may be CRLF or LF (RFC 8866 5). Order matters only where it
 * carries meaning: `v=` first, and what follows an `m=` belongs to it. Never throws.
 */
export function parseSdp(text: string): Result<SessionDescription, SdpRefusal> {
  if (text.length > sdpLimits.characters) return fail(`longer than ${sdpLimits.characters} characters`, 1);
  const lines = text.split(/\r?\n/, sdpLimits.lines + 1);
  if (lines.length > sdpLimits.lines) return fail(`more than ${sdpLimits.lines} lines`, lines.length);
  while (lines.at(-1) === '') lines.pop();
  if (lines[0]?.trimEnd() !== 'v=0') return fail('the first line is not v=0', 1);
  const draft: Draft = { timed: false, attributes: [], media: [] };
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (!/^[a-z]=/.test(line)) return fail('a line begins with a letter and "="', i + 1);
    const why = take(draft, line.charAt(0), line.slice(2).trimEnd());
    if (why !== undefined) return fail(why, i + 1);
  }
  return finish(draft, lines.length);
}

function fail(why: string, line: number): Fail {
  return { ok: false, why, line };
}

function finish(draft: Draft, lastLine: number): Result<SessionDescription, SdpRefusal> {
  const { origin, name = '-', address, attributes, media } = draft;
  if (!origin) return fail('o= missing', lastLine);
  if (!draft.timed) return fail('t= missing', lastLine);
  const lost = media.find((one) => one.port !== 0 && one.address === undefined && address === undefined);
  if (lost) return fail(`no c= for m=${lost.kind}`, lastLine);
  return ok({ origin, name, ...(address === undefined ? {} : { address }), attributes, media });
}

/** Takes one line in. @returns what is wrong with it. */
function take(draft: Draft, type: string, value: string): string | undefined {
  const open = draft.media.at(-1);
  switch (type) {
    case 'o':
      return takeOrigin(draft, value);
    case 's':
      draft.name = value;
      return undefined;
    case 't':
      draft.timed = true;
      return /^\d{1,32} \d{1,32}$/.test(value) ? undefined : 't= needs two times';
    case 'c': {
      const address = connectionAddress(value);
      if (address === undefined) return 'c= is not "IN IP4" or "IN IP6" with an address';
      (open ?? draft).address = address;
      return undefined;
    }
    case 'm':
      return takeMedia(draft, value);
    case 'a':
      return takeAttribute((open ?? draft).attributes, value);
    case 'v':
      return 'v= comes twice';
    default:
      return undefined; // i, u, e, p, b, z, k, r: nothing that changes what is sent where
  }
}

function takeOrigin(draft: Draft, value: string): string | undefined {
  if (draft.origin) return 'o= comes twice';
  const [user = '', sessionId = '', version = '', net, kind, address = '', ...rest] = value.split(' ');
  if (rest.length > 0 || net !== 'IN' || (kind !== 'IP4' && kind !== 'IP6') || !addressText.test(address)) {
    return 'o= is not "user id version IN IP4|IP6 address"';
  }
  // Ids that are no number occur and harm nobody, as they are only compared.
  if (!token.test(sessionId) || !number.test(version)) return 'o= has a version that is no number';
  draft.origin = { user, sessionId, version: BigInt(version), address };
  return undefined;
}

function connectionAddress(value: string): string | undefined {
  const [net, kind, where = '', ...rest] = value.split(' ');
  if (rest.length > 0 || net !== 'IN' || (kind !== 'IP4' && kind !== 'IP6')) return undefined;
  const [address = ''] = where.split('/'); // time to live of multicast, which nobody calls by
  return addressText.test(address) && (kind === 'IP6' || !address.includes(':')) ? address : undefined;
}

function takeMedia(draft: Draft, value: string): string | undefined {
  if (draft.media.length === sdpLimits.media) return `more than ${sdpLimits.media} media`;
  const [kind = '', portText = '', protocol = '', ...formats] = value
    .split(' ')
    .filter((part) => part !== '');
  const [port = ''] = portText.split('/');
  if (!token.test(kind)) return 'm= without a kind of media';
  if (!number.test(port) || Number(port) > 65535) return 'm= has no port from 0 to 65535';
  if (!/^[\w/.+-]{1,64}$/.test(protocol)) return 'm= without a protocol';
  if (formats.length === 0) return 'm= without a format';
  if (formats.length > sdpLimits.formats) return `m= has more than ${sdpLimits.formats} formats`;
  draft.media.push({ kind, port: Number(port), protocol, formats, attributes: [] });
  return undefined;
}

function takeAttribute(attributes: Attribute[], value: string): string | undefined {
  const colon = value.indexOf(':');
  const name = colon < 0 ? value : value.slice(0, colon);
  if (!token.test(name)) return 'a= without a name';
  attributes.push(colon < 0 ? { name } : { name, value: value.slice(colon + 1) });
  return undefined;
}
