import t from 'tap';
import { isPrivateAddress, locate } from './location.js';

t.test('RFC 3263 4: a numeric host is the address; UDP and 5060 when the URI says nothing', async (t) => {
  const located = (uri: string) => {
    const found = locate(uri);
    return found.ok && found.value.kind === 'numeric' ? found.value.endpoint : found;
  };
  t.same(located('sip:a@192.0.2.1'), { protocol: 'udp', address: '192.0.2.1', port: 5060 });
  t.same(located('sip:a@[2001:db8::1]:5070;transport=TCP'), {
    protocol: 'tcp',
    address: '2001:db8::1',
    port: 5070,
  });
});

t.test('RFC 3263 4: a name keeps whether a port was given, which decides on SRV', async (t) => {
  t.same(locate('sip:a@carrier.example'), {
    ok: true,
    value: { kind: 'named', host: 'carrier.example', port: undefined, protocol: 'udp' },
  });
  t.match(locate('sip:a@carrier.example:5080'), { value: { port: 5080 } });
});

t.test('what is not spoken here leads nowhere', async (t) => {
  for (const uri of ['sips:a@192.0.2.1', 'tel:1', 'sip:a@192.0.2.1;transport=ws', 'http://x/', ''])
    t.match(locate(uri), { ok: false }, uri);
});

t.test('RFC 1918, 6598, 4193: private addresses are told from public ones', async (t) => {
  for (const address of [
    '10.1.1.1',
    '172.16.0.1',
    '172.31.9.9',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.1.1',
    'fd00::1',
    'fe80::1',
  ])
    t.ok(isPrivateAddress(address), address);
  for (const address of ['11.0.0.1', '172.32.0.1', '192.169.0.1', '100.128.0.1', '2001:db8::1', '8.8.8.8'])
    t.notOk(isPrivateAddress(address), address);
});
