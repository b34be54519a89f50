import t from 'tap';
import { localTime } from './local-time.js';

t.test('a moment is told by date, weekday and time of its zone', async (t) => {
  const at = Date.parse('2026-12-31T16:05:00Z');
  t.same(localTime(at, 'Asia/Shanghai'), { date: '2027-01-01', weekday: 5, time: '00:05' });
  t.same(localTime(at, 'UTC'), { date: '2026-12-31', weekday: 4, time: '16:05' });
  t.equal(localTime(at, 'UTC'), localTime(at + 30_000, 'UTC'), 'the same minute is not told anew');
  t.equal(localTime(at - 1, 'UTC').time, '16:04');
});
