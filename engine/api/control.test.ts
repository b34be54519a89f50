import t from 'tap';
import type { ConversationView } from '../desk.js';
import { saveAgent } from '../store/configuration-rows.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { apiForTest, testSecret } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

const conversation = (id: string, agent: string): ConversationView => ({
  ...{ id, agent, direction: 'inbound', state: 'talking', since: 1, startedAt: 1 },
  ...{ caller: '13812345678', callerName: '', called: '12345', keys: [], data: {}, parties: [] },
});
const engine = fakeEngine({ conversations: [conversation('c1', '1001'), conversation('c2', '1002')] });
const postgres = await postgresForTests(t);
const api = await apiForTest(t, postgres, engine);
await saveAgent(
  api.database.main,
  { id: '1001', name: 'A', skills: [], queues: [], wrapUpSeconds: 0 },
  { ha1Md5: '', ha1Sha256: '', realm: '' },
);
const agent = await api.signedIn({ name: 'one', role: 'agent', agent: '1001' });
const boss = await api.signedIn({ name: 'boss', role: 'administrator' });
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const ask = async (headers: { cookie: string }, method: Method, url: string, payload?: object) =>
  api.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });

t.test('an agent commands its own call alone; supervision is for leaders, and noted', async (t) => {
  t.equal((await ask(agent, 'POST', '/api/control', { do: 'hold' })).statusCode, 204);
  t.equal((await ask(agent, 'POST', '/api/control', { do: 'hold', to: 'x' })).statusCode, 400);
  t.equal((await ask(boss, 'POST', '/api/control', { do: 'hold' })).statusCode, 403);
  const join = { do: 'join', call: 'c1', mode: 'listen', phone: '1003' };
  t.equal((await ask(agent, 'POST', '/api/supervision', join)).statusCode, 403);
  t.equal((await ask(boss, 'POST', '/api/supervision', join)).statusCode, 204);
  t.same(engine.asked, ['control 1001 hold', 'supervise boss user-boss join']);
  const audit = (await ask(boss, 'GET', '/api/audit?limit=1')).json<{ items: object[] }>();
  t.match(audit.items, [{ action: 'supervision.join', target: 'c1', data: { agent: '1001' } }]);
});

t.test('an agent sees its own conversations, a leader all', async (t) => {
  const own = (await ask(agent, 'GET', '/api/me/conversations')).json<{ items: { id: string }[] }>();
  t.same(
    own.items.map(({ id }) => id),
    ['c1'],
  );
  t.equal((await ask(agent, 'GET', '/api/conversations')).statusCode, 403);
  const all = (await ask(boss, 'GET', '/api/conversations')).json<{ items: object[] }>();
  t.equal(all.items.length, 2);
  t.equal((await ask(agent, 'GET', '/api/conversations/c2/history')).statusCode, 404);
  t.equal((await ask(agent, 'GET', '/api/conversations/c1/history')).statusCode, 200);
});

t.test('the agent’s day can be read, and how the agent takes calls kept', async (t) => {
  for (const path of ['today', 'calls', 'missed', 'settings'])
    t.equal((await ask(agent, 'GET', `/api/me/${path}`)).statusCode, 200, path);
  const settings = { autoAnswer: true, autoAnswerSeconds: 2 };
  t.equal((await ask(agent, 'PUT', '/api/me/settings', settings)).statusCode, 200);
  t.same((await ask(agent, 'GET', '/api/me/settings')).json(), settings);
});

t.test(
  'contacts, forbidden numbers and trunks are kept; a trunk’s password goes to switches alone',
  async (t) => {
    const contact = { department: 'Tax', name: 'Li', number: '1002' };
    t.equal((await ask(boss, 'POST', '/api/contacts', contact)).statusCode, 201);
    t.match((await ask(agent, 'GET', '/api/contacts')).json(), { items: [contact] });
    const entry = { number: '00', match: 'prefix', agents: [], reason: 'abroad' };
    t.equal((await ask(boss, 'POST', '/api/forbidden', entry)).statusCode, 201);
    t.match((await ask(boss, 'GET', '/api/forbidden')).json(), { items: [entry] });
    const trunk = {
      ...{ name: 'Carrier', address: '192.0.2.1', port: 5060, transport: 'udp', register: true, user: 'me' },
      ...{ priority: 1, weight: 1, maxCalls: 5, callerNumber: '', enabled: true },
    };
    const saved = await ask(boss, 'PUT', '/api/trunks/carrier', { ...trunk, password: 'secret' });
    t.equal(saved.statusCode, 200, saved.body);
    const rescans = (): number => engine.asked.filter((one) => one === 'rescanTrunk carrier').length;
    t.equal(rescans(), 1, 'the password is what switches alone see');
    t.equal((await ask(boss, 'PUT', '/api/trunks/carrier', trunk)).statusCode, 200);
    t.equal(rescans(), 1, 'it stays as it was');
    for (const address of ['192.0.2.1:5060', '2001:db8:::1']) {
      const wrong = await ask(boss, 'PUT', '/api/trunks/wrong', { ...trunk, address });
      t.match(wrong.json(), { code: 'request.invalid', where: 'body/address' });
    }
    const listed = await ask(boss, 'GET', '/api/trunks');
    t.match(listed.json(), { items: [{ id: 'carrier', ...trunk, state: 'unknown', calls: 0 }] });
    t.notMatch(listed.body, 'secret');
    const payload = 'section=configuration&key_value=sofia.conf';
    const headers = {
      authorization: `Basic ${Buffer.from(`switch:${testSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const document = await api.app.inject({ method: 'POST', url: '/switch/configuration', headers, payload });
    t.match(document.body, /<gateway name="carrier"><param name="proxy" value="192\.0\.2\.1:5060"\/>/);
    t.match(document.body, /name="password" value="secret"/);
    const stranger = await api.app.inject({ method: 'POST', url: '/switch/configuration', payload });
    t.not(stranger.statusCode, 200);
  },
);
