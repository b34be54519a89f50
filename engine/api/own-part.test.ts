import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { writeFacts } from '../store/fact-writer.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { apiForTest } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

const postgres = await postgresForTests(t);
const api = await apiForTest(t, postgres, fakeEngine({}));
const begin = new Date().setHours(0, 0, 0, 0);
const leg = (party: string, role: 'agent' | 'supervisor' | 'caller', from: number, to: number) => ({
  kind: 'leg' as const,
  id: `${role}-${party}`,
  set: { call: 'c', role, party, createdAt: begin, answeredAt: begin + from, endedAt: begin + to },
});

await writeFacts(api.database.main, [
  {
    kind: 'call',
    id: 'c',
    set: {
      ...{ startedAt: begin, direction: 'inbound', caller: '1009', called: '12345', outcome: 'answered' },
      ...{ agent: '1002', agentAnsweredAt: begin + 10_000, endedAt: begin + 60_000, rating: '3' },
    },
  },
  leg('1009', 'caller', 0, 60_000),
  leg('1001', 'agent', 10_000, 30_000),
  leg('1002', 'agent', 30_000, 50_000),
  leg('1007', 'supervisor', 40_000, 50_000),
  {
    kind: 'leg',
    id: 'agent-1003',
    set: { call: 'c', role: 'agent', party: '1003', createdAt: begin, endedAt: begin + 5_000 },
  },
  { kind: 'callEvent', call: 'c', seq: 1, at: begin, type: 'talk.started', data: {} },
  { kind: 'callEvent', call: 'c', seq: 2, at: begin, type: 'supervisor.joined', data: { mode: 'listen' } },
  { kind: 'recording', id: 'r', set: { call: 'c', path: 'recordings/c.wav', startedAt: begin } },
]);
await mkdir(join(api.folder, 'recordings'));
await writeFile(join(api.folder, 'recordings', 'c.wav'), Buffer.alloc(10));

const signIn = (agent: string) => api.signedIn({ name: agent, role: 'agent', agent });
const get = (url: string, headers: { cookie: string }) => api.app.inject({ url, headers });
const pages = ['/api/calls/c', '/api/calls/c/timeline', '/api/recordings/c'];

for (const [agent, talkSeconds, averageRating] of [
  ['1001', 20, null],
  ['1002', 20, 3],
] as const) {
  void t.test(`a transferred call is ${agent}'s own, as long as that agent's part of it was`, async (t) => {
    const session = await signIn(agent);
    for (const url of pages) t.equal((await get(url, session)).statusCode, 200, url);
    t.match((await get('/api/calls', session)).json(), { items: [{ id: 'c', caller: '1009' }] });
    t.match((await get('/api/me/calls', session)).json(), { items: [{ call: 'c', talkSeconds }] });
    t.match((await get('/api/me/today', session)).json(), { answered: 1, averageRating });
  });
}

void t.test('the record tells a leader who listened, and no agent', async (t) => {
  const boss = await api.signedIn({ name: 'boss', role: 'supervisor' });
  const agent = await signIn('1006');
  await writeFacts(api.database.main, [leg('1006', 'agent', 0, 10_000)]);
  const seen = async (session: { cookie: string }): Promise<number[]> => {
    const { legs } = (await get('/api/calls/c', session)).json<{ legs: { role: string }[] }>();
    const { items } = (await get('/api/calls/c/timeline', session)).json<{ items: object[] }>();
    return [legs.filter(({ role }) => role === 'supervisor').length, items.length];
  };
  t.same(await seen(boss), [1, 2]);
  t.same(await seen(agent), [0, 1]);
});

void t.test('who was rung in vain, listened, or has the number that called had no part', async (t) => {
  for (const agent of ['1003', '1007', '1009']) {
    const session = await signIn(agent);
    for (const url of pages) t.equal((await get(url, session)).statusCode, 404, `${agent} ${url}`);
    t.same((await get('/api/calls', session)).json(), { items: [] });
    t.match((await get('/api/me/today', session)).json(), { answered: 0, averageRating: null });
  }
});
