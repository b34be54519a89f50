import { ok, refuse, type Result } from '../../kernel/result.js';
import type { CodecName, MediaLeg, Negotiated, PlayRequest } from '../mix/media-plane.js';
import type { LocalMedia } from '../sdp/offer-answer.js';
import { sessionDescriptions } from '../sdp/session-text.js';

/** How much longer a browser that sends reports alone may be silent. */
const heldReports = 2;

export interface Played {
  readonly how: 'finished' | 'stopped' | 'failed';
  readonly playedMs: number;
  readonly why?: string;
}

export interface MediaSessionOptions {
  /** Address told to the other side; the leg's own when absent. */
  readonly advertised?: string;
  readonly sessionId: string;
  readonly codecs: readonly CodecName[];
  /** Milliseconds without RTP until the leg says so; 0 is never. */
  readonly timeoutMs: number;
  /** The most that the above may be for a browser: those vanish without a word. 0 is no bound. */
  readonly secureTimeoutMs?: number;
}

/** The media of a channel: its leg, and what offer and answer made of it. */
export class MediaSession {
  readonly leg: MediaLeg;
  readonly #options: MediaSessionOptions;
  #timeouts: { readonly talkMs: number; readonly holdMs: number };
  #version = 1;
  /** Held by us: uuid_hold. */
  #holding = false;
  #negotiated: Negotiated | undefined;
  #description: string | undefined;
  /** Our first answer has been sent, so that the other side can act on it. */
  #told = false;
  /** The association is new and not negotiated yet. */
  #renewed = false;

  constructor(leg: MediaLeg, options: MediaSessionOptions) {
    this.leg = leg;
    this.#options = options;
    this.#timeouts = { talkMs: options.timeoutMs, holdMs: 0 };
  }

  /** What the other side and we agreed on last; undefined before. */
  get negotiated(): Negotiated | undefined {
    return this.#negotiated;
  }

  /** Our last description, for a 183 or 200 that repeats it. */
  get description(): string | undefined {
    return this.#description;
  }

  /** The other side has put us on hold: it does not want to hear us. */
  get heldByRemote(): boolean {
    const direction = this.#negotiated?.direction;
    return !this.#holding && (direction === 'recvonly' || direction === 'inactive');
  }

  /** An offer with our codecs, to be answered by `accept`. */
  offer(): string {
    this.#description = sessionDescriptions.offer(this.#local(), this.#description);
    return this.#description;
  }

  /** Takes the answer to `offer`. */
  accept(answer: string): Result<undefined> {
    const negotiated = sessionDescriptions.accept(answer, this.#local());
    if (!negotiated.ok) return negotiated;
    this.#agree(negotiated.value);
    return ok(undefined);
  }

  /**
   * Answers an offer. @returns our answer. The media of a browser begin with `begin`, as ICE would give up while a
   * call rings.
   */
  answer(offer: string): Result<string> {
    this.#version++;
    const answered = sessionDescriptions.answer(offer, this.#local());
    if (!answered.ok) return answered;
    this.#description = answered.value.sdp;
    this.#agree(answered.value.negotiated);
    return ok(answered.value.sdp);
  }

  /** Another association for a browser that comes back; its offer is to be answered as a first one. */
  async renew(addresses: readonly string[]): Promise<void> {
    await this.leg.renew(addresses);
    this.#told = false;
    this.#renewed = true;
    this.#description = undefined;
  }

  /** The other side has our answer. */
  begin(): void {
    if (this.#told) return;
    this.#told = true;
    if (this.leg.secure && this.#negotiated) this.#configure(this.#negotiated);
  }

  /** An offer that holds or retrieves the other side; undefined before media is agreed on. */
  holdOffer(on: boolean): string | undefined {
    if (!this.#negotiated) return undefined;
    this.#holding = on;
    this.#version++;
    return this.offer();
  }

  /** The other side refused our hold or retrieve: the session stays as it was (RFC 3261 14.1). */
  undoHold(): void {
    this.#holding = !this.#holding;
  }

  get holding(): boolean {
    return this.#holding;
  }

  /** Milliseconds without RTP until the leg says so, while talking and while held; 0 is never. */
  setTimeouts(changed: { readonly talkMs?: number; readonly holdMs?: number }): void {
    this.#timeouts = { ...this.#timeouts, ...changed };
    if (this.#negotiated) this.#agree(this.#negotiated);
  }

  /** Plays until the end, until `signal` aborts, or until something else is played. */
  play(request: PlayRequest, signal: AbortSignal): Promise<Played> {
    if (signal.aborted) return Promise.resolve({ how: 'stopped', playedMs: 0 });
    return new Promise((resolve) => {
      const stop = (): void => this.leg.stopPlay();
      const forget = this.leg.events.on((event) => {
        if (event.type !== 'played' || event.id !== id) return;
        forget();
        signal.removeEventListener('abort', stop);
        resolve(event);
      });
      const id = this.leg.play(request);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  #local(): LocalMedia {
    return {
      address: this.#options.advertised ?? this.leg.local.address,
      port: this.leg.local.port,
      sessionId: this.#options.sessionId,
      version: this.#version,
      direction: this.#holding ? 'sendonly' : 'sendrecv',
      codecs: this.#negotiated
        ? [this.#negotiated.codec, ...this.#others(this.#negotiated.codec)]
        : this.#options.codecs,
      ...this.#security(),
    };
  }

  #security(): Pick<LocalMedia, 'security'> {
    const { secure } = this.leg;
    if (!secure) return {};
    const established = this.#renewed ? undefined : this.#negotiated?.security;
    return { security: { side: secure, ...(established && { established }) } };
  }

  #others(codec: CodecName): CodecName[] {
    return this.#options.codecs.filter((name) => name !== codec);
  }

  #agree(negotiated: Negotiated): void {
    this.#negotiated = negotiated;
    this.#renewed = false;
    if (!this.leg.secure || this.#told || negotiated.security?.weOffered === true)
      this.#configure(negotiated);
  }

  #configure(negotiated: Negotiated): void {
    this.leg.configure(negotiated, { timeoutMs: this.#timeoutMs(negotiated) });
  }

  #timeoutMs({ direction, security }: Negotiated): number {
    // A held leg sends nothing for as long as it likes.
    const { talkMs, holdMs } = this.#timeouts;
    const wanted = direction === 'sendrecv' ? talkMs : holdMs;
    const bound = this.#options.secureTimeoutMs ?? 0;
    if (!security || bound === 0) return wanted;
    // A browser that holds us goes on sending; one that we hold sends a report every 2.5 to 7.5 s, which may be lost.
    const most = direction === 'sendonly' ? heldReports * bound : bound;
    return wanted === 0 ? most : Math.min(wanted, most);
  }
}

/** PCMA and PCMU with `first` in front. */
export function codecsFrom(first: CodecName | undefined): readonly CodecName[] {
  return first === 'PCMU' ? ['PCMU', 'PCMA'] : ['PCMA', 'PCMU'];
}

/** Reads `absolute_codec_string`; refuses one that names no codec we have. */
export function parseCodecs(text: string): Result<readonly CodecName[]> {
  const codecs = text.split(',').flatMap((name) => {
    const bare = name.trim().split('@')[0]?.toUpperCase();
    return bare === 'PCMA' || bare === 'PCMU' ? [bare] : [];
  });
  return codecs.length > 0 ? ok(codecs as readonly CodecName[]) : refuse(`${text} names no codec we have`);
}
