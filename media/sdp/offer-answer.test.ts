import fc from 'fast-check';
import t from 'tap';
import type { CodecName } from '../mix/media-plane.js';
import { bothAllow, directionOf, reversed, type Direction } from './description.js';
import { answerOffer, applyAnswer, createOffer, type LocalMedia } from './offer-answer.js';
import { parseSdp } from './parse.js';
import { sessionDescriptions } from './session-text.js';

const local: LocalMedia = {
  address: '192.0.2.10',
  port: 20000,
  sessionId: '77',
  version: 1,
  direction: 'sendrecv',
  codecs: ['PCMA', 'PCMU'],
};

const head = ['v=0', 'o=phone 1 1 IN IP4 198.51.100.7', 's=-', 'c=IN IP4 198.51.100.7', 't=0 0'];

function offered(...lines: string[]): string {
  return [...head, ...lines, ''].join('\r\n');
}

function answer(text: string, options: Partial<LocalMedia> = {}) {
  const result = sessionDescriptions.answer(text, { ...local, ...options });
  if (!result.ok) throw new Error(result.why);
  const parsed = parseSdp(result.value.sdp);
  if (!parsed.ok) throw new Error(parsed.why);
  return { ...result.value, parsed: parsed.value };
}

const plain = offered('m=audio 4000 RTP/AVP 0 8 96', 'a=rtpmap:96 telephone-event/8000', 'a=fmtp:96 0-16');

t.test('RFC 3264 6.1: the answer keeps the order of the offerer among our codecs', async (t) => {
  t.equal(answer(plain).negotiated.codec, 'PCMU');
  t.equal(answer(offered('m=audio 4000 RTP/AVP 18 8 0')).negotiated.codec, 'PCMA');
});

t.test('the codec preferred for bridging is taken wherever it was offered, and only then', async (t) => {
  t.equal(answer(plain, { prefer: 'PCMA' }).negotiated.codec, 'PCMA');
  t.equal(answer(offered('m=audio 4000 RTP/AVP 0'), { prefer: 'PCMA' }).negotiated.codec, 'PCMU');
});

t.test('RFC 3264 6.1: telephone-event keeps the payload type that it was offered under', async (t) => {
  const { negotiated, sdp } = answer(plain);
  t.equal(negotiated.dtmfPayloadType, 96);
  t.match(sdp, /m=audio 20000 RTP\/AVP 0 96\r\n/);
  t.match(sdp, /a=rtpmap:96 telephone-event\/8000\r\n/);
});

t.test('without telephone-event at 8000 Hz in the offer there is none in the answer', async (t) => {
  const { negotiated, sdp } = answer(
    offered('m=audio 4000 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/48000'),
  );
  t.notOk('dtmfPayloadType' in negotiated);
  t.notMatch(sdp, /telephone-event/);
});

t.test('a codec of ours under a dynamic payload type is found by its rtpmap', async (t) => {
  const { negotiated, sdp } = answer(offered('m=audio 4000 RTP/AVP 110', 'a=rtpmap:110 pcma/8000/1'));
  t.match(negotiated, { codec: 'PCMA', payloadType: 110 });
  t.match(sdp, /a=rtpmap:110 PCMA\/8000/);
});

t.test(
  'RFC 3264 6: the answer has every stream of the offer in its place, port 0 for those not taken',
  async (t) => {
    const { parsed } = answer(
      offered(
        'm=video 5000 RTP/AVP 96',
        'm=audio 5002 RTP/SAVP 0',
        'm=audio 4000 RTP/AVP 8',
        'm=audio 4002 RTP/AVP 8',
        'm=image 5004 udptl t38',
      ),
    );
    t.same(
      parsed.media.map(({ kind, port, protocol }) => [kind, port, protocol]),
      [
        ['video', 0, 'RTP/AVP'],
        ['audio', 0, 'RTP/SAVP'],
        ['audio', 20000, 'RTP/AVP'],
        ['audio', 0, 'RTP/AVP'],
        ['image', 0, 'udptl'],
      ],
    );
  },
);

