/** What the ACD says of itself: who waits and why, who was chosen and why. Plain data. */
import type { AgentState } from './agent-state.js';
import type { TaskRequest } from './model.js';
import type { AgentCriterion, Medium, Membership, QueueSettings, Skills, TaskCriterion } from './settings.js';

/** A place in the order of waiting; `seq` decides between two that joined in one millisecond. */
export interface Place {
  readonly joinedAt: number;
  readonly seq: number;
}

/** Why a task waits, for the caller's flow, the supervisor and the log. */
export type Explanation =
  | { readonly why: 'unknownTask' }
  | { readonly why: 'offered'; readonly agent: string; readonly until: number }
  /** Only this agent is wanted, until `until`; then it goes to the queues. */
  | {
      readonly why: 'waitsForAgent';
      readonly agent: string;
      readonly state: AgentState['name'];
      readonly until: number;
    }
  /** No one who serves the queue is signed in. */
  | { readonly why: 'nobodySignedIn' }
  /** `signedIn` agents serve the queue, none handles such a medium. */
  | { readonly why: 'nobodyForMedium'; readonly signedIn: number; readonly medium: Medium }
  /** `signedIn` agents serve the queue, none has the skills; `missing` are those that not one of them has. */
  | { readonly why: 'nobodySkilled'; readonly signedIn: number; readonly missing: readonly string[] }
  /** `agents` are ready and able, and all ahead of the region's share (ACD7). */
  | { readonly why: 'shareUsedUp'; readonly region: string; readonly agents: number }
  /** `skilled` agents could take it; `states` says what they do instead. */
  | {
      readonly why: 'allBusy';
      readonly signedIn: number;
      readonly skilled: number;
      readonly states: Readonly<Partial<Record<AgentState['name'], number>>>;
    };

/** Why a task and an agent were brought together. */
export interface Decision {
  /**
   * `task`: it came or came back, and the best ready agent was chosen. `agent`: the agent came free, and the best
   * waiting task was chosen. `wanted`: the task wanted this agent. `given`: a supervisor's choice. `named`: past the
   * queues.
   */
  readonly by: 'task' | 'agent' | 'wanted' | 'given' | 'named';
  readonly waitedMs: number;
  readonly idleMs: number;
  /** What was asked for when it was decided, and what the agent has. */
  readonly skills: readonly { readonly skill: string; readonly least: number; readonly level: number }[];
  /** Its demand had been relaxed. */
  readonly relaxed: boolean;
  readonly priority: number;
  readonly level: number;
  /** How many tasks of the region the agent was short of (above 0) or ahead by before this one. */
  readonly region?: { readonly region: string; readonly owed: number };
  /** Who came second, agent or task, and what decided; null: there was nobody else. */
  readonly over: { readonly id: string; readonly criterion: AgentCriterion | TaskCriterion } | null;
}

/** What a task asks for in one queue now, after relaxation and promotion. */
export interface TaskStand {
  readonly queue: string;
  readonly skills: Skills;
  readonly priority: number;
  readonly level: number;
  /** '' when shares do not count (any more). */
  readonly region: string;
}

export interface TaskView {
  readonly id: string;
  readonly queue: string;
  /** Every queue that it waits in, `queue` first. */
  readonly queues: readonly string[];
  readonly medium: Medium;
  /** As it stands now, with promotions. */
  readonly priority: number;
  readonly level: number;
  readonly region: string;
  /** Its own demand as it joined. */
  readonly skills: Skills;
  readonly attributes: Readonly<Record<string, string>>;
  readonly place: Place;
  /** The offer that rings for it, null while it waits. */
  readonly offer: number | null;
  /** What was reckoned when it joined; null: nothing to reckon with. */
  readonly estimateMs: number | null;
  /** Empty while an offer rings; of a task that waits for one agent, as in the queues that it falls back to. */
  readonly stands: readonly TaskStand[];
}

/** Work of another medium than the telephone at an agent's hands. */
export interface AgentWork {
  readonly task: string;
  readonly medium: Medium;
  readonly queue: string;
  /** Offered until then; null: accepted. */
  readonly offer: { readonly id: number; readonly until: number } | null;
  readonly since: number;
}

export interface AgentView {
  readonly id: string;
  readonly queues: readonly Membership[];
  readonly skills: Skills;
  readonly state: AgentState;
  readonly since: number;
  /** When the agent last became free; what "longest idle first" goes by. */
  readonly idleSince: number;
  /** Tasks taken since they signed in. */
  readonly taken: number;
  readonly work: readonly AgentWork[];
  /** By region: tasks taken, and how many the agent is short of (above 0) or ahead by. */
  readonly regions: Readonly<Record<string, { readonly taken: number; readonly owed: number }>>;
}

/** How long callers of a queue waited lately, and how good the estimates were (ACD15). */
export interface WaitFigures {
  /** Between two who left the queue's front while others waited; null: not seen yet. */
  readonly intervalMs: number | null;
  /** Conversation and wrap-up; null: not seen yet. */
  readonly handlingMs: number | null;
  /** Estimates that could be compared with what came. */
  readonly compared: number;
  /** Mean of waited − estimated: above 0, callers wait longer than they are told. */
  readonly biasMs: number;
  /** Mean of |waited − estimated|. */
  readonly errorMs: number;
}

export interface QueueView {
  readonly settings: QueueSettings;
  /** Tasks without an offer. */
  readonly waiting: number;
  readonly longestWaitingSince: number | null;
  readonly signedIn: number;
  readonly ready: number;
  readonly figures: WaitFigures;
}

/** The place of a caller who gave up, kept for the call back (漏话回拨). */
export interface KeptPlace {
  readonly task: string;
  readonly queue: string;
  readonly place: Place;
  readonly until: number;
  /** With what they waited; absent in one that an older version remembered. */
  readonly had?: Omit<TaskRequest, 'id' | 'place' | 'placeOf' | 'medium'>;
}
