import t from 'tap';
import { estimate, estimateChange } from './estimate.js';
import { studentT } from './student-t.js';

t.test('quantiles of Student’s t as the tables have them', async (t) => {
  for (const [confidence, freedom, quantile] of [
    [0.95, 1, 12.7062],
    [0.95, 2, 4.30265],
    [0.95, 9, 2.26216],
    [0.99, 19, 2.86093],
    [0.9, 30, 1.69726],
    [0.999, 5, 6.86883],
    [0.95, 100_000, 1.95999],
  ] as const)
    t.ok(Math.abs(studentT(confidence, freedom) - quantile) < 2e-4, `${confidence}, ${freedom}: ${quantile}`);
});

t.test('an estimate is the mean and the half width of its interval', async (t) => {
  t.same(estimate([null, null], 0.95), null, 'nothing was measured');
  t.same(estimate([3, null], 0.95), { mean: 3, halfWidth: null }, 'one day tells nothing of the spread');
  const { mean, halfWidth } = estimate([10, 12, 14], 0.95) ?? {};
  t.equal(mean, 12);
  t.ok(Math.abs((halfWidth ?? 0) - (4.30265 * 2) / Math.sqrt(3)) < 1e-3);
  t.same(estimateChange([1, 5, null], [2, 6, 9], 0.95), { mean: 1, halfWidth: 0 }, 'pairwise');
});
