/** A transaction layer on a network in memory, with the other side's transport driven by hand. */
import { FakeClock } from '../../../kernel/fake-clock.js';
import { systemRandom } from '../../../kernel/random.js';
import type { SipEndpoint } from '../call.js';
import type { SipRequest } from '../message.js';
import type { ClientTransaction, ClientUser } from './client-transaction.js';
import { FakeNetwork, titleOf } from './fake-network.js';
import type { ServerTransaction } from './server-transaction.js';
import { TransactionLayer, type TransactionSettings, type TransactionUser } from './transaction-layer.js';

export const ours: SipEndpoint = { protocol: 'udp', address: '192.0.2.1', port: 5060 };
export const theirs: SipEndpoint = { protocol: 'udp', address: '192.0.2.2', port: 5062 };

/** A layer under test, and the other side's transport by hand. */
export function lab(settings: TransactionSettings = {}, protocol: 'udp' | 'tcp' = 'udp') {
  const clock = new FakeClock();
  const network = new FakeNetwork(clock);
  const transport = network.host({ ...ours, protocol });
  const peer = network.host({ ...theirs, protocol });
  const requested: ServerTransaction[] = [];
  const acks: SipRequest[] = [];
  const user: TransactionUser = {
    requested: (transaction) => requested.push(transaction),
    acknowledged: (ack) => acks.push(ack),
  };
  const layer = new TransactionLayer({ clock, random: systemRandom, transport }, user, settings);
  const heard: string[] = [];
  const client: ClientUser = {
    responded: (response) => heard.push(titleOf(response)),
    failed: (cause) => heard.push(cause),
  };
  return {
    clock,
    network,
    transport,
    layer,
    peer,
    requested,
    acks,
    heard,
    client,
    remote: { ...theirs, protocol },
  };
}

export function request(
  method: string,
  options: { cseq?: number; toTag?: string; callId?: string } = {},
): SipRequest {
  const { cseq = 1, toTag, callId = 'c1' } = options;
  return {
    kind: 'request',
    method,
    uri: 'sip:12345@192.0.2.2',
    headers: [
      ['max-forwards', '70'],
      ['from', '<sip:alice@192.0.2.1>;tag=a'],
      ['to', `<sip:12345@192.0.2.2>${toTag === undefined ? '' : `;tag=${toTag}`}`],
      ['call-id', callId],
      ['cseq', `${cseq} ${method}`],
    ],
    body: Buffer.alloc(0),
  };
}

export function incoming(
  method: string,
  via: string,
  options: Parameters<typeof request>[1] = {},
): SipRequest {
  const base = request(method, options);
  return { ...base, headers: [['via', via], ...base.headers] };
}

export const theirVia = 'SIP/2.0/UDP 192.0.2.2:5062;branch=z9hG4bKx1';

export function begun(started: ClientTransaction | 'full' | 'unreachable'): ClientTransaction {
  if (typeof started === 'string') throw new Error(started);
  return started;
}

/** When messages with this title were sent, in milliseconds. */
export const times = (network: FakeNetwork, title: string): number[] =>
  network.sent.filter(({ message }) => titleOf(message) === title).map(({ atMs }) => atMs);
