/** Digest access authentication: the parts that both sides share (RFC 7616, RFC 8760; MD5 as in RFC 3261 22.4). */
import { createHash } from 'node:crypto';
import { refuse, ok, type Result } from '../../kernel/result.js';
import { endOfQuoted, endOfToken, quote, skipSpace, unquote } from './header-grammar.js';

/** Strongest first, which is also the order of our challenges (RFC 8760 2.3). */
export const digestAlgorithms = ['SHA-256', 'MD5'] as const;

export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** Parameters of a Digest challenge or credentials, names in lower case, quotes taken off. */
export type DigestParams = ReadonlyMap<string, string>;

/** More than this in one header is refused; RFC 7616 has eleven. */
const maxParams = 32;

/** Parses `Digest name=value, name="value"`. @returns a refusal for other schemes too. */
export function parseDigestParams(value: string): Result<DigestParams> {
  const schemeEnd = endOfToken(value, 0);
  if (value.slice(0, schemeEnd).toLowerCase() !== 'digest') return refuse('scheme is not Digest', 0);
  const params = new Map<string, string>();
  let at = skipSpace(value, schemeEnd);
  for (;;) {
    const nameEnd = endOfToken(value, at);
    const equals = skipSpace(value, nameEnd);
    if (nameEnd === at || value[equals] !== '=') return refuse('parameter of Digest expected', at);
    if (params.size === maxParams) return refuse('too many parameters of Digest', at);
    const name = value.slice(at, nameEnd).toLowerCase();
    const start = skipSpace(value, equals + 1);
    const end = value[start] === '"' ? endOfQuoted(value, start) : endOfToken(value, start);
    if (end < 0) return refuse('quotes are not closed', start);
    // A parameter that comes twice means two things, and somebody checks the other one.
    if (params.has(name)) return refuse(`${name} comes twice`, at);
    params.set(name, unquote(value.slice(start, end)));
    at = skipSpace(value, end);
    if (at === value.length) return ok(params);
    if (value[at] !== ',') return refuse('"," expected', at);
    at = skipSpace(value, at + 1);
  }
}

/** Parameters that are written without quotes (RFC 7616 3.3 and 3.4). */
const bare = new Set(['algorithm', 'stale', 'nc']);

/** Writes them in order; `qop` is bare in credentials and quoted in a challenge. */
export function formatDigestParams(params: DigestParams, use: 'challenge' | 'credentials'): string {
  const parts = [...params].map(([name, value]) => {
    const plain = bare.has(name) || (name === 'qop' && use === 'credentials');
    return `${name}=${plain ? value : quote(value)}`;
  });
  return `Digest ${parts.join(', ')}`;
}

/** The algorithm meant; absence means MD5. Undefined for one that is not spoken here (the -sess kinds, SHA-512-256). */
export function algorithmOf(params: DigestParams): DigestAlgorithm | undefined {
  const name = (params.get('algorithm') ?? 'MD5').toUpperCase();
  return digestAlgorithms.find((algorithm) => algorithm === name);
}

function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text)
    .digest('hex');
}

/** H(user:realm:password), which may be stored in place of the password. */
export function hashA1(algorithm: DigestAlgorithm, user: string, realm: string, password: string): string {
  return hash(algorithm, `${user}:${realm}:${password}`);
}

export interface DigestInput {
  readonly algorithm: DigestAlgorithm;
  readonly ha1: string;
  readonly method: string;
  /** As it stands in the `uri` parameter. */
  readonly uri: string;
  readonly nonce: string;
  /** Absent for a peer of RFC 2069, which has neither qop nor a nonce count. */
  readonly quality?: { readonly qop: 'auth'; readonly nonceCount: string; readonly cnonce: string };
}

/** The `response` parameter (RFC 7616 3.4.1). */
export function digestResponse(input: DigestInput): string {
  const { algorithm, ha1, method, uri, nonce, quality } = input;
  const ha2 = hash(algorithm, `${method}:${uri}`);
  const middle = quality ? `${nonce}:${quality.nonceCount}:${quality.cnonce}:${quality.qop}` : nonce;
  return hash(algorithm, `${ha1}:${middle}:${ha2}`);
}
