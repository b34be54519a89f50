/** Requests that are made from another request: ACK to a non-2xx (RFC 3261 17.1.1.3) and CANCEL (9.1). */
import type { Headers } from '../call.js';
import { header, type SipRequest, type SipResponse } from '../message.js';

const emptyBody = Buffer.alloc(0);

/** Acknowledges a non-2xx final response: the INVITE's own branch and route, the response's To. */
export function makeAck(invite: SipRequest, response: SipResponse): SipRequest {
  return derive(invite, 'ACK', header(response, 'to'));
}

/** @param extra for example Reason (RFC 3326). */
export function makeCancel(invite: SipRequest, extra: Headers = []): SipRequest {
  const cancel = derive(invite, 'CANCEL', undefined);
  return { ...cancel, headers: [...cancel.headers, ...extra] };
}

function derive(invite: SipRequest, method: 'ACK' | 'CANCEL', to: string | undefined): SipRequest {
  const headers: [string, string][] = [];
  let vias = 0;
  for (const [name, value] of invite.headers) {
    if (name === 'via' && vias++ === 0) headers.push([name, value]);
    else if (name === 'to') headers.push([name, to ?? value]);
    else if (name === 'cseq') headers.push([name, `${String(Number.parseInt(value, 10))} ${method}`]);
    else if (name === 'route' || name === 'from' || name === 'call-id' || name === 'max-forwards')
      headers.push([name, value]);
  }
  return { kind: 'request', method, uri: invite.uri, headers, body: emptyBody };
}
