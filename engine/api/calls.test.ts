import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { writeFacts } from '../store/fact-writer.js';
import type { Fact } from '../store/facts.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { apiForTest } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

const postgres = await postgresForTests(t);
const api = await apiForTest(t, postgres, fakeEngine({}));
const { app } = api;
const leader = await api.signedIn({ name: 'leader', role: 'supervisor' });
const agent = await api.signedIn({ name: '1001', role: 'agent', agent: '1001' });

const begin = Date.UTC(2026, 0, 5, 9);
const audio = Buffer.alloc(1000, 7);

/** Ten calls, two at each moment, served by 1001 and 1002 in turn. */
const facts: Fact[] = Array.from({ length: 10 }, (_, n): Fact[] => [
  {
    kind: 'call',
    id: `call-${n}`,
    set: {
      startedAt: begin + Math.floor(n / 2) * 1000,
      ...{
        caller: `1380000000${n}`,
        called: '12345',
        agent: n % 2 === 0 ? '1001' : '1002',
        queue: 'general',
      },
      ...{ outcome: n < 8 ? 'answered' : 'abandoned', ivrPath: ['welcome', 'main-menu'], causeQ850: 16 },
      keys: [{ at: begin, node: 'main-menu', digits: '0' }],
    },
  },
  { kind: 'callEvent', call: `call-${n}`, seq: 1, at: begin, type: 'key', data: { digits: '0' } },
  {
    kind: 'leg',
    id: `leg-${n}`,
    set: { call: `call-${n}`, role: 'caller', createdAt: begin, quality: { lost: 2 } },
  },
  { kind: 'queueEntry', id: `entry-${n}`, set: { call: `call-${n}`, joinedAt: begin, outcome: 'answered' } },
]).flat();
facts.push(
  {
    kind: 'recording',
    id: 'r0',
    set: { call: 'call-0', path: 'recordings/a.wav', startedAt: begin, state: 'complete' },
  },
  { kind: 'recording', id: 'r1', set: { call: 'call-1', path: '../outside.wav', startedAt: begin } },
  { kind: 'recording', id: 'r2', set: { call: 'call-2', path: 'recordings/gone.wav', startedAt: begin } },
);
await writeFacts(api.database.main, facts);
await mkdir(join(api.folder, 'recordings'));
await writeFile(join(api.folder, 'recordings', 'a.wav'), audio);

const get = (url: string, headers: Record<string, string> = leader) => app.inject({ url, headers });
interface Page {
  items: { id: string; caller: string }[];
  next?: string;
}

void t.test('pages hold every call once, latest first, also when new ones come in between', async (t) => {
  const seen: string[] = [];
  let cursor = '';
  for (let page = 0; page < 10; page++) {
    const answer = (await get(`/api/calls?limit=3${cursor}`)).json<Page>();
    seen.push(...answer.items.map((call) => call.id));
    const late: Fact = { kind: 'call', id: `late-${page}`, set: { startedAt: begin + 60_000 + page } };
    await writeFacts(api.database.main, [late]);
    if (answer.next === undefined) break;
    cursor = `&cursor=${answer.next}`;
  }
  t.same(
    seen,
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => `call-${n}`),
  );
  await api.database.main.deleteFrom('calls').where('id', 'like', 'late-%').execute();
});

void t.test('each filter narrows the list', async (t) => {
  const count = async (query: string) => (await get(`/api/calls?${query}`)).json<Page>().items.length;
  t.equal(await count('agent=1002'), 5);
  t.equal(await count('outcome=abandoned'), 2);
  t.equal(await count('caller=13800000003'), 1);
  t.equal(await count('called=110'), 0);
  t.equal(await count(`from=${begin + 1000}&to=${begin + 3000}`), 4);
  t.equal(await count('queue=general&rating=3'), 0);
  t.match((await get('/api/calls?cursor=bm9uc2Vuc2U')).json(), { where: 'querystring/cursor' });
  t.match((await get('/api/calls?outcome=lost')).json(), { where: 'querystring/outcome' });
  t.match((await get('/api/calls?colour=red')).json(), { message: /colour/ });
  const zero = await get('/api/calls?caller=%00');
  t.equal(zero.statusCode, 400, 'a value that PostgreSQL cannot hold is no fault of ours');
  t.match(zero.json(), { code: 'request.invalid' });
});

void t.test('a call shows its columns, legs, entries and timeline as they were written', async (t) => {
  const detail = (await get('/api/calls/call-4')).json<Record<string, unknown>>();
  t.match(detail, {
    call: {
      ...{ id: 'call-4', startedAt: begin + 2000, caller: '13800000004', causeQ850: 16, endedAt: null },
      ...{ ivrPath: ['welcome', 'main-menu'], keys: [{ at: begin, node: 'main-menu', digits: '0' }] },
    },
    legs: [{ id: 'leg-4', quality: { lost: 2 } }],
    entries: [{ id: 'entry-4', joinedAt: begin }],
  });
  t.same((await get('/api/calls/call-4/timeline')).json(), {
    items: [{ seq: 1, at: begin, type: 'key', data: { digits: '0' } }],
  });
  t.equal((await get('/api/calls/none')).statusCode, 404);
});

void t.test('an agent sees its own calls; those of others are as if they were not there', async (t) => {
  const own = (await get('/api/calls?agent=1002', agent)).json<Page>();
  t.equal(own.items.length, 5, 'a filter for another agent changes nothing');
  t.ok(own.items.every((call) => /^1380000000[02468]$/.test(call.caller)));
  t.equal((await get('/api/calls/call-0', agent)).statusCode, 200);
  for (const url of ['/api/calls/call-1', '/api/calls/call-1/timeline', '/api/recordings/call-1']) {
    t.equal((await get(url, agent)).statusCode, 404, url);
  }
});

void t.test('a recording comes whole and in ranges, and each access is on record', async (t) => {
  const whole = await get('/api/recordings/call-0', agent);
  t.equal(whole.statusCode, 200);
  t.same(whole.rawPayload, audio);
  t.match(whole.headers, { 'content-type': /audio/, 'cache-control': /no-store/ });
  await get('/api/recordings/call-0', { ...agent, range: 'bytes=0-' });
  const part = await get('/api/recordings/call-0', { ...leader, range: 'bytes=900-' });
  t.equal(part.statusCode, 206);
  t.equal(part.headers['content-range'], 'bytes 900-999/1000');
  t.equal(part.rawPayload.length, 100);
  const noted = await api.database.main
    .selectFrom('audit')
    .select(['userName', 'target'])
    .where('action', '=', 'recording.fetched')
    .execute();
  t.same(
    noted,
    [
      { userName: '1001', target: 'call-0' },
      { userName: 'leader', target: 'call-0' },
    ],
    'the rest of a file is the same access; whoever begins elsewhere than at its beginning is noted too',
  );
});

void t.test(
  'a recording that is not there says why, and none is read outside of the data folder',
  async (t) => {
    t.match((await get('/api/recordings/call-3')).json(), {
      code: 'recording.unavailable',
      message: /none was made/,
    });
    t.match((await get('/api/recordings/call-1')).json(), {
      code: 'recording.unavailable',
      message: /outside/,
    });
    const gone = await get('/api/recordings/call-2');
    t.equal(gone.statusCode, 404);
    t.match(gone.json(), { code: 'recording.unavailable' });
  },
);
