import type { SipEndpoint } from '../call.js';
import type { SipRequest, SipResponse } from '../message.js';
import { makeAck } from './make-request.js';
import type { ClientEffect, ClientInput, FailureCause, Rules, Step, TimerName } from './step.js';
import { TimerSet } from './timer-set.js';
import type { TransactionHost } from './host.js';

/** Who sent the request. Calls come at most until a final response, except 2xx to an INVITE, which may repeat. */
export interface ClientUser {
  responded(response: SipResponse, transaction: ClientTransaction): void;
  /** No final response will come; nothing follows. */
  failed(cause: FailureCause, transaction: ClientTransaction): void;
}

/** A client machine: invite-client.ts or non-invite-client.ts. */
export interface ClientMachine<State> {
  readonly begin: (rules: Rules) => Step<State, ClientEffect>;
  readonly step: (state: State, input: ClientInput, rules: Rules) => Step<State, ClientEffect>;
}

/** One request of ours and its responses, whatever the machine. */
export interface ClientTransaction {
  readonly key: string;
  readonly request: SipRequest;
  readonly remote: SipEndpoint;
  readonly state: string;
  /** A response that matched (17.1.3). */
  receive(response: SipResponse): void;
  transportFailed(): void;
  /** A CANCEL for this INVITE went out: its end is waited for 64*T1 at most. */
  cancelled(): void;
  /** Forgets the transaction at once; its user hears nothing more. */
  abandon(): void;
}

/** Carries out what a client machine decides. */
export class ClientTransactionShell<State extends { readonly name: string }> implements ClientTransaction {
  readonly key: string;
  readonly request: SipRequest;
  readonly remote: SipEndpoint;
  readonly #host: TransactionHost;
  readonly #machine: ClientMachine<State>;
  readonly #rules: Rules;
  readonly #user: ClientUser;
  readonly #timers: TimerSet<TimerName>;
  #state: State;
  #last: SipResponse | undefined;
  #ack: SipRequest | undefined;

  constructor(
    host: TransactionHost,
    machine: ClientMachine<State>,
    to: { readonly key: string; readonly request: SipRequest; readonly remote: SipEndpoint },
    user: ClientUser,
  ) {
    this.#host = host;
    this.#machine = machine;
    this.key = to.key;
    this.request = to.request;
    this.remote = to.remote;
    this.#user = user;
    this.#rules = host.rulesFor(to.remote);
    this.#timers = new TimerSet(host.clock, (timer) => this.#input({ kind: 'timer', timer }));
    const [state, effects] = machine.begin(this.#rules);
    this.#state = state;
    this.#carryOut(effects);
  }

  get state(): string {
    return this.#state.name;
  }

  receive(response: SipResponse): void {
    this.#last = response;
    this.#input({ kind: 'response', status: response.status });
  }

  transportFailed(): void {
    this.#input({ kind: 'transportFailed' });
  }

  cancelled(): void {
    this.#input({ kind: 'cancelled' });
  }

  abandon(): void {
    this.#timers.stopAll();
    this.#host.forget(this);
  }

  #input(input: ClientInput): void {
    const [state, effects] = this.#machine.step(this.#state, input, this.#rules);
    this.#state = state;
    // Before the effects: the user may look at the counts, or start the next transaction.
    if (state.name === 'terminated') this.abandon();
    this.#carryOut(effects);
  }

  #carryOut(effects: readonly ClientEffect[]): void {
    for (const effect of effects) {
      switch (effect.do) {
        case 'start':
          this.#timers.start(effect.timer, effect.ms);
          break;
        case 'stop':
          for (const timer of effect.timers) this.#timers.stop(timer);
          break;
        case 'send':
          this.#host.transport.send(this.request, this.remote);
          break;
        case 'ack':
          this.#sendAck();
          break;
        case 'pass':
          if (this.#last) this.#user.responded(this.#last, this);
          break;
        case 'fail':
          this.#user.failed(effect.cause, this);
          break;
      }
    }
  }

  #sendAck(): void {
    if (!this.#last) return;
    this.#ack ??= makeAck(this.request, this.#last);
    this.#host.transport.send(this.#ack, this.remote);
  }
}
