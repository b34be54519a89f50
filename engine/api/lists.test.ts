import { readFile } from 'node:fs/promises';
import t from 'tap';
import { CurrentTables } from '../store/current-tables.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { systemClock } from '../../kernel/clock.js';
import { xlsxType } from './sheet.js';
import { sheetOf } from './sheet-making-worker.js';
import { SheetThread } from './sheet-thread.js';
import { apiForTest } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

t.setTimeout(120_000);
const postgres = await postgresForTests(t);
const api = await apiForTest(t, postgres, fakeEngine({}));
const headers = await api.signedIn({ name: 'boss', role: 'administrator' });
const leaderHeaders = await api.signedIn({ name: 'leader', role: 'supervisor' });

async function ask(
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  url: string,
  body?: object | Buffer,
  type?: string,
): Promise<{ status: number; body: Record<string, unknown>; raw: Buffer }> {
  const answer = await api.app.inject({
    ...{ method, url: `/api${url}` },
    headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { payload: body }),
  });
  const isJson = answer.headers['content-type']?.toString().startsWith('application/json') === true;
  return { status: answer.statusCode, body: isJson ? answer.json() : {}, raw: answer.rawPayload };
}

t.test('an important caller comes back as it was put, and is taken off', async (t) => {
  const mayor = {
    ...{ list: 'important', number: '13800000001', match: 'exact', name: 'Mayor' },
    ...{ level: -5, warning: '重点', expiresAt: null },
  };
  const { id } = (await ask('PUT', '/lists', mayor)).body as { id: string };
  t.match((await ask('GET', '/lists/important')).body, { items: [{ ...mayor, reason: '', blocked: 0 }] });
  t.match(api.tables.listed('important', '+8613800000001', 0), { level: -5, warning: '重点' });
  t.equal((await ask('DELETE', `/lists/entries/${id}`)).status, 204);
  t.equal((await ask('DELETE', `/lists/entries/${id}`)).status, 404);
  t.equal((await ask('GET', '/important-callers')).status, 404, 'there is one address');
});

t.test(
  'what is no more than a country is no number of a list, and no time is beyond all dates',
  async (t) => {
    const entry = { list: 'black', number: '+86', match: 'prefix' };
    for (const number of ['+86', '0086'])
      t.match(await ask('PUT', '/lists', { ...entry, number }), {
        status: 400,
        body: { where: 'body/number' },
      });
    t.equal((await ask('PUT', '/lists', { ...entry, number: '138', expiresAt: 1e300 })).status, 400);
    t.same((await ask('GET', '/lists/black')).body['items'], []);
    const sheet = Buffer.from('号码,匹配\n+8613800138000,\n13800138000,\n0086,前缀\n');
    t.same((await ask('POST', '/lists/black/import', sheet, 'text/csv')).body, {
      ...{ saved: 0, rows: 3 },
      errors: [
        { row: 3, column: '号码', reason: '13800138000 is in row 2 too' },
        { row: 4, column: '号码', reason: '0086 is no more than a country' },
      ],
    });
  },
);

