/** Which addresses a flow may ask: none inside the operator's network unless it is named in the settings. */
import { BlockList, isIP } from 'node:net';

const inside = new BlockList();
for (const [network, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
  ] as const),
  ...([
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
])
  inside.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ...([
    // Unspecified, loopback, and addresses of IPv4 as they were once written.
    ['::', 96],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8],
  ] as const),
  // What leads on into IPv4, wherever that is: NAT64, 6to4.
  ...([
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['2002::', 16],
  ] as const),
])
  inside.addSubnet(network, bits, 'ipv6');

/** Loopback, private, link-local, multicast and the like, also as IPv4 within IPv6. */
export function isInside(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const family = isIP(plain);
  if (family === 0) return true;
  return inside.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/** Hosts, as `crm.local` or `crm.local:8443`, that may be asked although they are inside. */
export class AllowedHosts {
  readonly #hosts: ReadonlySet<string>;

  constructor(hosts: readonly string[]) {
    this.#hosts = new Set(hosts.map((host) => host.toLowerCase()));
  }

  has(url: URL): boolean {
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const name = url.hostname.toLowerCase();
    return this.#hosts.has(name) || this.#hosts.has(`${name}:${port}`);
  }
}
