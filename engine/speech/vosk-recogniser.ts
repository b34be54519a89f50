/**
 * A recogniser behind a WebSocket that speaks the protocol of the Vosk server: `{"config":{"sample_rate":8000}}`,
 * sound as 16 bit samples in binary messages, `{"eof":1}`; it answers each message of sound, with `{"text":"..."}` where
 * a part of what was said is complete.
 */
import { WebSocket } from 'ws';
import type { Clock } from '../../kernel/clock.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { ServiceView } from '../desk.js';
import { ServiceHealth } from '../outside/service-health.js';
import type { Recogniser, Utterance } from './recogniser.js';

export interface VoskOptions {
  /** ws:// or wss://. */
  readonly url: string;
  readonly clock: Clock;
  /** Utterances recognised at a time; further ones are refused. */
  readonly atOnce?: number;
}

const usualAtOnce = 50;
const longestAnswer = 64 * 1024;
const longestText = 1_000;
/** Of one message of sound. */
const octets = 8_000;

export class VoskRecogniser implements Recogniser {
  readonly #options: VoskOptions;
  readonly #health: ServiceHealth;
  #running = 0;

  constructor(options: VoskOptions) {
    this.#options = options;
    this.#health = new ServiceHealth(new URL(options.url).origin);
  }

  view(): ServiceView {
    return this.#health.view();
  }

  async recognise(utterance: Utterance): Promise<Result<string>> {
    const { clock, atOnce = usualAtOnce } = this.#options;
    if (this.#running >= atOnce) return refuse('the recogniser has too much to do');
    if (!this.#health.ask(clock.now())) return refuse('the recogniser is down');
    this.#running++;
    try {
      const answer = await this.#ask(utterance);
      if (answer.ok) this.#health.succeeded(clock.now());
      else this.#health.failed(clock.now(), answer.why);
      return answer;
    } finally {
      this.#running--;
    }
  }

  #ask(utterance: Utterance): Promise<Result<string>> {
    const { url, clock } = this.#options;
    return new Promise((resolve) => {
      const socket = new WebSocket(url, { maxPayload: longestAnswer, perMessageDeflate: false });
      const texts: string[] = [];
      let unanswered = 0;
      let answers = 0;
      const settle = (answer: Result<string>): void => {
        stop();
        resolve(answer);
        socket.terminate();
      };
      const stop = clock.after(utterance.timeoutMs, () => {
        settle(refuse(`no answer in ${utterance.timeoutMs} ms`));
      });
      const said = (): Result<string> => ok(texts.join(' ').slice(0, longestText));
      socket.on('open', () => {
        unanswered = send(socket, utterance);
      });
      socket.on('message', (data, isBinary) => {
        const text = isBinary ? undefined : textOf(data as Buffer);
        if (text === undefined) {
          settle(refuse('the recogniser does not speak the protocol of Vosk'));
          return;
        }
        if (text !== '') texts.push(text);
        if (++answers >= unanswered) settle(said());
      });
      socket.on('error', (error) => settle(refuse(error.message)));
      // A server need not answer every message: when it closes after the end of the sound, it has said all.
      socket.on('close', (code) =>
        settle(code === 1000 && answers > 0 ? said() : refuse(`the recogniser closed with ${code}`)),
      );
    });
  }
}

/** @returns how many answers may come. */
function send(socket: WebSocket, { samples, rateHz, phrases }: Utterance): number {
  const hints = phrases.length === 0 ? {} : { phrase_list: [...phrases, '[unk]'] };
  socket.send(JSON.stringify({ config: { sample_rate: rateHz, ...hints } }));
  const sound = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  let messages = 0;
  for (let at = 0; at < sound.length; at += octets, messages++) socket.send(sound.subarray(at, at + octets));
  socket.send('{"eof":1}');
  return messages + 1;
}

/** @returns '' for a part that is not complete; undefined for what is no answer. */
function textOf(data: Buffer): string | undefined {
  try {
    const answer: unknown = JSON.parse(data.toString('utf8'));
    if (typeof answer !== 'object' || answer === null) return undefined;
    if ('text' in answer && typeof answer.text === 'string')
      return answer.text.replaceAll('[unk]', '').trim();
    return 'partial' in answer ? '' : undefined;
  } catch {
    return undefined;
  }
}
