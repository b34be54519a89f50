/** A real recogniser (PocketSphinx) behind the protocol of the Vosk server, and what is said to it. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Scope } from '../../kernel/scope.js';
import { rateHz } from '../peer/tone.js';

const program = '/usr/bin/pocketsphinx_continuous';
const model = '/usr/share/pocketsphinx/model/en-us';
/** What the model was made for. */
const modelHz = 16_000;

/** Why tests with a recogniser cannot run; undefined: they can. */
export const noRecogniser =
  existsSync(program) && existsSync(model)
    ? undefined
    : 'No PocketSphinx found (Debian: pocketsphinx, pocketsphinx-en-us): the speech menu was not tried with a recogniser.';

export interface RecogniserServer {
  readonly url: string;
  /** What it was told to listen for, call by call; empty: anything. */
  readonly asked: readonly (readonly string[])[];
}

export async function startRecogniser(scope: Scope): Promise<RecogniserServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const asked: (readonly string[])[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'recogniser-'));
  scope.own(() => rmSync(folder, { recursive: true, force: true }));
  scope.own(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  let count = 0;
  server.on('connection', (socket) => {
    const file = join(folder, `${++count}`);
    serve(socket, file, (phrases) => asked.push(phrases));
  });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function serve(socket: WebSocket, file: string, tell: (phrases: readonly string[]) => void): void {
  const sound: Buffer[] = [];
  let phrases: readonly string[] = [];
  let rate = modelHz;
  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      sound.push(data as Buffer);
      socket.send('{"partial":""}');
      return;
    }
    const message = JSON.parse((data as Buffer).toString()) as {
      readonly config?: { readonly sample_rate: number; readonly phrase_list?: readonly string[] };
    };
    if (message.config) {
      rate = message.config.sample_rate;
      phrases = (message.config.phrase_list ?? []).filter((phrase) => phrase !== '[unk]');
      tell(phrases);
      return;
    }
    void recognise(Buffer.concat(sound), rate, phrases, file).then((text) => {
      socket.send(JSON.stringify({ text }));
      socket.close(1000);
    });
  });
}

async function recognise(
  sound: Buffer,
  rate: number,
  phrases: readonly string[],
  file: string,
): Promise<string> {
  const raw = ['-loglevel', 'error', '-f', 's16le', '-ac', '1'];
  const [from, to] = [
    [...raw, '-ar', String(rate), '-i', 'pipe:0'],
    ['-ar', String(modelHz), '-f', 'wav', `${file}.wav`],
  ];
  execFileSync('ffmpeg', [...from, ...to], { input: sound });
  const grammar = `#JSGF V1.0;\ngrammar phrases;\npublic <phrase> = ${phrases.join(' | ')};\n`;
  if (phrases.length > 0) writeFileSync(`${file}.jsgf`, grammar);
  const listening = phrases.length > 0 ? ['-jsgf', `${file}.jsgf`] : [];
  const child = spawn(program, ['-infile', `${file}.wav`, ...listening, '-logfn', '/dev/null'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (part: Buffer) => (text += part.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  return text.trim().replaceAll('\n', ' ');
}

/** English as espeak-ng says it, as it is heard over a telephone; behind so much silence. */
export function spoken(text: string, afterMs: number): Float32Array {
  const wav = execFileSync('espeak-ng', ['-v', 'en-us', '-s', '140', '--stdout', text]);
  const pcm = execFileSync(
    'ffmpeg',
    ['-loglevel', 'error', '-i', 'pipe:0', '-ar', String(rateHz), '-ac', '1', '-f', 's16le', 'pipe:1'],
    { input: wav },
  );
  const silence = (afterMs * rateHz) / 1000;
  const samples = new Float32Array(silence + pcm.length / 2);
  for (let n = 0; 2 * n + 1 < pcm.length; n++) samples[silence + n] = pcm.readInt16LE(2 * n) / 0x8000;
  return samples;
}
