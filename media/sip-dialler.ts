import { isIPv6 } from 'node:net';
import { ok } from '../kernel/result.js';
import type { DialTarget, Dialler } from './channel/dialling.js';
import type { EndpointName } from './channel/dial-string.js';
import type { Directory } from './directory/directory.js';
import type { SipEndpoint } from './sip/call.js';
import { FailoverCall } from './sip/failover-call.js';
import { locate } from './sip/location.js';
import type { Registrar } from './sip/registrar.js';
import type { Transport } from './sip/transport.js';
import { isWebSocket } from './sip/web-socket.js';
import type { TrunkList } from './sip/trunk-list.js';
import type { UserAgent } from './sip/user-agent.js';

export interface SipDiallerOptions {
  readonly userAgent: UserAgent;
  readonly registrar: Registrar;
  readonly directory: Directory;
  readonly transport: Transport;
  readonly trunks: Pick<TrunkList, 'waysTo'>;
  readonly domain: string;
  /** Where media is bound when SDP names another address. */
  readonly bindAnywhere: boolean;
}

/** Finds where users, trunks and URIs are, and calls them. */
export class SipDialler implements Dialler {
  readonly #options: SipDiallerOptions;

  constructor(options: SipDiallerOptions) {
    this.#options = options;
  }

  async resolve(endpoint: EndpointName): ReturnType<Dialler['resolve']> {
    switch (endpoint.kind) {
      case 'user':
        return this.#user(endpoint.user, endpoint.domain);
      case 'uri':
        return ok([uriTarget(endpoint.uri)]);
      case 'trunk':
        return this.#trunk(endpoint.trunk, endpoint.number);
    }
  }

  localAddressFor(target: DialTarget): string | undefined {
    const remote = target.route ?? endpointOf(target.uri);
    if (!remote) return undefined;
    if (this.#options.bindAnywhere) return isIPv6(remote.address) ? '::' : '0.0.0.0';
    return this.#options.transport.localFor(remote)?.address;
  }

  invite(...[given, others = []]: Parameters<Dialler['invite']>): ReturnType<Dialler['invite']> {
    const { userAgent, domain } = this.#options;
    const options = { ...given, from: { ...given.from, host: given.from.host ?? domain } };
    if (!options.route || others.length === 0) return userAgent.invite(options);
    return new FailoverCall(
      (one) => userAgent.invite(one),
      options,
      [options.route, ...others],
      (error) => userAgent.log.error({ err: error }, 'a listener of a call threw'),
    );
  }

  #trunk(trunk: string, number: string): Awaited<ReturnType<Dialler['resolve']>> {
    const ways = this.#options.trunks.waysTo(trunk, number);
    if (ways === 'unknown') return { ok: false, cause: 'INVALID_GATEWAY' };
    if (ways === 'full') return { ok: false, cause: 'NORMAL_CIRCUIT_CONGESTION' };
    const [way, ...others] = ways === 'down' ? [] : ways;
    if (!way) return { ok: false, cause: 'GATEWAY_DOWN' };
    const { uri, route, credentials, callerId, domain } = way;
    return ok([
      {
        uri,
        route,
        otherRoutes: others.map((other) => other.route),
        ...(credentials && { credentials }),
        from: {
          ...(callerId !== undefined && { user: callerId }),
          ...(domain !== undefined && { host: domain }),
        },
        variables: { sip_gateway_name: trunk },
        name: `sofia/external/${number}`,
        destination: number,
      },
    ]);
  }

  async #user(user: string, domain: string): ReturnType<Dialler['resolve']> {
    const { registrar, directory, domain: ours } = this.#options;
    if (domain !== ours) return { ok: false, cause: 'USER_NOT_REGISTERED' };
    const bindings = registrar.contactsOf(user);
    if (bindings.length === 0) {
      const known = await directory.find(user, domain).catch(() => undefined);
      return { ok: false, cause: known ? 'USER_NOT_REGISTERED' : 'SUBSCRIBER_ABSENT' };
    }
    return ok(
      bindings.map((binding) => ({
        uri: binding.contact,
        route: binding.route,
        name: `sofia/internal/${user}@${binding.route.address}:${binding.route.port}`,
        secure: isWebSocket(binding.route),
        destination: user,
        variables: { dialed_user: user, dialed_domain: domain },
      })),
    );
  }
}

function uriTarget(uri: string): DialTarget {
  const bare = uri.replace(/^sips?:/, '').replace(/;.*$/s, '');
  return { uri, name: `sofia/internal/${bare}`, destination: bare.split('@')[0] ?? bare };
}

function endpointOf(uri: string): SipEndpoint | undefined {
  const located = locate(uri);
  if (!located.ok) return undefined;
  if (located.value.kind === 'numeric') return located.value.endpoint;
  return { protocol: located.value.protocol, address: located.value.host, port: located.value.port ?? 5060 };
}
