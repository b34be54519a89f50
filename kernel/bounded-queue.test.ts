import fc from 'fast-check';
import t from 'tap';
import { BoundedQueue } from './bounded-queue.js';

t.test('holds the newest entries in order and counts what it dropped', async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.oneof(fc.integer(), fc.constant('take' as const)), { maxLength: 60 }),
      (capacity, steps) => {
        const queue = new BoundedQueue<number>(capacity);
        const model: number[] = [];
        let dropped = 0;
        for (const step of steps) {
          if (step === 'take') {
            if (queue.shift() !== model.shift()) return false;
            continue;
          }
          queue.push(step);
          model.push(step);
          if (model.length > capacity) {
            model.shift();
            dropped++;
          }
        }
        return queue.size === model.length && queue.dropped === dropped;
      },
    ),
  );
});
