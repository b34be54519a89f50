import t from 'tap';
import { every } from './clock.js';
import { FakeClock } from './fake-clock.js';

t.test('what is due fires in the order of its time, then of its asking', async (t) => {
  const clock = new FakeClock();
  const fired: string[] = [];
  clock.after(20, () => fired.push('c'));
  clock.after(10, () => fired.push('a'));
  clock.after(10, () => fired.push('b'));
  clock.advance(15);
  t.strictSame(fired, ['a', 'b']);
  clock.advance(5);
  t.strictSame(fired, ['a', 'b', 'c']);
  t.equal(clock.pending, 0);
});

t.test('a cancelled call never fires, and cancelling twice is harmless', async (t) => {
  const clock = new FakeClock();
  const cancel = clock.after(5, () => t.fail('fired'));
  cancel();
  cancel();
  clock.advance(10);
  t.equal(clock.pending, 0);
});

t.test('every: repeats until cancelled, also when cancelled from within', async (t) => {
  const clock = new FakeClock();
  let times = 0;
  const cancel = every(clock, 10, () => {
    times++;
    if (times === 3) cancel();
  });
  clock.advance(100);
  t.equal(times, 3);
  t.equal(clock.pending, 0);
});