t.test('an offer without an audio stream that we can take is refused', async (t) => {
  for (const line of [
    'm=video 4000 RTP/AVP 0',
    'm=audio 0 RTP/AVP 0',
    'm=audio 4000 RTP/SAVP 0',
    'm=audio 4000 RTP/AVP 18',
  ]) {
    t.equal(sessionDescriptions.answer(offered(line), local).ok, false, line);
  }
});

t.test('RFC 3264 6.1: the direction of the answer mirrors the offer and what we want', async (t) => {
  const rows: [offered: Direction, wanted: Direction, answered: Direction][] = [
    ['sendrecv', 'sendrecv', 'sendrecv'],
    ['sendonly', 'sendrecv', 'recvonly'],
    ['recvonly', 'sendrecv', 'sendonly'],
    ['inactive', 'sendrecv', 'inactive'],
    ['sendrecv', 'sendonly', 'sendonly'],
    ['sendonly', 'sendonly', 'inactive'],
    ['recvonly', 'sendonly', 'sendonly'],
  ];
  for (const [direction, wanted, expected] of rows) {
    const text = offered('m=audio 4000 RTP/AVP 0', `a=${direction}`);
    const { negotiated, parsed } = answer(text, { direction: wanted });
    t.equal(negotiated.direction, expected, `${direction}, we ${wanted}`);
    t.equal(parsed.media[0] && directionOf(parsed, parsed.media[0]), expected);
  }
});

t.test('a direction at session level holds for streams without their own', async (t) => {
  const text = [...head, 'a=sendonly', 'm=audio 4000 RTP/AVP 0', ''].join('\r\n');
  t.equal(answer(text).negotiated.direction, 'recvonly');
});

t.test('RFC 3264 8.4: nothing is sent to 0.0.0.0', async (t) => {
  const { negotiated } = answer(offered('m=audio 4000 RTP/AVP 0', 'c=IN IP4 0.0.0.0'));
  t.equal(negotiated.direction, 'recvonly');
  const v6 = answer(offered('m=audio 4000 RTP/AVP 0', 'c=IN IP6 ::'));
  t.equal(v6.negotiated.direction, 'recvonly');
});

t.test('IPv6: the address of the stream goes before that of the session', async (t) => {
  const { negotiated, sdp } = answer(offered('m=audio 4000 RTP/AVP 0', 'c=IN IP6 2001:db8::7'), {
    address: '2001:db8::1',
  });
  t.same(negotiated.remote, { address: '2001:db8::7', port: 4000 });
  t.match(sdp, /c=IN IP6 2001:db8::1\r\n/);
  t.match(sdp, /o=yihao 77 1 IN IP6 2001:db8::1\r\n/);
});

t.test('a stream at a host name is refused: nobody looks up names for packets', async (t) => {
  const named = offered('m=audio 4000 RTP/AVP 0', 'c=IN IP4 media.example.com');
  t.match(sessionDescriptions.answer(named, local), { ok: false, why: 'the address in c= is a name' });
  t.match(sessionDescriptions.accept(named, local), { ok: false, why: 'the address in c= is a name' });
});

t.test('RFC 3605, RFC 5761: where RTCP goes', async (t) => {
  const audio = 'm=audio 4000 RTP/AVP 0';
  const rtcp = (...lines: string[]) => answer(offered(audio, ...lines)).negotiated.remoteRtcp;
  t.same(rtcp(), { address: '198.51.100.7', port: 4001 });
  t.same(rtcp('a=rtcp:5555'), { address: '198.51.100.7', port: 5555 });
  t.same(rtcp('a=rtcp:5555 IN IP4 203.0.113.1'), { address: '203.0.113.1', port: 5555 });
  t.same(rtcp('a=rtcp:5555 IN IP4 host.example.com'), { address: '198.51.100.7', port: 5555 });
  t.same(rtcp('a=rtcp:nonsense'), { address: '198.51.100.7', port: 4001 });
  t.same(rtcp('a=rtcp-mux'), { address: '198.51.100.7', port: 4000 });
  t.match(answer(offered(audio, 'a=rtcp-mux')).sdp, /a=rtcp-mux/);
  t.notMatch(answer(offered(audio)).sdp, /a=rtcp-mux/);
});

