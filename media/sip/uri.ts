/** URIs of SIP: sip, sips (RFC 3261 19.1) and tel (RFC 3966); every other scheme is carried as text. */
import { isIPv4, isIPv6 } from 'node:net';
import { refuse, ok, type Result } from '../../kernel/result.js';
import { characterClass, noParams, parseDecimal, type Params } from './header-grammar.js';

export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  /** Unescaped; '' when there is none. */
  readonly user: string;
  readonly password?: string;
  /** In lower case; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port?: number;
  /** Values unescaped. */
  readonly params: Params;
  /** What follows `?`, escaped as it came; '' when there is none. */
  readonly headers: string;
}

export interface TelUri {
  readonly scheme: 'tel';
  /** Without visual separators. */
  readonly number: string;
  readonly params: Params;
}

export interface OtherUri {
  readonly scheme: 'other';
  readonly text: string;
}

export type Uri = SipUri | TelUri | OtherUri;

/** Longest URI taken, in characters; a longer Request-URI is answered with 414. */
export const maxUriLength = 2048;

/** unreserved, user-unreserved, and `#`, which dial strings of phones carry without escape. */
const isUserCode = characterClass("-_.!~*'()&=+$,;?/%#");
const isPasswordCode = characterClass("-_.!~*'()&=+$,%:");
const isParamCode = characterClass("-_.!~*'()[]/:&+$%");
const isHeaderCode = characterClass("-_.!~*'()[]/?:+$%&=");
/** With underscore: no domain name has it, host names inside a company do. */
const isHostCode = characterClass('-._');
const isSchemeCode = characterClass('+-.');
/** Hexadecimal letters occur in local numbers (phonedigit-hex). */
const isTelCode = characterClass('+-.()*#', '0123456789abcdefABCDEF');
const isOpaqueCode = characterClass("-_.!~*'()%;/?:@&=+$,[]#");

/** Parses one URI, which must fill the text; no whitespace, no angle brackets. */
export function parseUri(text: string): Result<Uri> {
  if (text.length > maxUriLength) return refuse('URI too long', maxUriLength);
  const colon = text.indexOf(':');
  if (colon <= 0) return refuse('URI without a scheme', 0);
  const scheme = text.slice(0, colon).toLowerCase();
  if (scheme === 'sip' || scheme === 'sips') return parseSip(text, scheme, colon + 1);
  if (scheme === 'tel') return parseTel(text, colon + 1);
  const wrong = firstOutside(scheme, 0, isSchemeCode);
  if (wrong >= 0) return refuse('URI without a scheme', wrong);
  const odd = firstOutside(text, colon + 1, isOpaqueCode);
  return odd < 0 ? ok({ scheme: 'other', text }) : refuse('character not allowed in a URI', odd);
}

function parseSip(text: string, scheme: 'sip' | 'sips', start: number): Result<SipUri> {
  const at = text.indexOf('@', start);
  const userinfo = parseUserinfo(text, start, at);
  if (!userinfo.ok) return userinfo;
  const hostStart = at < 0 ? start : at + 1;
  const hostport = parseHostport(text, hostStart);
  if (!hostport.ok) return hostport;
  const { host, port, end } = hostport.value;
  const question = text.indexOf('?', end);
  const paramsEnd = question < 0 ? text.length : question;
  const params = end === paramsEnd ? ok(noParams) : parseUriParams(text, end, paramsEnd);
  if (!params.ok) return params;
  if (question >= 0) {
    const odd = firstOutside(text, question + 1, isHeaderCode);
    if (odd >= 0) return refuse('character not allowed in the headers of a URI', odd);
  }
  // Assigned, not spread: this is the hottest spot of parsing a message.
  const uri: { -readonly [K in keyof SipUri]: SipUri[K] } = {
    scheme,
    user: userinfo.value.user,
    host,
    params: params.value,
    headers: question < 0 ? '' : text.slice(question + 1),
  };
  if (userinfo.value.password !== undefined) uri.password = userinfo.value.password;
  if (port !== undefined) uri.port = port;
  return ok(uri);
}

function parseUserinfo(
  text: string,
  start: number,
  at: number,
): Result<{ readonly user: string; readonly password?: string }> {
  if (at < 0) return ok({ user: '' });
  if (at === start) return refuse('empty user before "@"', at);
  const colon = text.indexOf(':', start);
  const userEnd = colon < 0 || colon > at ? at : colon;
  if (userEnd === start) return refuse('empty user before ":"', start);
  const user = unescapeChecked(text, start, userEnd, isUserCode);
  if (!user.ok || userEnd === at) return user.ok ? ok({ user: user.value }) : user;
  const password = unescapeChecked(text, userEnd + 1, at, isPasswordCode);
  return password.ok ? ok({ user: user.value, password: password.value }) : password;
}

export interface Hostport {
  readonly host: string;
  readonly port?: number;
  /** Index behind what was read. */
  readonly end: number;
}

