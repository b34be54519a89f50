import type { NetworkInterfaceInfo } from 'node:os';
import t from 'tap';
import { candidateAddresses, hostCandidates } from './host-candidates.js';

function at(address: string, family: 'IPv4' | 'IPv6', internal = false): NetworkInterfaceInfo {
  const base = { address, internal, netmask: '', mac: '', cidr: null };
  return family === 'IPv6' ? { ...base, family, scopeid: 0 } : { ...base, family };
}

const machine = [
  at('127.0.0.1', 'IPv4', true),
  at('::1', 'IPv6', true),
  at('fe80::1', 'IPv6'),
  at('fd00::2', 'IPv6'),
  at('192.0.2.2', 'IPv4'),
];

t.test('RFC 8445 5.1.2.1: earlier addresses have the higher priority', async (t) => {
  t.same(hostCandidates(['192.0.2.2', 'fd00::2'], 20_000), [
    '1 1 udp 2130706431 192.0.2.2 20000 typ host',
    '2 1 udp 2130706175 fd00::2 20000 typ host',
  ]);
  t.equal(
    hostCandidates(
      Array.from({ length: 20 }, (_, i) => `192.0.2.${i}`),
      20_000,
    ).length,
    8,
  );
});

t.test(
  'the address that faces the browser comes first, then the others, loopback last, each once',
  async (t) => {
    t.same(candidateAddresses('192.0.2.2', undefined, machine), ['192.0.2.2', 'fd00::2', '127.0.0.1']);
    t.same(candidateAddresses('127.0.0.1', undefined, machine), ['127.0.0.1', '192.0.2.2', 'fd00::2']);
    t.same(candidateAddresses('0.0.0.0', undefined, machine), ['192.0.2.2', 'fd00::2', '127.0.0.1']);
  },
);

t.test('an advertised address comes before all', async (t) => {
  t.equal(candidateAddresses('192.0.2.2', '203.0.113.9', machine)[0], '203.0.113.9');
});
