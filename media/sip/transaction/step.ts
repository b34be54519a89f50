/**
 * What the four transaction machines of RFC 3261 17 (as changed by RFC 6026) share: the timers, their settings, and the
 * inputs and effects of a step. A machine is `(state, input, rules) → [state, effects]`; transaction shells
 * (client-transaction.ts, server-transaction.ts) carry the effects out.
 */

/**
 * Timers by their RFC letters; `trying` is the 200 ms after which a silent INVITE server says 100 (17.2.1), `cancelled`
 * the 64*T1 that an INVITE client waits for its end after CANCEL (9.1).
 */
export type TimerName =
  'A' | 'B' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M' | 'trying' | 'cancelled';

export interface TransactionTimes {
  /** Estimate of the round trip (17.1.1.1). */
  readonly t1Ms: number;
  /** Longest wait between retransmissions of non-INVITE requests and INVITE responses. */
  readonly t2Ms: number;
  /** Longest life of a message in the network. */
  readonly t4Ms: number;
  /** Timer D over unreliable transports: at least 32 s (17.1.1.2). */
  readonly timerDMs: number;
  /** How long an INVITE may wait for its first response before 100 goes out: 200 ms (17.2.1). */
  readonly tryingMs: number;
}

export const defaultTimes: TransactionTimes = {
  t1Ms: 500,
  t2Ms: 4000,
  t4Ms: 5000,
  timerDMs: 32_000,
  tryingMs: 200,
};

/** Times together with the one property of the transport that the machines know. */
export interface Rules extends TransactionTimes {
  readonly reliable: boolean;
}

export type FailureCause = 'timeout' | 'transport' | 'full';

export type TimerEffect =
  | { readonly do: 'start'; readonly timer: TimerName; readonly ms: number }
  | { readonly do: 'stop'; readonly timers: readonly TimerName[] };

export type ClientInput =
  | { readonly kind: 'response'; readonly status: number }
  | { readonly kind: 'timer'; readonly timer: TimerName }
  /** A CANCEL for this INVITE went out. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'transportFailed' };

export type ClientEffect =
  | TimerEffect
  /** Send the request (again). */
  | { readonly do: 'send' }
  /** Acknowledge the non-2xx final response, first time or again (17.1.1.3). */
  | { readonly do: 'ack' }
  /** Hand the response to the transaction user. */
  | { readonly do: 'pass' }
  /** Tell the transaction user that nothing will come. */
  | { readonly do: 'fail'; readonly cause: FailureCause };

export type ServerInput =
  /** A retransmission of the request. */
  | { readonly kind: 'request' }
  | { readonly kind: 'ack' }
  /** A response of the transaction user. */
  | { readonly kind: 'respond'; readonly status: number }
  | { readonly kind: 'timer'; readonly timer: TimerName }
  | { readonly kind: 'transportFailed' };

export type ServerEffect =
  | TimerEffect
  /** Send the response that the input brought. */
  | { readonly do: 'send' }
  /** Send the last response again. */
  | { readonly do: 'resend' }
  /** Send 100 in the user's place. */
  | { readonly do: 'trying' }
  /** Hand an ACK to the transaction user. */
  | { readonly do: 'passAck' }
  | { readonly do: 'fail'; readonly cause: FailureCause };

export type Step<State, Effect> = readonly [state: State, effects: readonly Effect[]];

export const start = (timer: TimerName, ms: number): TimerEffect => ({ do: 'start', timer, ms });
export const stop = (...timers: TimerName[]): TimerEffect => ({ do: 'stop', timers });
