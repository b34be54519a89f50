import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { WebSocketServer, type WebSocket } from 'ws';
import { systemClock } from '../../kernel/clock.js';
import { FakeClock } from '../../kernel/fake-clock.js';
import { breakerLimits } from '../outside/circuit-breaker.js';
import { soundOf } from '../prompt/convert.js';
import { Utterances } from './utterances.js';
import { VoskRecogniser } from './vosk-recogniser.js';

interface Server {
  readonly url: string;
  /** Texts that came, and octets of sound. */
  readonly seen: { readonly texts: unknown[]; octets: number };
}

async function serve(
  t: Test,
  answer: (socket: WebSocket, message: Buffer, isBinary: boolean) => void,
): Promise<Server> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const seen: Server['seen'] = { texts: [], octets: 0 };
  server.on('connection', (socket) =>
    socket.on('message', (data, isBinary) => {
      const message = data as Buffer;
      if (isBinary) seen.octets += message.length;
      else seen.texts.push(JSON.parse(message.toString()));
      answer(socket, message, isBinary);
    }),
  );
  await new Promise<void>((resolve) => server.once('listening', resolve));
  t.teardown(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const isEnd = (message: Buffer, isBinary: boolean): boolean => !isBinary && message.includes('eof');
const utterance = {
  samples: new Int16Array(12_000),
  rateHz: 8000,
  phrases: ['work order'],
  timeoutMs: 2_000,
};

t.test('the protocol of Vosk: configuration, sound, end; parts that are complete are joined', async (t) => {
  const { url, seen } = await serve(t, (socket, message, isBinary) => {
    if (isBinary) socket.send(seen.octets > 20_000 ? '{"text":"work [unk]"}' : '{"partial":"wor"}');
    else if (isEnd(message, isBinary)) socket.send('{"result":[],"text":"order"}');
  });
  const recogniser = new VoskRecogniser({ url, clock: systemClock });
  t.same(await recogniser.recognise(utterance), { ok: true, value: 'work order' });
  t.same(seen.texts, [{ config: { sample_rate: 8000, phrase_list: ['work order', '[unk]'] } }, { eof: 1 }]);
  t.equal(seen.octets, 24_000);
  t.match(recogniser.view(), { state: 'up', asked: 1, failed: 0, origin: url });
});

t.test('what is no answer, too long, late, cut off or not there is refused, and told of', async (t) => {
  const answers: Record<string, (socket: WebSocket) => void> = {
    'does not speak the protocol': (socket) => socket.send('hello'),
    'Max payload size exceeded': (socket) => socket.send(`{"text":"${'x'.repeat(70_000)}"}`),
    'no answer in 200 ms': () => undefined,
    'closed with 1011': (socket) => socket.close(1011),
    'closed with 1000': (socket) => socket.close(1000),
  };
  for (const [why, answer] of Object.entries(answers)) {
    const { url } = await serve(t, (socket, message, isBinary) => {
      if (isEnd(message, isBinary)) answer(socket);
    });
    const recogniser = new VoskRecogniser({ url, clock: systemClock });
    t.match(await recogniser.recognise({ ...utterance, timeoutMs: 200 }), {
      ok: false,
      why: new RegExp(why),
    });
    t.match(recogniser.view(), { state: 'failing', failed: 1, lastError: new RegExp(why) });
  }
});

t.test('a server that says all at its end and closes is understood', async (t) => {
  const { url } = await serve(t, (socket, message, isBinary) => {
    if (!isEnd(message, isBinary)) return;
    socket.send('{"text":"pension"}');
    socket.close(1000);
  });
  const recogniser = new VoskRecogniser({ url, clock: systemClock });
  t.same(await recogniser.recognise(utterance), { ok: true, value: 'pension' });
});

t.test('one that is down is not asked for a while; no more are asked at once than it may be', async (t) => {
  const clock = new FakeClock();
  const gone = new VoskRecogniser({ url: 'ws://127.0.0.1:1', clock });
  for (let n = 0; n < breakerLimits.failures; n++) t.notOk((await gone.recognise(utterance)).ok);
  t.match(await gone.recognise(utterance), { ok: false, why: 'the recogniser is down' });
  t.match(gone.view(), { state: 'down', asked: breakerLimits.failures });
  clock.advance(breakerLimits.openMs);
  t.match(await gone.recognise(utterance), { ok: false, why: /ECONNREFUSED/ });

  const { url } = await serve(t, () => undefined);
  const busy = new VoskRecogniser({ url, clock: systemClock, atOnce: 1 });
  const first = busy.recognise({ ...utterance, timeoutMs: 100 });
  t.match(await busy.recognise(utterance), { ok: false, why: 'the recogniser has too much to do' });
  await first;
});

/** A second of 16 bit at 8 kHz. */
function second(level: number): Buffer {
  const samples = Buffer.alloc(16_000);
  for (let i = 0; i < 8_000; i++) samples.writeInt16LE(i % 2 === 0 ? level : -level, 2 * i);
  return samples;
}

const wavOf = (...parts: Buffer[]): Buffer => soundOf(Buffer.concat(parts)).wav;

t.test('a recording is recognised when it has something in it and its end', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'utterances-'));
  t.teardown(() => rm(folder, { recursive: true }));
  let asked = 0;
  const heard = { recognise: () => Promise.resolve({ ok: true as const, value: `text ${++asked}` }) };
  const utterances = new Utterances(folder, new Map([['en', heard]]));
  await writeFile(join(folder, 'left.wav'), 'x');
  await utterances.open();
  t.notOk(existsSync(join(folder, 'left.wav')), 'of an engine before');
  const file = join(folder, 'a.wav');
  const request = { files: [file], language: 'en', phrases: [], timeoutMs: 100, pauseMs: 500 } as const;
  const pause = Buffer.alloc(16_000);
  for (const [content, language, outcome] of [
    [wavOf(second(3_000), pause), 'en', { as: 'words', text: 'text 1' }],
    [wavOf(pause, second(3_000)), 'en', { as: 'speaking' }],
    [wavOf(second(50)), 'en', { as: 'silence' }],
    [wavOf(second(3_000), pause), 'zh-CN', { as: 'failed', why: 'there is no recogniser for zh-CN' }],
    [Buffer.from('no sound'), 'en', { as: 'failed', why: 'no WAV' }],
    [Buffer.concat([Buffer.from('RIFF____WAVEfmt '), Buffer.alloc(8)]), 'en', { as: 'failed' }],
    [wavOf(second(3_000)).subarray(0, 40), 'en', { as: 'failed' }],
  ] as const) {
    await writeFile(file, content);
    t.match(await utterances.recognise({ ...request, language }), outcome);
  }
  await writeFile(file, wavOf(pause, second(3_000)));
  const next = join(folder, 'b.wav');
  await writeFile(next, wavOf(second(3_000), pause));
  t.match(await utterances.recognise({ ...request, files: [file, next] }), { as: 'words', text: 'text 2' });
  t.match(await utterances.recognise({ ...request, pauseMs: null }), { as: 'words', text: 'text 3' });
  t.notOk(await utterances.isSilent(file));
  await writeFile(file, wavOf(pause));
  t.ok(await utterances.isSilent(file));
  utterances.drop(file);
  await new Promise((resolve) => setTimeout(resolve, 20));
  t.notOk(existsSync(file));
  t.match(await utterances.recognise(request), { as: 'failed', why: /ENOENT/ });
  t.notOk(await utterances.isSilent(file));
});
