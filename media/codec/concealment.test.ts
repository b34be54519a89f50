import t from 'tap';
import { Concealer } from './concealment.js';
import { goertzelPower } from './goertzel.js';

const tone = (from: number, count: number): Int16Array =>
  Int16Array.from({ length: count }, (_, i) => 10_000 * Math.sin((2 * Math.PI * 200 * (from + i)) / 8000));

t.test('G.711 appendix I: a lost packet sounds on at the pitch of what came before', async (t) => {
  const concealer = new Concealer();
  concealer.heard(tone(0, 800));
  const filled = new Int16Array(80);
  concealer.fill(filled);
  const expected = tone(800, 80);
  t.ok(filled.every((sample, i) => Math.abs(sample - (expected[i] ?? 0)) < 500));
});

t.test(
  'G.711 appendix I: a longer loss fades to silence at 60 ms, over as many calls as it takes',
  async (t) => {
    const concealer = new Concealer();
    concealer.heard(tone(0, 800));
    const pieces = Array.from({ length: 5 }, () => {
      const piece = new Int16Array(160);
      concealer.fill(piece);
      return goertzelPower(piece, { frequency: 200, rate: 8000, from: 0, count: 160 });
    });
    const [first = 0, second = 0, third = 0, fourth = 1, fifth = 1] = pieces;
    t.ok(first > second && second > third && third > 0);
    t.equal(fourth + fifth, 0);
  },
);

t.test('when audio comes again, the next loss is concealed afresh', async (t) => {
  const concealer = new Concealer();
  concealer.heard(tone(0, 800));
  concealer.fill(new Int16Array(800));
  concealer.heard(tone(0, 400));
  const filled = new Int16Array(80);
  concealer.fill(filled);
  t.ok(Math.max(...filled) > 9000);
});

t.test('before anything was heard a loss is silence', async (t) => {
  const filled = new Int16Array(160).fill(1);
  new Concealer().fill(filled);
  t.ok(filled.every((sample) => sample === 0));
});
