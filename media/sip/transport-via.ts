/** Changes to the top Via that are the transport's work. */
import type { Headers, SipEndpoint } from './call.js';
import { splitList } from './header-list.js';
import type { SipRequest } from './message.js';
import { formatVia, parseVia, viaOnArrival, type Via } from './via.js';

/** The request with `received` and `rport` filled into its top Via (RFC 3261 18.2.1, RFC 3581 4). */
export function withArrivalNoted(request: SipRequest, source: SipEndpoint): SipRequest {
  const [address = ''] = source.address.split('%'); // a link-local zone is our own matter
  return withTopVia(request, (via) => viaOnArrival(via, address, source.port));
}

/** The request for another transport than it was made for (18.1.1); the branch stays, so the transaction matches. */
export function withViaMoved(request: SipRequest, local: SipEndpoint): SipRequest {
  return withTopVia(request, (via) => ({
    ...via,
    transport: local.protocol.toUpperCase(),
    host: local.address,
    port: local.port,
  }));
}

/** A Via that can't be read is left alone: the parser let none through, and our own are well formed. */
function withTopVia(request: SipRequest, change: (via: Via) => Via): SipRequest {
  const at = request.headers.findIndex(([name]) => name === 'via');
  const values = splitList(request.headers[at]?.[1] ?? '');
  if (!values.ok) return request;
  const [top = '', ...below] = values.value;
  const via = parseVia(top);
  if (!via.ok) return request;
  const changed = [formatVia(change(via.value)), ...below].join(', ');
  const headers: Headers = request.headers.map((field, i) =>
    i === at ? (['via', changed] as const) : field,
  );
  return { ...request, headers };
}
