/** What RFC 3261 asks of the header fields of every message, whatever it is for. */
import type { Result } from '../../kernel/result.js';
import type { Headers } from './call.js';
import { parseCSeq } from './cseq.js';
import { parseDecimal } from './header-grammar.js';
import { parseAddress, parseAddressList } from './name-addr.js';
import { parseVias } from './via.js';

export interface Problem {
  /** Status to refuse a request with. */
  readonly status: number;
  readonly why: string;
  /** Character of the head. */
  readonly at: number;
  /** Index of the header field, when that is what is wrong; `at` then means nothing. */
  readonly header?: number;
}

type Check = (value: string, method: string | undefined) => string | undefined;

const reasonOf = <T>(result: Result<T>): string | undefined => (result.ok ? undefined : result.why);

const addressList: Check = (value) => reasonOf(parseAddressList([value]));

const checks = new Map<string, Check>([
  ['via', (value) => reasonOf(parseVias([value]))],
  ['from', (value) => reasonOf(parseAddress(value))],
  ['to', (value) => reasonOf(parseAddress(value))],
  ['call-id', (value) => (value === '' || /\s/.test(value) ? 'not one word' : undefined)],
  ['cseq', checkCSeq],
  ['max-forwards', (value) => (isIn(value, 255) ? undefined : 'not 0 to 255')],
  ['content-length', (value) => (isIn(value, 2 ** 31) ? undefined : 'not a length')],
  ['contact', (value, method) => (value === '*' ? undefined : addressList(value, method))],
  ['route', addressList],
  ['record-route', addressList],
]);

/** Fields that may come once only (7.3.1); a second one makes the message mean two things. */
const singles = new Set(['from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-length', 'content-type']);

/**
 * Fields that no message may lack (8.1.1). Max-Forwards is missing from the list on purpose: RFC 2543 had none, and
 * 4475 3.4.1 asks for such messages to be taken.
 */
const required = ['via', 'from', 'to', 'call-id', 'cseq'] as const;

const spelled = { via: 'Via', from: 'From', to: 'To', 'call-id': 'Call-ID', cseq: 'CSeq' } as const;

/** @returns the first thing wrong, or undefined. */
export function checkHeaders(
  start: { readonly kind: 'request'; readonly method: string } | { readonly kind: 'response' },
  headers: Headers,
): Problem | undefined {
  const method = start.kind === 'request' ? start.method : undefined;
  const seen = new Set<string>();
  for (const [i, [name, value]] of headers.entries()) {
    const check = checks.get(name);
    if (check === undefined && name !== 'content-type') continue;
    if (seen.has(name) && singles.has(name)) return problem(`${name}: comes twice`, i);
    seen.add(name);
    const why = check?.(value, method);
    if (why !== undefined) return problem(`${name}: ${why}`, i);
  }
  const missing = required.find((name) => !seen.has(name));
  return missing === undefined ? undefined : { status: 400, why: `${spelled[missing]} missing`, at: 0 };
}

function problem(why: string, header: number): Problem {
  return { status: 400, why, at: 0, header };
}

function checkCSeq(value: string, method: string | undefined): string | undefined {
  const cseq = parseCSeq(value);
  if (!cseq.ok) return cseq.why;
  return method === undefined || cseq.value.method === method
    ? undefined
    : 'method is not that of the request';
}

function isIn(value: string, top: number): boolean {
  const number = parseDecimal(value);
  return number !== undefined && number <= top;
}
