import fc from 'fast-check';
import t from 'tap';
import { readCallRecord, talkedMs, waitedMs } from './call-record.js';

t.test('a call that was answered was waited for and talked on', async (t) => {
  const call = readCallRecord({
    id: 'c',
    startedAt: 1000,
    queuedAt: 2000,
    agentAnsweredAt: 5000,
    endedAt: 9000,
  });
  t.equal(waitedMs(call), 3000);
  t.equal(talkedMs(call), 4000);
});

t.test('a caller who gave up waited until the end and never talked', async (t) => {
  const call = readCallRecord({
    id: 'c',
    startedAt: 1000,
    queuedAt: 2000,
    agentAnsweredAt: null,
    endedAt: 9000,
  });
  t.equal(waitedMs(call), 7000);
  t.equal(talkedMs(call), undefined);
});

t.test('a call that goes on has no length yet', async (t) => {
  const call = readCallRecord({ id: 'c', startedAt: 1000, queuedAt: 2000, agentAnsweredAt: 3000 });
  t.equal(talkedMs(call), undefined);
});

t.test('whatever columns a row has, it is read', async () => {
  const column = fc.constantFrom('id', 'keys', 'data', 'ivrPath', 'endedAt', 'rating');
  fc.assert(
    fc.property(fc.dictionary(column, fc.anything()), (row) => {
      const { keys, ivrPath, data } = readCallRecord(row);
      return (
        keys.every((key) => typeof key.digits === 'string') &&
        ivrPath.every((node) => typeof node === 'string') &&
        Object.values(data).every((value) => typeof value === 'string')
      );
    }),
  );
});
