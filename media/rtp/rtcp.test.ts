import fc from 'fast-check';
import t from 'tap';
import { buildRtcp, parseRtcp, type OwnReport } from './rtcp.js';

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const block = fc.record({
  ssrc: uint32,
  fractionLost: fc.integer({ min: 0, max: 255 }),
  cumulativeLost: fc.integer({ min: -0x80_0000, max: 0x7f_ffff }),
  extendedHighest: uint32,
  jitter: uint32,
  lastSenderReport: uint32,
  delaySinceLastSenderReport: uint32,
});
const sender = fc.record({
  ntpSeconds: uint32,
  ntpFraction: uint32,
  timestamp: uint32,
  packets: uint32,
  octets: uint32,
});
const report: fc.Arbitrary<OwnReport> = fc
  .record({ ssrc: uint32, cname: fc.string({ minLength: 1, maxLength: 80 }), bye: fc.boolean() })
  .chain((base) =>
    fc
      .record({ sender, block }, { requiredKeys: [] })
      .map((optional): OwnReport => ({ ...base, ...optional })),
  );

t.test('RFC 3550 6.1: a compound that was built is read back: report, CNAME, BYE', async (t) => {
  fc.assert(
    fc.property(report, (own) => {
      const parsed = parseRtcp(buildRtcp(own));
      const blocks = own.block ? [own.block] : [];
      t.same(parsed, {
        ok: true,
        value: [
          own.sender
            ? { type: 'senderReport', ssrc: own.ssrc, ...own.sender, blocks }
            : { type: 'receiverReport', ssrc: own.ssrc, blocks },
          { type: 'sourceDescription', ssrc: own.ssrc, cname: own.cname },
          ...(own.bye ? [{ type: 'bye', ssrcs: [own.ssrc] }] : []),
        ],
      });
    }),
  );
});

const refused: readonly (readonly [title: string, hex: string])[] = [
  ['RFC 3550 A.2: a compound that does not begin with a report', '81ca0002000000010100000081c9000100000001'],
  ['RFC 3550 A.2: a length beyond the packet', '80c9000500000001'],
  ['a version other than 2', '40c9000100000001'],
  ['a report with fewer blocks than it says', '81c9000100000001'],
  ['a trailing fragment', '80c900010000000180cb'],
];
for (const [title, hex] of refused)
  t.test(`refuses ${title}`, async (t) => {
    t.equal(parseRtcp(Buffer.from(hex, 'hex')).ok, false);
  });

t.test('RFC 3550 6.1: parts of unknown types are skipped', async (t) => {
  const parsed = parseRtcp(Buffer.from('80c9000100000001' + '80cc0002000000016e616d65', 'hex'));
  t.match(parsed, { ok: true, value: [{ type: 'receiverReport' }] });
});

t.test('no datagram makes it throw', async (t) => {
  const type = fc.constantFrom(200, 201, 202, 203, 204);
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 4, maxLength: 120 }),
      type,
      fc.integer({ min: 0, max: 30 }),
      (bytes, pt, words) => {
        bytes.set([0x80 | ((bytes[0] ?? 0) & 0x3f), pt, 0, words]);
        parseRtcp(bytes);
      },
    ),
  );
  t.pass();
});
