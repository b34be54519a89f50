/**
 * SIP messages off the wire (RFC 3261 7 and 25). Strict where leniency would let two parsers read one message
 * differently (line ends, duplicates, spaces in the start line, quotes); lenient where old phones are merely sloppy.
 */
import { ok, type Refusal, type Result } from '../../kernel/result.js';
import type { Headers } from './call.js';
import { isSpace, isToken, parseDecimal } from './header-grammar.js';
import { longForm } from './header-names.js';
import { checkHeaders, type Problem } from './header-check.js';
import type { SipMessage } from './message.js';
import { maxUriLength, parseUri } from './uri.js';

/** Bounds of a message; what exceeds one is refused with 513 (or 414 for the Request-URI). */
export const messageLimits = {
  /** Octets of start line, header fields and body together. */
  messageBytes: 64 * 1024,
  headerFields: 256,
  /** Characters of one header field, folded lines together. */
  headerLength: 8 * 1024,
} as const;

/** Why a message was refused, and how to answer it. `offset` is in octets of the input. */
export interface ParseRefusal extends Refusal {
  readonly status: number;
  /** Reason phrase for the answer: `Bad Request - CSeq without a method`. */
  readonly reason: string;
  /**
   * Via, From, To, Call-ID and CSeq as they came, for the answer. Absent when they can't be read, and on responses
   * and ACK, which are never answered.
   */
  readonly answerTo?: Headers;
  /** Value of User-Agent, when it could be read. */
  readonly userAgent?: string;
}

type Parsed = Result<SipMessage, ParseRefusal>;

/** A start line taken apart. */
type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string };

type Step<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Problem);

/**
 * Parses one message that fills `octets`: a datagram, or what stream-reader.ts cut out of a stream.
 * Octets beyond Content-Length are dropped, fewer are refused (18.3); without Content-Length the rest is the body.
 * Never throws.
 */
export function parseMessage(octets: Buffer): Parsed {
  const start = skipEmptyLines(octets);
  const blank = octets.indexOf('\r\n\r\n', start);
  const headEnd = blank < 0 ? octets.length : blank + 2;
  const head = octets.toString('utf8', start, Math.min(headEnd, start + messageLimits.messageBytes));
  const fail = (problem: Problem): Parsed => refusal(octets, start, head, problem);
  if (octets.length - start > messageLimits.messageBytes) {
    return fail(tooLarge(`message longer than ${messageLimits.messageBytes} octets`, 0));
  }
  const firstEnd = head.indexOf('\r\n');
  if (firstEnd < 0) return fail(bad('start line without an end', 0));
  const startLine = parseStartLine(head.slice(0, firstEnd));
  if (!startLine.ok) return fail(startLine);
  if (blank < 0) return fail(bad('empty line behind the header fields missing', head.length));
  const headers = parseHeaders(head, firstEnd + 2);
  if (!headers.ok) return fail(headers);
  const problem = checkHeaders(startLine.value, headers.value);
  if (problem) return fail(problem);
  const body = takeBody(octets, headEnd + 2, headers.value);
  if (!body.ok) return fail(body);
  return ok(assemble(startLine.value, headers.value, body.value));
}

/** Field by field: a spread here would cost a tenth of the whole parse. */
function assemble(start: StartLine, headers: Headers, body: Buffer): SipMessage {
  return start.kind === 'request'
    ? { kind: 'request', method: start.method, uri: start.uri, headers, body }
    : { kind: 'response', status: start.status, reason: start.reason, headers, body };
}

function skipEmptyLines(octets: Buffer): number {
  let at = 0;
  while (octets[at] === 0x0d && octets[at + 1] === 0x0a) at += 2;
  return at;
}

function bad(why: string, at: number): { readonly ok: false } & Problem {
  return { ok: false, status: 400, why, at };
}

function tooLarge(why: string, at: number): { readonly ok: false } & Problem {
  return { ok: false, status: 513, why, at };
}

