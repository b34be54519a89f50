/** Which of our addresses another host sees us by; what Via, Contact and SDP name. */
import { createSocket } from 'node:dgram';
import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import type { Clock } from '../../kernel/clock.js';

/** Interfaces come and go (VPN, DHCP); asking the system for every message would cost more than parsing it. */
const cacheMs = 10_000;

/** Documentation addresses (RFC 5737, RFC 3849): connecting a UDP socket there sends nothing and shows the route. */
const far = { ipv4: '192.0.2.1', ipv6: '2001:db8::1' } as const;

interface Interface {
  readonly address: string;
  readonly v6: boolean;
  readonly internal: boolean;
  readonly subnet: BlockList;
}

export const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::';

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** Picks the source address for a peer as the routing table would, without asking it for every message. */
export class LocalAddresses {
  readonly #clock: Clock;
  readonly #list: () => readonly NetworkInterfaceInfo[];
  readonly #defaults: { readonly ipv4?: string; readonly ipv6?: string };
  #interfaces: readonly Interface[] = [];
  #readAt = -Infinity;

  /** @param defaults source address of the default route of each family, from defaultSources(). */
  constructor(
    clock: Clock,
    defaults: { readonly ipv4?: string; readonly ipv6?: string },
    list: () => readonly NetworkInterfaceInfo[] = () =>
      Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []),
  ) {
    this.#clock = clock;
    this.#defaults = defaults;
    this.#list = list;
  }

  /** Our address on the way to `remote`, when it is not given by the socket's own. */
  for(remote: string): string {
    const v6 = isIPv6(remote);
    if (isLoopback(remote)) return v6 ? '::1' : '127.0.0.1';
    const ours = this.#read().filter((one) => one.v6 === v6);
    const near = ours.find((one) => one.address === remote || one.subnet.check(remote, v6 ? 'ipv6' : 'ipv4'));
    const fallback = v6 ? this.#defaults.ipv6 : this.#defaults.ipv4;
    const outward = near?.address ?? fallback ?? ours.find((one) => !one.internal)?.address;
    return outward ?? (v6 ? '::1' : '127.0.0.1');
  }

  #read(): readonly Interface[] {
    const now = this.#clock.monotonic();
    if (now - this.#readAt < cacheMs) return this.#interfaces;
    this.#readAt = now;
    this.#interfaces = this.#list().map(({ address, cidr, family, internal }) => {
      const v6 = family === 'IPv6';
      const subnet = new BlockList();
      const prefix = Number(cidr?.split('/')[1]);
      if (Number.isInteger(prefix)) subnet.addSubnet(address, prefix, v6 ? 'ipv6' : 'ipv4');
      return { address, v6, internal, subnet };
    });
    return this.#interfaces;
  }
}

/** The source addresses of the default routes; a family without a route is left out. */
export async function defaultSources(): Promise<{ readonly ipv4?: string; readonly ipv6?: string }> {
  const [ipv4, ipv6] = await Promise.all([sourceTowards(far.ipv4), sourceTowards(far.ipv6)]);
  return { ...(ipv4 === undefined ? {} : { ipv4 }), ...(ipv6 === undefined ? {} : { ipv6 }) };
}

function sourceTowards(remote: string): Promise<string | undefined> {
  const socket = createSocket(isIPv6(remote) ? 'udp6' : 'udp4');
  return new Promise<string | undefined>((resolve) => {
    socket.once('error', () => resolve(undefined));
    // Without a route the callback gets the error, which the types of Node leave out.
    socket.connect(9, remote, (...failure: unknown[]) =>
      resolve(failure[0] instanceof Error ? undefined : socket.address().address),
    );
  }).finally(() => socket.close());
}
