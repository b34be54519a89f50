import type { SipMessage } from './message.js';

/** Header names with a spelling that capitals at each word do not give. */
const spelling = new Map([
  ['call-id', 'Call-ID'],
  ['cseq', 'CSeq'],
  ['www-authenticate', 'WWW-Authenticate'],
  ['mime-version', 'MIME-Version'],
  ['rack', 'RAck'],
  ['rseq', 'RSeq'],
  ['sip-etag', 'SIP-ETag'],
  ['sip-if-match', 'SIP-If-Match'],
]);

const maxCachedSpellings = 512;

/** `content-type` as `Content-Type`. Names are case-insensitive (RFC 3261 7.3.1); old peers are not always. */
export function headerSpelling(name: string): string {
  const known = spelling.get(name);
  if (known !== undefined) return known;
  const spelled = name.replace(
    /(^|-)([a-z])/g,
    (_, dash: string, letter: string) => dash + letter.toUpperCase(),
  );
  if (spelling.size < maxCachedSpellings) spelling.set(name, spelled);
  return spelled;
}

/**
 * The message as it goes on the wire: header fields in order, then Content-Length, which is always the body's own.
 * Line ends inside a name or value become spaces, so that no value can add a header field.
 */
export function serializeMessage(message: SipMessage): Buffer {
  let head =
    message.kind === 'request'
      ? `${message.method} ${flat(message.uri)} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${flat(message.reason)}\r\n`;
  for (const [name, value] of message.headers) {
    if (name !== 'content-length') head += `${headerSpelling(name)}: ${flat(value)}\r\n`;
  }
  head += `Content-Length: ${message.body.length}\r\n\r\n`;
  if (message.body.length === 0) return Buffer.from(head);
  return Buffer.concat([Buffer.from(head), message.body]);
}

function flat(value: string): string {
  return value.includes('\n') || value.includes('\r') ? value.replace(/[\r\n]+/g, ' ') : value;
}
