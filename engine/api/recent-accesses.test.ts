import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { RecentAccesses } from './recent-accesses.js';

t.test('fetches within an hour are one access, of one session and one file', (t) => {
  const clock = new FakeClock();
  const accesses = new RecentAccesses(clock);
  t.equal(accesses.isNew('a file'), true);
  t.equal(accesses.isNew('a file'), false);
  t.equal(accesses.isNew('b file'), true);
  clock.advance(3600_000);
  t.equal(accesses.isNew('a file'), true);
  t.end();
});

t.test('of more than 10,000 the oldest is forgotten, and counts anew', (t) => {
  const accesses = new RecentAccesses(new FakeClock());
  for (let n = 0; n <= 10_000; n++) accesses.isNew(String(n));
  t.equal(accesses.isNew('1'), false);
  t.equal(accesses.isNew('0'), true);
  t.end();
});
