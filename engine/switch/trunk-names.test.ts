import t from 'tap';
import { trunkNames } from './trunk-names.js';

t.test('calls out take the trunks in the order that is set, else in that of their list', async (t) => {
  const trunks = '[{"name":"a","address":"192.0.2.1"},{"name":"b","address":"192.0.2.2"},7]';
  t.same(await trunkNames([], trunks), ['a', 'b']);
  t.same(await trunkNames(['b', 'a'], trunks), ['b', 'a']);
  t.same(await trunkNames([], ''), []);
  await t.rejects(trunkNames([], '/nowhere/trunks.yaml'), { code: 'config.unreadable' });
});
