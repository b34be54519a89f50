import type { Cancel } from '../../../kernel/clock.js';
import type { Headers } from '../call.js';
import { header, type SipRequest, type SipResponse } from '../message.js';
import type { ClientTransaction, ClientUser } from '../transaction/client-transaction.js';
import { Authorization } from './authorization.js';
import type { CallHost, Credentials } from './call-host.js';
import type { Dialog } from './dialog.js';
import { outcomeOfFailure, type Outcome } from './dialog-request.js';

export interface ReinviteParts {
  readonly dialog: Dialog;
  readonly credentials: Credentials | undefined;
  /** We made the Call-ID: who did waits longer after a 491. */
  readonly ownsCallId: boolean;
}

/** Our re-INVITE with its retries: challenges, and 491 after the random wait of RFC 3261 14.1. */
export class Reinvite implements ClientUser {
  readonly #host: CallHost;
  readonly #parts: ReinviteParts;
  readonly #offer: { readonly sdp: string; readonly headers: Headers };
  readonly #onFinal: (outcome: Outcome) => void;
  readonly #authorization: Authorization;
  #ack: SipRequest | undefined;
  #cancelRetry: Cancel | undefined;
  #stopped = false;

  /** @param onFinal told once, unless stopped before. */
  constructor(
    host: CallHost,
    parts: ReinviteParts,
    offer: { readonly sdp: string; readonly headers: Headers },
    onFinal: (outcome: Outcome) => void,
  ) {
    this.#host = host;
    this.#parts = parts;
    this.#offer = offer;
    this.#onFinal = onFinal;
    this.#authorization = new Authorization(host.random, parts.credentials);
    this.#send();
  }

  /** The call is over: no retry, no word; a 2xx that still comes is acknowledged all the same. */
  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
  }

  responded(response: SipResponse, transaction: ClientTransaction): void {
    if (response.status < 200) return;
    if (response.status < 300) {
      this.#accepted(response, transaction);
      return;
    }
    if (this.#stopped) return;
    if (response.status === 491)
      this.#cancelRetry = this.#host.clock.after(this.#glareWaitMs(), () => this.#send());
    else if (this.#authorization.answer(response, transaction.request)) this.#send();
    else this.#onFinal({ status: response.status, reason: response.reason, response });
  }

  failed(cause: string): void {
    if (!this.#stopped) this.#onFinal(outcomeOfFailure(cause));
  }

  #accepted(response: SipResponse, transaction: ClientTransaction): void {
    const { dialog } = this.#parts;
    if (this.#ack) {
      // A retransmission: our ACK was lost (13.2.2.4).
      this.#host.layer.transport.send(this.#ack, dialog.nextHop);
      return;
    }
    dialog.refresh(response);
    const cseq = Number.parseInt(header(transaction.request, 'cseq') ?? '0', 10);
    const ack = dialog.request('ACK', { cseq, headers: this.#authorization.fields });
    this.#ack = this.#host.layer.acknowledge(ack, dialog.nextHop);
    if (!this.#stopped) this.#onFinal({ status: response.status, reason: response.reason, response });
  }

  /** 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other, in steps of 10 ms (14.1). */
  #glareWaitMs(): number {
    const { random } = this.#host;
    return this.#parts.ownsCallId ? 2100 + 10 * random.below(191) : 10 * random.below(201);
  }

  #send(): void {
    const { dialog } = this.#parts;
    const request = dialog.request('INVITE', {
      headers: [
        ...this.#host.capabilities(dialog.nextHop, 'client'),
        ...this.#offer.headers,
        ...this.#authorization.fields,
      ],
      body: { type: 'application/sdp', content: Buffer.from(this.#offer.sdp) },
    });
    const sent = this.#host.layer.request(request, dialog.nextHop, this, true);
    // Later, so that whoever made this object has it before it ends.
    if (typeof sent === 'string') this.#host.clock.after(0, () => this.failed(sent));
  }
}
