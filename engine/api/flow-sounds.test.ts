import t from 'tap';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { apiForTest } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

t.setTimeout(120_000);
const postgres = await postgresForTests(t);

t.test('prompts are heard as callers hear them, by leaders alone and within bounds', async (t) => {
  const api = await apiForTest(t, postgres, fakeEngine({}));
  const leader = await api.signedIn({ name: 'lead', role: 'supervisor' });
  const agent = await api.signedIn({ name: '1001', role: 'agent', agent: '1001' });
  const ask = (path: string, headers = leader) =>
    api.app.inject({ method: 'GET', url: `/api/flow-sounds/${path}`, headers });

  const recorded = await ask('zh-CN/prompts/welcome');
  t.match(recorded, { statusCode: 200, headers: { 'content-type': 'audio/wav' } });
  t.equal(recorded.rawPayload.subarray(0, 4).toString(), 'RIFF');
  t.match((await ask('en/prompts/nothing-like-it')).json(), { code: 'not.found' });
  t.equal((await ask('de/prompts/welcome')).statusCode, 400);
  t.equal((await ask(`zh-CN/prompts/${encodeURIComponent('../../demo-12345')}`)).statusCode, 400);

  const text = encodeURIComponent('您的工单正在办理。');
  const spoken = await ask(`zh-CN/speech?text=${text}`);
  t.match(spoken, { statusCode: 200, headers: { 'content-type': 'audio/wav' } });
  t.equal(spoken.rawPayload.subarray(0, 4).toString(), 'RIFF');
  t.equal((await ask(`zh-CN/speech?text=${'a'.repeat(1001)}`)).statusCode, 400);
  t.equal((await ask('zh-CN/speech?text=')).statusCode, 400);

  for (const path of ['zh-CN/prompts/welcome', `zh-CN/speech?text=${text}`])
    t.equal((await ask(path, agent)).statusCode, 403);
});
