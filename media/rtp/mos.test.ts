import fc from 'fast-check';
import t from 'tap';
import { meanOpinionScore } from './mos.js';

t.test('ITU-T G.107: a call without loss or delay has R 93.2, which is 4.41', async (t) => {
  t.equal(Math.round(meanOpinionScore(0, 0) * 100), 441);
});

t.test('ITU-T G.113 appendix I: 5 % of loss takes G.711 with concealment to about 3.9', async (t) => {
  t.ok(Math.abs(meanOpinionScore(0.05, 20) - 3.95) < 0.1);
});

t.test('more loss or more delay never scores better, and the score stays on its scale', async (t) => {
  const loss = fc.double({ min: 0, max: 1, noNaN: true });
  const delay = fc.double({ min: 0, max: 2000, noNaN: true });
  fc.assert(
    fc.property(loss, loss, delay, delay, (l1, l2, d1, d2) => {
      const better = meanOpinionScore(Math.min(l1, l2), Math.min(d1, d2));
      const worse = meanOpinionScore(Math.max(l1, l2), Math.max(d1, d2));
      return worse >= 1 && better <= 4.5 && worse <= better + 0.01;
    }),
  );
  t.pass();
});
