import t from 'tap';
import { YihaoError } from '../../kernel/errors.js';
import {
  AddressMatch,
  numberThrough,
  parseTrunks,
  shownUri,
  uriThrough,
  type TrunkSettings,
} from './trunk.js';

function parsed(written: Record<string, unknown>): TrunkSettings {
  const [trunk] = parseTrunks([{ name: 'carrier', address: '198.51.100.1', ...written }], 'YIHAO_TRUNKS');
  if (!trunk) throw new Error('no trunk');
  return trunk;
}

t.test('a trunk needs a name and an address; everything else has its default', async (t) => {
  t.same(parsed({}), {
    name: 'carrier',
    address: '198.51.100.1',
    port: 5060,
    protocol: 'udp',
    match: [],
    maxCalls: 0,
    keepAliveS: 30,
    strip: '',
    prefix: '',
  });
  t.match(parsed({ username: 'u', password: 'p', callerId: '01012345', domain: 'ims.example' }), {
    credentials: { user: 'u', password: 'p' },
    callerId: '01012345',
    domain: 'ims.example',
  });
});

t.test('what is wrong with a trunk is said with its place and entry', async (t) => {
  const wrong: [Record<string, unknown>, string][] = [
    [{ name: 'a b' }, 'name'],
    [{ name: '' }, 'name'],
    [{ address: 'not a host' }, 'address'],
    [{ port: 0 }, 'port'],
    [{ port: '5060' }, 'port'],
    [{ port: 5060.5 }, 'port'],
    [{ protocol: 'tls' }, 'protocol'],
    [{ match: '198.51.100.1' }, 'match'],
    [{ match: ['198.51.100.0/33'] }, 'match'],
    [{ match: ['2001:db8::/129'] }, 'match'],
    [{ match: ['carrier.example'] }, 'match'],
    [{ match: [7] }, 'match'],
    [{ maxCalls: -1 }, 'maxCalls'],
    [{ keepAliveSeconds: 4000 }, 'keepAliveSeconds'],
    [{ prefix: 'abc' }, 'prefix'],
    [{ callerId: '1;x' }, 'callerId'],
    [{ domain: 'a@b' }, 'domain'],
  ];
  for (const [entries, name] of wrong) {
    t.throws(
      () => parsed(entries),
      { code: 'config.invalid', details: { where: 'YIHAO_TRUNKS[0]', name } },
      name,
    );
  }
  t.throws(() => parsed({ pasword: 'x' }), { code: 'config.unknown', details: { name: 'pasword' } });
  t.throws(() => parseTrunks({}, 'x'), YihaoError);
  t.throws(() => parseTrunks([null], 'x'), YihaoError);
  const twice = { name: 'a', address: '192.0.2.1' };
  t.throws(() => parseTrunks([twice, twice], 'x'), {
    code: 'config.invalid',
    details: { where: 'x[1]', name: 'name' },
  });
});

t.test('a prefix that lets the whole world in is refused', async (t) => {
  for (const match of ['0.0.0.0/0', '::/0']) t.throws(() => parsed({ match: [match] }), YihaoError);
});

t.test('addresses match by prefix in both families, and IPv4 inside IPv6 as IPv4', async (t) => {
  const match = new AddressMatch(['198.51.100.0/24', '203.0.113.7', '2001:db8:1::/48']);
  for (const address of [
    '198.51.100.0',
    '198.51.100.255',
    '203.0.113.7',
    '2001:db8:1:2::3',
    '::ffff:203.0.113.7',
  ])
    t.ok(match.has(address), address);
  for (const address of ['198.51.101.0', '203.0.113.8', '2001:db8:2::1', '::1', '127.0.0.1', 'nonsense'])
    t.notOk(match.has(address), address);
});

t.test('numbers lose their strip digits and gain the prefix; the URI keeps them whole', async (t) => {
  const trunk = parsed({ strip: '9', prefix: '0086' });
  t.equal(numberThrough(trunk, '913800000000'), '008613800000000');
  t.equal(numberThrough(trunk, '13800000000'), '008613800000000');
  t.equal(uriThrough(trunk, '008613800000000'), 'sip:008613800000000@198.51.100.1');
  t.equal(uriThrough(trunk, 'a b@c'), 'sip:a%20b%40c@198.51.100.1');
  const other = parsed({ address: '2001:db8::1', port: 5080, protocol: 'tcp' });
  t.equal(uriThrough(other, ''), 'sip:[2001:db8::1]:5080;transport=tcp');
  t.equal(shownUri(other), 'sip:[2001:db8::1]:5080;transport=tcp');
  t.equal(uriThrough(parsed({ domain: 'ims.example' }), '1'), 'sip:1@ims.example');
});
