import fc from 'fast-check';
import t from 'tap';
import { decodeWav, parseWav, writeWavHeader } from './wav.js';

/** A WAV file with the given format fields and data. */
function wav(fields: {
  code: number;
  channels: number;
  rate: number;
  bits: number;
  data: readonly number[];
}): Buffer {
  const header = writeWavHeader(fields.rate, fields.channels === 2 ? 2 : 1, fields.data.length);
  header.writeUInt16LE(fields.code, 20);
  header.writeUInt16LE(fields.channels, 22);
  header.writeUInt16LE(fields.bits, 34);
  return Buffer.concat([header, Buffer.from(fields.data)]);
}

function mono(bytes: Uint8Array): number[] {
  const parsed = parseWav(bytes);
  return parsed.ok ? [...decodeWav(parsed.value, 0, parsed.value.frames)] : [];
}

t.test('each format that prompts come in is decoded to the same scale', async (t) => {
  t.same(
    mono(wav({ code: 1, channels: 1, rate: 8000, bits: 16, data: [0x00, 0x40, 0xff, 0xff] })),
    [16_384, -1],
  );
  t.same(mono(wav({ code: 1, channels: 1, rate: 8000, bits: 8, data: [0, 128, 192] })), [-32_768, 0, 16_384]);
  t.same(mono(wav({ code: 6, channels: 1, rate: 8000, bits: 8, data: [0xd5, 0x2a] })), [8, -32_256]);
  t.same(mono(wav({ code: 7, channels: 1, rate: 8000, bits: 8, data: [0xff, 0x80] })), [0, 32_124]);
});

t.test('two channels become their mean', async (t) => {
  t.same(mono(wav({ code: 1, channels: 2, rate: 8000, bits: 16, data: [0x00, 0x10, 0x00, 0x20] })), [6144]);
});

t.test('chunks in front of the data are passed over, an odd one with its pad octet', async (t) => {
  const plain = wav({ code: 1, channels: 1, rate: 16_000, bits: 16, data: [1, 0] });
  const list = Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1');
  t.same(mono(Buffer.concat([plain.subarray(0, 36), list, plain.subarray(36)])), [1]);
});

t.test('a file whose writer was cut off is read as far as it goes', async (t) => {
  const bytes = wav({ code: 1, channels: 1, rate: 8000, bits: 16, data: [1, 0, 2, 0, 3] });
  bytes.writeUInt32LE(0xffff_ffff, 40);
  t.same(mono(bytes), [1, 2]);
});

t.test('what cannot be played is refused with the reason', async (t) => {
  const base = { code: 1, channels: 1, rate: 8000, bits: 16, data: [0, 0] };
  t.match(parseWav(wav({ ...base, rate: 96_000 })), { ok: false, why: /96000 Hz/ });
  t.match(parseWav(wav({ ...base, channels: 6 })), { ok: false, why: /6 channels/ });
  t.match(parseWav(wav({ ...base, bits: 24 })), { ok: false, why: /24 bits/ });
  t.match(parseWav(Buffer.from('ID3 this is an MP3')), { ok: false, why: /not a WAV/ });
  t.match(parseWav(wav(base).subarray(0, 36)), { ok: false, why: /no audio/ });
});

t.test('no file makes it throw', async (t) => {
  const head = wav({ code: 1, channels: 1, rate: 8000, bits: 16, data: [] });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 12, max: 44 }), (bytes, keep) => {
      mono(Buffer.concat([head.subarray(0, keep), bytes]));
    }),
  );
  t.pass();
});
