import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { Ticker } from './ticker.js';

t.test('ticks stay on their grid though a timer fires late', async (t) => {
  const clock = new FakeClock();
  const grid: number[] = [];
  const ticker = new Ticker(clock, 20, (nowMs) => {
    grid.push(nowMs);
    return grid.length < 6;
  });
  ticker.start();
  clock.advance(0);
  clock.advance(19);
  t.same(grid, [0]);
  clock.advance(1);
  clock.advance(80);
  t.same(grid, [0, 20, 40, 60, 80, 100]);
  t.equal(clock.pending, 0);
});

t.test('after a stall five ticks are made up for and the rest are skipped and counted', async (t) => {
  // A clock whose thread stood still for 400 ms before the second timer ran.
  let now = 0;
  let fire: (() => void) | undefined;
  const stalled = {
    now: () => now,
    monotonic: () => now,
    after(_ms: number, then: () => void) {
      fire = then;
      return () => undefined;
    },
  };
  const grid: number[] = [];
  const ticker = new Ticker(stalled, 20, (nowMs) => grid.push(nowMs) > 0);
  ticker.start();
  fire?.();
  now = 400;
  fire?.();
  t.same(grid, [0, 320, 340, 360, 380, 400]);
  t.equal(ticker.skipped, 15);
});

t.test('with nothing to do it rests, and starts again when asked', async (t) => {
  const clock = new FakeClock();
  let ticks = 0;
  const ticker = new Ticker(clock, 20, () => {
    ticks++;
    return false;
  });
  ticker.start();
  ticker.start();
  clock.advance(1000);
  t.equal(ticks, 1);
  ticker.start();
  clock.advance(1000);
  t.equal(ticks, 2);
  ticker.start();
  ticker.stop();
  t.equal(clock.pending, 0);
});
