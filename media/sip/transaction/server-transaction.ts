import type { SipEndpoint } from '../call.js';
import type { SipRequest, SipResponse } from '../message.js';
import type { Envelope } from './envelope.js';
import { makeResponse } from '../make-response.js';
import type { TransactionHost } from './host.js';
import type { FailureCause, Rules, ServerEffect, ServerInput, Step, TimerName } from './step.js';
import { TimerSet } from './timer-set.js';

/** Who answers the request; set by the one who takes the transaction on. */
export interface ServerUser {
  /** A CANCEL came for this INVITE (RFC 3261 9.2). */
  cancelled?(cancel: SipRequest): void;
  /** No ACK came to a final response, or the response could not be sent. */
  failed?(cause: FailureCause): void;
}

export interface ServerMachine<State> {
  readonly begin: (rules: Rules) => Step<State, ServerEffect>;
  readonly step: (state: State, input: ServerInput, rules: Rules) => Step<State, ServerEffect>;
}

/** One request from outside and our responses to it, whatever the machine. */
export interface ServerTransaction {
  readonly key: string;
  readonly request: SipRequest;
  readonly envelope: Envelope;
  /** Where the request came from. */
  readonly source: SipEndpoint;
  /** Our socket it came in at. */
  readonly local: SipEndpoint;
  /** Where responses go (RFC 3261 18.2.2, RFC 3581). */
  readonly remote: SipEndpoint;
  readonly state: string;
  user: ServerUser;
  /** Sends a response; a final one ends the user's part, except 2xx to an INVITE, which may be repeated. */
  respond(response: SipResponse): void;
  /**
   * Answers once and forgets, as a stateless server does (RFC 3261 8.2.7): a retransmission is a new request. For those
   * whom nothing shall be kept for.
   */
  respondStatelessly(response: SipResponse): void;
  /** A retransmission of the request. */
  repeat(): void;
  /** The ACK to a non-2xx final response, or one for a 2xx that uses the INVITE's branch. @returns whether it is the latter. */
  acknowledge(): boolean;
  transportFailed(): void;
  /** A final response was sent. */
  readonly answered: boolean;
  abandon(): void;
}

interface Origin {
  readonly key: string;
  readonly request: SipRequest;
  readonly envelope: Envelope;
  readonly source: SipEndpoint;
  readonly local: SipEndpoint;
  readonly remote: SipEndpoint;
}

const nobody: ServerUser = {};

/** Carries out what a server machine decides. */
export class ServerTransactionShell<State extends { readonly name: string }> implements ServerTransaction {
  readonly key: string;
  readonly request: SipRequest;
  readonly envelope: Envelope;
  readonly source: SipEndpoint;
  readonly local: SipEndpoint;
  readonly remote: SipEndpoint;
  user: ServerUser = nobody;
  readonly #host: TransactionHost;
  readonly #machine: ServerMachine<State>;
  readonly #rules: Rules;
  readonly #timers: TimerSet<TimerName>;
  #state: State;
  #last: SipResponse | undefined;
  #ackPassed = false;

  constructor(host: TransactionHost, machine: ServerMachine<State>, origin: Origin) {
    this.#host = host;
    this.#machine = machine;
    this.key = origin.key;
    this.request = origin.request;
    this.envelope = origin.envelope;
    this.source = origin.source;
    this.local = origin.local;
    this.remote = origin.remote;
    this.#rules = host.rulesFor(origin.remote);
    this.#timers = new TimerSet(host.clock, (timer) => this.#input({ kind: 'timer', timer }));
    const [state, effects] = machine.begin(this.#rules);
    this.#state = state;
    this.#carryOut(effects);
  }

  get state(): string {
    return this.#state.name;
  }

  get answered(): boolean {
    return this.#last !== undefined && this.#last.status >= 200;
  }

  respond(response: SipResponse): void {
    // A second final response is the user's mistake, or a race that the first one won; the first stands.
    if (this.answered && !(this.#state.name === 'accepted' && response.status < 300)) return;
    this.#last = response;
    this.#input({ kind: 'respond', status: response.status });
  }

  respondStatelessly(response: SipResponse): void {
    this.#last = response;
    this.#host.transport.send(response, this.remote);
    this.abandon();
  }

  repeat(): void {
    this.#input({ kind: 'request' });
  }

  acknowledge(): boolean {
    this.#ackPassed = false;
    this.#input({ kind: 'ack' });
    return this.#ackPassed;
  }

  transportFailed(): void {
    this.#input({ kind: 'transportFailed' });
  }

  abandon(): void {
    this.#timers.stopAll();
    this.#host.forget(this);
  }

  #input(input: ServerInput): void {
    const [state, effects] = this.#machine.step(this.#state, input, this.#rules);
    this.#state = state;
    if (state.name === 'terminated') this.abandon();
    this.#carryOut(effects);
  }

  #carryOut(effects: readonly ServerEffect[]): void {
    for (const effect of effects) {
      switch (effect.do) {
        case 'start':
          this.#timers.start(effect.timer, effect.ms);
          break;
        case 'stop':
          for (const timer of effect.timers) this.#timers.stop(timer);
          break;
        case 'trying':
          this.#last = makeResponse(this.request, 100);
          this.#host.transport.send(this.#last, this.remote);
          break;
        case 'send':
        case 'resend':
          if (this.#last) this.#host.transport.send(this.#last, this.remote);
          break;
        case 'passAck':
          this.#ackPassed = true;
          break;
        case 'fail':
          this.user.failed?.(effect.cause);
          break;
      }
    }
  }
}
