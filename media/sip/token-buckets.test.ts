import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { sourceKey, TokenBuckets } from './token-buckets.js';

t.test('a key has its burst at once and its rate in the long run', async (t) => {
  const clock = new FakeClock();
  const buckets = new TokenBuckets(clock, { perSecond: 2, burst: 3, keys: 10 });
  const take = (): boolean => buckets.take('a');
  t.same([take(), take(), take(), take()], [true, true, true, false]);
  clock.advance(500);
  t.same([take(), take()], [true, false]);
  clock.advance(60_000);
  t.same([take(), take(), take(), take()], [true, true, true, false]);
  t.ok(buckets.take('b'), 'keys do not share');
});

t.test('no more keys are remembered than the bound', async (t) => {
  const buckets = new TokenBuckets(new FakeClock(), { perSecond: 1, burst: 1, keys: 2 });
  for (const key of ['a', 'b', 'a', 'c']) buckets.take(key);
  t.equal(buckets.size, 2);
  t.notOk(buckets.take('a'), 'the one used last is kept');
  t.ok(buckets.take('b'), 'the one longest untouched was forgotten');
});

t.test('an IPv6 source is its /64, an IPv4 source its address', async (t) => {
  t.equal(sourceKey('192.0.2.1'), '192.0.2.1');
  t.equal(sourceKey('2001:db8:0:1::5'), '2001:db8:0:1');
  t.equal(sourceKey('2001:db8::1:0:0:0:99'), '2001:db8:0:1');
  t.equal(sourceKey('2001:db8:0:1:2:3:4:5'), '2001:db8:0:1');
  t.equal(sourceKey('::1'), '0:0:0:0');
  t.equal(sourceKey('2001:db8::'), '2001:db8:0:0');
});