function parseStartLine(line: string): Step<StartLine> {
  if (line.startsWith('SIP/')) return parseStatusLine(line);
  const uriAt = line.indexOf(' ') + 1;
  const method = line.slice(0, Math.max(0, uriAt - 1));
  if (!isToken(method)) return bad('bad method', 0);
  const uriEnd = line.indexOf(' ', uriAt);
  if (uriEnd < 0) return bad('SIP version missing in the request line', line.length);
  if (uriEnd - uriAt > maxUriLength) return { ...bad('Request-URI too long', uriAt), status: 414 };
  const uri = line.slice(uriAt, uriEnd);
  const version = line.slice(uriEnd + 1);
  if (version.toUpperCase() !== 'SIP/2.0') {
    const other = /^SIP\/\d+\.\d+$/i.test(version);
    if (!other) return bad('spaces or version wrong in the request line', uriEnd);
    return { ...bad('only SIP/2.0 is spoken here', uriEnd + 1), status: 505 };
  }
  const parsed = parseUri(uri);
  if (!parsed.ok) return bad(`Request-URI: ${parsed.why}`, uriAt + (parsed.offset ?? 0));
  if (parsed.value.scheme === 'other') {
    return { ...bad('scheme of the Request-URI is not sip, sips or tel', uriAt), status: 416 };
  }
  // 19.1.5: a Request-URI carries no headers; what they would set must not slip in.
  if (parsed.value.scheme !== 'tel' && parsed.value.headers !== '') {
    return bad('Request-URI with headers', uriAt);
  }
  return ok({ kind: 'request', method, uri });
}

function parseStatusLine(line: string): Step<StartLine> {
  if (!line.startsWith('SIP/2.0 ')) return bad('bad status line', 0);
  const status = parseDecimal(line.slice(8, 11), 3);
  if (status === undefined || status < 100 || status > 699 || line.length < 11) {
    return bad('status code is not 100 to 699', 8);
  }
  // The space belongs there even before an empty reason phrase; peers leave it out.
  if (line.length > 11 && line.charCodeAt(11) !== 0x20) return bad('status code is not 100 to 699', 8);
  return ok({ kind: 'response', status, reason: line.slice(12) });
}

/** A NUL is allowed in one place, behind a backslash in a quoted string; elsewhere it cuts the text of C programs. */
function strayNul(head: string): number {
  let at = head.indexOf('\0');
  while (at > 0 && head.charCodeAt(at - 1) === 0x5c) at = head.indexOf('\0', at + 1);
  return at;
}

function parseHeaders(head: string, start: number): Step<Headers> {
  const headers: (readonly [string, string])[] = [];
  const nul = strayNul(head);
  if (nul >= 0) return bad('NUL in the header fields', nul);
  for (let at = start; at < head.length;) {
    const end = endOfField(head, at);
    if (end === bareLineFeed) return bad('line feed without carriage return', at);
    if (end === bareCarriageReturn) return bad('carriage return without line feed', at);
    const colon = head.indexOf(':', at);
    if (colon < 0 || colon > end) return bad('header field without ":"', at);
    if (headers.length === messageLimits.headerFields) {
      return tooLarge(`more than ${messageLimits.headerFields} header fields`, at);
    }
    if (end - at > messageLimits.headerLength) {
      return tooLarge(`header field longer than ${messageLimits.headerLength} characters`, at);
    }
    const name = nameOf(head, at, colon);
    if (name === undefined) return bad('bad header field name', at);
    headers.push([name, valueOf(head, colon + 1, end)]);
    at = end + 2;
  }
  return ok(headers);
}

const bareLineFeed = -1;
const bareCarriageReturn = -2;

