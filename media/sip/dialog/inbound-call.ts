import type { Cancel } from '../../../kernel/clock.js';
import type { Listenable } from '../../../kernel/signal.js';
import type { Headers, SipCall, SipCallEvent, SipCallInfo } from '../call.js';
import { header, type SipRequest } from '../message.js';
import { makeResponse } from '../make-response.js';
import { reasonPhrase } from '../reason-phrase.js';
import type { ServerTransaction, ServerUser } from '../transaction/server-transaction.js';
import type { CallHost } from './call-host.js';
import type { Dialog } from './dialog.js';
import { OrderedSignal } from './ordered-signal.js';
import { q850Of, reasonHeader } from './reason-header.js';
import { Session, type EndedEvent, type SessionOwner } from './session.js';

type HangupOptions = NonNullable<Parameters<SipCall['hangup']>[0]>;

/** A call that came in: an INVITE server transaction until it is answered, the session from then on. */
export class InboundCall implements SipCall, ServerUser, SessionOwner {
  readonly info: SipCallInfo;
  readonly remoteOffer?: string;
  readonly replaces?: SipCall;
  readonly #events: OrderedSignal<SipCallEvent>;
  readonly #host: CallHost;
  readonly #invite: ServerTransaction;
  readonly #session: Session;
  readonly #onEnd: (call: SipCall) => void;
  #state: 'ringing' | 'answered' | 'ended' = 'ringing';
  #provisional: { readonly status: number; readonly sdp: string | undefined } | undefined;
  #cancelRepeat: Cancel | undefined;
  #cancelExpiry: Cancel | undefined;

  /** @param onEnd told before the `ended` event goes out. */
  constructor(
    host: CallHost,
    invite: ServerTransaction,
    parts: {
      readonly info: SipCallInfo;
      readonly dialog: Dialog;
      readonly remoteOffer: string | undefined;
      readonly replaces: SipCall | undefined;
    },
    onEnd: (call: SipCall) => void,
  ) {
    this.info = parts.info;
    if (parts.remoteOffer !== undefined) this.remoteOffer = parts.remoteOffer;
    if (parts.replaces) this.replaces = parts.replaces;
    this.#events = new OrderedSignal((error) => host.log.error({ err: error }, 'a listener of a call threw'));
    this.#host = host;
    this.#invite = invite;
    this.#onEnd = onEnd;
    this.#session = new Session(
      host,
      { dialog: parts.dialog, credentials: undefined, ownsCallId: false },
      this,
    );
    invite.user = this;
    this.#cancelExpiry = this.#watchExpiry(invite.request);
  }

  get events(): Listenable<SipCallEvent> {
    return this.#events;
  }

  get answered(): SipCall | undefined {
    return this.#state === 'answered' ? this : undefined;
  }

  progress(status: 180 | 181 | 182 | 183, sdp?: string): void {
    if (this.#state !== 'ringing') return;
    this.#provisional = { status, sdp };
    this.#sendProvisional();
  }

  answer(sdp: string): void {
    if (this.#state !== 'ringing') return;
    this.#state = 'answered';
    this.#stopTimers();
    this.#session.accept(this.#invite, sdp, this.remoteOffer === undefined);
  }

  reject(status: number, reason: string, headers: Headers = []): void {
    if (this.#state === 'ringing') this.#refuse(status, reason, headers, { by: 'local', headers: [] });
  }

  hangup(options: HangupOptions = {}): void {
    if (this.#state === 'answered') this.#session.hangup(options);
    if (this.#state !== 'ringing') return;
    const status = options.status ?? 480;
    const headers: Headers = options.q850 === undefined ? [] : [reasonHeader(options.q850, options.reason)];
    this.reject(status, options.reason ?? reasonPhrase(status), headers);
  }

  reinvite(sdp: string): void {
    this.#session.reinvite(sdp);
  }

  respondToOffer(answer: Parameters<SipCall['respondToOffer']>[0]): void {
    this.#session.respondToOffer(answer);
  }

  sendInfo(contentType: string, body: string): void {
    this.#session.sendInfo(contentType, body);
  }

  notifyReferral(status: number, reason: string): void {
    this.#session.notifyReferral(status, reason);
  }

  /** RFC 3261 9.2: a CANCEL before the final response ends the INVITE with 487. */
  cancelled(cancel: SipRequest): void {
    if (this.#state !== 'ringing') return;
    const q850 = q850Of(cancel);
    this.#refuse(487, 'Request Terminated', [], {
      by: 'remote',
      ...(q850 === undefined ? {} : { q850 }),
      headers: cancel.headers,
    });
  }

  emit(event: SipCallEvent): void {
    this.#events.emit(event);
  }

  /** While ringing only a BYE on the early dialog comes here (15): the INVITE gets 487. */
  sessionEnded(event: EndedEvent): void {
    if (this.#state === 'ringing') {
      this.#stopTimers();
      this.#invite.respond(makeResponse(this.#invite.request, 487, { toTag: this.#session.dialog.localTag }));
      this.#finish({ ...event, status: 487, reason: 'Request Terminated' });
    } else {
      this.#finish(event);
    }
  }

  #refuse(
    status: number,
    reason: string,
    headers: Headers,
    end: Omit<EndedEvent, 'type' | 'status' | 'reason'>,
  ): void {
    this.#stopTimers();
    const toTag = this.#session.dialog.localTag;
    this.#invite.respond(makeResponse(this.#invite.request, status, { reason, toTag, headers }));
    this.#session.discard();
    this.#finish({ type: 'ended', status, reason, ...end });
  }

  #finish(event: EndedEvent): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#onEnd(this);
    this.#events.emit(event);
  }

  #sendProvisional(): void {
    const provisional = this.#provisional;
    if (!provisional) return;
    const { status, sdp } = provisional;
    this.#invite.respond(
      makeResponse(this.#invite.request, status, {
        toTag: this.#session.dialog.localTag,
        recordRoute: true,
        headers: this.#host.capabilities(this.#invite.source, 'server'),
        ...(sdp === undefined ? {} : { body: { type: 'application/sdp', content: Buffer.from(sdp) } }),
      }),
    );
    this.#cancelRepeat?.();
    // Proxies give an INVITE up after 3 minutes of silence (13.3.1.1).
    this.#cancelRepeat = this.#host.clock.after(this.#host.settings.provisionalRepeatMs, () =>
      this.#sendProvisional(),
    );
  }

  /** An Expires of the INVITE bounds how long it may ring (13.3.1). */
  #watchExpiry(invite: SipRequest): Cancel | undefined {
    const seconds = Number(header(invite, 'expires') ?? Number.NaN);
    if (!Number.isInteger(seconds) || seconds <= 0 || seconds > 86_400) return undefined;
    return this.#host.clock.after(1000 * seconds, () => {
      if (this.#state === 'ringing')
        this.#refuse(487, 'Request Terminated', [], { by: 'remote', headers: invite.headers });
    });
  }

  #stopTimers(): void {
    this.#cancelRepeat?.();
    this.#cancelExpiry?.();
  }
}
