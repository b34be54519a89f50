import t from 'tap';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { saveQueue } from '../store/configuration-rows.js';
import { apiForTest, type TestApi } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

t.setTimeout(120_000);
const postgres = await postgresForTests(t);
const general = {
  ...{ id: 'general', name: 'General', priority: 1, capacity: 9, skills: [], ringSeconds: 20 },
  ...{ surveyOn: true, recordOn: true, announceAgentOn: true },
};
const flow = (timeoutMs: number, queue = 'general'): string => `flow: new
language: en
start: menu
nodes:
  menu: { kind: menu, prompts: [main-menu], timeoutMs: ${timeoutMs}, keys: { 1: end, 2: end, 0: person }, noInput: { next: person }, wrongKey: { next: person } }
  person: { kind: queue, queue: ${queue}, full: end, failed: end }
`;
const cases = (key: number): string => `flow: new
cases:
  - name: a person
    at: 2026-03-02T10:00+08:00
    steps: [{ press: '${key}' }, { queued: general }]
`;

async function open(): Promise<{
  api: TestApi;
  ask: (
    method: string,
    url: string,
    body?: unknown,
    as?: 'boss' | 'colleague',
  ) => Promise<{ status: number; body: Record<string, unknown> }>;
}> {
  const api = await apiForTest(t, postgres, fakeEngine({}));
  await saveQueue(api.database.main, general);
  await api.current.reload(api.database.main);
  await api.releases.adopt();
  const headersOf = {
    boss: await api.signedIn({ name: 'boss', role: 'administrator' }),
    colleague: await api.signedIn({ name: 'colleague', role: 'administrator' }),
  };
  return {
    api,
    ask: async (method, url, body, as = 'boss') => {
      const headers = headersOf[as];
      const answer = await api.app.inject({
        ...{ method: method as 'GET', url: `/api${url}`, headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json() };
    },
  };
}

t.test(
  'a flow is drafted, checked, simulated, published, changed on trial, promoted and rolled back',
  async (t) => {
    const { api, ask } = await open();
    const draft = { text: 'wrong', cases: '', basedOn: 0, over: null };
    t.match(await ask('PUT', '/flows/new/draft', draft), { status: 200, body: { at: Number } });
    t.match((await ask('GET', '/flows/new')).body, {
      release: null,
      draft: { text: 'wrong', author: 'boss' },
    });
    const wrong = await ask('POST', '/flows/new/check', { text: flow(5000, 'nowhere'), cases: cases(9) });
    t.match(wrong.body, {
      ok: false,
      errors: [{ line: 6, path: 'nodes.person.queue', reason: 'there is no queue nowhere', hint: /.+/ }],
      cases: [{ name: /a person/, line: 5, failure: /queued: expected general/ }],
    });
    t.equal((await ask('POST', '/flows/other/check', { text: flow(5000), cases: '' })).body['ok'], false);

    const walk = await ask('POST', '/flows/new/simulate', {
      text: flow(5000),
      caller: '13800138000',
      inputs: [{ kind: 'collected', digits: '0', timedOut: false }, { kind: 'played' }],
    });
    t.match(walk.body, {
      path: [
        { node: 'menu', after: 0 },
        { node: 'person', after: 1 },
      ],
      awaiting: 'queueLeft',
      now: { do: 'enqueue', queue: 'general' },
      ignored: [2],
    });

    const rehearsed = await ask('POST', '/flows/new/simulate', {
      text: flow(5000),
      at: Date.parse('2026-03-02T02:00:00Z'),
      steps: [{ silence: true }, { later: 60 }, { press: '0' }, { press: '1' }],
    });
    t.match(rehearsed.body, {
      turns: [
        { after: 0, does: { do: 'collect', prompts: [{ id: 'main-menu' }] }, refused: null },
        { after: 1, does: { do: 'collect' } },
        { after: 2, refused: null },
        { after: 3, does: { do: 'enqueue', queue: 'general' } },
        { after: 4, does: { do: 'enqueue' }, refused: 'no key is taken here' },
      ],
      ignored: [4],
      at: Date.parse('2026-03-02T02:01:00Z'),
      words: { 'en/main-menu': /press/ },
    });

    const body = { text: flow(5000), cases: cases(0), reason: 'first', basedOn: 0 };
    t.match(await ask('POST', '/flows/new/publish', { ...body, cases: cases(9) }), {
      status: 422,
      body: { code: 'flow.case' },
    });
    t.match(await ask('POST', '/flows/new/publish', { ...body, text: flow(1, 'x') }), {
      status: 422,
      body: { code: 'flow.invalid' },
    });
    t.match(await ask('POST', '/flows/new/publish', body), {
      status: 200,
      body: { version: 1, author: 'boss', reason: 'first' },
    });
    t.match((await ask('GET', '/flows/new')).body, { draft: null, release: { live: 1 }, text: flow(5000) });
    t.equal(api.releases.current.live.flows.get('new')?.start, 'menu');

    const second = {
      ...body,
      text: flow(7000),
      reason: 'more time',
      basedOn: 1,
      canary: { share: 0.1, numbers: ['13800138000'] },
    };
    t.match(await ask('POST', '/flows/new/publish', second), { body: { version: 2 } });
    t.match(await ask('POST', '/flows/new/publish', { ...body, basedOn: 0 }), {
      status: 409,
      body: { code: 'conflict' },
    });
    const [canary] = api.releases.current.canaries;
    t.match(canary, { flow: 'new', version: 2, share: 0.1, numbers: ['13800138000'] });
    t.match(canary?.loaded.flows.get('new')?.nodes['menu'], { timeoutMs: 7000 });
    t.match(api.releases.current.live.flows.get('new')?.nodes['menu'], { timeoutMs: 5000 });
    t.match((await ask('GET', '/flows/new/difference?from=1&to=2')).body['lines'], [
      { kind: 'same' },
      {},
      {},
      {},
      { kind: 'removed', text: /timeoutMs: 5000/ },
      { kind: 'added', text: /timeoutMs: 7000/ },
    ]);

    t.match((await ask('POST', '/flows/new/difference', { from: 1, text: flow(8000) })).body['lines'], [
      { kind: 'same' },
      {},
      {},
      {},
      { kind: 'removed', text: /timeoutMs: 5000/ },
      { kind: 'added', text: /timeoutMs: 8000/ },
    ]);
    t.match((await ask('PUT', '/flows/new/canary', { share: 0.5, numbers: [] })).body, {
      canary: { share: 0.5 },
    });
    t.match((await ask('POST', '/flows/new/promote')).body, { live: 2, previous: 1, canary: null });
    t.match(api.releases.current.live.flows.get('new')?.nodes['menu'], { timeoutMs: 7000 });
    t.match((await ask('POST', '/flows/new/rollback', { reason: 'too slow' })).body, {
      live: 1,
      previous: 2,
    });
    t.match(api.releases.current.live.flows.get('new')?.nodes['menu'], { timeoutMs: 5000 });
    t.match((await ask('POST', '/flows/new/promote')).status, 404);
    t.match((await ask('GET', '/flows/new/versions')).body['items'], [
      { version: 2, reason: 'more time' },
      { version: 1, reason: 'first' },
    ]);

    const test = await ask('POST', '/flows/new/test-call', { text: flow(9000) });
    t.match(test.body, { number: /^\*88\d{6}$/ });
    const found = api.testCalls.find(String(test.body['number']));
    t.match(found?.loaded.flows.get('new')?.nodes['menu'], { timeoutMs: 9000 });
  },
);

t.test(
  'what is published is in force again after a restart, over the files; a file that changed goes over it',
  async (t) => {
    const { api, ask } = await open();
    const text = (await ask('GET', '/flows/demo-12345')).body['text'] as string;
    const changed = text.replace('timeoutMs: 5000', 'timeoutMs: 6000');
    t.match(
      await ask('POST', '/flows/demo-12345/publish', {
        text: changed,
        cases: '',
        reason: 'slower',
        basedOn: 1,
      }),
      {
        body: { version: 2, source: 'published' },
      },
    );
    const again = api.reopenReleases();
    await again.folder.start();
    await again.releases.restore();
    const timeout = (): unknown =>
      (again.releases.current.live.flows.get('demo-12345')?.nodes['main-menu'] as { timeoutMs?: number })
        .timeoutMs;
    t.equal(timeout(), 6000, 'without the database');
    await again.releases.folderChanged();
    t.equal(timeout(), 6000, 'a change of another file, still without it');
    await again.releases.adopt();
    t.equal(timeout(), 6000, 'with it');
    t.equal(again.releases.entries.get('demo-12345')?.release.live, 2, 'the file is known');
  },
);

t.test('nobody overwrites, throws away or publishes away the draft of somebody else unseen', async (t) => {
  const { ask } = await open();
  const of = (text: string, over: unknown) => ({ text, cases: '', basedOn: 0, over });
  const kept = async (): Promise<unknown> => (await ask('GET', '/flows/new')).body['draft'];
  const first = (await ask('PUT', '/flows/new/draft', of('mine', null))).body['at'];
  const conflict = { status: 409, body: { code: 'conflict', message: /draft that boss kept meanwhile/ } };
  t.match(await ask('PUT', '/flows/new/draft', of('theirs', null), 'colleague'), conflict);
  t.match(await kept(), { text: 'mine', author: 'boss', at: first });
  const second = (await ask('PUT', '/flows/new/draft', of('theirs', first), 'colleague')).body['at'];
  t.ok(Number(second) > Number(first), 'on purpose');
  t.match(await ask('PUT', '/flows/new/draft', of('mine again', first)), { status: 409 });
  t.match(await ask('DELETE', `/flows/new/draft?at=${String(first)}`), { status: 409 });
  t.match(await kept(), { text: 'theirs', author: 'colleague', at: second });

  const publication = { text: flow(5000), cases: '', reason: 'mine', basedOn: 0 };
  t.match(await ask('POST', '/flows/new/publish', publication), { body: { version: 1 } });
  t.match(await kept(), { text: 'theirs' }, 'the draft of somebody else is no part of it');
  const same = (await ask('PUT', '/flows/new/draft', of(flow(6000), second), 'colleague')).body['at'];
  t.match(await ask('POST', '/flows/new/publish', { ...publication, text: flow(6000), basedOn: 1 }), {
    body: { version: 2 },
  });
  t.equal(await kept(), null, 'the same text is');
  const gone = { status: 409, body: { message: /no longer has the draft/ } };
  t.match(await ask('PUT', '/flows/new/draft', of('late', same), 'colleague'), gone);
  const last = (await ask('PUT', '/flows/new/draft', of('last', null))).body['at'];
  t.match(await ask('DELETE', `/flows/new/draft?at=${String(last)}`), { status: 204 });
  t.match(await ask('DELETE', `/flows/new/draft?at=${String(last)}`), { status: 204 }, 'is gone already');
});
