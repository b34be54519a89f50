import fc from 'fast-check';
import t from 'tap';
import { DtmfDetector } from './dtmf-detector.js';
import { dtmfTone } from './dtmf.js';
import { expansion, encodeG711 } from './g711.js';

const silence = (samples: number): Int16Array => new Int16Array(samples);
const scaled = (samples: Int16Array, gain: number): Int16Array => samples.map((sample) => sample * gain);

/** Feeds packets of 20 ms that went through A-law. */
function detect(...pieces: readonly Int16Array[]): { digit: string; durationMs: number }[] {
  const detector = new DtmfDetector();
  const all = Int16Array.from(pieces.flatMap((piece) => [...piece]));
  const line = Int16Array.from(encodeG711(all, 'PCMA'), (code) => expansion.PCMA[code] ?? 0);
  const found: { digit: string; durationMs: number }[] = [];
  for (let at = 0; at < line.length; at += 160) found.push(...detector.feed(line.subarray(at, at + 160)));
  return found;
}

t.test('ITU-T Q.24: each digit of 70 ms is found once, at any level down to -30 dBm0', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...Array.from('0123456789*#ABCD')), { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0.07, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 160 }),
      (digits, gain, offset) => {
        const pieces = digits.flatMap((digit) => [scaled(dtmfTone(digit, 0, 560), gain), silence(560)]);
        const found = detect(silence(offset), ...pieces, silence(400));
        t.same(
          found.map((d) => d.digit),
          digits,
        );
      },
    ),
  );
});

t.test('the length is told to within two blocks', async (t) => {
  const [digit] = detect(dtmfTone('5', 0, 1600), silence(800));
  t.ok(digit && Math.abs(digit.durationMs - 200) <= 26);
});

t.test('ITU-T Q.24: what is shorter than 23 ms, one tone alone, or noise, is no digit', async (t) => {
  const sine = Int16Array.from({ length: 1600 }, (_, i) => 10_000 * Math.sin((2 * Math.PI * 770 * i) / 8000));
  t.same(detect(silence(80), dtmfTone('5', 0, 160), silence(800)), []);
  t.same(detect(sine, silence(800)), []);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -8000, max: 8000 }), { minLength: 1600, maxLength: 1600 }),
      (noise) => {
        t.same(detect(Int16Array.from(noise), silence(400)), []);
      },
    ),
    { numRuns: 20 },
  );
});

t.test('two tones as different as twist allows are found, beyond it not', async (t) => {
  const low = (gain: number): Int16Array =>
    Int16Array.from({ length: 800 }, (_, i) => gain * Math.sin((2 * Math.PI * 770 * i) / 8000));
  const mixed = (lowGain: number, highGain: number): Int16Array =>
    low(lowGain).map((value, i) => value + highGain * Math.sin((2 * Math.PI * 1336 * i) / 8000));
  t.equal(detect(mixed(5000, 7000), silence(400)).length, 1);
  t.equal(detect(mixed(1000, 12_000), silence(400)).length, 0);
});
