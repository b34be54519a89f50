import { once } from 'node:events';
import { WebSocket } from 'ws';
import t from 'tap';
import type { EngineEvent, LiveCallView } from '../control.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { EventReader } from './event-stream.js';
import { apiForTest } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

const ready = { state: 'ready', reason: '', since: 0, registered: true } as const;
const call: LiveCallView = {
  ...{ id: 'c1', caller: '13812345678', called: '12345', startedAt: 1, stage: 'talking', agent: '1001' },
};
const engine = fakeEngine({
  agents: [
    { id: '1001', name: 'A', ...ready },
    { id: '1002', name: 'B', ...ready },
  ],
  calls: [call, { ...call, id: 'c2', agent: '1002' }],
  queues: [
    {
      ...{ id: 'general', name: 'General', agentsReady: 2, agentsSignedIn: 2 },
      waiting: [
        {
          call: 'c3',
          caller: '13987654321',
          priority: 0,
          joinedAt: 1,
          position: 1,
          why: { why: 'nobodySignedIn' },
        },
      ],
    },
  ],
  switches: [{ address: '127.0.0.1:8021', connected: true, kind: 'yihao', channels: 2 }],
});
const postgres = await postgresForTests(t);
const reloads: number[] = [];
const api = await apiForTest(t, postgres, engine, {
  check: (file, text) =>
    Promise.resolve(
      text === 'right' ? [] : [{ file, line: 3, column: 1, path: 'start', reason: 'no such node' }],
    ),
  reload() {
    reloads.push(1);
    return Promise.resolve();
  },
});
const { app } = api;
const leader = await api.signedIn({ name: 'leader', role: 'supervisor' });
const agent = await api.signedIn({ name: '1001', role: 'agent', agent: '1001' });

void t.test('leaders see all that is live; an agent its own calls, and waiting callers masked', async (t) => {
  const all = await app.inject({ url: '/api/live', headers: leader });
  t.match(all.json(), {
    calls: { length: 2 },
    queues: [{ waiting: [{ caller: '13987654321' }] }],
    switches: { length: 1 },
  });
  const own = await app.inject({ url: '/api/live', headers: agent });
  t.match(own.json(), {
    calls: [{ id: 'c1', caller: '13812345678' }],
    queues: [{ waiting: [{ caller: '139****4321' }] }],
    switches: [],
  });
  t.equal(own.json<{ calls: unknown[] }>().calls.length, 1);
});

void t.test('an agent asks for its own state alone; a leader for any, which is on record', async (t) => {
  const ask = (id: string, headers: Record<string, string>, payload: object = { want: 'ready' }) =>
    app.inject({ method: 'PUT', url: `/api/agents/${id}/state`, headers, payload });
  t.equal((await ask('1001', agent)).statusCode, 200);
  t.equal((await ask('1002', agent)).statusCode, 403);
  t.equal((await ask('1002', leader, { want: 'notReady', reason: '小休' })).statusCode, 200);
  t.match((await ask('1009', leader)).json(), { code: 'not.found' });
  t.equal((await ask('1001', agent, { want: 'notReady' })).statusCode, 400, 'not ready takes a reason');
  t.match(
    engine.asked.filter((one) => one.startsWith('setAgent')),
    [...['setAgent 1001 ready 1001', 'setAgent 1002 notReady leader', 'setAgent 1009 ready leader']],
  );
  const noted = await api.database.main
    .selectFrom('audit')
    .select('target')
    .where('action', '=', 'agent.stateSet')
    .execute();
  t.same(noted, [{ target: '1002' }]);
});

void t.test('a hang-up takes a leader', async (t) => {
  const hangUp = (headers: Record<string, string>) =>
    app.inject({ method: 'DELETE', url: '/api/live/calls/c1', headers });
  t.equal((await hangUp(agent)).statusCode, 403);
  t.equal((await hangUp(leader)).statusCode, 204);
  t.equal(engine.asked.at(-1), 'hangUp c1 leader');
});

void t.test('an agent may list the flows that a caller can be sent into', async (t) => {
  t.equal((await app.inject({ url: '/api/flows', headers: agent })).statusCode, 200);
  const payload = { file: 'a.yaml', text: 'right' };
  const check = { method: 'POST' as const, url: '/api/flows/check', payload };
  t.equal((await app.inject({ ...check, headers: agent })).statusCode, 403);
});

