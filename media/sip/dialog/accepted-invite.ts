import type { Cancel, Clock } from '../../../kernel/clock.js';
import type { SipResponse } from '../message.js';
import type { ServerTransaction } from '../transaction/server-transaction.js';
import type { TransactionTimes } from '../transaction/step.js';

/**
 * Our 2xx to an INVITE, repeated until its ACK over every transport, as a proxy behind may speak UDP
 * (RFC 3261 13.3.1.4).
 */
export class AcceptedInvite {
  readonly #clock: Clock;
  readonly #times: TransactionTimes;
  readonly #transaction: ServerTransaction;
  readonly #response: SipResponse;
  readonly #onSilence: () => void;
  readonly #until: number;
  #waitMs: number;
  #cancel: Cancel;

  /** @param onSilence told once when no ACK came within 64*T1. */
  constructor(
    parts: { readonly clock: Clock; readonly times: TransactionTimes },
    transaction: ServerTransaction,
    response: SipResponse,
    onSilence: () => void,
  ) {
    this.#clock = parts.clock;
    this.#times = parts.times;
    this.#transaction = transaction;
    this.#response = response;
    this.#onSilence = onSilence;
    this.#until = parts.clock.monotonic() + 64 * parts.times.t1Ms;
    this.#waitMs = parts.times.t1Ms;
    transaction.respond(response);
    this.#cancel = this.#wait(this.#waitMs);
  }

  /** CSeq number that the ACK must have. */
  get cseq(): number {
    return this.#transaction.envelope.cseq;
  }

  /** Stops repeating: the ACK came, or the call is gone. */
  stop(): void {
    this.#cancel();
  }

  #wait(ms: number): Cancel {
    const left = Math.max(0, this.#until - this.#clock.monotonic());
    return this.#clock.after(Math.min(ms, left), () => this.#due());
  }

  #due(): void {
    if (this.#clock.monotonic() >= this.#until) {
      this.#onSilence();
      return;
    }
    this.#transaction.respond(this.#response);
    this.#waitMs = Math.min(2 * this.#waitMs, this.#times.t2Ms);
    this.#cancel = this.#wait(this.#waitMs);
  }
}
