import { isToken } from './header-grammar.js';

/** Compact forms (RFC 3261 7.3.3, and the extensions that registered one) to long names. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

/** Spellings met on the wire, so that the usual ones cost one look-up. Bounded, since strangers fill it. */
const known = new Map<string, string>();
const maxKnown = 1024;

/** The lower-case long form of a header name; undefined when it is no token. */
export function longForm(name: string): string | undefined {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (!isToken(name)) return undefined;
  const lower = name.toLowerCase();
  const long = compactForms[lower] ?? lower;
  if (known.size < maxKnown && lower.length < 64) known.set(name, long);
  return long;
}
