import t from 'tap';
import { formatCSeq, parseCSeq } from './cseq.js';
import { formatVia, parseVia, responseTarget, viaOnArrival, type Via } from './via.js';

function via(text: string): Via {
  const parsed = parseVia(text);
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.value;
}

t.test('RFC 3261 20.42: the parts of a Via, with spaces where they may be', async (t) => {
  t.match(via('SIP/2.0/udp Host:5070;branch=z9hG4bK1'), { transport: 'UDP', host: 'host', port: 5070 });
  t.match(via('SIP / 2.0 / TCP   [2001:db8::1] : 5060 ; branch = x'), { host: '2001:db8::1', port: 5060 });
  t.equal(
    formatVia(via('sip/2.0/TCP [2001:DB8::1]:5060;rport;branch=x')),
    'SIP/2.0/TCP [2001:db8::1]:5060;rport;branch=x',
  );
});

t.test('what is no Via is refused', async (t) => {
  for (const text of [
    '',
    'SIP/2.0',
    'SIP/2.0/UDP',
    'SIP/2.0/UDP ',
    'SIP/2.0 UDP host',
    'SIP/3.0/UDP host',
    'HTTP/2.0/UDP host',
    'SIP/2.0/UDP host:',
    'SIP/2.0/UDP host : x',
    'SIP/2.0/UDP host:70000',
    'SIP/2.0/UDP host;;',
    'SIP/2.0/UDP host garbage',
    'SIP/2.0/UDP[::1]',
  ]) {
    t.match(parseVia(text), { ok: false }, text);
  }
});

t.test('RFC 3261 18.2.1: received is added when sent-by is not the source, and never believed', async (t) => {
  const noted = (text: string): string => formatVia(viaOnArrival(via(text), '192.0.2.1', 4000));
  t.equal(noted('SIP/2.0/UDP 192.0.2.1:5060;branch=b'), 'SIP/2.0/UDP 192.0.2.1:5060;branch=b');
  t.equal(noted('SIP/2.0/UDP host;branch=b'), 'SIP/2.0/UDP host;branch=b;received=192.0.2.1');
  t.equal(noted('SIP/2.0/UDP 192.0.2.1;received=6.6.6.6'), 'SIP/2.0/UDP 192.0.2.1');
  t.equal(noted('SIP/2.0/UDP host;received=6.6.6.6'), 'SIP/2.0/UDP host;received=192.0.2.1');
});

t.test('RFC 3581 4: rport is filled in, with received, and the response goes there', async (t) => {
  const noted = viaOnArrival(via('SIP/2.0/UDP 192.0.2.1:5060;rport;branch=b'), '192.0.2.1', 4000);
  t.equal(formatVia(noted), 'SIP/2.0/UDP 192.0.2.1:5060;rport=4000;branch=b;received=192.0.2.1');
  t.same(responseTarget(noted), { host: '192.0.2.1', port: 4000 });
});

t.test(
  'RFC 3261 18.2.2: a response goes to received and the port of sent-by; maddr is not followed',
  async (t) => {
    t.same(responseTarget(via('SIP/2.0/UDP host:5070;received=192.0.2.1;maddr=6.6.6.6')), {
      host: '192.0.2.1',
      port: 5070,
    });
    t.same(responseTarget(via('SIP/2.0/UDP host')), { host: 'host', port: 5060 });
    t.same(responseTarget(via('SIP/2.0/TLS host')), { host: 'host', port: 5061 });
  },
);

t.test('RFC 3261 8.1.1.5: CSeq is a number below 2^31 and a method', async (t) => {
  t.same(parseCSeq('0009   INVITE'), { ok: true, value: { sequence: 9, method: 'INVITE' } });
  t.same(parseCSeq('2147483647 A'), { ok: true, value: { sequence: 2147483647, method: 'A' } });
  t.equal(formatCSeq({ sequence: 9, method: 'INVITE' }), '9 INVITE');
  for (const text of ['', '1', '1 ', 'x A', '-1 A', '2147483648 A', '1 A B', '1 A,', ' 1 A']) {
    t.match(parseCSeq(text), { ok: false }, JSON.stringify(text));
  }
});
