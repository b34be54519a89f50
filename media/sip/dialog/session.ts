import type { Headers, SipCall, SipCallEvent, SipEndpoint } from '../call.js';
import { header, type SipMessage, type SipRequest, type SipResponse } from '../message.js';
import { parseAddressList } from '../name-addr.js';
import type { Envelope } from '../transaction/envelope.js';
import { makeResponse } from '../make-response.js';
import type { ServerTransaction } from '../transaction/server-transaction.js';
import { sessionBody } from './body.js';
import type { CallHost, DialogReceiver } from './call-host.js';
import type { Dialog, RequestParts } from './dialog.js';
import { DialogRequest, type Outcome } from './dialog-request.js';
import { lateAnswer, OfferExchange, type ExchangeOwner } from './offer-exchange.js';
import { q850Of, reasonHeader, reasonText } from './reason-header.js';
import { optionsHeaders, refusal } from './refusals.js';
import type { ReinviteParts } from './reinvite.js';
import { agreementIn, answerTimer, askForTimer, lists, SessionTimer } from './session-timer.js';
import type { Uri } from '../uri.js';
import { Transfer } from './transfer.js';

export type EndedEvent = Extract<SipCallEvent, { type: 'ended' }>;

/** Who hears of the session: the call. */
export interface SessionOwner {
  emit(event: SipCallEvent): void;
  /** The call itself while it is answered. */
  readonly answered: SipCall | undefined;
  /** Once; the dialog takes no more requests when it comes. */
  sessionEnded(event: EndedEvent, session: Session): void;
}

/** How a session ended, before it is made an event. */
interface Ending {
  /** `local` only by hangup(): of all else the call has to be told. */
  readonly by: 'remote' | 'local';
  readonly status: number;
  readonly reason: string;
}

/**
 * One dialog of an INVITE from its first tagged response on: requests within it both ways, its session timer and its
 * end; offers and answers are in its OfferExchange. Early until accept() or confirm().
 */
export class Session implements DialogReceiver, ExchangeOwner {
  readonly dialog: Dialog;
  readonly #host: CallHost;
  readonly #parts: ReinviteParts;
  readonly #owner: SessionOwner;
  readonly #exchange: OfferExchange;
  readonly #transfer: Transfer;
  readonly #timer: SessionTimer;
  #ended = false;
  #byeAfterAck: Headers | undefined;
  #peerUpdates = false;

