import t from 'tap';
import { CurrentTables } from '../store/current-tables.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { systemClock } from '../../kernel/clock.js';
import { xlsxType } from './sheet.js';
import { sheetOf } from './sheet-making-worker.js';
import { SheetThread } from './sheet-thread.js';
import type { TaskView } from '../task/task.js';
import { apiForTest } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

t.setTimeout(120_000);
const postgres = await postgresForTests(t);
const engine = fakeEngine({});
const api = await apiForTest(t, postgres, engine);
const headers = await api.signedIn({ name: 'boss', role: 'administrator' });
const { main } = api.database;

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

t.test(
  'working hours by area, with holidays, 调休 days and exceptions, and the view of a year',
  async (t) => {
    const office = [{ from: '09:00', to: '17:30' }];
    const settings = {
      ...{ name: '市民中心', area: '浦东', timeZone: 'Asia/Shanghai' },
      weekly: { 1: office, 2: office, 3: office, 4: office, 5: office },
    };
    t.match(await ask('PUT', '/calendars/office', settings), {
      status: 200,
      body: { id: 'office', area: '浦东' },
    });
    t.equal((await ask('PUT', '/calendars/x', { ...settings, timeZone: 'Asia/Nowhere' })).status, 400);
    t.equal(
      (await ask('PUT', '/calendars/x', { ...settings, weekly: { 1: [{ from: '10:00', to: '09:00' }] } }))
        .status,
      400,
    );
    const items = [
      { area: '', date: '2026-10-01', kind: 'holiday', name: '国庆节' },
      { area: '', date: '2026-10-10', kind: 'workday', name: '国庆节调休', asWeekday: 1 },
      {
        area: '浦东',
        date: '2026-10-01',
        kind: 'exception',
        name: '值班',
        periods: [{ from: '10:00', to: '12:00' }],
      },
      { area: '徐汇', date: '2026-10-12', kind: 'holiday', name: '搬迁' },
    ];
    t.equal((await ask('PUT', '/special-days', { items })).status, 204);
    for (const date of ['2026-02-30', '2026-01-39', '2026-13-01', '2026-00-10'])
      t.match(await ask('PUT', '/special-days', { items: [items[1], { ...items[0], date }] }), {
        status: 400,
        body: { where: 'body/items/1/date' },
      });
    const year = (await ask('GET', '/calendars/office/years/2026')).body['items'] as { date: string }[];
    const of = (date: string) => year.find((day) => day.date === date);
    t.equal(year.length, 365);
    t.match(
      of('2026-10-01'),
      { kind: 'exception', name: '值班', periods: [{ from: '10:00' }] },
      'the area before all',
    );
    t.match(of('2026-10-10'), { kind: 'workday', periods: office });
    t.match(of('2026-10-12'), { kind: 'usual', periods: office }, 'another area');
    t.match((await ask('GET', '/special-days?area=&year=2026')).body['items'], [
      { kind: 'holiday' },
      { kind: 'workday' },
    ]);
    const at = (time: string): Promise<unknown> =>
      ask('GET', `/calendars/office/at?at=${Date.parse(`${time}+08:00`)}`).then(({ body }) => body);
    t.match(await at('2026-10-01T11:59'), {
      open: true,
      time: '11:59',
      day: { kind: 'exception', name: '值班' },
    });
    t.match(await at('2026-10-01T12:00'), { open: false });
    t.match(await at('2026-10-10T10:00'), { open: true, day: { kind: 'workday', weekday: 6 } });
    t.equal((await ask('GET', '/calendars/nothing/at')).status, 404);
    t.equal((await ask('DELETE', '/special-days?area=浦东&date=2026-10-01')).status, 204);
    t.equal(api.tables.calendar('office')?.special.get('2026-10-01')?.kind, 'holiday');
    t.equal((await ask('DELETE', '/calendars/nothing')).status, 404);
  },
);

