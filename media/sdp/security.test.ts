import fc from 'fast-check';
import t from 'tap';
import type { SecureSide } from '../mix/media-plane.js';
import type { LocalMedia } from './offer-answer.js';
import { sessionDescriptions } from './session-text.js';

const hex = (octet: string): string => Array.from({ length: 32 }, () => octet).join(':');

const ourSide: SecureSide = {
  iceUfrag: 'ours',
  icePwd: 'ours-0123456789012345678',
  fingerprint: { algorithm: 'sha-256', value: hex('0A') },
  candidates: ['1 1 udp 2130706431 192.0.2.2 20000 typ host'],
};

const plain: LocalMedia = {
  ...{ address: '192.0.2.2', port: 20_000, sessionId: '1', version: 1, direction: 'sendrecv' },
  codecs: ['PCMA', 'PCMU'],
};

const local: LocalMedia = { ...plain, security: { side: ourSide } };

/** What Chromium offers, shortened. */
function browserOffer(change: (lines: readonly string[]) => readonly string[] = (lines) => lines): string {
  const lines = [
    ...['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 7', 'a=msid-semantic: WMS'],
    ...['m=audio 54321 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126', 'c=IN IP4 192.0.2.7'],
    ...['a=rtcp:9 IN IP4 0.0.0.0', 'a=candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host generation 0'],
    'a=candidate:2 1 udp 2122260222 5f3e.local 54322 typ host',
    'a=candidate:3 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active',
    ...['a=ice-ufrag:their', 'a=ice-pwd:their-0123456789012345678', 'a=ice-options:trickle'],
    ...[`a=fingerprint:sha-256 ${hex('bb')}`, 'a=setup:actpass', 'a=mid:7', 'a=sendrecv', 'a=rtcp-mux'],
    ...['a=rtpmap:111 opus/48000/2', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:8 PCMA/8000'],
    ...['a=rtpmap:110 telephone-event/48000', 'a=rtpmap:126 telephone-event/8000', ''],
  ];
  return change(lines).join('\r\n');
}

const without = (start: string) => (lines: readonly string[]) =>
  lines.filter((line) => !line.startsWith(start));
const replaced = (from: string, to: string) => (lines: readonly string[]) =>
  lines.map((line) => line.replace(from, to));

t.test(
  'a browser is answered with one G.711 codec, its telephone-event at 8 kHz, and our half of ICE and DTLS',
  async (t) => {
    const answered = sessionDescriptions.answer(browserOffer(), { ...local, prefer: 'PCMA' });
    if (!answered.ok) throw new Error(answered.why);
    const { sdp, negotiated } = answered.value;
    t.match(sdp, 'm=audio 20000 UDP/TLS/RTP/SAVPF 8 126\r\n');
    for (const line of [
      ...['a=group:BUNDLE 7', 'a=mid:7', 'a=setup:active', 'a=rtcp-mux', 'a=ice-ufrag:ours'],
      ...[`a=fingerprint:sha-256 ${hex('0A')}`, 'a=candidate:1 1 udp 2130706431 192.0.2.2 20000 typ host'],
    ])
      t.match(sdp, `${line}\r\n`);
    t.match(negotiated, { codec: 'PCMA', payloadType: 8, dtmfPayloadType: 126, direction: 'sendrecv' });
    t.match(negotiated.security, {
      ...{ mid: '7', weOffered: false, weConnect: true },
      remote: {
        ...{ iceUfrag: 'their', fingerprint: { algorithm: 'sha-256', value: hex('BB') } },
        candidates: ['1 1 udp 2122260223 192.0.2.7 54321 typ host'],
      },
    });
  },
);

t.test('RFC 8839 5.1: a candidate with a priority or port out of range is left out', async (t) => {
  const odd = [
    '9999999999 192.0.2.7 5000',
    '4294967296 192.0.2.7 5000',
    '0 192.0.2.7 5000',
    '1 192.0.2.7 65536',
  ];
  for (const text of odd) {
    const offer = browserOffer(replaced('2122260223 192.0.2.7 54321', text));
    const answered = sessionDescriptions.answer(offer, { ...local, prefer: 'PCMA' });
    t.same(answered.ok && answered.value.negotiated.security?.remote.candidates, [], text);
  }
});

t.test('RFC 8842 5.2: who says active or passive gets the other', async (t) => {
  for (const [theirs, weConnect, ours] of [
    ['active', false, 'passive'],
    ['passive', true, 'active'],
  ] as const) {
    const answered = sessionDescriptions.answer(browserOffer(replaced('actpass', theirs)), local);
    t.ok(answered.ok && answered.value.negotiated.security?.weConnect === weConnect);
    t.match(answered.ok ? answered.value.sdp : '', `a=setup:${ours}\r\n`);
  }
});

t.test('a default address of 0.0.0.0 is no hold where there is ICE', async (t) => {
  const answered = sessionDescriptions.answer(browserOffer(replaced('IP4 192.0.2.7', 'IP4 0.0.0.0')), local);
  t.ok(answered.ok && answered.value.negotiated.direction === 'sendrecv');
});

t.test('what makes a stream insecure, or is no such stream, is refused', async (t) => {
  for (const change of [
    ...[without('a=fingerprint'), without('a=ice-ufrag'), without('a=ice-pwd'), without('a=rtcp-mux')],
    ...[
      without('a=setup'),
      replaced('sha-256', 'sha-1'),
      replaced('bb:bb', 'bb'),
      replaced('sha-256', 'md5'),
    ],
    ...[replaced('UDP/TLS/RTP/SAVPF', 'RTP/AVP'), replaced('their-0123456789012345678', 'short')],
    ...[replaced('a=mid:7', 'a=mid:7 8'), replaced('a=setup:actpass', 'a=setup:holdconn')],
  ])
    t.equal(sessionDescriptions.answer(browserOffer(change), local).ok, false);
  t.equal(sessionDescriptions.answer(browserOffer(), plain).ok, false, 'nor does a plain leg take it');
});

t.test('a later offer keeps the roles, whatever it leaves open; a restart of ICE is refused', async (t) => {
  const first = sessionDescriptions.answer(browserOffer(replaced('actpass', 'active')), local);
  if (!first.ok || !first.value.negotiated.security) throw new Error('refused');
  const established = { ...local, security: { side: ourSide, established: first.value.negotiated.security } };
  const hold = sessionDescriptions.answer(browserOffer(replaced('a=sendrecv', 'a=sendonly')), established);
  t.ok(hold.ok && hold.value.negotiated.direction === 'recvonly');
  t.match(hold.ok ? hold.value.sdp : '', 'a=setup:passive\r\n');
  const restart = sessionDescriptions.answer(
    browserOffer(replaced('ufrag:their', 'ufrag:other')),
    established,
  );
  t.match(restart, { ok: false, why: /ICE restart/ });
  const stolen = sessionDescriptions.answer(browserOffer(replaced('bb:', 'bc:')), established);
  t.equal(stolen.ok, false);
});

t.test('our offer leaves the DTLS role open, and the answer settles it', async (t) => {
  const offer = sessionDescriptions.offer(local);
  t.match(offer, /m=audio 20000 UDP\/TLS\/RTP\/SAVPF 8 0 101\r\n/);
  t.match(offer, 'a=setup:actpass\r\n');
  t.match(offer, 'a=group:BUNDLE 0\r\n');
  const answer = (setup: string): string => browserOffer(replaced('actpass', setup));
  const passive = sessionDescriptions.accept(answer('passive'), local);
  t.match(passive, { ok: true, value: { security: { weOffered: true, weConnect: true } } });
  t.match(sessionDescriptions.accept(answer('active'), local), {
    value: { security: { weConnect: false } },
  });
  t.equal(sessionDescriptions.accept(answer('actpass'), local).ok, false);
});

t.test('streams beside the audio are turned down and keep their names', async (t) => {
  const video = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'c=IN IP4 0.0.0.0', 'a=mid:8', ''];
  const answered = sessionDescriptions.answer(
    browserOffer((lines) => [...lines.slice(0, -1), ...video]),
    local,
  );
  t.match(answered.ok ? answered.value.sdp : '', /m=video 0 UDP\/TLS\/RTP\/SAVPF 96\r\na=mid:8\r\n/);
});

t.test('isSecure tells a browser from a phone', async (t) => {
  t.equal(sessionDescriptions.isSecure(browserOffer()), true);
  t.equal(sessionDescriptions.isSecure(browserOffer(replaced('UDP/TLS/RTP/SAVPF', 'RTP/AVP'))), false);
  t.equal(sessionDescriptions.isSecure('nonsense'), false);
});

t.test(
  'whatever a line of the offer is changed to, nothing but checked text reaches the other parser',
  async (t) => {
    const lines = browserOffer().split('\r\n');
    const safe = /^[\w+/:. -]*$/;
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.string({ maxLength: 80 }), (at, text) => {
        const offer = lines.map((line, i) => (i === at ? line.slice(0, 8) + text : line)).join('\r\n');
        const answered = sessionDescriptions.answer(offer, local);
        const remote = answered.ok ? answered.value.negotiated.security?.remote : undefined;
        if (!remote) return true;
        return [remote.iceUfrag, remote.icePwd, remote.fingerprint.value, ...remote.candidates].every((one) =>
          safe.test(one),
        );
      }),
    );
    t.pass();
  },
);