t.test(
  'a list comes in from a spreadsheet, all or none, with an error by row, and goes out again',
  async (t) => {
    const titles = ['号码', '匹配', '原因', '有效期至'];
    const wrong = [
      ['02155550001', '精确', '骚扰', '2027-01-31'],
      ['abc', '大概', '', '2027-02-30'],
      ['02155550001', '', '', ''],
    ];
    t.same((await ask('POST', '/lists/black/import', await sheetOf(titles, wrong), xlsxType)).body, {
      ...{ saved: 0, rows: 3 },
      errors: [
        { row: 3, column: '匹配', reason: '大概 is none of 精确, 前缀' },
        { row: 3, column: '号码', reason: 'abc is no number' },
        { row: 3, column: '有效期至', reason: '2027-02-30 is no date' },
        { row: 4, column: '号码', reason: '02155550001 is in row 2 too' },
      ],
    });
    t.same((await ask('GET', '/lists/black')).body['items'], []);
    const right = [
      ['02155550001', '精确', '骚扰', '2027-01-31'],
      ['0086138', '前缀', '', '2027-01-31 12:30'],
      ['02155550003', '', '', ''],
    ];
    const sheet = await sheetOf(titles, right);
    t.match((await ask('POST', '/lists/black/import?dryRun=true', sheet, xlsxType)).body, {
      saved: 0,
      errors: [],
    });
    t.match((await ask('POST', '/lists/black/import', sheet, xlsxType)).body, {
      saved: 3,
      rows: 3,
      errors: [],
    });
    const endOfDay = Date.parse('2027-02-01T00:00+08:00');
    t.equal(api.tables.listed('black', '02155550001', endOfDay - 1)?.reason, '骚扰');
    t.equal(api.tables.listed('black', '02155550001', endOfDay), undefined, 'the day is the last one');
    t.match(api.tables.listed('black', '013812345678', 0), {
      ...{ match: 'prefix', expiresAt: Date.parse('2027-01-31T12:30+08:00') },
    });
    const out = await new SheetThread(systemClock).rows(
      (await ask('GET', '/lists/black/sheet?zone=480')).raw,
      {
        ...{ number: ['号码'], expires: ['有效期至'], match: ['匹配'] },
      },
    );
    t.match(out.find(({ cells }) => cells['number'] === '138')?.cells, {
      ...{ expires: '2027-01-31 12:30', match: '前缀' },
    });
    const utf8 = Buffer.from('号码\n02155550009\n');
    t.match((await ask('POST', '/lists/white/import', utf8, 'text/csv')).body, { saved: 1 });
  },
);

t.test(
  'regions come from a table of prefixes, are looked through by page, and changed one by one',
  async (t) => {
    const sample = await readFile('ivr-flows/tables/regions.sample.csv');
    t.match(await ask('POST', '/regions/import', sample, 'text/csv'), { status: 200, body: { saved: 37 } });
    t.match((await ask('GET', '/regions/of/075512345678')).body, { prefix: '0755', region: '深圳' });
    const restored = new CurrentTables(`${api.folder}/tables.json`);
    await restored.restore();
    t.equal(restored.region('075512345678'), '深圳', 'a start without the database knows them');
    t.match((await ask('GET', '/regions/of/99')).body, { prefix: '', region: '' });
    const wrong = Buffer.from('prefix,region\n0x,a\n0571,\n0572,b\n0572,c\n');
    t.same((await ask('POST', '/regions/import', wrong, 'text/csv')).body, {
      ...{ saved: 0, rows: 4 },
      errors: [
        { row: 2, column: '号段', reason: '0x is no prefix' },
        { row: 3, column: '地区', reason: 'must have 1 to 80 characters' },
        { row: 5, column: '号段', reason: '0572 is there twice' },
      ],
    });
    t.match((await ask('GET', '/regions?limit=2&offset=1')).body, {
      ...{ items: [{ prefix: '020' }, { prefix: '021', region: '上海' }], total: 37, prefixes: 37 },
    });
    t.match((await ask('GET', `/regions?search=${encodeURIComponent('深圳')}`)).body, {
      ...{ items: [{ prefix: '0755' }], total: 1 },
    });
    t.equal((await ask('GET', '/regions?search=%25')).body['total'], 0, 'a sign of patterns is a letter');
    t.match((await ask('PUT', '/regions/+861380013', { region: '北京' })).body, { prefix: '1380013' });
    t.equal(api.tables.region('13800138000'), '北京');
    t.ok(((await ask('GET', '/regions/names')).body['items'] as string[]).includes('北京'));
    t.match((await ask('GET', '/regions.csv')).raw.toString(), /^\uFEFF号段,地区\n010,北京\n/);
    t.equal((await ask('DELETE', '/regions/1380013')).status, 204);
    t.equal((await ask('DELETE', '/regions/1380013')).status, 404);
    t.equal((await ask('PUT', '/regions/+86', { region: '中国' })).status, 400);
    const items = [{ prefix: '0571', region: '杭州' }];
    t.equal((await ask('PUT', '/regions', { items })).status, 204);
    t.match((await ask('GET', '/regions')).body, { items, total: 1 });
    t.match(await ask('PUT', '/regions', { items: [...items, { prefix: '+860571', region: 'x' }] }), {
      ...{ status: 400, body: { where: 'body/items/1/prefix' } },
    });
    const byLeader = {
      method: 'PUT',
      url: '/api/regions',
      payload: { items },
      headers: leaderHeaders,
    } as const;
    t.equal((await api.app.inject(byLeader)).statusCode, 403);
  },
);
