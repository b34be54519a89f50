/** Where a SIP URI is reached: RFC 3263 for UDP and TCP, with DNS behind an interface. */
import { promises as dns } from 'node:dns';
import { isIPv4, isIPv6 } from 'node:net';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { SipEndpoint } from './call.js';
import { parseUri, type SipUri } from './uri.js';

/** Finds the addresses of a host name; numeric hosts never come here. */
export interface Resolver {
  /** @returns endpoints to try, best first. */
  resolve(host: string, port: number | undefined, protocol: 'udp' | 'tcp'): Promise<readonly SipEndpoint[]>;
}

/** DNS: SRV when the URI has no port (RFC 3263 4.2), else A and AAAA. */
export const dnsResolver: Resolver = {
  async resolve(host, port, protocol) {
    const services = port === undefined ? await srv(host, protocol) : [];
    const hosts = services.length > 0 ? services : [{ name: host, port: port ?? 5060 }];
    const found: SipEndpoint[] = [];
    for (const { name, port: at } of hosts.slice(0, 4)) {
      const addresses = await dns.lookup(name, { all: true }).catch(() => []);
      for (const { address } of addresses) found.push({ protocol, address, port: at });
    }
    return found;
  },
};

async function srv(host: string, protocol: string): Promise<{ name: string; port: number }[]> {
  const records = await dns.resolveSrv(`_sip._${protocol}.${host}`).catch(() => []);
  return records.sort((a, b) => a.priority - b.priority || b.weight - a.weight);
}

export type Location =
  | { readonly kind: 'numeric'; readonly endpoint: SipEndpoint }
  | {
      readonly kind: 'named';
      readonly host: string;
      readonly port: number | undefined;
      readonly protocol: 'udp' | 'tcp';
    };

/** What a URI says about where it is reached; refused when that is by a protocol that is not spoken here. */
export function locate(uri: string): Result<Location> {
  const parsed = parseUri(uri);
  if (!parsed.ok) return parsed;
  return parsed.value.scheme === 'sip' ? locateSip(parsed.value) : refuse(`no way to ${parsed.value.scheme}`);
}

function locateSip(uri: SipUri): Result<Location> {
  const transport = (uri.params.get('transport') ?? 'udp').toLowerCase();
  if (transport !== 'udp' && transport !== 'tcp') return refuse(`transport ${transport} is not spoken here`);
  const { host, port } = uri;
  if (isIPv4(host) || isIPv6(host))
    return ok({ kind: 'numeric', endpoint: { protocol: transport, address: host, port: port ?? 5060 } });
  return ok({ kind: 'named', host, port, protocol: transport });
}

export function sameEndpoint(a: SipEndpoint, b: SipEndpoint): boolean {
  return a.port === b.port && a.address === b.address && a.protocol === b.protocol;
}

/** Addresses that mean nothing outside their own network (RFC 1918, 6598, 4193 and link-local). */
export function isPrivateAddress(address: string): boolean {
  if (isIPv6(address)) return /^f[cd]|^fe[89ab]/i.test(address);
  const [a = 0, b = 0] = address.split('.').map(Number);
  return (
    a === 10 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254)
  );
}
