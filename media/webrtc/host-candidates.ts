import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

/** More candidates make more pairs to check and no better way. */
const mostCandidates = 8;
const hostPreference = 126;

/**
 * Host candidates (RFC 8445 5.1.1.1) of one UDP port that is bound to every address, in falling priority.
 * @returns values of a=candidate without its name.
 */
export function hostCandidates(addresses: readonly string[], port: number): readonly string[] {
  return addresses.slice(0, mostCandidates).map((address, index) => {
    // 5.1.2.1: type preference, then a local preference that tells the addresses apart, then component 1.
    const priority = hostPreference * 2 ** 24 + (65_535 - index) * 2 ** 8 + 255;
    return `${index + 1} 1 udp ${priority} ${address} ${port} typ host`;
  });
}

/**
 * Addresses at which a browser may reach us, the likeliest first: the one advertised, the one that faces it, our others.
 * @param facing our address on the way to the browser.
 */
export function candidateAddresses(
  facing: string,
  advertised?: string,
  interfaces: readonly NetworkInterfaceInfo[] = Object.values(networkInterfaces()).flatMap(
    (all) => all ?? [],
  ),
): readonly string[] {
  const others = interfaces
    .filter((one) => !one.internal && !/^fe[89ab]/i.test(one.address))
    .sort((a, b) => a.family.localeCompare(b.family))
    .map((one) => one.address);
  const loopback = interfaces.some((one) => one.internal && one.family === 'IPv4') ? ['127.0.0.1'] : [];
  const ordered = [...(advertised === undefined ? [] : [advertised]), facing, ...others, ...loopback];
  return [...new Set(ordered)].filter((address) => address !== '0.0.0.0' && address !== '::');
}
