import t from 'tap';
import { Refused } from '../api/refused.js';
import { afterFailure } from './loaded.js';

const error = new Refused(503, { code: 'database.failed', message: 'away' });

t.test('what was read stays when reading it again fails, and the failure is told', async (t) => {
  const there = { name: 'there', value: 'typed into' } as const;
  t.same(afterFailure(there, error, true), { ...there, error });
  t.same(afterFailure({ ...there, error }, error, true), { ...there, error });
});

t.test('without an answer to the same question there is the failure alone', async (t) => {
  t.same(afterFailure({ name: 'loading' }, error, true), { name: 'failed', error });
  t.same(afterFailure({ name: 'there', value: 'of another' }, error, false), { name: 'failed', error });
});
