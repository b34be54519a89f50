/** What an agent is doing, as the one state machine of the telephone has it. */

/** The state an agent asks for (or is forced into). */
export type Wish =
  | { readonly name: 'ready' }
  | { readonly name: 'notReady'; readonly reason: string }
  | { readonly name: 'signedOut' };

export type AgentState =
  | { readonly name: 'signedOut' }
  | { readonly name: 'ready' }
  | { readonly name: 'notReady'; readonly reason: string }
  /** An offer rings at the agent until `until`. */
  | { readonly name: 'reserved'; readonly offer: number; readonly task: string; readonly until: number }
  /**
   * In a conversation: of a queue, or (`queue` null) one that the ACD did not give, as an outbound call.
   * `then` is what follows (after wrap-up).
   */
  | { readonly name: 'talking'; readonly task: string; readonly queue: string | null; readonly then: Wish }
  /** After-call work (话后整理); `then` follows at `until`, or earlier when the agent ends it. */
  | { readonly name: 'wrapUp'; readonly task: string; readonly until: number; readonly then: Wish }
  /** 未应答: let an offer ring (or refused it); out of distribution until the agent says ready. */
  | { readonly name: 'noAnswer'; readonly task: string }
  /** The phone does not work; over at `until` when that is known, when it is restored, or on the agent's ready. */
  | { readonly name: 'deviceFault'; readonly cause: 'busy' | 'fault'; readonly until: number | null };

/** Why a state was entered; kept with the agent's log. */
export type StateCause =
  | 'asked'
  | 'offered'
  | 'answered'
  | 'noAnswer'
  | 'rejected'
  | 'busy'
  | 'deviceFault'
  | 'deviceRestored'
  /** The task of the offer left, changed hands or the offer was withdrawn: not the agent's doing. */
  | 'offerCancelled'
  | 'occupied'
  | 'talkEnded'
  | 'wrapUpEnded';
