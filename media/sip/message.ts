/**
 * A SIP message (RFC 3261 7) as the layers above the parser see it. Parsing is in parse.ts, writing in serialize.ts;
 * structured header values (Via, Contact, CSeq ...) in the files named for them.
 */
import type { Headers } from './call.js';

interface MessageBase {
  /** In order of arrival, names in lower-case long form (`v` is `via`), values trimmed and unfolded. */
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface SipRequest extends MessageBase {
  readonly kind: 'request';
  /** Case matters (RFC 3261 7.1). */
  readonly method: string;
  readonly uri: string;
}

export interface SipResponse extends MessageBase {
  readonly kind: 'response';
  /** 100 to 699. */
  readonly status: number;
  readonly reason: string;
}

export type SipMessage = SipRequest | SipResponse;

/** First value of a header (lower-case long-form name). */
export function header(message: { readonly headers: Headers }, name: string): string | undefined {
  return message.headers.find(([n]) => n === name)?.[1];
}

/** Every line of a header, in order; a line may itself hold a comma-separated list. */
export function headersOf(message: { readonly headers: Headers }, name: string): string[] {
  return message.headers.filter(([n]) => n === name).map(([, value]) => value);
}