t.test('packets sent carry the a=ptime of the receiver, within its a=maxptime and our range', async (t) => {
  const ptime = (...lines: string[]) =>
    answer(offered('m=audio 4000 RTP/AVP 0', ...lines)).negotiated.ptimeMs;
  t.equal(ptime(), 20);
  t.equal(ptime('a=ptime:30'), 30);
  t.equal(ptime('a=ptime:25'), 20);
  t.equal(ptime('a=ptime:1'), 10);
  t.equal(ptime('a=ptime:200'), 60);
  t.equal(ptime('a=ptime:40', 'a=maxptime:20'), 20);
  t.equal(ptime('a=ptime:often'), 20);
});

t.test('an offer lists our codecs in order, with telephone-event', async (t) => {
  t.equal(
    sessionDescriptions.offer(local),
    [
      'v=0',
      'o=yihao 77 1 IN IP4 192.0.2.10',
      's=yihao',
      'c=IN IP4 192.0.2.10',
      't=0 0',
      'm=audio 20000 RTP/AVP 8 0 101',
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-15',
      'a=ptime:20',
      'a=sendrecv',
      '',
    ].join('\r\n'),
  );
});

t.test('RFC 3264 8: a later offer keeps the streams and payload types of the session', async (t) => {
  const first = answer(
    offered('m=video 5000 RTP/AVP 99', 'm=audio 4000 RTP/AVP 8 97', 'a=rtpmap:97 telephone-event/8000'),
  );
  const held = sessionDescriptions.offer({ ...local, version: 2, direction: 'sendonly' }, first.sdp);
  t.match(held, /m=video 0 RTP\/AVP 99\r\nm=audio 20000 RTP\/AVP 8 0 97\r\n/);
  t.match(held, /o=yihao 77 2 /);
  t.match(held, /a=sendonly/);
});

t.test('an answer is taken with its first codec of ours', async (t) => {
  const result = sessionDescriptions.accept(
    offered('m=audio 4000 RTP/AVP 0 8 101', 'a=rtpmap:101 telephone-event/8000', 'a=recvonly'),
    local,
  );
  t.match(result, {
    ok: true,
    value: {
      remote: { address: '198.51.100.7', port: 4000 },
      codec: 'PCMU',
      payloadType: 0,
      dtmfPayloadType: 101,
      direction: 'sendonly',
    },
  });
});

t.test('an answer that rejects the stream, or has nothing that we offered, is refused', async (t) => {
  t.match(sessionDescriptions.accept(offered('m=audio 0 RTP/AVP 0'), local), { ok: false, why: /rejects/ });
  t.match(sessionDescriptions.accept(offered('m=audio 4000 RTP/AVP 0'), { ...local, codecs: ['PCMA'] }), {
    ok: false,
    why: /no codec/,
  });
  t.match(sessionDescriptions.accept('v=0\r\nnonsense', local), {
    ok: false,
    why: 'SDP line 2: a line begins with a letter and "="',
  });
});

const direction = fc.constantFrom<Direction>('sendrecv', 'sendonly', 'recvonly', 'inactive');
const codecs = fc.uniqueArray(fc.constantFrom<CodecName>('PCMA', 'PCMU'), { minLength: 1, maxLength: 2 });

t.test('two of us that share a codec agree on it, each direction mirrored', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(codecs, codecs, direction, direction, (mine, yours, here, there) => {
        const caller = { ...local, codecs: mine, direction: here };
        const callee = { ...local, address: '2001:db8::2', port: 30000, codecs: yours, direction: there };
        const result = answerOffer(createOffer(caller), callee);
        if (!mine.some((codec) => yours.includes(codec))) return !result.ok;
        if (!result.ok) return false;
        const back = applyAnswer(result.value.answer, caller);
        return (
          back.ok &&
          back.value.codec === result.value.negotiated.codec &&
          back.value.direction === reversed(result.value.negotiated.direction) &&
          back.value.direction === bothAllow(here, reversed(there)) &&
          back.value.remote.port === 30000
        );
      }),
    ),
  );
});
