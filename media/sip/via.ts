/** Via (RFC 3261 20.42) with `received` (18.2.1) and `rport` (RFC 3581). */
import { isIP } from 'node:net';
import { refuse, ok, type Result } from '../../kernel/result.js';
import {
  endOfToken,
  formatParams,
  parseDecimal,
  parseParams,
  skipSpace,
  type Params,
} from './header-grammar.js';
import { splitList } from './header-list.js';
import { formatHost, parseHostport } from './uri.js';

export interface Via {
  /** Upper case: UDP, TCP, TLS, WS, WSS, or one not known to us. */
  readonly transport: string;
  /** sent-by; an IPv6 address without brackets. */
  readonly host: string;
  readonly port?: number;
  readonly params: Params;
}

/** What RFC 3261 8.1.1.7 begins every branch with. */
export const branchCookie = 'z9hG4bK';

/** Parses one Via value; spaces around its separators are allowed (25.1 SLASH, COLON). */
export function parseVia(value: string): Result<Via> {
  let at = 0;
  const parts: string[] = [];
  for (let part = 0; part < 3; part++) {
    at = skipSpace(value, at);
    const end = endOfToken(value, at);
    if (end === at) return refuse('Via needs protocol, version and transport', at);
    parts.push(value.slice(at, end));
    at = end;
    if (part === 2) break;
    at = skipSpace(value, at);
    if (value.charCodeAt(at) !== 0x2f) return refuse('"/" expected in Via', at);
    at++;
  }
  if (parts[0]?.toUpperCase() !== 'SIP' || parts[1] !== '2.0') return refuse('Via is not SIP/2.0', 0);
  const hostAt = skipSpace(value, at);
  if (hostAt === at) return refuse('space expected behind the transport of Via', at);
  const sentBy = parseSentBy(value, hostAt);
  if (!sentBy.ok) return sentBy;
  const params = parseParams(value, sentBy.value.end);
  if (!params.ok) return params;
  const { host, port } = sentBy.value;
  const transport = parts[2]?.toUpperCase() ?? '';
  if (port === undefined) return ok({ transport, host, params: params.value });
  return ok({ transport, host, port, params: params.value });
}

function parseSentBy(value: string, at: number): ReturnType<typeof parseHostport> {
  const tight = parseHostport(value, at);
  if (!tight.ok || tight.value.port !== undefined) return tight;
  const colon = skipSpace(value, tight.value.end);
  if (value.charCodeAt(colon) !== 0x3a) return tight;
  const portAt = skipSpace(value, colon + 1);
  let end = portAt;
  while (end < value.length && value.charCodeAt(end) >= 0x30 && value.charCodeAt(end) <= 0x39) end++;
  const port = parseDecimal(value.slice(portAt, end), 5);
  if (port === undefined || port > 65535) return refuse('bad port in Via', portAt);
  return ok({ host: tight.value.host, port, end });
}

/** Every Via of a message, topmost first. */
export function parseVias(lines: readonly string[]): Result<readonly Via[]> {
  const vias: Via[] = [];
  for (const line of lines) {
    const values = splitList(line);
    if (!values.ok) return values;
    for (const value of values.value) {
      const via = parseVia(value);
      if (!via.ok) return via;
      vias.push(via.value);
    }
  }
  return ok(vias);
}

export function formatVia(via: Via): string {
  const port = via.port === undefined ? '' : `:${via.port}`;
  return `SIP/2.0/${via.transport} ${formatHost(via.host)}${port}${formatParams(via.params)}`;
}

/**
 * The Via as a server notes it on arrival: `received` when the sent-by is not the source address (18.2.1) or the
 * sender asked by `rport`, and the port filled into `rport` (RFC 3581 4). What the sender itself claimed is replaced.
 */
export function viaOnArrival(via: Via, address: string, port: number): Via {
  const params = new Map(via.params);
  const asked = params.has('rport');
  if (asked) params.set('rport', String(port));
  if (asked || isIP(via.host) === 0 || via.host !== address) params.set('received', address);
  else params.delete('received');
  return { ...via, params };
}

/**
 * Where the response goes over an unreliable transport (18.2.2 and RFC 3581 4), from a Via noted on arrival.
 * `maddr` is not followed: a sender could aim our responses at others with it.
 */
export function responseTarget(via: Via): { readonly host: string; readonly port: number } {
  const host = via.params.get('received') ?? via.host;
  const rport = parseDecimal(via.params.get('rport') ?? '', 5);
  return { host, port: rport ?? via.port ?? (via.transport === 'TLS' ? 5061 : 5060) };
}
