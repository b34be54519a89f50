import type { Clock } from '../../../kernel/clock.js';
import type { Source } from '../../mix/media-plane.js';
import type { Channel } from '../channel.js';

export interface CollectRequest {
  readonly prompt: readonly Source[];
  readonly most: number;
  readonly terminators: string;
  /** Milliseconds for the first key, from the end of the prompt. */
  readonly firstMs: number;
  /** Milliseconds between keys. */
  readonly nextMs: number;
}

export interface Collected {
  readonly digits: string;
  /** The terminator pressed, '' when none was. */
  readonly terminator: string;
  /** No further key came in time. */
  readonly timedOut: boolean;
}

/** Plays a prompt and takes keys until `most`, a terminator, silence, or `signal`. A key cuts the prompt short. */
export async function collectDigits(
  channel: Channel,
  request: CollectRequest,
  signal: AbortSignal,
): Promise<Collected> {
  const collection = new Collection(channel, request, signal);
  if (request.prompt.length > 0 && !collection.done) await collection.playPrompt();
  return collection.result();
}

class Collection {
  readonly #channel: Channel;
  readonly #clock: Clock;
  readonly #request: CollectRequest;
  readonly #stopPrompt = new AbortController();
  readonly #forget: () => void;
  #digits = '';
  #terminator = '';
  #waiting = false;
  #timedOut = false;
  #cancelTimer: () => void = () => undefined;
  #resolve: (() => void) | undefined;
  done = false;

  constructor(channel: Channel, request: CollectRequest, signal: AbortSignal) {
    this.#channel = channel;
    this.#clock = channel.host.clock;
    this.#request = request;
    const finish = (): void => this.#finish();
    signal.addEventListener('abort', finish);
    const unhear = channel.keys.on(() => this.#take());
    this.#forget = () => {
      unhear();
      signal.removeEventListener('abort', finish);
    };
    this.#take();
    if (signal.aborted) this.#finish();
  }

  async playPrompt(): Promise<void> {
    const { media, host, uuid } = this.#channel;
    const played = await media?.play({ sources: this.#request.prompt, times: 1 }, this.#stopPrompt.signal);
    if (played?.how === 'failed') host.log.warn({ leg: uuid, why: played.why }, 'prompt failed');
  }

  result(): Promise<Collected> {
    this.#waiting = true;
    if (!this.done) this.#wait();
    return new Promise((resolve) => {
      this.#resolve = () =>
        resolve({ digits: this.#digits, terminator: this.#terminator, timedOut: this.#timedOut });
      if (this.done) this.#resolve();
    });
  }

  #take(): void {
    while (!this.done && this.#channel.digits.size > 0) {
      const digit = this.#channel.digits.take() ?? '';
      this.#stopPrompt.abort('ended');
      if (this.#request.terminators.includes(digit)) {
        this.#terminator = digit;
        this.#finish();
      } else {
        this.#digits += digit;
        if (this.#digits.length >= this.#request.most) this.#finish();
      }
    }
    if (!this.done && this.#waiting) this.#wait();
  }

  #wait(): void {
    this.#cancelTimer();
    const ms = this.#digits === '' ? this.#request.firstMs : this.#request.nextMs;
    this.#cancelTimer = this.#clock.after(ms, () => {
      this.#timedOut = true;
      this.#finish();
    });
  }

  #finish(): void {
    if (this.done) return;
    this.done = true;
    this.#cancelTimer();
    this.#forget();
    this.#stopPrompt.abort('ended');
    this.#resolve?.();
  }
}