t.test('lists hold a number once, and tell the calls that they turned away', async (t) => {
  const body = { list: 'black', number: '+8613900000000', match: 'exact', reason: '骚扰' };
  const { id } = (await ask('PUT', '/lists', body)).body as { id: string };
  t.equal(
    (await ask('PUT', '/lists', { ...body, number: '013900000000', reason: '多次骚扰' })).body['id'],
    id,
  );
  await ask('PUT', '/lists', { list: 'important', number: '138', match: 'prefix', name: '市领导', level: 9 });
  t.match(api.tables.listed('black', '13900000000', Date.now()), { id, reason: '多次骚扰' });
  t.match(api.tables.listed('important', '13812345678', Date.now()), { name: '市领导', level: 9 });
  const at = new Date('2026-11-01T10:00:00Z');
  await main.insertInto('calls').values({ id: 'c1', caller: '13900000000', called: '12345' }).execute();
  for (const seq of [1, 2])
    await main
      .insertInto('callEvents')
      .values({ call: 'c1', seq, at, type: 'call.blocked', data: JSON.stringify({ entry: id }) })
      .execute();
  t.match((await ask('GET', '/lists/black')).body['items'], [
    { number: '13900000000', reason: '多次骚扰', createdBy: 'boss', blocked: 2, lastBlockedAt: at.getTime() },
  ]);
  t.match((await ask('GET', `/lists/entries/${id}/blocked`)).body['items'], [
    { call: 'c1', caller: '13900000000', called: '12345' },
    {},
  ]);
  const restored = new CurrentTables(`${api.folder}/tables.json`);
  await restored.restore();
  t.match(restored.listed('black', '13900000000', 0), { id }, 'a start without the database knows them');
  t.equal((await ask('DELETE', `/lists/entries/${id}`)).status, 204);
  t.equal(api.tables.listed('black', '13900000000', 0), undefined);
});

t.test(
  'hundreds of numbers come in from a spreadsheet, all or none, with an error by row, and go out again',
  async (t) => {
    const titles = ['号码', '名称', '流程', '语言'];
    const rows = Array.from({ length: 300 }, (_, i) => [
      `0216${String(i).padStart(7, '0')}`,
      `街道 ${i}`,
      'demo-12345',
      'zh-CN',
    ]);
    const wrong = rows.map((row) => [...row]);
    wrong[3] = ['x', '', 'nowhere', 'de'];
    wrong[7] = [...(rows[5] ?? [])];
    const refused = await ask('POST', '/numbers/import', await sheetOf(titles, wrong), xlsxType);
    t.match(refused.body, {
      saved: 0,
      rows: 300,
      errors: [
        { row: 5, column: '号码', reason: 'x is no number' },
        { row: 5, column: '名称' },
        { row: 5, column: '流程', reason: /there is no flow nowhere/ },
        { row: 5, column: '语言' },
        { row: 9, column: '号码', reason: '02160000005 is in row 7 too' },
      ],
    });
    const sheet = await sheetOf(titles, rows);
    t.match((await ask('POST', '/numbers/import?dryRun=true', sheet, xlsxType)).body, {
      saved: 0,
      errors: [],
    });
    t.equal(api.current.configuration.numbers.length, 0);
    t.match((await ask('POST', '/numbers/import', sheet, xlsxType)).body, { saved: 300, errors: [] });
    t.equal(api.current.configuration.numbers.length, 300);
    const out = await new SheetThread(systemClock).rows((await ask('GET', '/numbers.xlsx')).raw, {
      number: ['号码'],
      flow: ['流程'],
    });
    t.equal(out.length, 300);
    t.match(out[0], { row: 2, cells: { number: '02160000000', flow: 'demo-12345' } });
    t.equal((await ask('POST', '/numbers/import', Buffer.from('PK rubbish'), xlsxType)).status, 400);
    t.equal((await ask('POST', '/numbers/import', Buffer.from('a,b\n1,2\n'), 'text/csv')).status, 400);
  },
);

