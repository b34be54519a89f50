import t from 'tap';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { apiForTest } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

const postgres = await postgresForTests(t);
const api = await apiForTest(t, postgres, fakeEngine({}));
const { app } = api;
const headers = await api.signedIn({ name: 'chief', role: 'administrator' });
const agentHeaders = await api.signedIn({ name: 'mei', role: 'agent', agent: '1001' });

const put = (url: string, payload: object) => app.inject({ method: 'PUT', url, payload, headers });
const post = (url: string, payload: object = {}) => app.inject({ method: 'POST', url, payload, headers });
const get = (url: string) => app.inject({ url, headers });

const queue = {
  ...{ name: '综合', priority: 1, capacity: 20, skills: [], ringSeconds: 20 },
  ...{ surveyOn: true, recordOn: true, announceAgentOn: false },
};

void t.test('routing rules have versions, and an earlier one comes back as a new one', async (t) => {
  t.match((await get('/api/routing')).json(), { version: 0, routing: { rules: [] } });
  t.equal((await put('/api/queues/general', queue)).statusCode, 200);
  const first = { rules: [{ id: 'all', then: { queue: 'general', priority: 2 } }] };
  const saved = await put('/api/routing', { routing: first, note: 'to begin with' });
  t.equal(saved.statusCode, 200, saved.body);
  t.match(saved.json(), { by: 'chief', note: 'to begin with', routing: first });
  const { version } = saved.json<{ version: number }>();
  const second = { rules: [], policy: { tasks: ['wait'], agents: [] } };
  t.equal((await put('/api/routing', { routing: second, basedOn: version })).statusCode, 200);
  t.equal((await put('/api/routing', { routing: first, basedOn: version })).statusCode, 409);
  const restored = await post(`/api/routing/versions/${version}/restore`);
  t.match(restored.json(), { routing: first, note: `restored from version ${version}` });
  t.equal((await get('/api/routing/versions')).json<{ items: unknown[] }>().items.length, 3);
  t.match((await get(`/api/routing/versions/${version}`)).json(), { routing: first });
  t.equal((await get('/api/routing/versions/99')).statusCode, 404);
});

void t.test(
  'of two administrators who save from one version at once, one is told of the other',
  async (t) => {
    const { version } = (await get('/api/routing')).json<{ version: number }>();
    const save = (id: string) =>
      put('/api/routing', { routing: { rules: [{ id, then: {} }] }, basedOn: version, note: id });
    const answers = await Promise.all(['a', 'b', 'c'].map(save));
    t.same(answers.map(({ statusCode }) => statusCode).sort(), [200, 409, 409]);
    const saved = answers.find(({ statusCode }) => statusCode === 200)?.json<{ note: string }>();
    t.match((await get('/api/routing')).json(), {
      note: saved?.note,
      routing: { rules: [{ id: saved?.note }] },
    });
  },
);

void t.test('a caller is tried at times that there are, by every medium', async (t) => {
  const asked = { queue: 'general', at: 1e300 };
  const refused = await post('/api/routing/test', asked);
  t.equal(refused.statusCode, 400, refused.body);
  t.match(refused.json(), { where: 'body/at' });
  t.equal((await post('/api/routing/test', { queue: 'general', medium: 'pigeon' })).statusCode, 400);
});

void t.test('rules that are wrong are refused with path and reason, and checked beforehand', async (t) => {
  const wrong = { rules: [{ id: 'a', when: { moon: 1 }, then: { queue: 'gone' } }] };
  const refused = await put('/api/routing', { routing: wrong });
  t.equal(refused.statusCode, 400);
  t.match(refused.body, /body\/routing\/rules\/0\/when/);
  t.match((await post('/api/routing/check', { routing: wrong })).json(), {
    faults: [{ path: 'rules.0.when' }, { path: 'rules.0.then.queue', reason: /there is no queue gone/ }],
  });
  t.equal((await app.inject({ url: '/api/routing', headers: agentHeaders })).statusCode, 403);
});

void t.test('a queue keeps its distribution settings, also when only its name is changed', async (t) => {
  const distribution = {
    relax: [{ afterSeconds: 20, anySkill: true }],
    overflow: [{ when: { on: 'nobody' }, to: { kind: 'voicemail', mailbox: 'general' } }],
    keepPlaceSeconds: 300,
  };
  const saved = await put('/api/queues/general', { ...queue, distribution });
  t.equal(saved.statusCode, 200, saved.body);
  await put('/api/queues/general', { ...queue, name: '新' });
  t.match((await get('/api/queues')).json(), { items: [{ name: '新', distribution }] });
  const bad = await put('/api/queues/general', { ...queue, distribution: { overflow: [{ when: {} }] } });
  t.equal(bad.statusCode, 400);
});

void t.test('the rules of a queue name what is there', async (t) => {
  const overflow = [{ when: { on: 'waited', seconds: 60 }, to: { kind: 'queue', queue: 'gone' } }];
  const toQueue = await put('/api/queues/general', { ...queue, distribution: { overflow } });
  t.equal(toQueue.statusCode, 400, toQueue.body);
  t.match(toQueue.body, /body\/distribution\/overflow\/0\/to\/queue.*there is no queue gone/);
  const relax = [{ afterSeconds: 20, skills: { gone: 1 } }];
  t.equal((await put('/api/queues/general', { ...queue, distribution: { relax } })).statusCode, 400);
});

void t.test('a task needs a queue that is there; only agents take tasks on', async (t) => {
  const made = await post('/api/tasks', { medium: 'chat', queue: 'nowhere' });
  t.equal(made.statusCode, 400, made.body);
  t.equal((await post('/api/tasks/x/accept')).statusCode, 403);
  const accept = { method: 'POST', url: '/api/tasks/x/accept', headers: agentHeaders } as const;
  t.equal((await app.inject(accept)).statusCode, 404);
});
