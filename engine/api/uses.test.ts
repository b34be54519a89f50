import t from 'tap';
import { saveQueue } from '../store/configuration-rows.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { apiForTest } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

t.setTimeout(120_000);
const postgres = await postgresForTests(t);
const api = await apiForTest(t, postgres, fakeEngine({}));
const headers = await api.signedIn({ name: 'chief', role: 'administrator' });
const ask = async (method: 'PUT' | 'POST' | 'DELETE', url: string, payload?: object) => {
  const answer = await api.app.inject({ method, url: `/api${url}`, headers, ...(payload && { payload }) });
  return {
    status: answer.statusCode,
    body: answer.body === '' ? {} : answer.json<Record<string, unknown>>(),
  };
};

const queue = {
  ...{ name: '综合', priority: 1, capacity: 20, skills: [], ringSeconds: 20 },
  ...{ surveyOn: true, recordOn: true, announceAgentOn: false },
};
const calendar = { name: '办公', area: '', timeZone: 'Asia/Shanghai', weekly: {} };
const flow = (id: string, of: { queue: string; calendar: string; skill: string }): string => `flow: ${id}
language: zh-CN
start: hours
nodes:
  hours:
    kind: branch
    cases: [{ when: { calendar: ${of.calendar}, is: open }, next: wait }]
    otherwise: bye
  wait: { kind: queue, queue: ${of.queue}, skills: { ${of.skill}: 1 }, served: end, timedOut: end, full: bye, failed: end }
  bye: { kind: hangup }
`;
const refused = (message: RegExp) => ({ status: 409, body: { code: 'conflict', message } });
const gone = { status: 204 };

t.before(async () => {
  for (const id of ['elder', 'tax', 'water', 'spare', 'drafted', 'ranked'])
    await saveQueue(api.database.main, { id, ...queue });
  await api.current.reload(api.database.main);
  await api.releases.adopt();
  for (const id of ['english', 'dialect', 'law', 'spare']) await ask('PUT', `/skills/${id}`, { name: id });
});

t.test('a queue stays that routing rules name as target, overflow or condition', async (t) => {
  const rules = [
    { id: 'target', then: { queue: 'elder' } },
    { id: 'further', then: { routes: [{ queue: 'tax' }] } },
    {
      id: 'over',
      when: { all: [{ withheld: true }, { not: { queue: ['tax'] } }] },
      then: { overflow: [{ when: { on: 'nobody' }, to: { kind: 'queue', queue: 'water' } }] },
    },
    { id: 'state', when: { queueState: { queue: 'water', waiting: { from: 1 } } }, then: { priority: 1 } },
  ];
  t.match(await ask('PUT', '/routing', { routing: { rules } }), { status: 200 });
  t.match(
    await ask('DELETE', '/queues/elder'),
    refused(/^queue elder is used by rule target\/then\.queue; take it out of there first$/),
  );
  t.match(
    await ask('DELETE', '/queues/tax'),
    refused(/rule further\/then\.routes\.0\.queue, rule over\/when\.all\.1\.not\.queue;/),
  );
  t.match(
    await ask('DELETE', '/queues/water'),
    refused(/rule over\/then\.overflow\.0\.to\.queue, rule state\/when\.queueState;/),
  );
  t.match(await ask('PUT', '/routing', { routing: { rules: [] } }), { status: 200 });
});

t.test('a queue stays that callers of another queue overflow to', async (t) => {
  const overflow = [{ when: { on: 'nobody' }, to: { kind: 'queue', queue: 'spare' } }];
  for (const id of ['elder', 'spare'])
    t.match(await ask('PUT', `/queues/${id}`, { ...queue, distribution: { overflow } }), { status: 200 });
  t.match(await ask('DELETE', '/queues/spare'), refused(/used by queue elder;/), 'not by itself');
  await ask('PUT', '/queues/elder', { ...queue, distribution: {} });
  t.match(await ask('DELETE', '/queues/spare'), gone);
});

