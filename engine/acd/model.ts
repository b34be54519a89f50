/**
 * What goes into the ACD, what comes out, and the things it knows. Times are milliseconds since the Unix epoch,
 * durations end in `Ms`. Identifiers are opaque to the ACD; everything here is plain data that survives JSON.
 */

import type {
  Medium,
  OverflowCause,
  OverflowRule,
  OverflowTarget,
  Policy,
  Promotion,
  QueueSettings,
  AgentSettings,
  Relaxation,
  Skills,
} from './settings.js';
import type { AgentState, StateCause, Wish } from './agent-state.js';
import type { AgentWork, Decision, Place } from './views.js';

export type * from './settings.js';
export type * from './agent-state.js';
export type * from './views.js';

/** A further queue to wait in (ACD8). */
export interface Route {
  readonly queue: string;
  /** It is waited in from then on; absent: at once. */
  readonly afterMs?: number;
  /** On top of the task's own. */
  readonly skills?: Skills;
  /** Added to the task's own in this queue. */
  readonly addPriority?: number;
}

/** One agent is wanted before all others (ACD6). */
export interface WantedAgent {
  readonly agent: string;
  /** How long the task waits for an agent who is busy; one who is not signed in is not waited for. */
  readonly waitMs: number;
  /** `designated` (指定座席), or `last`: who served the caller before. */
  readonly why: 'designated' | 'last';
}

/** A caller (or any other piece of work) that wants one agent. */
export interface TaskRequest {
  readonly id: string;
  /** The first route; further ones are in `routes`. */
  readonly queue: string;
  /** Higher is served first. Default 0. */
  readonly priority?: number;
  readonly skills?: Skills;
  /** Call data for rules. */
  readonly attributes?: Readonly<Record<string, string>>;
  /**
   * A place given earlier ('joined' effect): the task comes back into the order where it was, also over a
   * restart, and is not refused as full.
   */
  readonly place?: Place;
  /** Takes the place that is kept for this task ('task.left' with `keepMs`), if it still is. */
  readonly placeOf?: string;
  /** Default 'phone'. */
  readonly medium?: Medium;
  /** Of the caller (重点来电); default 0. */
  readonly level?: number;
  /** Where the caller is from, for region shares (ACD7); absent or '': no share counts. */
  readonly region?: string;
  /**
   * Waited in at once beside `queue`, tried in this order when somebody is ready. A queue that is not there is left out;
   * `queue` itself may be among them with what it adds.
   */
  readonly routes?: readonly Route[];
  readonly wants?: WantedAgent;
  /** Beside the queues' own. */
  readonly relax?: readonly Relaxation[];
  readonly promote?: readonly Promotion[];
  /** Asked before the queues' own. */
  readonly overflow?: readonly OverflowRule[];
  /** Queues that it was in before: no overflow rule leads there again. */
  readonly visited?: readonly string[];
}

/** Why an offer came to nothing; the ring time is also watched by the ACD itself. */
export type OfferFailure =
  /** It rang until the end: the agent's miss. */
  | 'noAnswer'
  /** The agent refused it: the agent's miss too. */
  | 'rejected'
  /** The phone said busy: not the agent's miss. */
  | 'busy'
  /** Not registered, unreachable, media failed: not the agent's miss. */
  | 'deviceFault';

export type AcdInput =
  /** The order of the policies; callers who wait are sorted anew. */
  | { readonly kind: 'policy.set'; readonly policy: Policy }
  | { readonly kind: 'queue.set'; readonly queue: QueueSettings }
  /** Its waiting tasks are dropped with an effect each; conversations go on. */
  | { readonly kind: 'queue.removed'; readonly queue: string }
  /** A new agent begins signed out. */
  | { readonly kind: 'agent.set'; readonly agent: AgentSettings }
  | { readonly kind: 'agent.removed'; readonly agent: string }
  /**
   * What the agent, or `by` (a supervisor) in their place, wants. In a conversation it is kept for afterwards; while
   * an offer rings, not ready and sign out withdraw the offer; in wrap-up it ends the wrap-up.
   */
  | { readonly kind: 'agent.asked'; readonly agent: string; readonly wish: Wish; readonly by?: string }
  /** Makes the wrap-up `byMs` longer. */
  | { readonly kind: 'agent.wrapUpExtended'; readonly agent: string; readonly byMs: number }
  /** The agent is in a conversation that no offer led to (outbound, internal, or found again after a restart). */
  | {
      readonly kind: 'agent.occupied';
      readonly agent: string;
      readonly task: string;
      /** Of a conversation found again; null otherwise. */
      readonly queue: string | null;
    }
  /** The agent's conversation `task` is over for this agent. */
  | { readonly kind: 'agent.talkEnded'; readonly agent: string; readonly task: string }
  /** The phone went (unregistered) or came back; noticed outside any offer. */
  | { readonly kind: 'agent.deviceFailed'; readonly agent: string }
  | { readonly kind: 'agent.deviceRestored'; readonly agent: string }
  | { readonly kind: 'task.joined'; readonly task: TaskRequest }
  /**
   * The task wants this agent and nobody else, past the queues (指定座席). One who is ready gets an offer for `offerMs`.
   * With `past` 'readiness' the agent's phone is rung whatever they do, unless they are rung or talk already: 'granted'
   * says that it may be, and the agent counts as talking from then on until agent.talkEnded.
   */
  | {
      readonly kind: 'task.named';
      readonly task: string;
      readonly agent: string;
      readonly offerMs: number;
      readonly past: 'queues' | 'readiness';
    }
  /**
   * Hung up, timed out, sent elsewhere. A ringing offer is withdrawn; the agent keeps their idle time. With `keepMs` the
   * place is kept so long for who comes with `placeOf` (漏话回拨).
   */
  | { readonly kind: 'task.left'; readonly task: string; readonly keepMs?: number }
  /** The waiting caller hangs up and is called back: the task becomes one of another id and medium at its place. */
  | { readonly kind: 'task.turned'; readonly task: string; readonly into: string; readonly medium: Medium }
  /** Nobody will come for the kept place. */
  | { readonly kind: 'place.dropped'; readonly task: string }
  /** The agent has done with work of another medium than the telephone. */
  | { readonly kind: 'work.done'; readonly agent: string; readonly task: string }
  /** What is given changes; joinedAt and seq stay. Another queue ends the other routes. A ringing offer goes on. */
  | {
      readonly kind: 'task.changed';
      readonly task: string;
      readonly queue?: string;
      readonly priority?: number;
      readonly level?: number;
      readonly skills?: Skills;
    }
  /**
   * A supervisor's choice: offers the task to this agent, whatever skills it takes, if the agent is ready. An offer of
   * it that rings elsewhere is withdrawn.
   */
  | { readonly kind: 'task.given'; readonly task: string; readonly agent: string }
  /** The agent and the caller of the offer talk. Of an offer already withdrawn: nothing happens. */
  | { readonly kind: 'offer.answered'; readonly offer: number }
  | { readonly kind: 'offer.failed'; readonly offer: number; readonly why: OfferFailure }
  /** The time of the last 'wake' effect has come. Early, late and needless ticks do no harm. */
  | { readonly kind: 'tick' };

