import fc from 'fast-check';
import t from 'tap';
import { isRtcp, parseRtp, rtpHeaderBytes, sequenceDelta, timestampDelta, writeRtpHeader } from './packet.js';

const field = (bits: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** bits - 1 });
const header = fc.record({
  payloadType: field(7),
  marker: fc.boolean(),
  sequence: field(16),
  timestamp: field(32),
  ssrc: field(32),
});

t.test('RFC 3550 5.1: a header that was written is read back', async () => {
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 300 }), (fields, payload) => {
      const bytes = new Uint8Array(rtpHeaderBytes + payload.length);
      writeRtpHeader(bytes, 0, fields);
      bytes.set(payload, rtpHeaderBytes);
      const parsed = parseRtp(bytes);
      t.same(parsed, {
        ok: true,
        value: { ...fields, payloadOffset: rtpHeaderBytes, payloadBytes: payload.length },
      });
    }),
  );
});

t.test('RFC 3550 5.1, 5.3.1: CSRCs, extension and padding are passed over', async (t) => {
  const bytes = Buffer.from(
    'b2880001000000a012345678' + '0000000a0000000b' + 'bede0001aabbccdd' + 'd5d5d5' + '000003',
    'hex',
  );
  const parsed = parseRtp(bytes);
  t.match(parsed, { ok: true, value: { payloadType: 8, marker: true, payloadOffset: 28, payloadBytes: 3 } });
});

const refused: readonly (readonly [title: string, hex: string])[] = [
  ['RFC 3550 5.1: a version other than 2', '408000010000000000000001'],
  ['a header that is cut off', '80800001000000000000'],
  ['more CSRCs than the packet holds', '8f8000010000000000000001'],
  ['an extension that is cut off', '90800001000000000000000100'],
  ['an extension longer than the packet', '908000010000000000000001bede0009'],
  ['RFC 3550 5.1: padding of no octets', 'a080000100000000000000010000'],
  ['padding longer than the payload', 'a080000100000000000000010005'],
];
for (const [title, hex] of refused)
  t.test(`refuses ${title}`, async (t) => {
    t.equal(parseRtp(Buffer.from(hex, 'hex')).ok, false);
  });

t.test('refuses a packet longer than any codec makes', async (t) => {
  t.equal(parseRtp(Buffer.alloc(2049, 0x80)).ok, false);
});

t.test('no datagram makes it throw, and a payload always lies within the datagram', async (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(0x80, 0x90, 0xa0, 0xbf),
      (bytes, first) => {
        bytes[0] = first;
        const parsed = parseRtp(bytes);
        return (
          !parsed.ok ||
          (parsed.value.payloadBytes >= 0 &&
            parsed.value.payloadOffset >= rtpHeaderBytes &&
            parsed.value.payloadOffset + parsed.value.payloadBytes <= bytes.length)
        );
      },
    ),
  );
  t.pass();
});

t.test('RFC 5761 4: RTCP on an RTP port is told by its packet type', async (t) => {
  for (const type of [200, 201, 202, 203]) t.ok(isRtcp(Buffer.from([0x80, type])));
  for (const type of [0, 8, 0x80 | 8, 0x80 | 101]) t.notOk(isRtcp(Buffer.from([0x80, type])));
});

t.test('sequence numbers and timestamps are compared over their wrap', async (t) => {
  t.equal(sequenceDelta(1, 0xffff), 2);
  t.equal(sequenceDelta(0xffff, 1), -2);
  t.equal(timestampDelta(80, 0xffff_ffb0), 160);
  t.equal(timestampDelta(0xffff_ffb0, 80), -160);
});
