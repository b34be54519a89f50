import type { Cancel } from '../../../kernel/clock.js';
import type { Headers, SipCallEvent } from '../call.js';
import type { SipRequest, SipResponse } from '../message.js';
import type { Envelope } from '../transaction/envelope.js';
import { makeResponse } from '../make-response.js';
import type { ServerTransaction } from '../transaction/server-transaction.js';
import { AcceptedInvite } from './accepted-invite.js';
import { sdpOf } from './body.js';
import type { CallHost } from './call-host.js';
import type { Outcome } from './dialog-request.js';
import { Reinvite, type ReinviteParts } from './reinvite.js';

/** What the exchange needs of the session that it is part of. */
export interface ExchangeOwner {
  emit(event: SipCallEvent): void;
  /** The 200 to a request, with all that the session says in it; the session is refreshed by it. */
  makeOk(transaction: ServerTransaction, sdp: string): SipResponse;
  /** Headers of a re-INVITE beside Contact and its like. */
  offerHeaders(): Headers;
  /** A re-INVITE of ours ended, in whatever way. @returns false when the session is over. */
  settled(outcome: Outcome): boolean;
  /** Our 2xx found no ACK within 64*T1. */
  unacknowledged(): void;
}

/** How an ACK ended our 2xx. */
export interface Acknowledged {
  /** Of the first INVITE of the dialog. */
  readonly first: boolean;
  /** Our 2xx held an offer, so the ACK must hold the answer. */
  readonly late: boolean;
}

interface RemoteOffer {
  readonly transaction: ServerTransaction;
  readonly withSdp: boolean;
  readonly cancelTimeout: Cancel;
}

/** Offers and answers of one dialog, at most one at a time (RFC 3261 14, RFC 3311 5, RFC 6337 4). */
export class OfferExchange {
  readonly #host: CallHost;
  readonly #parts: ReinviteParts;
  readonly #owner: ExchangeOwner;
  #open = false;
  #accepted: (Acknowledged & { readonly invite: AcceptedInvite }) | undefined;
  #remoteOffer: RemoteOffer | undefined;
  #reinvite: Reinvite | undefined;
  #nextOffer: string | undefined;
  #localSdp: string | undefined;

  constructor(host: CallHost, parts: ReinviteParts, owner: ExchangeOwner) {
    this.#host = host;
    this.#parts = parts;
    this.#owner = owner;
  }

  /** Our 2xx waits for its ACK. */
  get unacknowledged(): boolean {
    return this.#accepted !== undefined;
  }

  /** Our last description, for a refresh that has to repeat it. */
  get localSdp(): string | undefined {
    return this.#localSdp;
  }

  /** The first offer has its answer: from now on either side may make another. @param localSdp ours of it. */
  open(localSdp: string | undefined): void {
    this.#open = true;
    this.#localSdp = localSdp ?? this.#localSdp;
    this.flush();
  }

  /** Sends an offer of ours now, or when what is under way has ended; a newer one takes its place. */
  offer(sdp: string): void {
    this.#nextOffer = sdp;
    this.flush();
  }

  /** Sends our 2xx and repeats it until the ACK. */
  accept(transaction: ServerTransaction, sdp: string, how: Acknowledged): void {
    const { clock, layer } = this.#host;
    this.#open = true;
    this.#localSdp = sdp;
    const response = this.#owner.makeOk(transaction, sdp);
    const invite = new AcceptedInvite({ clock, times: layer.times }, transaction, response, () => {
      this.#accepted = undefined;
      this.#owner.unacknowledged();
    });
    this.#accepted = { invite, ...how };
  }

  /** @returns which 2xx of ours the ACK was for; undefined for a repeated one, or one that matches nothing. */
  acknowledged(envelope: Envelope): Acknowledged | undefined {
    const accepted = this.#accepted;
    if (accepted?.invite.cseq !== envelope.cseq) return undefined;
    accepted.invite.stop();
    this.#accepted = undefined;
    return accepted;
  }

