/**
 * A voice behind HTTP, by the request that most servers of speech take: POST of
 * `{ model, input, voice, response_format: "wav" }`, sound comes back.
 */
import { writeFile } from 'node:fs/promises';
import type { Clock } from '../../kernel/clock.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Language } from '../ivr/flow.js';
import type { ServiceView } from '../desk.js';
import { ServiceHealth } from '../outside/service-health.js';
import type { Voice } from './speech-files.js';
import { readWav } from './wav.js';

export interface HttpVoiceOptions {
  readonly url: string;
  /** Sent as Authorization; '' sends none. Never shown. */
  readonly authorization: string;
  readonly model: string;
  /** The voice's name by language; the language itself where there is none. */
  readonly voices: ReadonlyMap<Language, string>;
  readonly clock: Clock;
  /** Milliseconds that one text may take. */
  readonly longestMs?: number;
  /** Octets of an answer. */
  readonly largest?: number;
  /** Makes a WAV of 16 bit mono of other sound; absent: other sound is refused. */
  readonly convert?: (sound: Buffer) => Promise<Result<Buffer>>;
}

const usualLongestMs = 8_000;
/** A thousand characters are some five minutes of speech at 24 kHz. */
const usualLargest = 16 * 1024 * 1024;
/** Less is no word. */
const shortestMs = 50;

export class HttpVoice implements Voice {
  readonly name: string;
  readonly #options: HttpVoiceOptions;
  readonly #health: ServiceHealth;

  constructor(options: HttpVoiceOptions) {
    const { url, model, voices } = options;
    this.#options = options;
    this.#health = new ServiceHealth(new URL(url).origin);
    this.name = JSON.stringify([url, model, [...voices]]);
  }

  view(): ServiceView {
    return this.#health.view();
  }

  isUsable(): boolean {
    return this.#health.isUsable(this.#options.clock.now());
  }

  async say(text: string, language: Language, file: string): Promise<Result<string>> {
    const { clock } = this.#options;
    if (!this.#health.ask(clock.now())) return refuse('the voice is down');
    const sound = await this.#fetch(text, language);
    const wav = sound.ok ? await this.#playable(sound.value) : sound;
    if (wav.ok) this.#health.succeeded(clock.now());
    else {
      this.#health.failed(clock.now(), wav.why);
      return wav;
    }
    await writeFile(file, wav.value);
    return ok(file);
  }

  async #fetch(text: string, language: Language): Promise<Result<Buffer>> {
    const { url, authorization, model, voices, clock } = this.#options;
    const { longestMs = usualLongestMs, largest = usualLargest } = this.#options;
    const abort = new AbortController();
    const stop = clock.after(longestMs, () => abort.abort());
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization !== '' && { authorization }) },
        body: JSON.stringify({
          ...{ model, input: text, response_format: 'wav' },
          voice: voices.get(language) ?? language,
        }),
        redirect: 'error',
        signal: abort.signal,
      });
      if (response.status !== 200) {
        await response.body?.cancel();
        return refuse(`status ${response.status}`);
      }
      return await bounded(response, largest);
    } catch (error) {
      if (abort.signal.aborted) return refuse(`no answer in ${longestMs} ms`);
      return refuse(reasonOf(error));
    } finally {
      stop();
    }
  }

  /** What every switch plays as it is; anything else is converted, or refused. */
  async #playable(sound: Buffer): Promise<Result<Buffer>> {
    const { convert } = this.#options;
    const wav = readWav(sound);
    if (wav.ok && wav.value.channels === 1)
      return longEnough(sound, wav.value.samples.length / wav.value.rateHz);
    if (!convert) return refuse(wav.ok ? 'a WAV of two channels' : wav.why);
    const converted = await convert(sound);
    const now = converted.ok ? readWav(converted.value) : converted;
    if (!converted.ok || !now.ok) return now.ok ? refuse('no sound') : now;
    return longEnough(converted.value, now.value.samples.length / now.value.rateHz);
  }
}

function longEnough(sound: Buffer, seconds: number): Result<Buffer> {
  return seconds * 1000 < shortestMs ? refuse('there is no sound in the answer') : ok(sound);
}

async function bounded(response: Response, largest: number): Promise<Result<Buffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  if (response.body === null) return refuse('an empty answer');
  for await (const part of response.body as ReadableStream<Uint8Array>) {
    length += part.length;
    if (length > largest) return refuse(`the answer is longer than ${largest} octets`);
    parts.push(part);
  }
  return ok(Buffer.concat(parts));
}

/** fetch says nothing of it but "failed"; why is behind. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
