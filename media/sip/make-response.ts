import type { Headers } from './call.js';
import type { SipResponse } from './message.js';
import { reasonPhrase } from './reason-phrase.js';

export interface ResponseParts {
  /** The usual words of the status when absent. */
  readonly reason?: string;
  /** Added to To when the request had none (RFC 3261 8.2.6.2); left out for 100 alone. */
  readonly toTag?: string;
  /** Behind those that are copied. */
  readonly headers?: Headers;
  /** With its type. */
  readonly body?: { readonly type: string; readonly content: Buffer };
  /** Copy Record-Route, for responses that make a dialog (12.1.1). */
  readonly recordRoute?: boolean;
}

const noBody = Buffer.alloc(0);
const copied = new Set(['via', 'from', 'to', 'call-id', 'cseq']);

/** A response with the fields that it takes from its request (RFC 3261 8.2.6.2) and those given. */
export function makeResponse(
  request: { readonly headers: Headers },
  status: number,
  parts: ResponseParts = {},
): SipResponse {
  const headers = request.headers
    .filter(([name]) => copied.has(name))
    .map((field) => withTag(field, parts.toTag));
  // A 100 gives the Timestamp back (8.2.6.1).
  const also = status === 100 ? 'timestamp' : parts.recordRoute ? 'record-route' : undefined;
  if (also) headers.push(...request.headers.filter(([name]) => name === also));
  if (parts.headers) headers.push(...parts.headers);
  if (parts.body) headers.push(['content-type', parts.body.type]);
  const reason = parts.reason ?? reasonPhrase(status);
  return { kind: 'response', status, reason, headers, body: parts.body?.content ?? noBody };
}

function withTag(field: Headers[number], tag: string | undefined): Headers[number] {
  const [name, value] = field;
  return tag === undefined || name !== 'to' || hasTag(value) ? field : [name, `${value};tag=${tag}`];
}

/** Only behind the brackets: `<sip:a@b;tag=x>` has a URI parameter of that name and no tag. */
function hasTag(to: string): boolean {
  return /;\s*tag\s*=/i.test(to.slice(to.lastIndexOf('>') + 1));
}