t.test('a queue stays that agents have a rank for', async (t) => {
  const agent = { name: '李伟', queues: [], skills: [], wrapUpSeconds: 5 };
  await ask('POST', '/agents', { id: '1002', ...agent, distribution: { ranks: { ranked: 2 } } });
  t.match(await ask('DELETE', '/queues/ranked'), refused(/used by agent 1002;/));
  t.match(await ask('PUT', '/agents/1002', { ...agent, distribution: {} }), { status: 200 });
  t.match(await ask('DELETE', '/queues/ranked'), gone);
});

t.test('a skill stays that rules, queues, agents or flows ask for', async (t) => {
  const rules = [
    { id: 'speaks', then: { skills: { english: 2 }, relax: [{ afterSeconds: 9, skills: { english: 0 } }] } },
    { id: 'asks', when: { skills: ['english'] }, then: { priority: 2 } },
  ];
  t.match(await ask('PUT', '/routing', { routing: { rules } }), { status: 200 });
  t.match(
    await ask('DELETE', '/skills/english'),
    refused(/rule speaks\/then\.skills\.english, .*rule asks\/when\.skills/),
  );
  t.match(await ask('PUT', '/routing', { routing: { rules: [] } }), { status: 200 });
  const relax = [{ afterSeconds: 20, skills: { dialect: 1 } }];
  await ask('PUT', '/queues/elder', { ...queue, distribution: { relax } });
  await ask('PUT', '/queues/tax', { ...queue, skills: [{ skill: 'dialect', level: 2 }] });
  await ask('POST', '/agents', {
    ...{ id: '1001', name: '张敏', queues: [], wrapUpSeconds: 5 },
    skills: [{ skill: 'dialect', level: 1 }],
  });
  t.match(await ask('DELETE', '/skills/dialect'), refused(/used by queue elder, queue tax, agent 1001;/));
  t.match(await ask('DELETE', '/skills/spare'), gone);
});

t.test('queues, skills and hours stay that a flow in force, on trial or in a draft names', async (t) => {
  for (const id of ['office', 'night', 'spare'])
    t.match(await ask('PUT', `/calendars/${id}`, calendar), { status: 200 });
  const publish = (text: string, more: object) =>
    api.releases.publish({
      flow: 'city',
      text,
      cases: '',
      author: 'chief',
      reason: 'x',
      basedOn: 0,
      ...more,
    });
  await publish(flow('city', { queue: 'elder', calendar: 'office', skill: 'law' }), {});
  await publish(flow('city', { queue: 'tax', calendar: 'night', skill: 'law' }), {
    ...{ basedOn: 1, canary: { share: 0.5, numbers: [] } },
  });
  t.match(await ask('DELETE', '/queues/elder'), refused(/used by flow city\/wait;/));
  t.match(await ask('DELETE', '/queues/tax'), refused(/used by flow city\/wait;/));
  t.match(await ask('DELETE', '/calendars/night'), refused(/used by flow city\/hours;/));
  t.match(await ask('DELETE', '/skills/law'), refused(/used by flow city\/wait;/));
  const draft = { cases: '', basedOn: 0, over: null };
  const text = flow('new', { queue: 'drafted', calendar: 'drafted', skill: 'drafted' });
  const kept = await ask('PUT', '/flows/new/draft', { ...draft, text });
  const broken = await ask('PUT', '/flows/broken/draft', { ...draft, text: 'drafted: [' });
  t.match(broken, { status: 200 });
  t.match(await ask('DELETE', '/queues/drafted'), refused(/^queue drafted is used by draft new\/wait;/));
  t.match(await ask('DELETE', `/flows/new/draft?at=${String(kept.body['at'])}`), gone);
  t.match(await ask('DELETE', '/queues/drafted'), gone, 'a draft that is no flow names nothing');
  t.match(await ask('DELETE', '/calendars/spare'), gone);
});