t.test('figures of nodes and paths, where callers drop out, and call-backs', async (t) => {
  const begin = Date.parse('2026-11-02T01:00:00Z');
  const visit = async (call: string, nodes: readonly string[], ended: object): Promise<void> => {
    await main
      .insertInto('calls')
      .values({ id: call, endedAt: new Date(begin + 60_000), ...ended })
      .execute();
    for (const [i, node] of nodes.entries())
      await main
        .insertInto('callEvents')
        .values({
          ...{ call, seq: i, at: new Date(begin + i * 5000), type: 'flow.node' },
          data: JSON.stringify({ flow: 'f', node, kind: 'play' }),
        })
        .execute();
  };
  await visit('a', ['welcome', 'menu', 'hours', 'menu'], { hungUpBy: 'caller', outcome: 'selfService' });
  await visit('b', ['welcome', 'menu', 'person'], { hungUpBy: 'agent', outcome: 'answered' });
  await visit('c', ['welcome'], { hungUpBy: 'caller', outcome: 'selfService' });
  await visit('d', ['welcome'], { hungUpBy: 'caller', outcome: 'selfService', called: '*88123456' });
  const figures = await ask('GET', `/flows/f/figures?from=${begin - 1000}&to=${begin + 86_400_000}`);
  t.match(figures.body, {
    calls: 3,
    nodes: [
      { node: 'hours', calls: 1, visits: 1, dropOuts: 0, averageMs: 5000 },
      { node: 'menu', calls: 2, visits: 3, dropOuts: 1 },
      { node: 'person', calls: 1, dropOuts: 0 },
      { node: 'welcome', calls: 3, visits: 3, dropOuts: 1 },
    ],
    paths: [{ from: 'welcome', to: 'menu', count: 2 }, {}, {}, {}],
    days: [{ day: '2026-11-02', calls: 3, dropOuts: 2 }],
  });
  const span = `from=${begin - 1000}&to=${begin + 86_400_000}`;
  t.match((await ask('GET', `/flows/f/figures?${span}&timeZone=Pacific/Honolulu`)).body['days'], [
    { day: '2026-11-01', calls: 3 },
  ]);
  t.equal((await ask('GET', `/flows/f/figures?${span}&timeZone=Moon/Base`)).status, 400);
  t.equal((await ask('GET', `/flows/f/figures?from=0&to=${begin}`)).status, 400, 'too long');

  await main
    .insertInto('callEvents')
    .values({
      ...{ call: 'a', seq: 9, at: new Date(begin), type: 'callback.requested' },
      data: JSON.stringify({ queue: 'general', number: '13800138000' }),
    })
    .execute();
  t.match((await ask('GET', '/callbacks')).body['items'], [
    { call: 'a', seq: 9, queue: 'general', number: '13800138000', done: null },
  ]);
  // Numbers of callers are personal data: an agent has those of their own work, and ends nobody else's.
  const mei = await api.signedIn({ name: 'mei', role: 'agent', agent: '1001' });
  const asMei = async (method: 'GET' | 'POST', url: string) =>
    api.app.inject({
      method,
      url: `/api/callbacks${url}`,
      headers: mei,
      ...(method === 'POST' && { payload: {} }),
    });
  t.match((await asMei('GET', '')).json(), { items: [{ number: '138****8000' }] });
  t.equal((await asMei('POST', '/a/9/done')).statusCode, 403);
  const theirs = { agent: '1001' } as TaskView;
  engine.tasks.ofRequest = (call, seq) => (call === 'a' && seq === 9 ? theirs : undefined);
  t.match((await asMei('GET', '')).json(), { items: [{ number: '13800138000' }] });
  t.equal((await ask('POST', '/callbacks/a/9/done', { note: 'ok' })).status, 204);
  t.equal((await ask('POST', '/callbacks/a/9/done', { note: 'ok' })).status, 409);
  t.same((await ask('GET', '/callbacks')).body['items'], []);
  t.match((await ask('GET', '/callbacks?open=false')).body['items'], [{ done: { by: 'boss', note: 'ok' } }]);
});

t.test('messages of callers are listed with mailbox and length, and dealt with once', async (t) => {
  const at = new Date('2026-11-03T01:00:00Z');
  await main.insertInto('calls').values({ id: 'v', caller: '13700000000', called: '12345' }).execute();
  const recording = { call: 'v', startedAt: at, durationMs: 4000, state: 'complete' };
  await main
    .insertInto('recordings')
    .values([
      { ...recording, id: 'v1', kind: 'message', path: 'recordings/v1.wav' },
      { ...recording, id: 'v2', kind: 'conversation', path: 'recordings/v2.wav' },
      { ...recording, id: 'v3', kind: 'message', path: 'recordings/v3.wav', state: 'empty' },
    ])
    .execute();
  const data = JSON.stringify({ mailbox: 'general', path: 'recordings/v1.wav' });
  await main
    .insertInto('callEvents')
    .values({ call: 'v', seq: 1, at, type: 'message.recording', data })
    .execute();
  t.match((await ask('GET', '/voicemails')).body['items'], [
    {
      ...{ id: 'v1', call: 'v', at: at.getTime(), durationMs: 4000, caller: '13700000000' },
      ...{ mailbox: 'general', done: null },
    },
  ]);
  t.equal((await ask('POST', '/voicemails/v1/done', { note: '已回复' })).status, 204);
  t.equal((await ask('POST', '/voicemails/v1/done', {})).status, 409);
  t.equal((await ask('POST', '/voicemails/v2/done', {})).status, 409, 'no message');
  t.same((await ask('GET', '/voicemails')).body['items'], []);
  t.match((await ask('GET', '/voicemails?open=false')).body['items'], [{ done: { by: 'boss' } }]);
});
