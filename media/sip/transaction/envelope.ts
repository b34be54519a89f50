/** The header fields that identify a message: what transactions and dialogs are matched by, read once. */
import { ok, refuse, type Result } from '../../../kernel/result.js';
import { parseCSeq } from '../cseq.js';
import { splitList } from '../header-list.js';
import { header, type SipMessage, type SipRequest, type SipResponse } from '../message.js';
import { parseAddress, type AddressValue } from '../name-addr.js';
import { branchCookie, parseVia, type Via } from '../via.js';

export interface Envelope {
  readonly method: string;
  /** Topmost. */
  readonly via: Via;
  readonly callId: string;
  readonly cseq: number;
  readonly from: AddressValue;
  readonly to: AddressValue;
  readonly fromTag?: string;
  readonly toTag?: string;
  /** Of the server transaction (RFC 3261 17.2.3); an ACK has that of its INVITE. */
  readonly key: string;
  /** Of the INVITE transaction that a CANCEL with these fields means (9.2). */
  readonly inviteKey: string;
}

/** @returns the envelope, or the first thing that keeps the request from having one. */
export function readRequest(request: SipRequest): Result<Envelope> {
  const via = topVia(request);
  if (!via.ok) return via;
  const cseq = parseCSeq(header(request, 'cseq') ?? '');
  if (!cseq.ok) return cseq;
  if (cseq.value.method !== request.method) return refuse('CSeq method is not that of the request');
  const callId = header(request, 'call-id');
  if (!callId) return refuse('Call-ID is missing');
  const from = parseAddress(header(request, 'from') ?? '');
  if (!from.ok) return refuse(`From: ${from.why}`);
  const to = parseAddress(header(request, 'to') ?? '');
  if (!to.ok) return refuse(`To: ${to.why}`);
  const fromTag = from.value.params.get('tag');
  const toTag = to.value.params.get('tag');
  const base = { via: via.value, callId, cseq: cseq.value.sequence, from: from.value, to: to.value };
  const prefix = keyPrefix(request, base, fromTag);
  return ok({
    method: request.method,
    ...base,
    ...(fromTag === undefined ? {} : { fromTag }),
    ...(toTag === undefined ? {} : { toTag }),
    key: `${prefix}|${request.method === 'ACK' ? 'INVITE' : request.method}`,
    inviteKey: `${prefix}|INVITE`,
  });
}

/** What a response is matched to its client transaction by (17.1.3): branch and CSeq method. */
export function readResponse(response: SipResponse): { branch: string; method: string } | undefined {
  const via = topVia(response);
  const cseq = parseCSeq(header(response, 'cseq') ?? '');
  const branch = via.ok ? via.value.params.get('branch') : undefined;
  if (branch === undefined || !cseq.ok) return undefined;
  return { branch, method: cseq.value.method };
}

export function topVia(message: SipMessage): Result<Via> {
  const line = header(message, 'via');
  if (line === undefined) return refuse('Via is missing');
  const values = splitList(line);
  return values.ok ? parseVia(values.value[0] ?? '') : values;
}

/**
 * Branch and sent-by; without the magic cookie (RFC 2543 clients) the fields of 17.2.3's second list. To is left out
 * there: only the ACK carries our tag in it.
 */
function keyPrefix(
  request: SipRequest,
  fields: { readonly via: Via; readonly callId: string; readonly cseq: number },
  fromTag: string | undefined,
): string {
  const { via } = fields;
  const branch = via.params.get('branch') ?? '';
  const sentBy = `${via.host}:${String(via.port ?? '')}`;
  // The cookie is compared without case (17.2.3 takes tokens so).
  if (branch.slice(0, branchCookie.length).toLowerCase() === branchCookie.toLowerCase())
    return `${branch}|${sentBy}`;
  return `${request.uri}|${fromTag ?? ''}|${fields.callId}|${String(fields.cseq)}|${sentBy}|${branch}`;
}
