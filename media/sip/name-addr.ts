/** Values of From, To, Contact, Route and their like: name-addr or addr-spec with parameters (RFC 3261 20.10). */
import { refuse, ok, type Result } from '../../kernel/result.js';
import type { NameAddr } from './call.js';
import {
  endOfQuoted,
  endOfToken,
  formatParams,
  isSpace,
  noParams,
  parseParams,
  quote,
  unquote,
  type Params,
} from './header-grammar.js';
import { splitList } from './header-list.js';
import { parseUri, type Uri } from './uri.js';

/** A name-addr with what the header says about it; the URI both as it came and in parts. */
export interface AddressValue extends NameAddr {
  readonly parsed: Uri;
  /** Of the header value (`tag`, `expires`, `q`), not of the URI. */
  readonly params: Params;
}

/** Parses one value. Without angle brackets every `;` begins a parameter of the header (20.10). */
export function parseAddress(value: string): Result<AddressValue> {
  const display = parseDisplay(value);
  if (!display.ok) return display;
  const { name, end } = display.value;
  if (value.charCodeAt(end) === 0x3c) {
    const close = value.indexOf('>', end);
    if (close < 0) return refuse('"<" is not closed', end);
    return build(name, value.slice(end + 1, close), end + 1, parseParams(value, close + 1));
  }
  const semicolon = value.indexOf(';', end);
  const stop = semicolon < 0 ? value.length : semicolon;
  const uri = value.slice(end, stop).trimEnd();
  const forbidden = uri.search(/[?,]/);
  if (forbidden >= 0) return refuse('a URI with "?" or "," needs angle brackets', end + forbidden);
  return build('', uri, end, semicolon < 0 ? ok(noParams) : parseParams(value, stop));
}

function build(display: string, uri: string, uriAt: number, params: Result<Params>): Result<AddressValue> {
  const parsed = parseUri(uri);
  if (!parsed.ok) return refuse(parsed.why, uriAt + (parsed.offset ?? 0));
  if (!params.ok) return params;
  const { user, host } = userAndHost(parsed.value);
  return ok({ display, uri, user, host, parsed: parsed.value, params: params.value });
}

function userAndHost(uri: Uri): { user: string; host: string } {
  if (uri.scheme === 'other') return { user: '', host: '' };
  return uri.scheme === 'tel' ? { user: uri.number, host: '' } : { user: uri.user, host: uri.host };
}

/** @returns the display name, and where the URI or its "<" begins. */
function parseDisplay(value: string): Result<{ readonly name: string; readonly end: number }> {
  let at = 0;
  if (value.charCodeAt(0) === 0x22) {
    const close = endOfQuoted(value, 0);
    if (close < 0) return refuse('quotes are not closed', 0);
    at = close;
    while (isSpace(value.charCodeAt(at))) at++;
    if (value.charCodeAt(at) !== 0x3c) return refuse('"<" expected behind the display name', at);
    return ok({ name: unquote(value.slice(0, close)), end: at });
  }
  const open = value.indexOf('<');
  if (open < 0) return ok({ name: '', end: 0 });
  while (at < open) {
    const code = value.charCodeAt(at);
    // Beyond the grammar: characters outside ASCII, which Chinese phones send without quotes.
    if (isSpace(code) || code > 127) at++;
    else if (endOfToken(value, at) > at) at = endOfToken(value, at);
    // A "<" inside parameters of an addr-spec is no bracket of ours: the URI parser refuses it.
    else if (code === 0x3a) return ok({ name: '', end: 0 });
    else return refuse('display name needs quotes', at);
  }
  return ok({ name: value.slice(0, open).trim(), end: open });
}

/** Parses every value of a header that is a list of addresses. */
export function parseAddressList(lines: readonly string[]): Result<readonly AddressValue[]> {
  const addresses: AddressValue[] = [];
  for (const line of lines) {
    const values = splitList(line);
    if (!values.ok) return values;
    for (const value of values.value) {
      const address = parseAddress(value);
      if (!address.ok) return address;
      addresses.push(address.value);
    }
  }
  return ok(addresses);
}

/** Writes a value; always with angle brackets, so that parameters can't change sides. */
export function formatAddress(
  address: { readonly display: string; readonly uri: string },
  params: Params = noParams,
): string {
  const display = address.display === '' ? '' : `${quote(address.display)} `;
  return `${display}<${address.uri}>${formatParams(params)}`;
}
