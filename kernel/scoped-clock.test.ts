import t from 'tap';
import { FakeClock } from './fake-clock.js';
import { Scope } from './scope.js';
import { scopedClock } from './scoped-clock.js';

t.test('timers fire until the scope closes, and never after', async (t) => {
  const clock = new FakeClock();
  const scope = new Scope();
  const scoped = scopedClock(clock, scope);
  const fired: string[] = [];
  scoped.after(10, () => fired.push('early'));
  scoped.after(30, () => fired.push('late'));
  scoped.after(5, () => fired.push('cancelled'))();
  clock.advance(20);
  await scope.close();
  scoped.after(1, () => fired.push('after the end'));
  clock.advance(100);
  t.same(fired, ['early']);
  t.equal(clock.pending, 0);
});
