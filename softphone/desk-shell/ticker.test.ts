import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { Ticker } from './ticker.js';

t.test('all clocks of a page tick together, once a second', async (t) => {
  const clock = new FakeClock(0);
  const ticker = new Ticker(clock);
  const ticks = { left: 0, right: 0 };
  const cancel = [ticker.subscribe(() => ticks.left++), ticker.subscribe(() => ticks.right++)];
  clock.advance(2500);
  t.same(ticks, { left: 2, right: 2 });
  t.equal(ticker.get(), 2000);
  for (const one of cancel) one();
});

t.test('without a reader no timer runs, and the first reader sees the time of now', async (t) => {
  const clock = new FakeClock(0);
  const ticker = new Ticker(clock);
  ticker.subscribe(() => undefined)();
  t.equal(clock.pending, 0);
  clock.advance(5000);
  ticker.subscribe(() => undefined)();
  t.equal(ticker.get(), 5000);
});
