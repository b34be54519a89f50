import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { convert } from '../prompt/convert.js';
import { sql } from 'kysely';
import { EspeakVoice } from '../speech/espeak.js';
import { SpeechFiles } from '../speech/speech-files.js';
import { readWav } from '../speech/wav.js';
import { PromptLibrary } from '../prompt/prompt-library.js';
import { ShippedPrompts } from '../prompt/shipped-prompts.js';
import { postgresForTests } from '../store/testing/database-for-test.js';
import { apiForTest } from './testing/api-for-test.js';
import { fakeEngine } from './testing/fake-engine.js';

const ffmpeg = '/usr/bin/ffmpeg';
const wav = await readFile('ivr-flows/prompts/en/welcome.wav');

t.test(
  'a sound becomes 8 kHz mono with its length and level; what is none, or a playlist, is refused',
  async (t) => {
    const sound = await convert(wav, ffmpeg, systemClock);
    t.match(sound, { ok: true, value: { durationMs: Number, levelDbfs: Number } });
    if (!sound.ok) return;
    t.ok(Math.abs(sound.value.durationMs - (wav.length - 44) / 16) < 5);
    t.ok(sound.value.levelDbfs < -5 && sound.value.levelDbfs > -60, `${sound.value.levelDbfs} dBFS`);
    t.match(await convert(Buffer.from('no sound at all'), ffmpeg, systemClock), { ok: false });
    const playlist = '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n';
    t.match(await convert(Buffer.from(playlist), ffmpeg, systemClock), { ok: false });
  },
);

t.test('a prompt is uploaded, heard by calls, replaced, and the version before is had again', async (t) => {
  const postgres = await postgresForTests(t);
  const api = await apiForTest(t, postgres, fakeEngine({}));
  await api.releases.restore();
  const headers = await api.signedIn({ name: 'boss', role: 'administrator' });
  const upload = (payload: Buffer) =>
    api.app.inject({
      ...{ method: 'PUT', url: '/api/prompts/zh-CN/welcome?business=综合&text=您好', payload },
      headers: { ...headers, 'content-type': 'audio/wav' },
    });
  t.equal(api.prompts.file('zh-CN', 'welcome'), undefined);
  t.match((await upload(wav)).json(), { version: 1, source: 'upload', author: 'boss' });
  t.match((await upload(await readFile('ivr-flows/prompts/en/goodbye.wav'))).json(), { version: 2 });
  t.equal((await upload(Buffer.from('rubbish'))).statusCode, 400);
  const file = api.prompts.file('zh-CN', 'welcome') ?? '';
  const second = await readFile(file);
  const get = async (url: string) => api.app.inject({ url: `/api/prompts${url}`, headers });
  await sql`insert into call_events (call, seq, at, type, data) values
    ('c', 1, now(), 'flow.node', '{"flow":"demo-12345","node":"welcome"}'),
    ('c', 2, now() - interval '31 days', 'flow.node', '{"flow":"demo-12345","node":"welcome"}')`.execute(
    api.database.main,
  );
  const item = async (id: string, language: string): Promise<unknown> =>
    (await get(''))
      .json<{ items: { id: string; language: string }[] }>()
      .items.find((one) => one.id === id && one.language === language);
  const kept = {
    ...{ id: 'welcome', business: '综合', text: '您好', live: 2, uses: 1 },
    usedBy: [{ flow: 'demo-12345', node: 'welcome' }],
  };
  t.match(await item('welcome', 'zh-CN'), kept);
  t.match(
    await item('goodbye', 'zh-CN'),
    { live: 0, text: /再见/, durationMs: Number, usedBy: [{ flow: 'demo-12345' }] },
    'what comes with the flows is there too',
  );
  t.match((await get('/zh-CN/welcome/versions')).json(), { items: [{ version: 2 }, { version: 1 }] });
  const use = (version: number) =>
    api.app.inject({ method: 'POST', url: '/api/prompts/zh-CN/welcome/live', headers, payload: { version } });
  t.equal((await use(7)).statusCode, 404);
  t.equal((await use(1)).statusCode, 204);
  t.notSame(await readFile(file), second);
  t.same((await get('/zh-CN/welcome/versions/1/sound')).rawPayload, await readFile(file));
  const shipped = await readFile('ivr-flows/prompts/zh-CN/welcome.wav');
  t.same((await get('/zh-CN/welcome/versions/0/sound')).rawPayload, shipped);
  t.equal((await use(0)).statusCode, 204);
  t.equal(api.prompts.file('zh-CN', 'welcome'), undefined, 'calls hear the one of the flows again');
  t.match(await item('welcome', 'zh-CN'), { live: 0 });
  t.match((await get('/zh-CN/welcome/versions')).json(), { items: [{ version: 2 }, { version: 1 }] });
  t.equal((await use(2)).statusCode, 204);
  t.same(await readFile(api.prompts.file('zh-CN', 'welcome') ?? ''), second);
  const preview = await api.app.inject({
    ...{ method: 'POST', url: '/api/prompts/preview', headers },
    payload: { language: 'en', text: 'Good morning' },
  });
  t.equal(preview.statusCode, 200);
  t.match(preview.headers, { 'content-type': 'audio/wav', 'x-duration-ms': /^\d{3,4}$/ });
  t.equal(preview.rawPayload.subarray(0, 4).toString(), 'RIFF');
});

t.test(
  'without ffmpeg a WAV is taken, a text is spoken and tried, and only other sound is refused',
  async (t) => {
    const api = await apiForTest(t, await postgresForTests(t), fakeEngine({}));
    // espeak-ng takes no long path.
    const folder = await mkdtemp(join(tmpdir(), 'prompts-'));
    t.teardown(() => rm(folder, { recursive: true }));
    const voice = new EspeakVoice({ program: '/usr/bin/espeak-ng', clock: systemClock });
    const library = new PromptLibrary({
      ...{ folder, clock: systemClock, database: () => api.database, ffmpeg: undefined },
      speech: new SpeechFiles({ voices: [voice], folder: join(folder, 'speech'), clock: systemClock }),
      shipped: new ShippedPrompts(resolve('ivr-flows/prompts')),
    });
    const prompt = { id: 'x', language: 'en', business: '', text: 'Good morning', author: 'boss' } as const;
    t.match(await library.upload(prompt, wav), { version: 1, source: 'upload' });
    t.same(await readFile(library.file('en', 'x') ?? ''), wav, 'of the rate of telephones: as it is');
    t.match(await library.speak(prompt), { version: 2, source: 'speech' });
    const { wav: heard, durationMs } = await library.hear('Good morning', 'en');
    t.match(readWav(heard), { ok: true, value: { rateHz: 8000, channels: 1 } });
    t.ok(durationMs > 300 && durationMs < 3000, `${durationMs} ms`);
    await t.rejects(library.upload(prompt, Buffer.from('ID3 an MP3')), { code: 'binary.missing' });
  },
);
