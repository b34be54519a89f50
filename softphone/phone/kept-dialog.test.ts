import fc from 'fast-check';
import t from 'tap';
import { KeptDialog, replacesHeader, type DialogName } from './kept-dialog.js';

const dialog: DialogName = {
  ...{ callId: 'c@x', localTag: 'mine', remoteTag: 'theirs', target: 'sip:s@h', number: '12345' },
};

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    ...{ length: 0, clear: () => kept.clear(), key: () => null },
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

t.test('a reloaded page finds the call; after a quarter of a minute it is only told of', (t) => {
  const storage = memory();
  new KeptDialog(storage, '1001').keep(dialog, 1000);
  const after = new KeptDialog(storage, '1001');
  t.match(after.find(5_000), { dialog, fresh: true });
  t.match(after.find(60_000), { dialog, fresh: false });
  t.equal(new KeptDialog(storage, '1002').find(5_000), undefined, 'it belongs to another agent');
  after.forget();
  t.equal(after.find(5_000), undefined);
  t.end();
});

t.test('RFC 3891 3: what is our tag is the other side’s remote one', (t) => {
  t.equal(replacesHeader(dialog), 'c@x;to-tag=theirs;from-tag=mine');
  t.end();
});

t.test('whatever stands in the storage, nothing breaks', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const storage = memory();
      storage.setItem('yihao.dialog.1001', text);
      new KeptDialog(storage, '1001').find(0);
    }),
  );
  t.equal(new KeptDialog(undefined, '1001').find(0), undefined);
  t.end();
});
