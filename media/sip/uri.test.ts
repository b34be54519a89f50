import fc from 'fast-check';
import t from 'tap';
import { formatUri, maxUriLength, parseUri, sameUri, type SipUri, type Uri } from './uri.js';

function uri(text: string): Uri {
  const parsed = parseUri(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.why}`);
  return parsed.value;
}

t.test('RFC 3261 19.1.1: the parts of a SIP URI', async (t) => {
  const full = uri('SIPS:al%69ce:p%40ss@Example.COM:5070;Transport=TCP;lr?subject=a%20b&x=y');
  t.match(full, {
    scheme: 'sips',
    user: 'alice',
    password: 'p@ss',
    host: 'example.com',
    port: 5070,
    headers: 'subject=a%20b&x=y',
  });
  t.same(
    [...(full as SipUri).params],
    [
      ['transport', 'TCP'],
      ['lr', ''],
    ],
  );
  t.match(uri('sip:host'), { user: '', host: 'host', headers: '' });
  t.match(uri('sip:[2001:DB8::1]:5060'), { host: '2001:db8::1', port: 5060 });
  t.match(uri('sip:user;par=1?x/y@h'), { user: 'user;par=1?x/y', host: 'h' });
  t.match(uri('sip:*97#@h'), { user: '*97#' });
});

t.test('RFC 3966: a telephone number loses its visual separators', async (t) => {
  t.match(uri('tel:+86-(10)-1234.5678;phone-context=x'), { scheme: 'tel', number: '+861012345678' });
});

t.test('other schemes are carried as text', async (t) => {
  t.same(uri('urn:service:sos'), { scheme: 'other', text: 'urn:service:sos' });
});

t.test('what is no URI is refused, with the place', async (t) => {
  const rows: [text: string, offset: number][] = [
    ['', 0],
    ['alice@example.com', 0],
    ['sip:', 4],
    ['sip:@host', 4],
    ['sip::pw@host', 4],
    ['sip:a@', 6],
    ['sip:a b@host', 5],
    ['sip:a@host:port', 11],
    ['sip:a@host:99999', 11],
    ['sip:a@ho st', 8],
    ['sip:a@host;=x', 11],
    ['sip:a@host;x=<', 13],
    ['sip:a%4@host', 5],
    ['sip:a@b@c', 7],
    ['sip:[2001:db8::g]', 4],
    ['sip:[::1', 4],
    ['sip:2001:db8::1', 9],
    ['sip:a@host?<', 11],
    ['<sip:a@host>', 0],
    ['tel:', 4],
    ['tel:12x', 6],
    ['http://a b', 8],
    [`sip:${'a'.repeat(maxUriLength)}`, maxUriLength],
  ];
  for (const [text, offset] of rows) t.match(parseUri(text), { ok: false, offset }, text.slice(0, 40));
});

t.test('RFC 3261 19.1.4: the same and not the same', async (t) => {
  const same: [string, string][] = [
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;newparam=5'],
    ['tel:+86-10', 'tel:+8610'],
  ];
  const different: [string, string][] = [
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
    ['sip:carol@chicago.com?Subject=next', 'sip:carol@chicago.com'],
    ['sip:bob@phone21.boxes.com', 'sip:bob@192.0.2.4'],
    ['sip:a@b', 'sips:a@b'],
    ['tel:1', 'sip:1@b'],
  ];
  for (const [a, b] of same) t.equal(sameUri(uri(a), uri(b)), true, `${a} ${b}`);
  for (const [a, b] of different) t.equal(sameUri(uri(a), uri(b)), false, `${a} ${b}`);
});

const wellFormed = (text: string): boolean => Buffer.from(text).toString() === text;

t.test('any user, password and parameter survives writing and reading', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }).filter(wellFormed),
        fc.option(fc.string({ maxLength: 10 }), { nil: undefined }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }).filter(wellFormed),
        fc.constantFrom('example.com', '192.0.2.1', '2001:db8::1'),
        fc.option(fc.integer({ min: 0, max: 65535 }), { nil: undefined }),
        (user, password, value, host, port) => {
          const before: SipUri = {
            scheme: 'sip',
            user,
            ...(password === undefined || user === '' ? {} : { password }),
            host,
            ...(port === undefined ? {} : { port }),
            params: new Map([['x', value]]),
            headers: '',
          };
          const after = uri(formatUri(before));
          return sameUri(before, after) && (after as SipUri).params.get('x') === value;
        },
      ),
    ),
  );
});
