import { Migrator, sql, type Kysely } from 'kysely';
import t from 'tap';
import { silentLogger } from '../../kernel/log.js';
import { openDatabase } from './database.js';
import { migrations } from './migrations/all.js';
import type { Schema } from './schema.js';
import { postgresForTests } from './testing/database-for-test.js';

t.setTimeout(120_000);
const postgres = await postgresForTests(t);

const migrator = (db: Kysely<Schema>): Migrator =>
  new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });

t.test('what was kept twice becomes one: nothing is lost, and who was in both is there once', async (t) => {
  const database = openDatabase(await postgres.server.freshDatabase(), silentLogger);
  t.teardown(() => database.close());
  const { main } = database;
  const before = await migrator(main).migrateTo('0022-own-part');
  t.notOk(before.error);
  const at = new Date('2027-01-01T00:00:00Z');
  await sql`insert into important_callers values
    ('+8613800000001', 'Mayor', 7, 'polite', ${at}), ('013800000001', 'Mayor', 3, '', ${new Date(0)}),
    ('02155550001', 'Bureau', -2, '', null)`.execute(main);
  await sql`insert into listed_numbers (id, list, number, match, name, level, reason, expires_at, created_by) values
    ('a', 'important', '13800000001', 'exact', '市长', 9, '人大', null, 'boss'),
    ('b', 'important', '139', 'prefix', '', 4, '', null, 'boss')`.execute(main);
  await sql`insert into regions values ('+86138', 'north'), ('0138', 'south'), ('0571', 'hangzhou')`.execute(
    main,
  );
  await sql`insert into number_regions values ('0571', '杭州')`.execute(main);
  const { error } = await migrator(main).migrateToLatest();
  t.notOk(error);
  const listed = await main.selectFrom('listedNumbers').selectAll().orderBy('number').execute();
  t.match(listed, [
    { list: 'important', number: '02155550001', match: 'exact', name: 'Bureau', level: -2, expiresAt: null },
    {
      ...{ id: 'a', number: '13800000001', name: '市长', level: 7, warning: 'polite', reason: '人大' },
      expiresAt: null,
    },
    { id: 'b', number: '139', match: 'prefix', level: 4, warning: '' },
  ]);
  t.equal(listed.length, 3);
  t.same(await main.selectFrom('numberRegions').selectAll().orderBy('prefix').execute(), [
    { prefix: '0571', region: '杭州' },
    { prefix: '138', region: 'north' },
  ]);
});
