/** A real server that answers with what espeak-ng says, and with whatever else servers answer. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { ok } from '../../kernel/result.js';
import { convert } from '../prompt/convert.js';
import { EspeakVoice, findProgram } from './espeak.js';
import { HttpVoice, type HttpVoiceOptions } from './http-voice.js';
import { SpeechFiles, type Voice } from './speech-files.js';
import { readWav } from './wav.js';

type Answer = (
  request: { readonly headers: IncomingMessage['headers']; readonly body: unknown },
  response: ServerResponse,
) => void;

async function serve(t: Test, answer: Answer): Promise<{ url: string }> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => answer({ headers: request.headers, body: JSON.parse(body) }, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/audio/speech` };
}

async function folderOf(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'voice-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

const voiceAt = (url: string, more: Partial<HttpVoiceOptions> = {}): HttpVoice =>
  new HttpVoice({
    ...{ url, authorization: 'Bearer s3cret', model: 'tts-1', voices: new Map([['zh-CN', 'xiaoyi']]) },
    ...{ clock: systemClock, ...more },
  });

const program = await findProgram('espeak-ng', '/usr/bin:/usr/local/bin');
const ffmpeg = await findProgram('ffmpeg', '/usr/bin:/usr/local/bin');
const skip =
  program === undefined || ffmpeg === undefined ? 'espeak-ng or ffmpeg is not on this machine' : false;

/** What espeak-ng makes of a text. */
const spoken = (text: string): Buffer =>
  execFileSync(program ?? '', ['-v', 'cmn-latn-pinyin', '--stdin', '--stdout'], { input: text });

t.test('a text is asked for with voice and secret, and its WAV is kept', { skip }, async (t) => {
  const seen: unknown[] = [];
  const { url } = await serve(t, ({ headers, body }, response) => {
    seen.push([headers.authorization, body]);
    response.end(spoken((body as { input: string }).input));
  });
  const voice = voiceAt(url);
  const speech = new SpeechFiles({ voices: [voice], folder: await folderOf(t), clock: systemClock });
  const answers = await Promise.all([1, 2].map(() => speech.speak('您好', 'zh-CN')));
  t.same(
    answers,
    [1, 2].map(() => ok(speech.pathFor('您好', 'zh-CN'))),
  );
  await speech.speak('hello', 'en');
  t.same(seen, [
    ['Bearer s3cret', { model: 'tts-1', input: '您好', voice: 'xiaoyi', response_format: 'wav' }],
    ['Bearer s3cret', { model: 'tts-1', input: 'hello', voice: 'en', response_format: 'wav' }],
  ]);
  const wav = readWav(await readFile(speech.pathFor('您好', 'zh-CN')));
  t.ok(wav.ok && wav.value.samples.length > 4_000);
  t.notMatch(JSON.stringify(voice.view()), /s3cret/);
});

t.test('other sound is converted where ffmpeg is, and refused where it is not', { skip }, async (t) => {
  const mp3 = execFileSync(
    ffmpeg ?? '',
    ['-loglevel', 'error', '-i', 'pipe:0', '-ac', '2', '-f', 'mp3', 'pipe:1'],
    { input: spoken('您的工单正在办理') },
  );
  const { url } = await serve(t, (_, response) => response.end(mp3));
  const file = join(await folderOf(t), 'a.wav');
  t.match(await voiceAt(url).say('x', 'en', file), { ok: false, why: 'no WAV' });
  const converting = voiceAt(url, {
    convert: async (sound) => {
      const made = await convert(sound, ffmpeg ?? '', systemClock);
      return made.ok ? ok(made.value.wav) : made;
    },
  });
  t.match(await converting.say('x', 'en', file), { ok: true });
  const wav = readWav(await readFile(file));
  t.match(wav, { ok: true, value: { rateHz: 8000, channels: 1 } });
});

t.test('an answer that is late, too long, an error, empty or elsewhere is refused', async (t) => {
  const answers: Record<string, (response: ServerResponse) => void> = {
    'no answer in 200 ms': () => undefined,
    'longer than 1000 octets': (response) => response.end(Buffer.alloc(2_000)),
    'status 503': (response) => response.writeHead(503).end('busy'),
    'no WAV': (response) => response.end(),
    'unexpected redirect': (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  };
  for (const [why, answer] of Object.entries(answers)) {
    const { url } = await serve(t, (_, response) => answer(response));
    const voice = voiceAt(url, { longestMs: 200, largest: 1_000 });
    t.match(await voice.say('x', 'en', join(await folderOf(t), 'a.wav')), {
      ok: false,
      why: new RegExp(why),
    });
    t.match(voice.view(), { state: 'failing', failed: 1 });
  }
});

t.test(
  'espeak-ng stands in for a voice that is down; what it said is said anew when the voice is back',
  { skip },
  async (t) => {
    let down = true;
    const { url } = await serve(t, ({ body }, response) => {
      if (down) response.writeHead(500).end();
      else response.end(spoken(`${(body as { input: string }).input} from afar`));
    });
    const folder = await folderOf(t);
    const local: Voice = new EspeakVoice({ program: program ?? '', clock: systemClock });
    const speech = (): SpeechFiles =>
      new SpeechFiles({ voices: [voiceAt(url), local], folder, clock: systemClock });
    const path = speech().pathFor('您好', 'zh-CN');
    t.same(await speech().speak('您好', 'zh-CN'), ok(path));
    const standIn = await readFile(path);
    down = false;
    t.same(await speech().speak('您好', 'zh-CN'), ok(path), 'also after a restart');
    const real = await readFile(path);
    t.notSame(real, standIn);
    down = true;
    t.same(await speech().speak('您好', 'zh-CN'), ok(path));
    t.same(await readFile(path), real, 'it is not asked for again');
    t.same((await readdir(folder)).length, 1);
  },
);
