/** OPTIONS outside a dialog (RFC 3261 11.1): whether somebody is there. */
import type { SipEndpoint } from './call.js';
import { formatCSeq } from './cseq.js';
import type { ClientCredentials } from './digest-client.js';
import { Authorization } from './dialog/authorization.js';
import type { CallHost } from './dialog/call-host.js';
import { outcomeOfFailure, type Outcome } from './dialog/dialog-request.js';
import type { SipRequest } from './message.js';
import { formatAddress } from './name-addr.js';
import type { ClientUser } from './transaction/client-transaction.js';
import { formatHost } from './uri.js';

/** @returns the final response, or 408 or 503 when none came. */
export function askOptions(
  host: CallHost,
  to: {
    readonly uri: string;
    readonly route: SipEndpoint;
    readonly credentials: ClientCredentials | undefined;
  },
): Promise<Outcome> {
  const authorization = new Authorization(host.random, to.credentials);
  const callId = host.random.uuid();
  const ours = formatHost(host.localAddress(to.route) ?? 'anonymous.invalid');
  const from = formatAddress(
    { display: '', uri: `sip:yihao@${ours}` },
    new Map([['tag', host.random.hex(8)]]),
  );
  let sequence = 0;
  const build = (): SipRequest => ({
    kind: 'request',
    method: 'OPTIONS',
    uri: to.uri,
    headers: [
      ['max-forwards', '70'],
      ['from', from],
      ['to', `<${to.uri}>`],
      ['call-id', callId],
      ['cseq', formatCSeq({ sequence: ++sequence, method: 'OPTIONS' })],
      ...host.capabilities(to.route, 'client'),
      ['accept', 'application/sdp'],
      ...authorization.fields,
    ],
    body: Buffer.alloc(0),
  });
  return new Promise((resolve) => {
    const user: ClientUser = {
      responded(response, { request }) {
        if (response.status < 200) return;
        if (authorization.answer(response, request)) send();
        else resolve({ status: response.status, reason: response.reason, response });
      },
      failed: (cause) => resolve(outcomeOfFailure(cause)),
    };
    const send = (): void => {
      const sent = host.layer.request(build(), to.route, user);
      if (typeof sent === 'string') resolve(outcomeOfFailure(sent));
    };
    send();
  });
}
