/** What every request is checked for before it is handled (RFC 3261 8.2.1 to 8.2.3), and what OPTIONS tells (11). */
import type { Headers } from '../call.js';
import { headersOf, type SipRequest, type SipResponse } from '../message.js';
import { makeResponse } from '../make-response.js';
import { sessionBody } from './body.js';

const allowed = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'INFO', 'UPDATE', 'REFER', 'REGISTER'];
const withinDialog = new Set(['INVITE', 'BYE', 'OPTIONS', 'INFO', 'UPDATE', 'REFER']);
/** Extensions that a peer may require: session timers (RFC 4028), taking the place of a call (RFC 3891). */
const supported = new Set(['timer', 'replaces']);

/** Methods whose body is a session description. */
const describing = new Set(['INVITE', 'UPDATE']);

export const allowHeader = ['allow', allowed.join(', ')] as const;
export const supportedHeader = ['supported', [...supported].join(', ')] as const;

export const optionsHeaders: Headers = [
  allowHeader,
  supportedHeader,
  ['accept', 'application/sdp'],
  ['accept-encoding', 'identity'],
  ['accept-language', 'zh, en'],
];

/**
 * @param toTag for a request outside a dialog.
 * @returns the response that a request with an unknown method, extension or body gets; undefined when it is fine.
 */
export function refusal(request: SipRequest, toTag?: string): SipResponse | undefined {
  const tag = toTag === undefined ? {} : { toTag };
  if (!withinDialog.has(request.method))
    return makeResponse(request, 405, { ...tag, headers: [allowHeader] });
  const unsupported = headersOf(request, 'require')
    .flatMap((line) => line.split(','))
    .map((option) => option.trim())
    .filter((option) => option !== '' && !supported.has(option.toLowerCase()));
  if (unsupported.length > 0)
    return makeResponse(request, 420, { ...tag, headers: [['unsupported', unsupported.join(', ')]] });
  if (!describing.has(request.method)) return undefined;
  const body = sessionBody(request);
  if (body.kind !== 'unsupported') return undefined;
  const accepted = body.what === 'type' ? 'application/sdp' : 'identity';
  const name = body.what === 'type' ? 'accept' : 'accept-encoding';
  return makeResponse(request, 415, { ...tag, headers: [[name, accepted]] });
}
