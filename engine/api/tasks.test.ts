/** Work of other media over HTTP: who may what, and what is over. */
import t from 'tap';
import { writeFacts } from '../store/fact-writer.js';
import type { Fact } from '../store/facts.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import type { TaskView } from '../task/task.js';
import { apiForTest } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';
import { isVisible } from './visible.js';

const view: TaskView = {
  ...{ id: 'now', medium: 'chat', queue: 'general', priority: 0, level: 0, skills: {}, subject: 'a leak' },
  ...{ data: {}, state: 'offered', agent: '1001', createdAt: 1, changedAt: 2 },
  history: [{ at: 1, what: 'created' }],
};
const engine = fakeEngine({});
Object.assign(engine.tasks, {
  list: () => [view, { ...view, id: 'other', agent: '1002', state: 'accepted' }],
  find: (id: string) => (id === view.id ? view : undefined),
});

const postgres = await postgresForTests(t);
const api = await apiForTest(t, postgres, engine);
const { app } = api;
const chief = await api.signedIn({ name: 'chief', role: 'administrator' });
const agent = await api.signedIn({ name: 'mei', role: 'agent', agent: '1001' });
const ask = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
  headers: Record<string, string> = chief,
) => app.inject({ method, url, headers, ...(payload && { payload }) });

await ask('PUT', '/api/queues/general', {
  ...{ name: '综合', priority: 1, capacity: 20, skills: [], ringSeconds: 20 },
  ...{ surveyOn: true, recordOn: true, announceAgentOn: false },
});

void t.test('names of queues and skills are those that there are', async (t) => {
  const chat = { medium: 'chat', queue: 'general' };
  const skilled = await ask('POST', '/api/tasks', { ...chat, skills: { gone: 1 } });
  t.equal(skilled.statusCode, 400, skilled.body);
  t.match(skilled.body, /body\/skills.*gone/);
  const moved = await ask('PUT', '/api/tasks/now', { queue: 'gone' });
  t.equal(moved.statusCode, 400, moved.body);
  t.equal((await ask('PUT', '/api/tasks/now', {})).statusCode, 400, 'nothing to change');
  const settings = { name: 'Mei', skills: [], queues: ['general'], wrapUpSeconds: 10 };
  const ranked = { ...settings, distribution: { ranks: { general: 1, gone: 2 } } };
  const saved = await ask('POST', '/api/agents', { id: '1001', ...ranked, password: 'a long password' });
  t.equal(saved.statusCode, 400, saved.body);
  t.match(saved.body, /distribution\/ranks.*gone/);
});

void t.test('an agent sees their own tasks, and how much of each medium they take', async (t) => {
  const distribution = { capacity: { phone: 1, chat: 3 }, together: 4 };
  const mei = { name: 'Mei', skills: [], queues: ['general'], wrapUpSeconds: 10, distribution };
  const made = await ask('POST', '/api/agents', { id: '1001', ...mei, password: 'a long password' });
  t.equal(made.statusCode, 201, made.body);
  const own = (await ask('GET', '/api/me/tasks', undefined, agent)).json<object>();
  t.match(own, { items: [{ id: 'now' }], capacity: { chat: 3 }, together: 4 });
  t.notMatch(own, { capacity: { phone: 1 } });
  for (const [method, url] of [
    ['GET', '/api/tasks'],
    ['GET', '/api/tasks/now'],
    ['GET', '/api/tasks/finished'],
    ['PUT', '/api/tasks/now'],
    ['DELETE', '/api/tasks/now'],
  ] as const)
    t.equal((await ask(method, url, undefined, agent)).statusCode, 403, `${method} ${url}`);
});

void t.test('what is over is listed when it is asked for, and what waits whatever is over', async (t) => {
  const now = engine.tasks.list();
  t.teardown(() => Object.assign(engine.tasks, { list: () => now }));
  const over: TaskView = { ...view, state: 'done' };
  const all = [{ ...over, id: 'o1' }, ...now, { ...over, id: 'o2' }];
  Object.assign(engine.tasks, { list: () => all });
  const ids = async (query: string): Promise<string[]> =>
    (await ask('GET', `/api/tasks${query}`)).json<{ items: { id: string }[] }>().items.map(({ id }) => id);
  t.same(await ids(''), ['now', 'other']);
  t.same(await ids('?limit=1'), ['now']);
  t.same(await ids('?limit=1&offset=1'), ['other']);
  t.same(await ids('?offset=2'), []);
  t.same(await ids('?state=done'), ['o1', 'o2']);
});

void t.test('a list holds no histories; a task alone does', async (t) => {
  const { items } = (await ask('GET', '/api/tasks?state=offered')).json<{ items: object[] }>();
  t.match(items, [{ id: 'now' }]);
  t.notOk(items.some((one) => 'history' in one));
  t.match((await ask('GET', '/api/tasks/now')).json(), { id: 'now', history: [{ what: 'created' }] });
});

void t.test('what is over is in the database with its history, the latest first', async (t) => {
  const over = (id: string, medium: string, finishedAt: number): Fact => ({
    ...{ kind: 'task', id },
    set: {
      ...{ medium, queue: 'general', subject: id, state: 'done', agent: '1001', number: '', priority: 2 },
      ...{ createdAt: 1_000, finishedAt, data: { from: 'web' } },
      history: [{ at: finishedAt, what: 'done', agent: '1001' }],
    },
  });
  const facts = [over('a', 'chat', 5_000), over('b', 'email', 9_000), over('c', 'chat', 7_000)];
  // Facts may come twice.
  await writeFacts(api.database.main, facts);
  await writeFacts(api.database.main, facts);
  const list = async (query: string): Promise<string[]> =>
    (await ask('GET', `/api/tasks/finished${query}`))
      .json<{ items: { id: string }[] }>()
      .items.map(({ id }) => id);
  t.same(await list(''), ['b', 'c', 'a']);
  t.same(await list('?medium=chat&limit=1'), ['c']);
  t.same(await list('?from=6000&to=9000'), ['c']);
  t.match((await ask('GET', '/api/tasks/c')).json(), {
    ...{ id: 'c', state: 'done', priority: 2, createdAt: 1_000, finishedAt: 7_000, data: { from: 'web' } },
    history: [{ what: 'done', agent: '1001' }],
  });
  t.equal((await ask('GET', '/api/tasks/nowhere')).statusCode, 404);
});

void t.test('who had a task and has it no more is told, and nobody else', async (t) => {
  const mei = { name: 'mei', role: 'agent', agent: '1001', mustChangePassword: false } as const;
  const task = { ...view, state: 'offered', agent: '1002' } as const;
  t.notOk(isVisible(mei, { type: 'task.changed', at: 1, task }));
  t.ok(isVisible(mei, { type: 'task.changed', at: 1, task, withdrawnFrom: '1001' }));
});
