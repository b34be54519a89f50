import type { Listenable } from '../../kernel/signal.js';
import type { InviteOptions, SipCall, SipCallEvent, SipCallInfo, SipEndpoint } from './call.js';
import { OrderedSignal } from './dialog/ordered-signal.js';

/** Statuses of an INVITE that nobody heard, or whose server wants it elsewhere (RFC 3263 4.3). */
const tryNext: ReadonlySet<number> = new Set([408, 503]);

/**
 * A call out that has several addresses to go to, one after the other: the next is tried when one gives no sign of life
 * or says that it is out of service. From the first provisional response on it stays where it is.
 */
export class FailoverCall implements SipCall {
  readonly #events = new OrderedSignal<SipCallEvent>((error) => this.#onThrow(error));
  readonly #invite: (options: InviteOptions) => SipCall;
  readonly #options: InviteOptions;
  readonly #onThrow: (error: unknown) => void;
  #left: readonly SipEndpoint[];
  #current: SipCall;
  #heard = false;
  #hungUp = false;

  /** @param routes at least one; best first. */
  constructor(
    invite: (options: InviteOptions) => SipCall,
    options: InviteOptions,
    routes: readonly [SipEndpoint, ...SipEndpoint[]],
    onThrow: (error: unknown) => void,
  ) {
    this.#invite = invite;
    this.#options = options;
    this.#onThrow = onThrow;
    const [first, ...left] = routes;
    this.#left = left;
    this.#current = this.#try(first);
  }

  /** Of the try that counts now. */
  get info(): SipCallInfo {
    return this.#current.info;
  }

  get events(): Listenable<SipCallEvent> {
    return this.#events;
  }

  progress(...args: Parameters<SipCall['progress']>): void {
    this.#current.progress(...args);
  }

  answer(sdp: string): void {
    this.#current.answer(sdp);
  }

  reject(...args: Parameters<SipCall['reject']>): void {
    this.#current.reject(...args);
  }

  hangup(...args: Parameters<SipCall['hangup']>): void {
    this.#hungUp = true;
    this.#current.hangup(...args);
  }

  reinvite(sdp: string): void {
    this.#current.reinvite(sdp);
  }

  respondToOffer(...args: Parameters<SipCall['respondToOffer']>): void {
    this.#current.respondToOffer(...args);
  }

  sendInfo(contentType: string, body: string): void {
    this.#current.sendInfo(contentType, body);
  }

  notifyReferral(status: number, reason: string): void {
    this.#current.notifyReferral(status, reason);
  }

  #try(route: SipEndpoint): SipCall {
    const call = this.#invite({ ...this.#options, route });
    call.events.on((event) => this.#take(event));
    return call;
  }

  #take(event: SipCallEvent): void {
    const [next, ...left] = this.#left;
    const silent = event.type === 'ended' && !this.#heard && !this.#hungUp && tryNext.has(event.status);
    if (next && silent) {
      this.#left = left;
      this.#current = this.#try(next);
      return;
    }
    this.#heard = true;
    this.#events.emit(event);
  }
}