  constructor(host: CallHost, parts: ReinviteParts, owner: SessionOwner) {
    this.dialog = parts.dialog;
    this.#host = host;
    this.#parts = parts;
    this.#owner = owner;
    this.#exchange = new OfferExchange(host, parts, this);
    this.#transfer = new Transfer((headers, sipfrag) => {
      const body = { type: 'message/sipfrag;version=2.0', content: Buffer.from(sipfrag) };
      // What becomes of it changes nothing: the phone that asked may be gone already.
      this.#send('NOTIFY', { headers: [...this.#contact(), ...headers], body }, () => undefined);
    });
    this.#timer = new SessionTimer(host.clock, {
      refresh: () => this.#refresh(),
      expired: () => this.giveUp(408, 'Session Timer Expired'),
    });
    host.addDialog(this.dialog.key, this);
  }

  /** The INVITE got this 2xx and our ACK is out (client side). @param localSdp ours of that exchange. */
  confirm(response: SipResponse, localSdp: string | undefined): void {
    this.#learn(response);
    this.#timer.restart(agreementIn(response));
    this.#exchange.open(localSdp);
  }

  /** Sends our 2xx to the first INVITE and repeats it until the ACK (server side). */
  accept(transaction: ServerTransaction, sdp: string, late: boolean): void {
    this.#exchange.accept(transaction, sdp, { late, first: true });
  }

  reinvite(sdp: string): void {
    if (!this.#ended) this.#exchange.offer(sdp);
  }

  respondToOffer(
    answer: { readonly sdp?: string } | { readonly status: number; readonly reason: string },
  ): void {
    this.#exchange.respond(answer);
  }

  sendInfo(contentType: string, body: string): void {
    if (this.#ended) return;
    const parts = { headers: this.#contact(), body: { type: contentType, content: Buffer.from(body) } };
    this.#send('INFO', parts, (outcome) => this.settled(outcome));
  }

  notifyReferral(status: number, reason: string): void {
    if (!this.#ended) this.#transfer.report(status, reason);
  }

  /** Ends the dialog by hang-up; a BYE before the ACK waits for it (RFC 3261 15). */
  hangup(options: { readonly reason?: string; readonly q850?: number }): void {
    const headers: Headers = options.q850 === undefined ? [] : [reasonHeader(options.q850, options.reason)];
    this.#endWithBye(headers, { by: 'local', status: 0, reason: options.reason ?? '' });
  }

  /** Ends the dialog with BYE for a reason that the call has to be told. */
  giveUp(status: number, reason: string): void {
    this.#endWithBye([], { by: 'remote', status, reason });
  }

  /** The INVITE came to nothing: an early dialog ends without a word. */
  discard(): void {
    this.#close();
  }

  requested(transaction: ServerTransaction): void {
    const { request, envelope } = transaction;
    if (this.#ended) {
      this.#afterEnd(transaction);
      return;
    }
    this.dialog.heardFrom(transaction.source);
    if (!this.dialog.accept(envelope.cseq)) {
      transaction.respond(makeResponse(request, 500, { reason: 'CSeq Out Of Order' }));
      return;
    }
    const refused = refusal(request);
    if (refused) transaction.respond(refused);
    else this.#handle(transaction);
  }

  acknowledged(ack: SipRequest, envelope: Envelope): void {
    const how = this.#exchange.acknowledged(envelope);
    if (!how) return;
    if (this.#byeAfterAck) {
      this.#bye(this.#byeAfterAck);
      return;
    }
    const sdp = lateAnswer(ack, how);
    if (how.late && sdp === undefined) {
      this.giveUp(488, 'The ACK brought no answer to our offer');
      return;
    }
    const answer = sdp === undefined ? {} : { sdp };
    if (how.first) this.#owner.emit({ type: 'established', ...answer });
    else if (how.late) this.#owner.emit({ type: 'reanswered', ...answer });
    this.#exchange.flush();
  }

  get answered(): SipCall | undefined {
    return this.#ended ? undefined : this.#owner.answered;
  }

  moved(contact: Uri, route: SipEndpoint): void {
    if (this.dialog.isReachedBy(contact)) this.dialog.heardFrom(route);
  }

  /** A BYE that waits for its ACK goes out now: better out of order than never. */
  shutDown(): void {
    const headers = this.#byeAfterAck;
    this.#byeAfterAck = undefined;
    this.#close();
    if (headers) this.#bye(headers);
  }

  emit(event: SipCallEvent): void {
    this.#owner.emit(event);
  }

  makeOk(transaction: ServerTransaction, sdp?: string): SipResponse {
    const { request } = transaction;
    this.#learn(request);
    const timer = answerTimer(request, this.#host.settings);
    if (timer.kind === 'taken') this.#timer.restart(timer.agreement);
    return makeResponse(request, 200, {
      toTag: this.dialog.localTag,
      recordRoute: true,
      headers: [...this.#host.capabilities(transaction.source, 'server'), ...timer.headers],
      ...(sdp === undefined ? {} : { body: { type: 'application/sdp', content: Buffer.from(sdp) } }),
    });
  }

  offerHeaders(): Headers {
    const { agreement } = this.#timer;
    if (!agreement) return [];
    return askForTimer(agreement.intervalS, this.#host.settings, agreement.weRefresh ? 'uac' : 'uas');
  }

  /** Also ends the session when the other side has lost the dialog: 481 and 408 (12.2.1.2). */
  settled(outcome: Outcome): boolean {
    if (this.#ended) return false;
    const { status, reason, response } = outcome;
    if (status === 481 || status === 408) {
      this.#endWithBye([], { by: 'remote', status, reason }, response);
      return false;
    }
    const refreshes = response && /\b(INVITE|UPDATE)$/.test(header(response, 'cseq') ?? '');
    if (refreshes && status < 300) this.#timer.restart(agreementIn(response));
    return true;
  }

  unacknowledged(): void {
    if (this.#byeAfterAck) this.#bye(this.#byeAfterAck);
    else this.giveUp(408, 'No ACK');
  }

  #handle(transaction: ServerTransaction): void {
    const { request } = transaction;
    switch (request.method) {
      case 'BYE':
        transaction.respond(makeResponse(request, 200));
        this.#end({ by: 'remote', status: 0, reason: reasonText(request) }, request);
        return;
      case 'INVITE':
      case 'UPDATE':
        this.#refreshed(transaction);
        return;
      case 'INFO':
        transaction.respond(makeResponse(request, 200));
        this.#owner.emit({
          type: 'info',
          contentType: header(request, 'content-type') ?? '',
          body: request.body.toString('utf8'),
        });
        return;
      case 'REFER':
        this.#referred(transaction);
        return;
      default:
        transaction.respond(makeResponse(request, 200, { headers: optionsHeaders }));
    }
  }

  /** UPDATE without an offer refreshes the target and the session timer, and that is all (RFC 3311 5.2). */
  #refreshed(transaction: ServerTransaction): void {
    const { request } = transaction;
    const timer = answerTimer(request, this.#host.settings);
    if (timer.kind === 'tooSmall')
      transaction.respond(makeResponse(request, 422, { headers: timer.headers }));
    else if (request.method === 'UPDATE' && sessionBody(request).kind === 'none')
      transaction.respond(this.makeOk(transaction));
    else this.#exchange.offered(transaction);
  }

  #referred(transaction: ServerTransaction): void {
    const { request } = transaction;
    const target = parseAddressList([header(request, 'refer-to') ?? '']);
    const [referTo, ...more] = target.ok ? target.value : [];
    if (!referTo || more.length > 0) {
      transaction.respond(makeResponse(request, 400, { reason: 'One Refer-To Is Needed' }));
      return;
    }
    transaction.respond(makeResponse(request, 202, { headers: this.#contact() }));
    this.#transfer.begin(transaction.envelope.cseq);
    const referredBy = header(request, 'referred-by');
    this.#owner.emit({
      type: 'referred',
      referTo: referTo.uri,
      ...(referredBy === undefined ? {} : { referredBy }),
    });
  }

  /** Our part of the session timer: by UPDATE where the other side knows it, as that can't glare (RFC 4028 7.4). */
  #refresh(): void {
    const sdp = this.#exchange.localSdp;
    if (!this.#peerUpdates) {
      if (sdp !== undefined) this.#exchange.offer(sdp);
      return;
    }
    const headers = [...this.#host.capabilities(this.dialog.nextHop, 'client'), ...this.offerHeaders()];
    this.#send('UPDATE', { headers }, (outcome) => {
      if (outcome.status === 405 || outcome.status === 501) {
        this.#peerUpdates = false;
        if (!this.#ended) this.#refresh();
      } else if (this.settled(outcome) && outcome.response && outcome.status < 300) {
        this.dialog.refresh(outcome.response);
      }
    });
  }

  #learn(message: SipMessage): void {
    this.dialog.refresh(message);
    if (header(message, 'allow') !== undefined) this.#peerUpdates = lists(message, 'allow', 'UPDATE');
  }

  #send(method: string, parts: RequestParts, onFinal: (outcome: Outcome) => void): void {
    new DialogRequest(this.#host, this.#parts, method, parts, onFinal);
  }

  #endWithBye(headers: Headers, ending: Ending, by?: SipMessage): void {
    if (this.#ended) return;
    const waits = this.#exchange.unacknowledged;
    if (waits) this.#byeAfterAck = headers;
    this.#end(ending, by);
    if (!waits) this.#bye(headers);
  }

  #bye(headers: Headers): void {
    this.#byeAfterAck = undefined;
    this.#host.removeDialog(this.dialog.key, this);
    this.#send('BYE', { headers }, () => undefined);
  }

  /** Our BYE still waits for the ACK; theirs makes both needless. */
  #afterEnd(transaction: ServerTransaction): void {
    const bye = transaction.request.method === 'BYE';
    transaction.respond(makeResponse(transaction.request, bye ? 200 : 481));
    if (!bye) return;
    this.#byeAfterAck = undefined;
    this.#close();
  }

  #end(ending: Ending, by?: SipMessage): void {
    this.#close();
    const q850 = by && q850Of(by);
    const headers = by?.headers ?? [];
    this.#owner.sessionEnded(
      { type: 'ended', ...ending, ...(q850 === undefined ? {} : { q850 }), headers },
      this,
    );
  }

  #close(): void {
    this.#ended = true;
    this.#timer.stop();
    // A BYE of ours that waits for the ACK keeps the dialog, so that the ACK finds it.
    const waits = this.#byeAfterAck !== undefined;
    this.#exchange.close(waits);
    if (!waits) this.#host.removeDialog(this.dialog.key, this);
  }

  #contact(): Headers {
    return [['contact', this.#host.contactFor(this.dialog.nextHop)]];
  }
}
