/** From InviteOptions to an INVITE and the way it goes (RFC 3261 8.1.1). */
import type { Headers, InviteOptions, SipEndpoint } from './call.js';
import { formatCSeq } from './cseq.js';
import type { CallHost } from './dialog/call-host.js';
import type { OutboundParts } from './dialog/outbound-call.js';
import { locate, type Location, type Resolver } from './location.js';
import type { SipRequest } from './message.js';
import { formatAddress } from './name-addr.js';
import { formatUri, parseUri } from './uri.js';

/** Where an INVITE goes, before names are looked up. */
interface Way {
  readonly remote: SipEndpoint | Promise<SipEndpoint | undefined> | undefined;
  /** As far as known: for a name, its host and port. */
  readonly shown: SipEndpoint;
}

const nowhere: SipEndpoint = { protocol: 'udp', address: '', port: 0 };

export function prepareInvite(options: InviteOptions, host: CallHost, resolver: Resolver): OutboundParts {
  const callId = options.callId ?? host.random.uuid();
  const tag = host.random.hex(8);
  const way = findWay(options, resolver);
  const ours = host.localAddress(way.shown);
  const from = {
    display: options.from.display,
    uri: formatUri({
      scheme: 'sip',
      user: options.from.user,
      host: options.from.host ?? ours ?? 'anonymous.invalid',
      params: new Map(),
      headers: '',
    }),
  };
  const fromLine = formatAddress(from, new Map([['tag', tag]]));
  const toLine = `<${options.target}>`;
  const body = options.sdp === undefined ? undefined : Buffer.from(options.sdp);
  const invite = (cseq: number, remote: SipEndpoint, extra: Headers): SipRequest => ({
    kind: 'request',
    method: 'INVITE',
    uri: options.target,
    headers: [
      ['max-forwards', '70'],
      ['from', fromLine],
      ['to', toLine],
      ['call-id', callId],
      ['cseq', formatCSeq({ sequence: cseq, method: 'INVITE' })],
      ...host.capabilities(remote, 'client'),
      ...(options.headers ?? []),
      ...extra,
      ...(body ? [['content-type', 'application/sdp'] as const] : []),
    ],
    body: body ?? Buffer.alloc(0),
  });
  const firstCseq = 1 + host.random.below(2 ** 16);
  const target = parseUri(options.target);
  const user = target.ok && target.value.scheme === 'sip' ? target.value.user : '';
  const targetHost = target.ok && target.value.scheme === 'sip' ? target.value.host : '';
  return {
    info: {
      callId,
      direction: 'outbound',
      from: { ...from, user: options.from.user, host: options.from.host ?? ours ?? '' },
      to: { display: '', uri: options.target, user, host: targetHost },
      destination: user,
      requestUri: options.target,
      headers: invite(firstCseq, way.shown, []).headers,
      remote: way.shown,
    },
    invite,
    firstCseq,
    remote: way.remote,
    sticky: options.route !== undefined,
    credentials: options.credentials,
    sdp: options.sdp,
  };
}

function findWay(options: InviteOptions, resolver: Resolver): Way {
  if (options.route) return { remote: options.route, shown: options.route };
  const located = locate(options.target);
  if (!located.ok) return { remote: undefined, shown: nowhere };
  if (located.value.kind === 'numeric')
    return { remote: located.value.endpoint, shown: located.value.endpoint };
  const { host, port, protocol } = located.value;
  return { remote: lookUp(located.value, resolver), shown: { protocol, address: host, port: port ?? 5060 } };
}

async function lookUp(
  name: Extract<Location, { kind: 'named' }>,
  resolver: Resolver,
): Promise<SipEndpoint | undefined> {
  const found = await resolver.resolve(name.host, name.port, name.protocol).catch(() => []);
  return found[0];
}
