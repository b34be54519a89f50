import t from 'tap';
import type { Random } from '../../kernel/random.js';
import { OutgoingStream } from './outgoing-stream.js';
import { ReceiveStatistics } from './receive-statistics.js';
import { buildRtcp, parseRtcp, type RtcpPart } from './rtcp.js';
import { RtcpSession } from './rtcp-session.js';

/** Always the same share of what was asked for. */
const fixedRandom = (share: number): Random => ({
  uuid: () => '00000000-0000-0000-0000-000000000000',
  hex: (bytes) => '0'.repeat(bytes * 2),
  below: (below) => Math.floor(share * below),
});
const start = Date.UTC(2026, 0, 1);

function parts(bytes: Uint8Array): readonly RtcpPart[] {
  const parsed = parseRtcp(bytes);
  return parsed.ok ? parsed.value : [];
}

function firstReportMs(share: number): number {
  const session = new RtcpSession(new OutgoingStream(1, 0, 0), fixedRandom(share), start);
  for (let ms = 0; ; ms++) if (session.due(start + ms, undefined)) return ms;
}

t.test(
  'RFC 3550 6.3.1: intervals are 5 s times 0.5 to 1.5, over e - 1.5; half of it before the first',
  async (t) => {
    t.equal(firstReportMs(0), Math.ceil((5000 * 0.25) / (Math.E - 1.5)));
    t.equal(firstReportMs(0.999_999), Math.ceil((5000 * 0.75) / (Math.E - 1.5)));
  },
);

t.test('RFC 3550 6.4: a sender report while we send, a receiver report when we do not', async (t) => {
  const stream = new OutgoingStream(7, 0, 0);
  const session = new RtcpSession(stream, fixedRandom(0.5), start);
  stream.next(-3, 160, 0);
  stream.sent(160);
  t.match(parts(session.report(start, undefined, false))[0], {
    type: 'senderReport',
    ssrc: 7,
    packets: 1,
    octets: 160,
  });
  t.match(parts(session.report(start + 5000, undefined, false))[0], { type: 'receiverReport' });
});

t.test('RFC 3550 6.6: the last report says goodbye', async (t) => {
  const session = new RtcpSession(new OutgoingStream(7, 0, 0), fixedRandom(0.5), start);
  t.match(parts(session.report(start, undefined, true)).at(-1), { type: 'bye', ssrcs: [7] });
});

t.test('RFC 3550 6.4.1: round trip is arrival less LSR less DLSR', async (t) => {
  const mine = new OutgoingStream(1, 0, 0);
  const theirs = new OutgoingStream(2, 0, 0);
  const here = new RtcpSession(mine, fixedRandom(0.5), start);
  const there = new RtcpSession(theirs, fixedRandom(0.5), start);
  const heard = new ReceiveStatistics();
  heard.packet(1);
  mine.sent(160);
  there.received(here.report(start, undefined, false), start + 30);
  here.received(there.report(start + 1030, { ssrc: 1, statistics: heard }, false), start + 1080);
  t.ok(Math.abs((here.remote?.roundTripMs ?? 0) - 80) < 1);
});

t.test('without a sender report of ours in it, a report tells loss but no round trip', async (t) => {
  const session = new RtcpSession(new OutgoingStream(1, 0, 0), fixedRandom(0.5), start);
  const block = {
    ssrc: 1,
    fractionLost: 64,
    cumulativeLost: 12,
    extendedHighest: 100,
    jitter: 80,
    lastSenderReport: 0,
    delaySinceLastSenderReport: 0,
  };
  t.ok(session.received(buildRtcp({ ssrc: 9, cname: 'x', bye: false, block }), start));
  t.same(session.remote, { lostFraction: 0.25, lost: 12, jitterMs: 10 });
  t.notOk(session.received(Buffer.from('not rtcp'), start));
});
