import t from 'tap';
import { silentLogger } from '../../kernel/log.js';
import type { TrunkSettings } from '../sip/trunk.js';
import { TrunkSource } from './trunk-source.js';
import { parseAccessListsXml, parseTrunksXml } from './trunks-xml.js';

const within = (name: string, text: string): string =>
  `<document type="freeswitch/xml"><section name="configuration"><configuration name="${name}">${text}</configuration></section></document>`;
const sofia = (gateways: string): string =>
  within(
    'sofia.conf',
    `<profiles><profile name="internal"><gateways>${gateways}<X-PRE-PROCESS cmd="include" data="x"/></gateways></profile></profiles>`,
  );
const gateway = (name: string, params: Readonly<Record<string, string>>): string =>
  `<gateway name="${name}">${Object.entries(params)
    .map(([key, value]) => `<param name="${key}" value="${value}"/>`)
    .join('')}</gateway>`;
const notFound =
  '<document type="freeswitch/xml"><section name="result"><result status="not found"/></section></document>';

t.test('a trunk over TLS is refused, for it must not become one without', async (t) => {
  const text = sofia(
    gateway('secure', { proxy: '192.0.2.1:5061', 'register-transport': 'tls' }) +
      gateway('also', { proxy: '192.0.2.1:5061;transport=tls' }),
  );
  t.same(parseTrunksXml(text, new Map()), { ok: true, value: { trunks: [], refused: ['secure', 'also'] } });
});

t.test('gateways of sofia.conf are trunks; addresses come from the list of their name', async (t) => {
  const lists = new Map([['carrier', ['192.0.2.0/24']]]);
  const text = sofia(
    gateway('carrier', {
      proxy: '192.0.2.1:5070;transport=tcp',
      username: 'u',
      password: 'p &amp; q',
      'from-user': '12345',
      'from-domain': 'carrier.example',
      ping: '30',
      'yihao-max-calls': '60',
      register: 'false',
    }) + gateway('plain', { proxy: '[2001:db8::1]' }),
  );
  t.same(parseTrunksXml(text, lists), {
    ok: true,
    value: {
      trunks: [
        {
          name: 'carrier',
          address: '192.0.2.1',
          port: 5070,
          protocol: 'tcp',
          match: ['192.0.2.0/24'],
          credentials: { user: 'u', password: 'p & q' },
          maxCalls: 60,
          keepAliveS: 30,
          strip: '',
          prefix: '',
          callerId: '12345',
          domain: 'carrier.example',
        },
        {
          name: 'plain',
          address: '2001:db8::1',
          port: 5060,
          protocol: 'udp',
          match: [],
          maxCalls: 0,
          keepAliveS: 0,
          strip: '',
          prefix: '',
        },
      ],
      refused: [],
    },
  });
});

t.test('caller-id-in-from: the caller’s number in From; else from-user, or the user name', async (t) => {
  const callerId = (params: Readonly<Record<string, string>>): string | undefined => {
    const parsed = parseTrunksXml(sofia(gateway('x', { proxy: '192.0.2.1', ...params })), new Map());
    return parsed.ok ? parsed.value?.trunks[0]?.callerId : 'refused';
  };
  t.equal(callerId({ username: 'u', 'from-user': '12345', 'caller-id-in-from': 'true' }), undefined);
  t.equal(callerId({ username: 'u', 'from-user': '12345', 'caller-id-in-from': 'false' }), '12345');
  t.equal(callerId({ username: 'u' }), 'u');
  t.equal(callerId({}), undefined);
});

t.test('a gateway without sense is named and left out, and the others count', async (t) => {
  for (const proxy of ['', 'a b', '192.0.2.1:0', '192.0.2.1:99999', '[192.0.2.1]', 'host/path']) {
    const parsed = parseTrunksXml(
      sofia(gateway('bad', { proxy }) + gateway('good', { proxy: 'sip:host.example' })),
      new Map(),
    );
    t.match(
      parsed,
      { ok: true, value: { refused: ['bad'], trunks: [{ name: 'good', address: 'host.example' }] } },
      proxy,
    );
  }
  t.match(parseTrunksXml(sofia(gateway('a b', { proxy: '192.0.2.1' })), new Map()), {
    value: { refused: ['a b'] },
  });
});

t.test('access lists: allowed networks only, and never the whole world', async (t) => {
  const text = within(
    'acl.conf',
    `<network-lists><list name="carrier" default="deny"><node type="allow" cidr="192.0.2.1"/>
    <node type="allow" cidr="2001:db8::/32"/><node type="deny" cidr="192.0.2.9/32"/><node type="allow" cidr="0.0.0.0/0"/>
    <node type="allow" cidr="nonsense"/><node type="allow" domain="x"/></list></network-lists>`,
  );
  t.same(parseAccessListsXml(text), {
    ok: true,
    value: new Map([['carrier', ['192.0.2.1', '2001:db8::/32']]]),
  });
  t.same(parseAccessListsXml(notFound), { ok: true, value: new Map() });
});

t.test('the engine’s trunks go before those of the settings with the same name', async (t) => {
  let [away, known] = [false, true];
  const replaced: string[][] = [];
  const own = (name: string): TrunkSettings => ({
    name,
    address: '192.0.2.5',
    port: 5060,
    protocol: 'udp',
    match: [],
    maxCalls: 0,
    keepAliveS: 0,
    strip: '',
    prefix: '',
  });
  const asked: (string | null)[] = [];
  const source = new TrunkSource({
    log: silentLogger,
    written: [own('a'), own('b')],
    replace: (trunks) => replaced.push(trunks.map(({ name, address }) => `${name} ${address}`)),
    post: (form) => {
      asked.push(form.get('key_value'));
      if (away) return Promise.reject(new Error('refused'));
      const isSofia = known && form.get('key_value') === 'sofia.conf';
      return Promise.resolve(isSofia ? sofia(gateway('b', { proxy: '192.0.2.1' })) : notFound);
    },
  });
  t.equal(await source.rescan(), true);
  t.same(asked.sort(), ['acl.conf', 'sofia.conf']);
  t.same(replaced, [['a 192.0.2.5', 'b 192.0.2.1']]);
  away = true;
  t.equal(await source.rescan(), false);
  away = known = false;
  t.equal(await source.rescan(), true, 'an engine that keeps no trunks changes nothing');
  t.equal(replaced.length, 1);
});
