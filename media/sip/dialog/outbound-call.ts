import type { Cancel } from '../../../kernel/clock.js';
import type { Listenable } from '../../../kernel/signal.js';
import type { Headers, SipCall, SipCallEvent, SipCallInfo, SipEndpoint } from '../call.js';
import { header, type SipRequest, type SipResponse } from '../message.js';
import { parseAddress } from '../name-addr.js';
import type { ClientTransaction, ClientUser } from '../transaction/client-transaction.js';
import { Authorization } from './authorization.js';
import { sdpOf } from './body.js';
import type { CallHost, Credentials } from './call-host.js';
import { dialogOfResponse } from './dialog.js';
import { outcomeOfFailure } from './dialog-request.js';
import { OrderedSignal } from './ordered-signal.js';
import { q850Of, reasonHeader } from './reason-header.js';
import { askForTimer, intervalAfterRefusal } from './session-timer.js';
import { Session, type EndedEvent, type SessionOwner } from './session.js';

type HangupOptions = NonNullable<Parameters<SipCall['hangup']>[0]>;

/** Early dialogs of one INVITE that are kept apart; what forks further gets an ACK and BYE when it answers. */
const maxForks = 8;

export interface OutboundParts {
  readonly info: SipCallInfo;
  /** Makes the INVITE; CSeq counts up with each retry. */
  readonly invite: (cseq: number, remote: SipEndpoint, extra: Headers) => SipRequest;
  readonly firstCseq: number;
  /** A name is still being looked up as a promise; undefined when there is no way at all. */
  readonly remote: SipEndpoint | Promise<SipEndpoint | undefined> | undefined;
  /** Requests of the dialog go to `remote` as well. */
  readonly sticky: boolean;
  readonly credentials: Credentials | undefined;
  /** Of the INVITE; without it the offer comes in the 2xx and our answer goes in the ACK. */
  readonly sdp: string | undefined;
}

/** One fork: its session and what acknowledged its 2xx. */
interface Fork {
  readonly session: Session;
  ack: SipRequest | undefined;
}

/** A call of ours: an INVITE client transaction with its forks until it is answered, one session from then on. */
export class OutboundCall implements SipCall, ClientUser, SessionOwner {
  readonly info: SipCallInfo;
  readonly #events: OrderedSignal<SipCallEvent>;
  readonly #host: CallHost;
  readonly #parts: OutboundParts;
  readonly #onEnd: (call: SipCall) => void;
  readonly #forks = new Map<string, Fork>();
  #state: 'calling' | 'proceeding' | 'answered' | 'ended' = 'calling';
  #cseq: number;
  readonly #authorization: Authorization;
  /** Session-Expires that the next INVITE asks for. */
  #intervalS: number;
  #transaction: ClientTransaction | undefined;
  #session: Session | undefined;
  /** Headers of the CANCEL that waits for the first provisional response (9.1). */
  #cancelWhenHeard: Headers | undefined;
  /** Their offer in the 2xx waits for our answer, and the 2xx for its ACK. */
  #lateOffer:
    { readonly fork: Fork; readonly response: SipResponse; readonly cancelTimeout: Cancel } | undefined;