/** Parses `host`, `host:port`, `[v6]` or `[v6]:port` that begins at `at`; what follows is the caller's. */
export function parseHostport(text: string, at: number): Result<Hostport> {
  let end = at;
  let host: string;
  if (text.charCodeAt(at) === 0x5b) {
    end = text.indexOf(']', at) + 1;
    host = text.slice(at + 1, end - 1).toLowerCase();
    if (end === 0 || !isIPv6(host) || host.includes('%')) return refuse('bad IPv6 reference', at);
  } else {
    while (end < text.length && isHostCode(text.charCodeAt(end))) end++;
    if (end === at) return refuse('host missing', at);
    if (end - at > 255) return refuse('host too long', at);
    host = text.slice(at, end).toLowerCase();
  }
  if (text.charCodeAt(end) !== 0x3a) return ok({ host, end });
  const portAt = end + 1;
  end = portAt;
  while (end < text.length && text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end++;
  const port = parseDecimal(text.slice(portAt, end), 5);
  if (port === undefined || port > 65535) return refuse('bad port', portAt);
  return ok({ host, port, end });
}

function parseUriParams(text: string, start: number, end: number): Result<Params> {
  if (text.charCodeAt(start) !== 0x3b) return refuse('character not allowed behind the host', start);
  const params = new Map<string, string>();
  for (let at = start; at < end;) {
    const next = text.indexOf(';', at + 1);
    const stop = next < 0 || next > end ? end : next;
    const equals = text.indexOf('=', at + 1);
    const nameEnd = equals < 0 || equals > stop ? stop : equals;
    if (nameEnd === at + 1) return refuse('URI parameter without a name', at + 1);
    const name = unescapeChecked(text, at + 1, nameEnd, isParamCode);
    if (!name.ok) return name;
    const value = nameEnd === stop ? ok('') : unescapeChecked(text, nameEnd + 1, stop, isParamCode);
    if (!value.ok) return value;
    const key = name.value.toLowerCase();
    if (!params.has(key)) params.set(key, value.value);
    at = stop;
  }
  return ok(params);
}

function parseTel(text: string, start: number): Result<TelUri> {
  const semicolon = text.indexOf(';', start);
  const end = semicolon < 0 ? text.length : semicolon;
  const odd = firstOutside(text.slice(0, end), start, isTelCode);
  if (odd >= 0) return refuse('character not allowed in a telephone number', odd);
  const number = text.slice(start, end).replace(/[-.()]/g, '');
  if (number === '' || number === '+') return refuse('telephone number missing', start);
  const params = semicolon < 0 ? ok(noParams) : parseUriParams(text, semicolon, text.length);
  return params.ok ? ok({ scheme: 'tel', number, params: params.value }) : params;
}

function firstOutside(text: string, start: number, allowed: (code: number) => boolean): number {
  for (let i = start; i < text.length; i++) if (!allowed(text.charCodeAt(i))) return i;
  return -1;
}

function unescapeChecked(
  text: string,
  start: number,
  end: number,
  allowed: (code: number) => boolean,
): Result<string> {
  let escaped = false;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (!allowed(code)) return refuse('character not allowed in a URI', i);
    if (code !== 0x25) continue;
    if (!/^[0-9a-f]{2}$/i.test(text.slice(i + 1, Math.min(i + 3, end)))) return refuse('bad escape', i);
    escaped = true;
  }
  const part = text.slice(start, end);
  return ok(escaped ? unescapeOctets(part) : part);
}

function unescapeOctets(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Octets that are no UTF-8: one character each, so that nothing is lost.
    return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  }
}

const keepInUser = /[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/gu;
const keepInPassword = /[^A-Za-z0-9\-_.!~*'()&=+$,]/gu;
const keepInParam = /[^A-Za-z0-9\-_.!~*'()[\]/:&+$]/gu;

/** Escapes what the class does not allow; a lone surrogate, which has no UTF-8, becomes U+FFFD. */
function escapeBy(text: string, outside: RegExp): string {
  return text.replace(outside, (character) => {
    let escaped = '';
    for (const octet of Buffer.from(character)) {
      escaped += `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    }
    return escaped;
  });
}

/** The host as a URI or Via holds it: IPv6 in brackets. */
export function formatHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

export function formatUri(uri: Uri): string {
  if (uri.scheme === 'other') return uri.text;
  const params = [...uri.params]
    .map(
      ([name, value]) =>
        `;${escapeBy(name, keepInParam)}${value === '' ? '' : `=${escapeBy(value, keepInParam)}`}`,
    )
    .join('');
  if (uri.scheme === 'tel') return `tel:${uri.number}${params}`;
  const password = uri.password === undefined ? '' : `:${escapeBy(uri.password, keepInPassword)}`;
  const userinfo = uri.user === '' ? '' : `${escapeBy(uri.user, keepInUser)}${password}@`;
  const port = uri.port === undefined ? '' : `:${uri.port}`;
  const headers = uri.headers === '' ? '' : `?${uri.headers}`;
  return `${uri.scheme}:${userinfo}${formatHost(uri.host)}${port}${params}${headers}`;
}

/** Parameters that count even when only one of two URIs has them (RFC 3261 19.1.4). */
const decisiveParams = ['user', 'ttl', 'method', 'maddr', 'transport'];

/** Whether two URIs are the same (RFC 3261 19.1.4), which is what bindings of the registrar are matched by. */
export function sameUri(a: Uri, b: Uri): boolean {
  if (a.scheme === 'other' || b.scheme === 'other') return formatUri(a) === formatUri(b);
  if (a.scheme === 'tel' || b.scheme === 'tel') {
    return (
      a.scheme === 'tel' && b.scheme === 'tel' && a.number === b.number && sameParams(a.params, b.params)
    );
  }
  return (
    a.scheme === b.scheme &&
    a.user === b.user &&
    a.password === b.password &&
    a.host === b.host &&
    a.port === b.port &&
    a.headers === b.headers &&
    sameParams(a.params, b.params)
  );
}

function sameParams(a: Params, b: Params): boolean {
  for (const name of decisiveParams) if (a.has(name) !== b.has(name)) return false;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (other !== undefined && other.toLowerCase() !== value.toLowerCase()) return false;
  }
  return true;
}

/** Whether the host is an address rather than a name. */
export function isAddress(host: string): boolean {
  return isIPv4(host) || isIPv6(host);
}
