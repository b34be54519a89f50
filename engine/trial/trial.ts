/** A change tried on a recorded day: what is asked, and what comes of it. Plain data; it goes to a worker and back. */
import type { Outcome, Change } from '../simulate/simulate.js';
import type { Routing } from '../routing/rules.js';
import type { AgentConfig, Configuration, QueueConfig, SkillLevel } from '../store/configuration.js';

/** Other settings of a queue or an agent; what is not named stays. */
export type QueueChange = Pick<QueueConfig, 'id'> & Partial<QueueConfig>;
export type AgentChange = Pick<AgentConfig, 'id'> & Partial<AgentConfig>;

/** Agents who were not there, from one moment to another. */
export interface AddedAgents {
  readonly agents: number;
  readonly queues: readonly string[];
  readonly skills: readonly SkillLevel[];
  readonly wrapUpSeconds: number;
  readonly from: number;
  readonly to: number;
}

/** An agent who was there, not from one moment to another. */
export interface AbsentAgent {
  readonly agent: string;
  readonly from: number;
  readonly to: number;
}

export interface TrialChanges {
  readonly queues: readonly QueueChange[];
  readonly agents: readonly AgentChange[];
  readonly added: readonly AddedAgents[];
  readonly absent: readonly AbsentAgent[];
  /** Rules instead of those in force; absent: the same. */
  readonly routing?: Routing;
}

/** Times in milliseconds since the epoch, durations in `Ms`. */
export interface Trial {
  readonly from: number;
  readonly to: number;
  readonly targetMs: number;
  readonly shortAbandonMs: number;
  readonly intervalMs: number;
  readonly confidence: number;
  readonly replications: number;
  readonly seed: number;
  readonly changes: TrialChanges;
  readonly configuration: Configuration;
}

/** What really happened, for holding `before` against it. */
export interface RecordedFigures {
  readonly queue: string;
  readonly offered: number;
  readonly answered: number;
  /** Left without an agent: hung up, or sent on by the flow after its longest wait. */
  readonly abandoned: number;
  readonly shortAbandoned: number;
  readonly refused: number;
  readonly serviceLevel: number | null;
  readonly asaSeconds: number | null;
  readonly waitSeconds: number | null;
}

export interface TrialResult {
  readonly calls: number;
  /** Agents of the configuration who were signed in at some time. */
  readonly agents: number;
  /** Agents who answered that day and are not in the configuration any more: the simulation lacks them. */
  readonly unknownAgents: readonly string[];
  /** Queues that were called that day and are not in the configuration any more: their callers are left out. */
  readonly unknownQueues: readonly string[];
  /** '' is all queues together. */
  readonly recorded: readonly RecordedFigures[];
  readonly before: Outcome;
  readonly after: Outcome;
  readonly changes: readonly Change[];
}
