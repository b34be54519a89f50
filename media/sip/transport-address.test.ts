import type { NetworkInterfaceInfo } from 'node:os';
import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { defaultSources, isWildcard, LocalAddresses } from './transport-address.js';

function card(address: string, prefix: number, internal = false): NetworkInterfaceInfo {
  const cidr = `${address}/${prefix}`;
  const shared = { address, cidr, internal, mac: '00:00:00:00:00:00', netmask: '' };
  return address.includes(':') ? { ...shared, family: 'IPv6', scopeid: 0 } : { ...shared, family: 'IPv4' };
}

const cards = [
  card('127.0.0.1', 8, true),
  card('10.1.0.5', 16),
  card('192.0.2.5', 24),
  card('2001:db8:1::5', 64),
];

t.test('the address in the subnet of the peer is named, else that of the default route', async (t) => {
  const addresses = new LocalAddresses(new FakeClock(), { ipv4: '192.0.2.5' }, () => cards);
  t.equal(addresses.for('10.1.200.200'), '10.1.0.5');
  t.equal(addresses.for('198.51.100.1'), '192.0.2.5');
  t.equal(addresses.for('127.0.0.1'), '127.0.0.1');
  t.equal(addresses.for('::1'), '::1');
  t.equal(addresses.for('10.1.0.5'), '10.1.0.5', 'ourselves');
  t.equal(addresses.for('2001:db8:1::9'), '2001:db8:1::5');
  t.equal(addresses.for('2001:db8:2::9'), '2001:db8:1::5', 'no default route, one outward address');
});

t.test('a machine without a network has its loopback', async (t) => {
  const addresses = new LocalAddresses(new FakeClock(), {}, () => []);
  t.equal(addresses.for('192.0.2.1'), '127.0.0.1');
  t.equal(addresses.for('2001:db8::1'), '::1');
});

t.test('interfaces are read anew after ten seconds', async (t) => {
  const clock = new FakeClock();
  let reads = 0;
  const addresses = new LocalAddresses(clock, {}, () => {
    reads++;
    return cards;
  });
  for (let i = 0; i < 5; i++) addresses.for('192.0.2.9');
  t.equal(reads, 1);
  clock.advance(10_000);
  addresses.for('192.0.2.9');
  t.equal(reads, 2);
});

t.test(
  'the source of a default route is an address, never the wildcard of a socket without a route',
  async (t) => {
    const { ipv4, ipv6 } = await defaultSources();
    for (const address of [ipv4, ipv6]) t.notOk(address !== undefined && isWildcard(address));
  },
);
