import t from 'tap';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { apiForTest, testPassword } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

const postgres = await postgresForTests(t);
const agentView = { name: '', reason: '', since: 0, registered: true } as const;
const engine = fakeEngine({
  agents: [
    { ...agentView, id: '1001', state: 'talking' },
    { ...agentView, id: '1002', state: 'wrapUp' },
  ],
});
const api = await apiForTest(t, postgres, engine);
const { app } = api;

void t.test('without a session every route but the open ones answers 401 with a code', async (t) => {
  for (const url of [
    '/api/session',
    '/api/agents',
    '/api/calls',
    '/api/live',
    '/api/users',
    '/api/recordings/x',
  ]) {
    const answer = await app.inject({ url });
    t.equal(answer.statusCode, 401, url);
    t.match(answer.json(), { code: 'auth.required', message: /sign in/, where: '' });
  }
  t.equal((await app.inject({ url: '/healthz' })).statusCode, 200);
});

void t.test('the cookie can be read by no script and goes to no other site', async (t) => {
  await api.signedIn({ name: 'cookie', role: 'supervisor' });
  const answer = await app.inject({
    ...{ method: 'POST', url: '/api/session' },
    payload: { name: 'cookie', password: testPassword },
  });
  t.equal(answer.statusCode, 200);
  t.match(answer.headers['set-cookie'], /HttpOnly; SameSite=Strict/);
  t.notMatch(answer.body, /scrypt/, 'no hash leaves');
});

void t.test('a session ends with sign-out', async (t) => {
  const headers = await api.signedIn({ name: 'leaving', role: 'supervisor' });
  t.match((await app.inject({ url: '/api/session', headers })).json(), {
    name: 'leaving',
    role: 'supervisor',
  });
  t.equal((await app.inject({ method: 'DELETE', url: '/api/session', headers })).statusCode, 204);
  t.equal((await app.inject({ url: '/api/session', headers })).statusCode, 401);
});

void t.test(
  'nobody signs out of a call, which would cut the caller off; a leader may ask for it',
  async (t) => {
    const talker = await api.signedIn({ name: 'talker', role: 'agent', agent: '1001' });
    const leader = await api.signedIn({ name: 'forcing', role: 'supervisor' });
    const wrapper = await api.signedIn({ name: 'wrapper', role: 'agent', agent: '1002' });
    const wish = (agent: string, headers: { cookie: string }) =>
      app.inject({ method: 'PUT', url: `/api/agents/${agent}/state`, payload: { want: 'signOut' }, headers });
    const leave = (headers: { cookie: string }) =>
      app.inject({ method: 'DELETE', url: '/api/session', headers });
    const before = engine.asked.length;
    for (const answer of [await wish('1001', talker), await leave(talker)]) {
      t.equal(answer.statusCode, 409);
      t.match(answer.json(), { code: 'agent.inCall', message: /sign out when it is over/ });
    }
    t.same(engine.asked.slice(before), [], 'nothing was changed');
    t.equal((await wish('1001', leader)).statusCode, 200, 'takes effect after the call');
    t.equal((await wish('1002', wrapper)).statusCode, 200);
    t.equal((await leave(wrapper)).statusCode, 204);
  },
);

void t.test('a page of another origin may change nothing', async (t) => {
  const headers = await api.signedIn({ name: 'origin', role: 'administrator' });
  const put = (origin: string) =>
    app.inject({
      ...{ method: 'PUT', url: '/api/skills/english', payload: { name: 'English' } },
      headers: { ...headers, host: 'yihao.example', origin },
    });
  t.equal((await put('https://evil.example')).statusCode, 403);
  t.equal((await put('null')).statusCode, 403);
  t.equal((await put('http://yihao.example')).statusCode, 200);
});

void t.test('who has a first password can do nothing before it is changed', async (t) => {
  const headers = await api.signedIn({ name: 'fresh', role: 'administrator', mustChangePassword: true });
  t.match((await app.inject({ url: '/api/agents', headers })).json(), { code: 'auth.password' });
  const change = (to: string) =>
    app.inject({
      ...{ method: 'PUT', url: '/api/session/password', headers },
      payload: { old: testPassword, new: to },
    });
  t.match((await change(testPassword)).json(), { code: 'request.invalid', where: 'body/new' });
  t.match((await change('short')).json(), { code: 'request.invalid', where: 'body/new' });
  t.equal((await change('a much better one')).statusCode, 204);
  t.equal((await app.inject({ url: '/api/agents', headers })).statusCode, 200);
});

void t.test('guessing is slowed down after five failures, also for a name that does not exist', async (t) => {
  const guess = () =>
    app.inject({
      ...{ method: 'POST', url: '/api/session', remoteAddress: '192.0.2.1' },
      payload: { name: 'nobody-there', password: 'guess' },
    });
  for (let n = 0; n < 5; n++) t.match((await guess()).json(), { code: 'auth.wrong' });
  const limited = await guess();
  t.equal(limited.statusCode, 429);
  t.match(limited.headers['retry-after'], /^\d+$/);
});

void t.test('sign-ins and refusals are on record', async (t) => {
  const rows = await api.database.main.selectFrom('audit').select(['action', 'userName']).execute();
  t.ok(rows.some((row) => row.action === 'session.opened' && row.userName === 'leaving'));
  t.ok(rows.some((row) => row.action === 'session.refused' && row.userName === 'nobody-there'));
  t.ok(rows.some((row) => row.action === 'session.closed' && row.userName === 'leaving'));
});