  /** An offer, or the request for one, from the other side. */
  offered(transaction: ServerTransaction): void {
    const { request } = transaction;
    // An early dialog has no answered offer that another could change (RFC 3261 14.2, RFC 3311 5.2).
    if (this.#remoteOffer || !this.#open) {
      const retryAfter: Headers = [['retry-after', String(this.#host.random.below(11))]];
      transaction.respond(makeResponse(request, 500, { headers: retryAfter }));
      return;
    }
    if (this.#reinvite || this.#accepted) {
      transaction.respond(makeResponse(request, 491));
      return;
    }
    const sdp = sdpOf(request);
    const cancelTimeout = this.#host.clock.after(this.#host.settings.offerTimeoutMs, () =>
      this.respond({ status: 488, reason: 'Not Acceptable Here' }),
    );
    transaction.user = { cancelled: () => this.respond({ status: 487, reason: 'Request Terminated' }) };
    this.#remoteOffer = { transaction, withSdp: sdp !== undefined, cancelTimeout };
    this.#owner.emit({ type: 'offered', ...(sdp === undefined ? {} : { sdp }) });
  }

  respond(answer: { readonly sdp?: string } | { readonly status: number; readonly reason: string }): void {
    const offer = this.#remoteOffer;
    if (!offer) return;
    this.#remoteOffer = undefined;
    offer.cancelTimeout();
    this.#answer(offer, answer);
    this.flush();
  }

  /** Sends the next offer of ours once nothing else is being negotiated. */
  flush(): void {
    const sdp = this.#nextOffer;
    const busy = this.#reinvite ?? this.#accepted ?? this.#remoteOffer;
    if (sdp === undefined || busy || !this.#open) return;
    this.#nextOffer = undefined;
    const offer = { sdp, headers: this.#owner.offerHeaders() };
    this.#reinvite = new Reinvite(this.#host, this.#parts, offer, (outcome) => this.#reinvited(sdp, outcome));
  }

  /** The session is over. @param keepAccepted our 2xx still needs its ACK, as the BYE waits for that. */
  close(keepAccepted: boolean): void {
    this.#open = false;
    this.#nextOffer = undefined;
    this.#reinvite?.stop();
    this.#reinvite = undefined;
    if (!keepAccepted) {
      this.#accepted?.invite.stop();
      this.#accepted = undefined;
    }
    this.respond({ status: 487, reason: 'Request Terminated' });
  }

  #answer(
    offer: RemoteOffer,
    answer: { readonly sdp?: string } | { readonly status: number; readonly reason: string },
  ): void {
    const { transaction, withSdp } = offer;
    const { request } = transaction;
    if ('status' in answer)
      transaction.respond(makeResponse(request, answer.status, { reason: answer.reason }));
    else if (answer.sdp === undefined) transaction.respond(makeResponse(request, 488));
    else if (request.method === 'INVITE')
      this.accept(transaction, answer.sdp, { late: !withSdp, first: false });
    else {
      this.#localSdp = answer.sdp;
      transaction.respond(this.#owner.makeOk(transaction, answer.sdp));
    }
  }

  #reinvited(sdp: string, outcome: Outcome): void {
    this.#reinvite = undefined;
    if (!this.#owner.settled(outcome)) return;
    if (outcome.status >= 300 || !outcome.response) {
      this.#owner.emit({ type: 'reinviteRefused', status: outcome.status, reason: outcome.reason });
    } else {
      this.#localSdp = sdp;
      const answer = sdpOf(outcome.response);
      this.#owner.emit({ type: 'reanswered', ...(answer === undefined ? {} : { sdp: answer }) });
    }
    this.flush();
  }
}

/** The answer that an ACK to our late offer must hold. */
export function lateAnswer(ack: SipRequest, how: Acknowledged): string | undefined {
  return how.late ? sdpOf(ack) : undefined;
}