  /** @param onEnd told before the `ended` event goes out. */
  constructor(host: CallHost, parts: OutboundParts, onEnd: (call: SipCall) => void) {
    this.info = parts.info;
    this.#events = new OrderedSignal((error) => host.log.error({ err: error }, 'a listener of a call threw'));
    this.#host = host;
    this.#parts = parts;
    this.#onEnd = onEnd;
    this.#cseq = parts.firstCseq;
    this.#intervalS = host.settings.sessionExpiresS;
    this.#authorization = new Authorization(host.random, parts.credentials);
    if (parts.remote instanceof Promise) void parts.remote.then((remote) => this.#begin(remote));
    // Later, so that whoever made this call can listen before it ends.
    else if (!parts.remote) host.clock.after(0, () => this.#begin(undefined));
    else this.#begin(parts.remote);
  }

  get events(): Listenable<SipCallEvent> {
    return this.#events;
  }

  get answered(): SipCall | undefined {
    return this.#state === 'answered' ? this : undefined;
  }

  /** Nothing: an outbound call is not ours to ring. */
  progress(): void {
    this.#wrongDirection('progress');
  }

  answer(): void {
    this.#wrongDirection('answer');
  }

  reject(): void {
    this.#wrongDirection('reject');
  }

  hangup(options: HangupOptions = {}): void {
    if (this.#state === 'ended') return;
    if (this.#state === 'answered') {
      this.#acknowledgeLate(undefined);
      this.#session?.hangup(options);
      return;
    }
    const headers: Headers = options.q850 === undefined ? [] : [reasonHeader(options.q850, options.reason)];
    if (this.#state === 'proceeding') this.#cancel(headers);
    else this.#cancelWhenHeard = headers;
    this.#finish({
      type: 'ended',
      by: 'local',
      status: 487,
      reason: options.reason ?? 'Request Terminated',
      headers: [],
    });
  }

  reinvite(sdp: string): void {
    this.#session?.reinvite(sdp);
  }

  respondToOffer(answer: Parameters<SipCall['respondToOffer']>[0]): void {
    if (!this.#lateOffer) {
      this.#session?.respondToOffer(answer);
      return;
    }
    if ('status' in answer) this.#giveUp(answer.status, answer.reason);
    else if (answer.sdp === undefined) this.#giveUp(488, 'Not Acceptable Here');
    else this.#acknowledgeLate(answer.sdp);
  }

  sendInfo(contentType: string, body: string): void {
    this.#session?.sendInfo(contentType, body);
  }

  notifyReferral(status: number, reason: string): void {
    this.#session?.notifyReferral(status, reason);
  }

  responded(response: SipResponse, transaction: ClientTransaction): void {
    if (response.status < 200) this.#progressed(response, transaction);
    else if (response.status < 300) this.#accepted(response, transaction);
    else this.#refused(response, transaction);
  }

  failed(cause: string): void {
    this.#discardForks();
    this.#finish({ type: 'ended', by: 'remote', ...outcomeOfFailure(cause), headers: [] });
  }

  emit(event: SipCallEvent): void {
    this.#events.emit(event);
  }

  /** The end of a fork that was not chosen ends nothing else. */
  sessionEnded(event: EndedEvent, session: Session): void {
    if (session !== this.#session) return;
    this.#lateOffer?.cancelTimeout();
    this.#finish(event);
  }

  #progressed(response: SipResponse, transaction: ClientTransaction): void {
    if (this.#state === 'calling') this.#state = 'proceeding';
    if (this.#state === 'ended') {
      if (this.#cancelWhenHeard) this.#cancel(this.#cancelWhenHeard);
      this.#cancelWhenHeard = undefined;
      return;
    }
    if (response.status === 100 || this.#state !== 'proceeding') return;
    this.#forkOf(response, transaction);
    const sdp = sdpOf(response);
    this.#events.emit({
      type: 'progressed',
      status: response.status,
      reason: response.reason,
      ...(sdp === undefined ? {} : { sdp }),
    });
  }

  #accepted(response: SipResponse, transaction: ClientTransaction): void {
    const fork = this.#forkOf(response, transaction, true);
    if (!fork) return;
    if (fork.ack) {
      // A retransmission: our ACK was lost (13.2.2.4).
      this.#host.layer.transport.send(fork.ack, fork.session.dialog.nextHop);
      return;
    }
    if (fork.session === this.#session) return;
    if (this.#state !== 'calling' && this.#state !== 'proceeding') {
      // The second answer of a fork, or a 2xx that crossed our CANCEL: acknowledged and ended at once (13.2.2.4).
      this.#acknowledge(fork);
      fork.session.hangup({});
      return;
    }
    this.#state = 'answered';
    this.#session = fork.session;
    this.#dropOtherForks(fork);
    fork.session.dialog.refresh(response);
    const sdp = sdpOf(response);
    if (this.#parts.sdp === undefined) {
      this.#awaitAnswer(fork, response);
    } else {
      this.#acknowledge(fork);
      fork.session.confirm(response, this.#parts.sdp);
    }
    this.#events.emit({ type: 'established', ...(sdp === undefined ? {} : { sdp }) });
  }

  #refused(response: SipResponse, transaction: ClientTransaction): void {
    if (this.#state === 'ended') return;
    if (this.#worthAnother(response, transaction)) return;
    this.#discardForks();
    const q850 = q850Of(response);
    this.#finish({
      type: 'ended',
      by: 'remote',
      status: response.status,
      reason: response.reason,
      ...(q850 === undefined ? {} : { q850 }),
      headers: response.headers,
    });
  }

  /** Sends the INVITE again when it was challenged, or asked for too short a session (RFC 4028 7.3). */
  #worthAnother(response: SipResponse, transaction: ClientTransaction): boolean {
    const longerS = response.status === 422 ? intervalAfterRefusal(response, this.#intervalS) : undefined;
    if (longerS === undefined && !this.#authorization.answer(response, transaction.request)) return false;
    this.#intervalS = longerS ?? this.#intervalS;
    this.#discardForks();
    this.#cseq++;
    this.#state = 'calling';
    this.#send(transaction.remote);
    return true;
  }

  #begin(remote: SipEndpoint | undefined): void {
    if (this.#state === 'ended') return;
    if (remote) this.#send(remote);
    else this.failed('transport');
  }

  #send(remote: SipEndpoint): void {
    const extra = [...askForTimer(this.#intervalS, this.#host.settings), ...this.#authorization.fields];
    const sent = this.#host.layer.request(this.#parts.invite(this.#cseq, remote, extra), remote, this);
    if (typeof sent === 'string') this.#host.clock.after(0, () => this.failed(sent));
    else this.#transaction = sent;
  }

  /** Finds or makes the fork of a response by its To tag; the dialogs of retries and forks never mix. */
  #forkOf(response: SipResponse, transaction: ClientTransaction, final = false): Fork | undefined {
    const to = parseAddress(header(response, 'to') ?? '');
    const tag = to.ok ? (to.value.params.get('tag') ?? '') : '';
    const known = this.#forks.get(tag);
    if (known) return known;
    if (tag === '' && !final) return undefined;
    if (this.#forks.size >= (final ? 4 : 1) * maxForks) return undefined;
    const { sticky, credentials } = this.#parts;
    const dialog = dialogOfResponse(transaction.request, response, { peer: transaction.remote, sticky });
    if (!dialog.ok) {
      this.#host.log.warn(
        { call: this.info.callId, why: dialog.why },
        'a response to INVITE makes no dialog',
      );
      return undefined;
    }
    const session = new Session(this.#host, { dialog: dialog.value, credentials, ownsCallId: true }, this);
    const fork: Fork = { session, ack: undefined };
    this.#forks.set(tag, fork);
    return fork;
  }

  #acknowledge(fork: Fork, sdp?: string): void {
    const { dialog } = fork.session;
    const ack = dialog.request('ACK', {
      cseq: this.#cseq,
      headers: this.#authorization.fields,
      ...(sdp === undefined ? {} : { body: { type: 'application/sdp', content: Buffer.from(sdp) } }),
    });
    fork.ack = this.#host.layer.acknowledge(ack, dialog.nextHop);
  }

  #awaitAnswer(fork: Fork, response: SipResponse): void {
    const cancelTimeout = this.#host.clock.after(this.#host.settings.offerTimeoutMs, () =>
      this.#giveUp(408, 'The offer was not answered'),
    );
    this.#lateOffer = { fork, response, cancelTimeout };
  }

  #acknowledgeLate(sdp: string | undefined): void {
    if (!this.#lateOffer) return;
    const { fork, response, cancelTimeout } = this.#lateOffer;
    this.#lateOffer = undefined;
    cancelTimeout();
    this.#acknowledge(fork, sdp);
    if (sdp !== undefined) fork.session.confirm(response, sdp);
  }

  /** Their offer finds no answer of ours: its 2xx gets an ACK all the same, else it would be repeated, then BYE. */
  #giveUp(status: number, reason: string): void {
    this.#acknowledgeLate(undefined);
    this.#session?.giveUp(status, reason);
  }

  #cancel(headers: Headers): void {
    const transaction = this.#transaction;
    if (!transaction) return;
    this.#host.layer.cancel(transaction, headers, { responded: () => undefined, failed: () => undefined });
    this.#discardForks();
  }

  #dropOtherForks(chosen: Fork): void {
    for (const [tag, fork] of this.#forks) {
      if (fork === chosen) continue;
      fork.session.discard();
      this.#forks.delete(tag);
    }
  }

  #discardForks(): void {
    for (const fork of this.#forks.values()) fork.session.discard();
    this.#forks.clear();
  }

  #finish(event: EndedEvent): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#onEnd(this);
    this.#events.emit(event);
  }

  #wrongDirection(what: string): void {
    this.#host.log.warn(
      { call: this.info.callId, what },
      'an outbound call can be neither answered nor rejected',
    );
  }
}