void t.test('a flow is checked without loading it; reloading takes an administrator', async (t) => {
  const check = (text: string) =>
    app.inject({
      method: 'POST',
      url: '/api/flows/check',
      headers: leader,
      payload: { file: 'a.yaml', text },
    });
  t.same((await check('right')).json(), { ok: true, faults: [] });
  t.same((await check('wrong')).json(), {
    ok: false,
    faults: [{ line: 3, path: 'start', reason: 'no such node' }],
  });
  t.equal(reloads.length, 0);
  const reload = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/api/flows/reload', headers });
  t.equal((await reload(leader)).statusCode, 403);
  const chief = await api.signedIn({ name: 'chief', role: 'administrator' });
  t.match((await reload(chief)).json(), { items: [{ name: 'demo-12345' }] });
  t.equal(reloads.length, 1);
});

void t.test('events reach a socket with a session, and none without', async (t) => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const open = (headers: Record<string, string>) =>
    new WebSocket(`ws://127.0.0.1:${port}/api/events`, { headers });

  const refused = open({});
  const [error] = (await once(refused, 'error')) as [Error];
  t.match(error.message, /401/);
  const foreign = open({ ...leader, origin: 'http://evil.example' });
  t.match(((await once(foreign, 'error')) as [Error])[0].message, /403/);

  const [all, own] = [open(leader), open(agent)];
  await Promise.all([once(all, 'open'), once(own, 'open')]);
  const heard: string[] = [];
  own.on('message', (data: Buffer) => heard.push(data.toString()));
  const last = once(own, 'message');
  engine.events.emit({ type: 'call.changed', at: 1, call: { ...call, agent: '1002' } });
  engine.events.emit({ type: 'call.changed', at: 2, call });
  await last;
  t.same(
    heard.map((text) => JSON.parse(text) as unknown),
    [{ type: 'call.changed', at: 2, call }],
  );
  const closed = Promise.all([once(all, 'close'), once(own, 'close')]);
  all.close();
  own.close();
  await closed;
});

void t.test('one user has so many readers, and the next one is told that it is one too many', async (t) => {
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const open = (headers: Record<string, string>) =>
    new WebSocket(`ws://127.0.0.1:${port}/api/events`, { headers });
  const readers = Array.from({ length: 32 }, () => open(agent));
  await Promise.all(readers.map((reader) => once(reader, 'open')));
  const [code, reason] = (await once(open(agent), 'close')) as [number, Buffer];
  t.same([code, reason.toString()], [4429, 'too many connections']);
  const other = open(leader);
  await once(other, 'open');
  t.match((await app.inject('/metrics')).body, /yihao_event_readers_refused_total 1\n/);
  const closed = Promise.all([...readers, other].map((reader) => once(reader, 'close')));
  for (const reader of [...readers, other]) reader.close();
  await closed;
});

void t.test('a slow reader loses the oldest events, is told how many, and costs a bounded queue', (t) => {
  const sent: { text: string; done: () => void }[] = [];
  const figures = { clients: 1, sent: 0, dropped: 0, refused: 0 };
  const reader = new EventReader({ send: (text, done) => sent.push({ text, done }) }, figures, 3);
  const event = (at: number): EngineEvent => ({ type: 'queue.changed', at, queue: 'general', waiting: 0 });
  for (let at = 0; at < 10; at++) reader.push(event(at));
  t.equal(sent.length, 1, 'one message on its way');
  for (let n = 0; n < sent.length; n++) sent[n]?.done();
  t.same(
    sent.map(({ text }) => JSON.parse(text) as unknown),
    [event(0), { type: 'resync', dropped: 6 }, event(7), event(8), event(9)],
  );
  t.equal(figures.dropped, 6);
  t.end();
});

void t.test('health, readiness and figures need no session', async (t) => {
  t.same((await app.inject({ url: '/readyz' })).json(), {
    database: true,
    switches: { connected: 1, configured: 1 },
  });
  const metrics = await app.inject({ url: '/metrics' });
  t.match(metrics.body, '# TYPE yihao_calls_accepted_total counter\nyihao_calls_accepted_total 3\n');
  t.match(metrics.body, '# TYPE yihao_callers_waiting gauge\nyihao_callers_waiting 1\n');
  t.notMatch(metrics.body, /138/);
});

void t.test('every route is on the page of the interface', async (t) => {
  const { paths } = (await app.inject({ url: '/docs/json' })).json<{ paths: Record<string, unknown> }>();
  for (const path of [
    '/api/session',
    '/api/agents/{id}/state',
    '/api/calls/{call}/timeline',
    '/api/recordings/{call}',
  ]) {
    t.ok(paths[path], path);
  }
});
