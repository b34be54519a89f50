import t from 'tap';
import { encodeG711, expansion, silenceCode, transcodeG711, type G711 } from './g711.js';

const laws = ['PCMA', 'PCMU'] as const satisfies readonly G711[];
const allCodes = Uint8Array.from({ length: 256 }, (_, code) => code);

t.test('ITU-T G.711 tables 1 and 2: values of the laws at the ends and in the middle', async (t) => {
  // Code and 16-bit value: 13-bit A-law values times 8, 14-bit µ-law values times 4.
  const known = {
    PCMA: [
      [0xd5, 8],
      [0x55, -8],
      [0xaa, 32_256],
      [0x2a, -32_256],
      [0x80, 5504],
      [0x00, -5504],
    ],
    PCMU: [
      [0xff, 0],
      [0x7f, 0],
      [0x80, 32_124],
      [0x00, -32_124],
      [0xfe, 8],
      [0x8f, 16_764],
    ],
  } as const;
  for (const law of laws) for (const [code, value] of known[law]) t.equal(expansion[law][code], value);
});

t.test('ITU-T G.711: each code expands to a value that compresses to it again', async (t) => {
  for (const law of laws) {
    const again = encodeG711(expansion[law], law);
    // µ-law has two zeros; the positive one is sent.
    t.same(
      [...again],
      [...allCodes].map((code) => (law === 'PCMU' && code === 0x7f ? 0xff : code)),
    );
  }
});

t.test('ITU-T G.711: compression never orders two samples the wrong way round', async (t) => {
  const ramp = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
  for (const law of laws) {
    const values = [...encodeG711(ramp, law)].map((code) => expansion[law][code] ?? 0);
    t.ok(values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0)));
    t.ok(
      values.every(
        (value, i) => Math.abs(value - (ramp[i] ?? 0)) <= Math.max(8, Math.abs(ramp[i] ?? 0) / 16),
      ),
    );
  }
});

t.test('ITU-T G.711 tables 3 and 4: output values of one law for values of the other', async (t) => {
  // Numbers of the values from the middle outwards, counted as the tables do: A-law from 1, µ-law from 0.
  const tables = {
    PCMU: [
      [0, 1],
      [15, 8],
      [32, 25],
      [33, 27],
      [34, 29],
      [35, 31],
      [47, 44],
      [48, 46],
      [49, 48],
      [63, 62],
      [64, 64],
      [79, 79],
      [81, 82],
      [127, 128],
    ],
    PCMA: [
      [1, 1],
      [8, 15],
      [9, 16],
      [25, 32],
      [26, 32],
      [32, 35],
      [46, 48],
      [48, 49],
      [63, 64],
      [64, 64],
      [128, 127],
    ],
  } as const;
  for (const sign of [0x80, 0x00]) {
    const muCode = (number: number): number => (0x7f ^ number) | sign;
    const aCode = (number: number): number => ((number - 1) | sign) ^ 0x55;
    for (const [from, to] of tables.PCMU) {
      const codes = Uint8Array.of(muCode(from));
      transcodeG711(codes, 0, 1, 'PCMU');
      t.equal(codes[0], aCode(to), `µ ${from}`);
    }
    for (const [from, to] of tables.PCMA) {
      const codes = Uint8Array.of(aCode(from));
      transcodeG711(codes, 0, 1, 'PCMA');
      t.equal(codes[0], muCode(to), `A ${from}`);
    }
  }
});

t.test(
  'ITU-T G.711 3.4: a code that goes to the other law and back is off by one step at most',
  async (t) => {
    for (const law of laws) {
      const other = law === 'PCMA' ? 'PCMU' : 'PCMA';
      const codes = Uint8Array.from(allCodes);
      transcodeG711(codes, 0, 256, law);
      transcodeG711(codes, 0, 256, other);
      for (const [code, back] of codes.entries()) {
        const value = expansion[law][code] ?? 0;
        t.ok(
          Math.abs((expansion[law][back] ?? 0) - value) <= Math.max(32, Math.abs(value) / 8),
          `${law} ${code}`,
        );
      }
    }
  },
);

t.test('transcoding keeps to its range, and turns silence into silence', async (t) => {
  const codes = Uint8Array.from([1, silenceCode.PCMA, 1]);
  transcodeG711(codes, 1, 2, 'PCMA');
  t.same(
    [...codes].map((code, i) => (i === 1 ? Math.abs(expansion.PCMU[code] ?? 99) <= 8 : code)),
    [1, true, 1],
  );
});
