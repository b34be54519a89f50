import fc from 'fast-check';
import t from 'tap';
import { OrderedList } from './ordered-list.js';

t.test('an ordered list is an array that is kept sorted', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.nat(600)), { maxLength: 1500, size: 'max' }),
      (history) => {
        const list = new OrderedList<number>((a, b) => a - b);
        const model = new Set<number>();
        for (const [isAdded, n] of history) {
          if (!isAdded) {
            if (list.remove(n) !== model.delete(n)) return false;
          } else if (!model.has(n)) {
            list.add(n);
            model.add(n);
          }
        }
        const sorted = [...model].sort((a, b) => a - b);
        return (
          list.size === sorted.length &&
          list.first === sorted[0] &&
          [...list].every((n, i) => n === sorted[i]) &&
          [0, 299, 300, 601].every((n) => list.rankOf(n) === sorted.filter((one) => one < n).length)
        );
      },
    ),
    { numRuns: 200 },
  );
  t.end();
});
