/** The order of the policies as comparators (ACD11). */
import {
  type AgentCriterion,
  defaultPolicy,
  type Policy,
  queueDefaults,
  type QueueSettings,
  type TaskCriterion,
} from './settings.js';
import { type AgentRecord, type TaskRecord, type Waiting } from './records.js';

/** Below 0: `a` comes first. */
export type Compare<T> = (a: T, b: T) => number;

/** A task that an agent could take now. */
export interface Candidate {
  readonly waiting: Waiting;
  readonly wanted: boolean;
  readonly rank: number;
  /** The agent's levels in what is asked for. */
  readonly fit: number;
  /** How much the region has a claim on the agent; 0 where shares do not count. */
  readonly claim: number;
}

/** The policies with what was left out put behind. */
export interface Orders {
  readonly policy: Policy;
  readonly tasks: readonly TaskCriterion[];
  readonly agents: readonly AgentCriterion[];
  /** Among tasks of one queue and one demand. */
  readonly waiting: Compare<Waiting>;
  /** Whoever takes from a queue takes in that order: the agent's levels do not count. */
  readonly isSorted: boolean;
}

export function ordersOf(policy: Policy): Orders {
  const tasks = [...new Set([...policy.tasks, ...defaultPolicy.tasks])];
  const agents = [...new Set([...policy.agents, ...defaultPolicy.agents])];
  return { policy, tasks, agents, waiting: waitingOrder(tasks), isSorted: !tasks.includes('skillLevel') };
}

function waitingOrder(criteria: readonly TaskCriterion[]): Compare<Waiting> {
  const compares = criteria.flatMap((criterion) => {
    if (criterion === 'priority') return [(a: Waiting, b: Waiting) => b.priority - a.priority];
    if (criterion === 'level') return [(a: Waiting, b: Waiting) => b.level - a.level];
    if (criterion === 'wait') return [(a: Waiting, b: Waiting) => comparePlaces(a.task, b.task)];
    return [];
  });
  return (a, b) => {
    for (const compare of compares) {
      const difference = compare(a, b);
      if (difference !== 0) return difference;
    }
    return comparePlaces(a.task, b.task);
  };
}

/** First come first served (ACD2). Total: two tasks never share a place and an id. */
export function comparePlaces(a: TaskRecord, b: TaskRecord): number {
  return a.joinedAt - b.joinedAt || a.seq - b.seq || (a.id < b.id ? -1 : +(a.id > b.id));
}

/** @returns which of the two the agent takes first and what decides; 'wait' when nothing else does. */
export function compareCandidates(
  criteria: readonly TaskCriterion[],
  a: Candidate,
  b: Candidate,
  now: number,
): { readonly order: number; readonly criterion: TaskCriterion } {
  for (const criterion of criteria) {
    const order = byCriterion(criterion, a, b, now);
    if (order !== 0) return { order, criterion };
  }
  return { order: comparePlaces(a.waiting.task, b.waiting.task), criterion: 'wait' };
}

function byCriterion(criterion: TaskCriterion, a: Candidate, b: Candidate, now: number): number {
  switch (criterion) {
    case 'designated':
      return +b.wanted - +a.wanted;
    case 'queuePriority':
      return priorityOf(b.waiting.queue.settings) - priorityOf(a.waiting.queue.settings);
    case 'rank':
      return a.rank - b.rank;
    case 'priority':
      return b.waiting.priority - a.waiting.priority;
    case 'level':
      return b.waiting.level - a.waiting.level;
    case 'skillLevel':
      return b.fit - a.fit;
    case 'regionShare':
      return b.claim - a.claim;
    case 'wait':
      return weightedWait(b.waiting, now) - weightedWait(a.waiting, now);
  }
}

const priorityOf = (queue: QueueSettings): number => queue.priority ?? queueDefaults.priority;

const weightedWait = ({ task, queue }: Waiting, now: number): number =>
  (now - task.joinedAt) * (queue.settings.weight ?? queueDefaults.weight);

/** A ready agent held against a demand. */
export interface Contender extends Idle {
  readonly agent: AgentRecord;
  readonly fit: number;
  readonly claim: number;
  readonly rank: number;
  readonly taken: number;
}

interface Idle {
  readonly idleSince: number;
  readonly idleSeq: number;
}

export function compareContenders(
  criteria: readonly AgentCriterion[],
  a: Contender,
  b: Contender,
): { readonly order: number; readonly criterion: AgentCriterion } {
  for (const criterion of criteria) {
    const order = byAgentCriterion(criterion, a, b);
    if (order !== 0) return { order, criterion };
  }
  return { order: compareIdle(a, b), criterion: 'longestIdle' };
}

/** Below 0: `a` comes first. */
export function orderOf(criteria: readonly AgentCriterion[], a: Contender, b: Contender): number {
  for (const criterion of criteria) {
    const order = byAgentCriterion(criterion, a, b);
    if (order !== 0) return order;
  }
  return compareIdle(a, b);
}

function byAgentCriterion(criterion: AgentCriterion, a: Contender, b: Contender): number {
  switch (criterion) {
    case 'skillLevel':
      return b.fit - a.fit;
    case 'regionShare':
      return b.claim - a.claim;
    case 'rank':
      return a.rank - b.rank;
    case 'fewestTaken':
      return a.taken - b.taken;
    case 'longestIdle':
      return compareIdle(a, b);
  }
}

/** The longest idle first; within one millisecond who became ready first (ACD3). */
function compareIdle(a: Contender, b: Contender): number {
  return a.idleSince - b.idleSince || a.idleSeq - b.idleSeq || a.agent.order - b.agent.order;
}
