import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { SignInThrottle } from './sign-in-throttle.js';

function secondsToWait(throttle: SignInThrottle, key: string): number {
  try {
    throttle.check(key);
    return 0;
  } catch (error) {
    return (error as { details: { seconds: number } }).details.seconds;
  }
}

void t.test('four failures are free; from the fifth on the wait doubles up to 15 minutes', (t) => {
  const clock = new FakeClock();
  const throttle = new SignInThrottle(clock);
  const waits: number[] = [];
  for (let n = 0; n < 16; n++) {
    throttle.failed('name');
    const wait = secondsToWait(throttle, 'name');
    waits.push(wait);
    clock.advance(wait * 1000);
  }
  t.same(waits, [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  t.end();
});

void t.test('success forgives, half an hour forgets, and one key does not block another', (t) => {
  const clock = new FakeClock();
  const throttle = new SignInThrottle(clock);
  for (let n = 0; n < 5; n++) throttle.failed('a', 'b');
  t.equal(secondsToWait(throttle, 'c'), 0);
  throttle.succeeded('a');
  t.equal(secondsToWait(throttle, 'a'), 0);
  t.equal(secondsToWait(throttle, 'b'), 2);
  clock.advance(31 * 60_000);
  throttle.failed('b');
  t.equal(secondsToWait(throttle, 'b'), 0);
  t.end();
});
