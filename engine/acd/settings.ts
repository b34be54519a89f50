/** What operators decide: queues, agents, the order of the policies. Plain data; durations end in `Ms`. */

/** Skill name → level, an integer from 1; an agent without the skill has none. As a demand: the least level. */
export type Skills = Readonly<Record<string, number>>;

/**
 * What a task comes by (媒体统一排队). `phone`, `webCall` and `callBack` need the agent's telephone: one at a time for
 * an agent, and nothing is offered beside it.
 */
export type Medium =
  'phone' | 'webCall' | 'callBack' | 'voicemail' | 'email' | 'fax' | 'sms' | 'chat' | 'task';

/** Caller levels from `from` to `to`, both included; absent: no bound. */
export interface LevelRange {
  readonly from?: number;
  readonly to?: number;
}

/** A demand eases after `afterMs` of waiting (ACD14). */
export interface Relaxation {
  readonly afterMs: number;
  /** Least levels from then on; 0: the skill is not asked for any more. Only ever eases. */
  readonly skills?: Skills;
  /** No skill at all is asked for any more. */
  readonly anySkill?: boolean;
  /** Agents whose share of the caller's region is used up may take the caller too (ACD7). */
  readonly anyRegion?: boolean;
}

/** A waiting caller rises (ACD9): once after `afterMs`, and with `everyMs` again and again, `times` in all. */
export interface Promotion {
  readonly afterMs: number;
  readonly everyMs?: number;
  /** At most so often; 1 without `everyMs`, else 1000 when nothing is said. */
  readonly times?: number;
  /** Of callers who joined with such a level; absent: of all. */
  readonly levels?: LevelRange;
  readonly addPriority?: number;
  readonly addLevel?: number;
}

export type OverflowTarget =
  /** Into another queue, with `also` in addition to this one; the place is kept. */
  | { readonly kind: 'queue'; readonly queue: string; readonly also?: boolean }
  | { readonly kind: 'flow'; readonly flow: string }
  | { readonly kind: 'voicemail'; readonly mailbox: string }
  | { readonly kind: 'callBack' }
  | { readonly kind: 'external'; readonly number: string };

export type OverflowCause =
  /** This caller has waited so long. */
  | { readonly on: 'waited'; readonly ms: number }
  /** On joining: somebody in the queue has waited so long. */
  | { readonly on: 'longestWait'; readonly ms: number }
  /** On joining: so many wait already. */
  | { readonly on: 'length'; readonly tasks: number }
  /** Nobody who serves the queue is signed in, on joining or later. */
  | { readonly on: 'nobody' }
  /** On joining: the estimated wait is longer than this. */
  | { readonly on: 'estimatedWait'; readonly ms: number };

/** Where callers go whom the queue cannot serve well (ACD10); the first rule that holds is taken. */
export interface OverflowRule {
  readonly when: OverflowCause;
  readonly to: OverflowTarget;
  /** Of callers with such a level; absent: of all. */
  readonly levels?: LevelRange;
}

/**
 * What decides between two tasks that an agent could take, the first difference decides. Whatever is not named is
 * asked last, in the order of `defaultPolicy`.
 */
export type TaskCriterion =
  /** One that wants this very agent. */
  | 'designated'
  /** The higher priority of the queue. */
  | 'queuePriority'
  /** The lower rank that the queue has with the agent. */
  | 'rank'
  /** The higher priority of the task. */
  | 'priority'
  /** The higher level of the caller. */
  | 'level'
  /** The sum of the agent's levels in what is asked for. */
  | 'skillLevel'
  /** The region of which the agent has had too few (ACD7). */
  | 'regionShare'
  /** The longer wait, weighted by the queue. */
  | 'wait';

/** What decides between two ready agents for a task. */
export type AgentCriterion =
  /** The higher levels in what is asked for. */
  | 'skillLevel'
  /** Who has had too few of the caller's region. */
  | 'regionShare'
  /** The lower rank that the queue has with the agent. */
  | 'rank'
  /** Who has taken fewest since they signed in. */
  | 'fewestTaken'
  | 'longestIdle';

/** The order of the policies (ACD11). */
export interface Policy {
  readonly tasks: readonly TaskCriterion[];
  readonly agents: readonly AgentCriterion[];
}

export const defaultPolicy: Policy = {
  tasks: ['designated', 'queuePriority', 'rank', 'priority', 'level', 'regionShare', 'wait'],
  agents: ['skillLevel', 'regionShare', 'longestIdle'],
};

export interface QueueSettings {
  readonly id: string;
  /** Agents who serve several queues take from the higher priority first. Default 0. */
  readonly priority?: number;
  /**
   * Between queues of one priority (and one rank with the agent): a second of waiting counts `weight` seconds.
   * Default 1, which is first come first served across those queues.
   */
  readonly weight?: number;
  /** Tasks that may wait at once; the next is refused as full. Default 256. */
  readonly capacity?: number;
  /** Demanded of every task in the queue, on top of its own. */
  readonly skills?: Skills;
  /** How long an agent's phone rings. Default 20 000. */
  readonly offerMs?: number;
  /** After-call work that follows each conversation of this queue; 0 is none. Default 0. */
  readonly wrapUpMs?: number;
  /** Carried for the engine, which plays it: name of the hold music. */
  readonly music?: string;
  /** Carried for the engine: how often a waiting caller hears the position; absent is never. */
  readonly announceEveryMs?: number;
  /** Of every task of the queue, beside the task's own. */
  readonly relax?: readonly Relaxation[];
  readonly promote?: readonly Promotion[];
  readonly overflow?: readonly OverflowRule[];
}

/** What holds where a queue says nothing. */
export const queueDefaults = {
  priority: 0,
  weight: 1,
  capacity: 256,
  offerMs: 20_000,
  wrapUpMs: 0,
} as const;

/** One queue that an agent serves. */
export interface Membership {
  readonly queue: string;
  /** Among queues of one priority the agent takes from the lower rank first. Default 1. */
  readonly rank?: number;
}

/** Of an agent who serves several regions (ACD7): in which proportion they should come. */
export interface RegionShares {
  /** Region → weight above 0; percentages do, any other proportion too. */
  readonly weights: Readonly<Record<string, number>>;
  /**
   * False: whoever waits is served, the shares decide between regions that wait. True: a region that is ahead of its
   * share by `tolerance` tasks is not served until the others have caught up, nor is one without a weight.
   */
  readonly strict?: boolean;
  /** Tasks, from 1. Default 1. */
  readonly tolerance?: number;
}

export interface AgentSettings {
  readonly id: string;
  readonly queues: readonly Membership[];
  readonly skills?: Skills;
  /** After-call work of this agent; absent: the queue's. */
  readonly wrapUpMs?: number;
  readonly shares?: RegionShares;
  /**
   * How many tasks of a medium the agent handles at once (ACD13). `phone` 0 takes the agent off the telephone (and off
   * web calls and call-backs), else it is one. Others are 0 when nothing is said.
   */
  readonly capacity?: Readonly<Partial<Record<Medium, number>>>;
  /** All media but the telephone's together; absent: no bound beside `capacity`. */
  readonly together?: number;
  /** A call is offered also while the agent has other work at hand. Default true. */
  readonly callsInterrupt?: boolean;
}