/** @returns where the CRLF stands that ends the field beginning at `at`, past its folded lines; or one of the above. */
function endOfField(head: string, at: number): number {
  for (let from = at; ;) {
    const lf = head.indexOf('\n', from);
    // The head ends in CRLF, so that there always is one.
    if (lf < 1 || head.charCodeAt(lf - 1) !== 0x0d) return bareLineFeed;
    if (head.indexOf('\r', from) !== lf - 1) return bareCarriageReturn;
    if (!isSpace(head.charCodeAt(lf + 1))) return lf - 1;
    from = lf + 1;
  }
}

function nameOf(head: string, at: number, colon: number): string | undefined {
  let end = colon;
  while (end > at && isSpace(head.charCodeAt(end - 1))) end--;
  return longForm(head.slice(at, end));
}

function valueOf(head: string, start: number, end: number): string {
  while (start < end && isSpace(head.charCodeAt(start))) start++;
  while (end > start && isSpace(head.charCodeAt(end - 1))) end--;
  const value = head.slice(start, end);
  if (!value.includes('\n')) return value;
  return value
    .split('\r\n')
    .map((line) => line.trim())
    .join(' ')
    .trim();
}

function takeBody(octets: Buffer, start: number, headers: Headers): Step<Buffer> {
  const length = headers.find(([name]) => name === 'content-length')?.[1];
  if (length === undefined) return ok(octets.subarray(start));
  const bytes = Number(length); // checkHeaders saw that it is digits alone
  if (start + bytes > octets.length) return bad('body shorter than Content-Length', 0);
  return ok(octets.subarray(start, start + bytes));
}

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  414: 'Request-URI Too Long',
  416: 'Unsupported URI Scheme',
  505: 'Version Not Supported',
  513: 'Message Too Large',
};

function refusal(octets: Buffer, start: number, head: string, { status, why, at, header }: Problem): Parsed {
  const before = head.slice(0, header === undefined ? at : offsetOf(head, header));
  return {
    ok: false,
    why,
    status,
    reason: `${phrases[status] ?? 'Bad Request'} - ${why}`,
    // Octets that were no UTF-8 stand in the text as a longer character, so that this may be too far.
    offset: Math.min(start + Buffer.byteLength(before), octets.length),
    ...salvage(head),
  };
}

/** Where the n-th header field begins, for a problem that was found after the fields were cut. */
function offsetOf(head: string, n: number): number {
  let at = head.indexOf('\r\n') + 2;
  for (let i = 0; i < n && at > 1; i++) {
    const end = endOfField(head, at);
    if (end < 0) break;
    at = end + 2;
  }
  return at;
}

const answered = ['via', 'from', 'to', 'call-id', 'cseq'];

export type Salvaged = Pick<ParseRefusal, 'answerTo' | 'userAgent'>;

/** What an answer needs, from octets that stream-reader.ts could not cut. */
export function salvageHead(octets: Buffer): Salvaged {
  return salvage(octets.toString('utf8', 0, Math.min(octets.length, messageLimits.messageBytes)));
}

/** From a head that may be damaged anywhere; the slow path, bounded like the fast one. */
function salvage(head: string): Salvaged {
  const lines = head.split(/\r\n(?![ \t])/, messageLimits.headerFields + 1);
  const headers: (readonly [string, string])[] = [];
  let userAgent: string | undefined;
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    const name = longForm(line.slice(0, Math.max(0, colon)).trimEnd());
    const value = line
      .slice(colon + 1)
      .trim()
      .replace(/[\r\n\0]+[ \t]*/g, ' ');
    if (name === 'user-agent') userAgent = value;
    if (
      name === undefined ||
      !answered.includes(name) ||
      value === '' ||
      value.length > messageLimits.headerLength
    )
      continue;
    // A doubled field is what some are refused for; the answer carries the first, and every Via.
    if (name === 'via' || !headers.some(([n]) => n === name)) headers.push([name, value]);
  }
  const whole = answered.every((name) => headers.some(([n]) => n === name));
  const answerable = whole && !/^(SIP\/|ACK )/.test(lines[0] ?? '');
  return { ...(answerable ? { answerTo: headers } : {}), ...(userAgent === undefined ? {} : { userAgent }) };
}
