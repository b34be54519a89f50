import type { SipResponse } from '../message.js';
import type { ClientTransaction, ClientUser } from '../transaction/client-transaction.js';
import { Authorization } from './authorization.js';
import type { CallHost, Credentials } from './call-host.js';
import type { Dialog, RequestParts } from './dialog.js';

/** What became of a request; without a response `status` is 408 or 503 (RFC 3261 8.1.3.1). */
export interface Outcome {
  readonly status: number;
  readonly reason: string;
  readonly response?: SipResponse;
}

/** The status that stands for a request which nobody answered (RFC 3261 8.1.3.1). */
export function outcomeOfFailure(cause: string): Outcome {
  if (cause === 'timeout') return { status: 408, reason: 'Request Timeout' };
  return { status: 503, reason: 'Service Unavailable' };
}

/** One request within a dialog, sent again when it is challenged; INVITE has its own (reinvite.ts). */
export class DialogRequest implements ClientUser {
  readonly #host: CallHost;
  readonly #dialog: Dialog;
  readonly #method: string;
  readonly #parts: RequestParts;
  readonly #onFinal: (outcome: Outcome) => void;
  readonly #authorization: Authorization;

  constructor(
    host: CallHost,
    at: { readonly dialog: Dialog; readonly credentials: Credentials | undefined },
    method: string,
    parts: RequestParts,
    onFinal: (outcome: Outcome) => void,
  ) {
    this.#host = host;
    this.#dialog = at.dialog;
    this.#method = method;
    this.#parts = parts;
    this.#onFinal = onFinal;
    this.#authorization = new Authorization(host.random, at.credentials);
    this.#send();
  }

  responded(response: SipResponse, transaction: ClientTransaction): void {
    if (response.status < 200) return;
    if (this.#authorization.answer(response, transaction.request)) this.#send();
    else this.#onFinal({ status: response.status, reason: response.reason, response });
  }

  failed(cause: string): void {
    this.#onFinal(outcomeOfFailure(cause));
  }

  #send(): void {
    const headers = [...(this.#parts.headers ?? []), ...this.#authorization.fields];
    const request = this.#dialog.request(this.#method, { ...this.#parts, headers });
    const sent = this.#host.layer.request(request, this.#dialog.nextHop, this, true);
    // Later, so that whoever made this object has it before it ends.
    if (typeof sent === 'string') this.#host.clock.after(0, () => this.failed(sent));
  }
}
