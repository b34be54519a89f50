import type { Counters } from './counters.js';
import type { Distribution } from './distribution.js';
import type { Measures } from './estimate.js';
import type {
  AgentSettings,
  AgentState,
  KeptPlace,
  Place,
  Policy,
  QueueSettings,
  TaskRequest,
} from './model.js';
import { ordersOf } from './policy.js';
import { scheduleTask } from './progressing.js';
import {
  type AgentRecord,
  demandNow,
  newAgent,
  newQueue,
  newTask,
  type OfferRecord,
  type TaskRecord,
} from './records.js';
import type { RegionCount } from './shares.js';
import { linkAgent } from './staffing.js';

/**
 * Everything that decides, as plain JSON data. What is derived (lanes, ready lists, deadlines) is built again. What may
 * be absent is new since version 1 was first written, or empty with whoever puts a snapshot together by hand.
 */
export interface AcdSnapshot {
  readonly version: 1;
  readonly queues: readonly QueueSettings[];
  readonly agents: readonly AgentSnapshot[];
  readonly tasks: readonly TaskSnapshot[];
  readonly counters: Readonly<Counters>;
  readonly wakeAt: number | null;
  readonly policy?: Policy;
  readonly measures?: Readonly<Record<string, Measures>>;
  readonly kept?: readonly KeptPlace[];
}

export interface AgentSnapshot {
  readonly settings: AgentSettings;
  readonly order: number;
  readonly state: AgentState;
  readonly since: number;
  readonly idleSince: number;
  readonly idleSeq: number;
  readonly taken?: number;
  readonly handling?: AgentRecord['handling'];
  readonly regions?: Readonly<Record<string, RegionCount>>;
  /** In the order of the agent's list; what is only offered has its offer with the task. */
  readonly work?: readonly WorkSnapshot[];
}

export interface WorkSnapshot {
  readonly task: string;
  readonly medium: NonNullable<TaskRequest['medium']>;
  readonly queue: string;
  readonly since: number;
}

export interface TaskSnapshot {
  readonly request: TaskRequest & { readonly place: Place };
  /** The offer that rings for it. */
  readonly offer: {
    readonly id: number;
    readonly agent: string;
    readonly queue?: string;
    readonly at?: number;
    readonly until?: number;
  } | null;
  readonly wanting?: boolean;
  readonly progressedMs?: number;
  readonly visited?: readonly string[];
  readonly estimateMs?: number | null;
}

export function takeSnapshot(from: Distribution, wakeAt: number | null): AcdSnapshot {
  const queues = [...from.floor.queues.values()];
  return {
    version: 1,
    policy: from.floor.orders.policy,
    queues: queues.map((queue) => queue.settings),
    measures: Object.fromEntries(queues.map(({ settings, measures }) => [settings.id, { ...measures }])),
    agents: [...from.agents.values()].map(ofAgent),
    tasks: [...from.tasks.values()].map(ofTask),
    kept: [...from.kept.all()],
    counters: { ...from.next },
    wakeAt,
  };
}

function ofAgent(agent: AgentRecord): AgentSnapshot {
  const { settings, order, state, since, idleSince, idleSeq, taken, handling, regions, work } = agent;
  return {
    ...{ settings, order, state, since, idleSince, idleSeq, taken, handling },
    regions: Object.fromEntries([...regions].map(([region, count]) => [region, { ...count }])),
    work: [...work.values()].map(({ task, medium, queue, since: from }) => ({
      ...{ task, medium, queue, since: from },
    })),
  };
}

function ofTask(task: TaskRecord): TaskSnapshot {
  const { id, joinedAt, seq, offer, medium, wants, wanting, progressedMs, visited, estimateMs } = task;
  return {
    request: {
      ...demandNow(task),
      ...{ id, medium, place: { joinedAt, seq } },
      ...(wants && { wants }),
    },
    offer: offer
      ? { id: offer.id, agent: offer.agent.id, queue: offer.queue, at: offer.at, until: offer.until }
      : null,
    ...{ wanting, progressedMs, visited, estimateMs },
  };
}

/** @param to a fresh one. */
export function restoreInto(to: Distribution, snapshot: AcdSnapshot): void {
  Object.assign(to.next, snapshot.counters);
  if (snapshot.policy) to.floor.orders = ordersOf(snapshot.policy);
  for (const settings of snapshot.queues)
    to.floor.queues.set(settings.id, newQueue(settings, to.floor.orders));
  for (const one of snapshot.agents) restoreAgent(to, one);
  for (const one of snapshot.tasks) restoreTask(to, one);
  for (const agent of to.agents.values()) {
    to.floor.addReady(agent);
    for (const { task, offer } of agent.work.values()) if (!offer) to.working.add(task);
  }
  for (const kept of snapshot.kept ?? []) {
    to.kept.add(kept);
    to.deadlines.ofPlace(kept, kept.until);
  }
  // Last: putting tasks on the lists above measured something.
  for (const queue of to.floor.queues.values())
    Object.assign(queue.measures, snapshot.measures?.[queue.settings.id]);
  to.deserted.clear();
}

function restoreAgent(to: Distribution, snapshot: AgentSnapshot): void {
  const { settings, order, regions, work, taken, handling, ...rest } = snapshot;
  const profile = to.floor.profiles.take(settings.skills);
  const agent = newAgent(settings, profile, order, rest.since, to.floor.orders);
  Object.assign(agent, rest, { taken: taken ?? 0, handling: handling ?? null });
  for (const [region, count] of Object.entries(regions ?? {})) agent.regions.set(region, { ...count });
  for (const one of work ?? []) agent.work.set(one.task, { ...one, offer: undefined });
  to.agents.set(agent.id, agent);
  linkAgent(to, agent, settings.queues);
  to.deadlines.ofAgent(agent, 'until' in agent.state ? agent.state.until : null);
}

function restoreTask(to: Distribution, snapshot: TaskSnapshot): void {
  const { request, offer } = snapshot;
  const { place } = request;
  const task = newTask(request, place.joinedAt, place.seq);
  task.wanting = snapshot.wanting ?? false;
  task.progressedMs = snapshot.progressedMs ?? 0;
  task.visited = snapshot.visited ?? task.routes.map(({ queue }) => queue);
  task.estimateMs = snapshot.estimateMs ?? null;
  to.tasks.set(task.id, task);
  const agent = offer ? to.agents.get(offer.agent) : undefined;
  if (!offer || !agent) {
    const stands = to.floor.standsOf(task);
    const [first] = stands;
    const wanted = task.wanting && task.wants ? to.agents.get(task.wants.agent) : undefined;
    if (wanted && first) to.floor.addWanting(task, wanted, first);
    else to.floor.addWaiting(task, stands, place.joinedAt);
    scheduleTask(to, task);
    return;
  }
  const until = offer.until ?? ('until' in agent.state ? (agent.state.until ?? 0) : 0);
  const record: OfferRecord = {
    ...{ id: offer.id, task, agent, until },
    queue: offer.queue ?? request.queue,
    at: offer.at ?? agent.since,
  };
  task.offer = record;
  to.offers.set(offer.id, record);
  const work = agent.work.get(task.id);
  if (!work) return;
  work.offer = record;
  to.deadlines.ofWork(record, until);
}