export type TaskRefusal =
  | 'full'
  | 'unknownQueue'
  | 'duplicate'
  /** The agent whom it wanted: not signed in, not ready, rung or talking. */
  | 'agentNotReady';

/** What became of a task while it waited. */
export type Progress =
  | { readonly to: 'relaxed'; readonly afterMs: number }
  | { readonly to: 'promoted'; readonly priority: number; readonly level: number }
  /** The agent wanted is not waited for any longer. */
  | { readonly to: 'fellBack'; readonly from: string; readonly queues: readonly string[] }
  /** It waits in these queues now. */
  | { readonly to: 'queues'; readonly queues: readonly string[]; readonly on: OverflowCause | 'route' };

export type AcdEffect =
  /** The task waits. `staffed` false: nobody who serves the queue is signed in. Keep `place` for a restart. */
  | {
      readonly do: 'joined';
      readonly task: string;
      readonly queue: string;
      readonly place: Place;
      readonly staffed: boolean;
      /** Every queue that it waits in. */
      readonly queues: readonly string[];
      /** How long it will wait, as reckoned now; null: nothing to reckon with. */
      readonly estimateMs: number | null;
    }
  /** The task was not taken. `queue` '': it wanted one agent. */
  | {
      readonly do: 'refused';
      readonly task: string;
      readonly queue: string;
      readonly why: TaskRefusal;
    }
  /** The agent's phone may be rung for the task, which wanted nobody else; an agent unknown here is nobody's. */
  | { readonly do: 'granted'; readonly task: string; readonly agent: string }
  /** The task was thrown out because its queue is gone. */
  | { readonly do: 'dropped'; readonly task: string; readonly queue: string }
  /** Ring the agent for this task until `until`; answer with offer.answered or offer.failed. */
  | {
      readonly do: 'offer';
      readonly offer: number;
      readonly task: string;
      readonly queue: string;
      readonly agent: string;
      readonly until: number;
      readonly medium: Medium;
      readonly why: Decision;
    }
  /** Stop ringing (or hang up, when it was answered in the same moment). */
  | { readonly do: 'cancelOffer'; readonly offer: number; readonly task: string; readonly agent: string }
  /** The agent's state is now this; `by` is the supervisor who forced it. */
  | {
      readonly do: 'setAgentState';
      readonly agent: string;
      readonly state: AgentState;
      readonly cause: StateCause;
      readonly by?: string;
    }
  /** Time, or an overflow into a queue, changed how the task waits. */
  | { readonly do: 'progressed'; readonly task: string; readonly step: Progress }
  /** The task left the ACD for `to`, by a rule of its own or of its queue. */
  | {
      readonly do: 'overflowed';
      readonly task: string;
      readonly queue: string;
      readonly on: OverflowCause;
      readonly to: Exclude<OverflowTarget, { kind: 'queue' }>;
    }
  /** The work of other media that the agent has is now this. */
  | { readonly do: 'setAgentWork'; readonly agent: string; readonly work: readonly AgentWork[] }
  /** The place kept for a caller who gave up is gone. */
  | { readonly do: 'placeExpired'; readonly task: string }
  /** The last signed-in agent of a queue with waiting tasks left. */
  | { readonly do: 'unstaffed'; readonly queue: string; readonly waiting: number }
  /** Send a tick at `at`; replaces the earlier one; null: none is needed. */
  | { readonly do: 'wake'; readonly at: number | null };
