import { createHash } from 'node:crypto';
import t from 'tap';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { apiForTest, testSecret } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

const postgres = await postgresForTests(t);
const engine = fakeEngine({});
const api = await apiForTest(t, postgres, engine);
const { app } = api;
const headers = await api.signedIn({ name: 'chief', role: 'administrator' });

const queue = {
  ...{ name: '综合', priority: 1, capacity: 20, skills: [{ skill: 'english', level: 2 }], ringSeconds: 20 },
  ...{ surveyOn: true, recordOn: true, announceAgentOn: false },
};
const agent = {
  id: '1001',
  name: '张敏',
  skills: [{ skill: 'english', level: 3 }],
  queues: ['general'],
  wrapUpSeconds: 5,
};

const put = (url: string, payload: object) => app.inject({ method: 'PUT', url, payload, headers });
const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload, headers });
const get = (url: string) => app.inject({ url, headers });
const drop = (url: string) => app.inject({ method: 'DELETE', url, headers });

void t.test(
  'skills, queues, agents and numbers come back as they were put, and reach the engine',
  async (t) => {
    t.equal((await put('/api/skills/english', { name: 'English' })).statusCode, 200);
    t.equal((await put('/api/queues/general', queue)).statusCode, 200);
    const made = await post('/api/agents', agent);
    t.equal(made.statusCode, 201, made.body);
    t.match(made.json(), { ...agent, password: /^\w{12}$/ });
    t.equal(
      (await put('/api/numbers/12345', { name: '热线', flow: 'demo-12345', language: 'zh-CN' })).statusCode,
      200,
    );
    t.same((await get('/api/queues')).json(), { items: [{ id: 'general', ...queue }] });
    t.same((await get('/api/agents')).json(), { items: [agent] });
    t.match((await get('/api/numbers')).json(), { items: [{ number: '12345', flow: 'demo-12345' }] });
    t.match(engine.asked, [
      'configure 0 agents',
      'configure 0 agents',
      'configure 1 agents',
      'configure 1 agents',
    ]);
  },
);

void t.test('wrong input is named by place and reason', async (t) => {
  const cases: [string, object, string, RegExp][] = [
    ['/api/queues/general', { ...queue, ringSeconds: 1 }, 'body/ringSeconds', />= 5/],
    ['/api/queues/general', { ...queue, colour: 'red' }, 'body', /colour/],
    ['/api/queues/general', { ...queue, skills: [{ skill: 'french', level: 1 }] }, 'body/skills', /french/],
    ['/api/numbers/1;drop', { name: 'x', flow: 'demo-12345', language: 'en' }, 'params/number', /pattern/],
    ['/api/numbers/12345', { name: 'x', flow: 'none', language: 'en' }, 'body/flow', /demo-12345/],
    ['/api/numbers/12345', { name: 'x', flow: 'demo-12345', language: 'fr' }, 'body/language', /zh-CN, en/],
  ];
  for (const [url, body, where, message] of cases) {
    const answer = await put(url, body);
    t.equal(answer.statusCode, 400);
    t.match(answer.json(), { code: 'request.invalid', where, message });
  }
  const noJson = await app.inject({ method: 'POST', url: '/api/agents', headers, payload: 'name=x' });
  t.match(noJson.json(), { code: 'request.invalid' });
});

void t.test('a second agent of the same number, and a skill in use, are conflicts', async (t) => {
  t.match((await post('/api/agents', agent)).json(), { code: 'conflict' });
  t.match((await drop('/api/skills/english')).json(), { code: 'conflict', message: /1001/ });
  t.match((await drop('/api/queues/none')).json(), { code: 'not.found' });
});

void t.test(
  'RFC 7616 3.4.2: of a phone password its hashes are kept, and change with it alone',
  async (t) => {
    const stored = () => api.database.main.selectFrom('agents').selectAll().executeTakeFirstOrThrow();
    await put('/api/agents/1001', { ...agent, id: undefined, password: 'phone password' });
    const first = await stored();
    t.equal(first.ha1Md5, createHash('md5').update('1001:yihao:phone password').digest('hex'));
    t.equal(first.ha1Sha256, createHash('sha256').update('1001:yihao:phone password').digest('hex'));
    t.notMatch(JSON.stringify(first), /phone password/);
    await put('/api/agents/1001', { ...agent, id: undefined, name: '张敏敏' });
    t.same(await stored(), { ...first, name: '张敏敏' });
  },
);

void t.test('supervisors read and agents do not; neither changes', async (t) => {
  const supervisor = await api.signedIn({ name: 'leader', role: 'supervisor' });
  const plain = await api.signedIn({ name: '1001', role: 'agent', agent: '1001' });
  t.equal((await app.inject({ url: '/api/agents', headers: supervisor })).statusCode, 200);
  t.equal((await app.inject({ url: '/api/agents', headers: plain })).statusCode, 403);
  const change = { method: 'PUT' as const, url: '/api/skills/x', payload: { name: 'x' } };
  const refused = await app.inject({ ...change, headers: supervisor });
  t.match(refused.json(), { code: 'auth.forbidden', message: /administrator/ });
});

void t.test('the directory answers a switch with the hashes, and nobody else', async (t) => {
  const ask = (user: string, secret: string) =>
    app.inject({
      ...{ method: 'POST', url: '/switch/directory' },
      headers: {
        authorization: `Basic ${Buffer.from(`switch:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ section: 'directory', user, domain: 'a"<b' }).toString(),
    });
  const found = await ask('1001', testSecret);
  t.equal(found.statusCode, 200);
  t.match(found.headers['content-type'], /text\/xml/);
  t.match(found.body, `value="${createHash('md5').update('1001:yihao:phone password').digest('hex')}"`);
  t.match(found.body, 'domain name="a&#34;&#60;b"');
  t.match((await ask('1002', testSecret)).body, 'status="not found"');
  t.equal((await ask('1001', 'guess')).statusCode, 401);
  t.equal((await ask('1001', '')).statusCode, 401);
});

void t.test('users: a first password once, the own account stays', async (t) => {
  const made = await post('/api/users', { name: 'new', role: 'supervisor' });
  t.match(made.json(), { name: 'new', mustChangePassword: true, password: /^\w{12}$/ });
  t.notMatch((await get('/api/users')).body, /password"|scrypt/);
  t.match((await post('/api/users', { name: 'new', role: 'supervisor' })).json(), { code: 'conflict' });
  t.match((await post('/api/users', { name: 'other', role: 'agent' })).json(), { where: 'body/agent' });
  t.match((await drop('/api/users/chief')).json(), { code: 'conflict' });
  t.match((await put('/api/users/chief', { role: 'supervisor' })).json(), { code: 'conflict' });
  t.match((await put('/api/users/new', { role: 'agent' })).json(), { where: 'body/agent' });
  t.match((await put('/api/users/nobody', { role: 'supervisor' })).json(), { code: 'not.found' });
  t.match((await put('/api/users/new', { role: 'agent', agent: '1001' })).json(), {
    ...{ name: 'new', role: 'agent', agent: '1001', mustChangePassword: true },
  });
  t.equal((await drop('/api/users/new')).statusCode, 204);
});

void t.test('a deleted agent is gone for switch and engine', async (t) => {
  t.equal((await drop('/api/agents/1001')).statusCode, 204);
  t.equal(engine.asked.at(-1), 'configure 0 agents');
});
