import t from 'tap';
import { at, median, sorted } from './statistics.js';

void t.test('a median is the middle value, or halfway between the two', async (t) => {
  t.equal(median([9, 1, 5]), 5);
  t.equal(median([4, 1, 2, 9]), 3);
  t.equal(median([]), 0);
});

void t.test('a percentile never lies outside of the values', async (t) => {
  const values = sorted([30, 10, 20]);
  t.equal(at(values, 0), 10);
  t.equal(at(values, 0.5), 20);
  t.equal(at(values, 1), 30);
  t.equal(at([], 0.99), 0);
});
