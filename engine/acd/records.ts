/** The ACD's own mutable records. Nothing outside this folder holds one. */
import { type Measures, noMeasures } from './estimate.js';
import type { Lane } from './lane.js';
import type { Channel } from './media.js';
import type {
  AgentSettings,
  AgentState,
  Medium,
  Membership,
  OverflowRule,
  Promotion,
  QueueSettings,
  Relaxation,
  Route,
  Skills,
  TaskRequest,
  WantedAgent,
} from './model.js';
import type { OrderedList } from './ordered-list.js';
import { comparePlaces, type Orders } from './policy.js';
import type { Profile } from './profile.js';
import type { Standing } from './progress.js';
import { ReadyAgents } from './ready-agents.js';
import { queueDefaults } from './settings.js';
import type { RegionCounts } from './shares.js';
import { OrderedList as List } from './ordered-list.js';

export interface QueueRecord {
  settings: QueueSettings;
  /** Every agent who serves it, in any state. */
  readonly members: Set<AgentRecord>;
  /** Of the tasks that wait, by laneKey; a lane goes with its last task. */
  readonly lanes: Map<string, Lane>;
  /** All tasks that wait, in the order of service. */
  waitingList: OrderedList<Waiting>;
  /** The same by age. */
  readonly byAge: OrderedList<Waiting>;
  ready: ReadyAgents;
  /** Tasks waiting, without those that ring. */
  waiting: number;
  /** Tasks that wait for one agent alone and fall back to this queue. */
  wanting: number;
  signedIn: number;
  /** Members with region shares; without any, regions do not count here. */
  sharing: number;
  measures: Measures;
}

export interface AgentRecord {
  readonly id: string;
  /** Order of creation; decides where nothing else does. */
  readonly order: number;
  settings: AgentSettings;
  profile: Profile;
  /** Rank of each queue served. */
  ranks: ReadonlyMap<string, number>;
  state: AgentState;
  since: number;
  idleSince: number;
  /** Among those idle since one millisecond. */
  idleSeq: number;
  /** What they are listed as ready for with each of their queues. */
  standsFor: readonly Channel[];
  /** Tasks taken since they signed in. */
  taken: number;
  /** The conversation before the wrap-up that goes on. */
  handling: { readonly queue: string; readonly ms: number } | null;
  readonly regions: RegionCounts;
  /** Work of other media than the telephone, offered or accepted, by task. */
  readonly work: Map<string, WorkRecord>;
  /** Tasks that wait for this agent alone. */
  wanted: OrderedList<Waiting>;
}

export interface WorkRecord {
  readonly task: string;
  readonly medium: Medium;
  readonly queue: string;
  /** While it is offered. */
  offer: OfferRecord | undefined;
  since: number;
}

/** A task's stand in one queue; of a task that wants one agent, in the queue that it falls back to. */
export interface Waiting extends Standing {
  readonly task: TaskRecord;
  readonly queue: QueueRecord;
  /** Undefined: it is not in the queue's lists. */
  lane: Lane | undefined;
}

export interface TaskRecord {
  readonly id: string;
  /** The first is the queue that the task is said to be in; empty: it wanted one agent, past the queues. */
  routes: readonly Route[];
  readonly medium: Medium;
  priority: number;
  level: number;
  readonly region: string;
  skills: Skills;
  readonly attributes: Readonly<Record<string, string>>;
  readonly relax: readonly Relaxation[] | undefined;
  readonly promote: readonly Promotion[] | undefined;
  readonly overflow: readonly OverflowRule[] | undefined;
  readonly wants: WantedAgent | undefined;
  /** It waits for that agent alone. */
  wanting: boolean;
  readonly joinedAt: number;
  readonly seq: number;
  /** The waiting time up to which every timed step was taken. */
  progressedMs: number;
  /** Queues that overflow rules sent it to, or it was in: none twice. */
  visited: readonly string[];
  estimateMs: number | null;
  /** Where it waits; empty while an offer rings. */
  stands: readonly Waiting[];
  /** The list of the agent whom it waits for alone. */
  waitsFor: AgentRecord | undefined;
  offer: OfferRecord | undefined;
}

export interface OfferRecord {
  readonly id: number;
  readonly task: TaskRecord;
  readonly agent: AgentRecord;
  /** '' past the queues. */
  readonly queue: string;
  readonly at: number;
  readonly until: number;
}

export function newQueue(settings: QueueSettings, orders: Orders): QueueRecord {
  return {
    settings,
    members: new Set(),
    lanes: new Map(),
    waitingList: new List(orders.waiting),
    byAge: new List((a, b) => comparePlaces(a.task, b.task)),
    ready: new ReadyAgents(settings.id, orders),
    ...{ waiting: 0, wanting: 0, signedIn: 0, sharing: 0 },
    measures: noMeasures(),
  };
}

/** Who waits for one agent takes the room that they may need later. */
export function hasRoom({ waiting, wanting, settings }: QueueRecord): boolean {
  return waiting + wanting < (settings.capacity ?? queueDefaults.capacity);
}

/** @param profile of the settings' skills. */
export function newAgent(
  settings: AgentSettings,
  profile: Profile,
  order: number,
  now: number,
  orders: Orders,
): AgentRecord {
  return {
    id: settings.id,
    ...{ order, settings, profile, ranks: ranksOf(settings.queues) },
    state: { name: 'signedOut' },
    ...{ since: now, idleSince: now, idleSeq: 0, standsFor: [], taken: 0, handling: null },
    ...{ regions: new Map(), work: new Map() },
    wanted: new List(orders.waiting),
  };
}

export function newTask(request: TaskRequest, joinedAt: number, seq: number): TaskRecord {
  const { id, queue, routes, relax, promote, overflow, wants } = request;
  const all = new Map<string, Route>(queue === '' ? [] : [[queue, { queue }]]);
  // The first is open at once.
  for (const route of routes ?? [])
    if (route.queue === queue) all.set(queue, { ...route, afterMs: 0 });
    else if (!all.has(route.queue)) all.set(route.queue, route);
  return {
    id,
    routes: [...all.values()],
    medium: request.medium ?? 'phone',
    priority: request.priority ?? 0,
    level: request.level ?? 0,
    region: request.region ?? '',
    skills: request.skills ?? none,
    attributes: request.attributes ?? none,
    relax,
    promote,
    overflow,
    wants,
    wanting: false,
    joinedAt,
    seq,
    progressedMs: 0,
    visited: [],
    estimateMs: null,
    stands: [],
    waitsFor: undefined,
    offer: undefined,
  };
}

const none: Readonly<Record<string, never>> = {};

/** What the task waits with now, as it would have to be asked for anew. */
export function demandNow(task: TaskRecord): Omit<TaskRequest, 'id' | 'place' | 'placeOf' | 'medium'> {
  const { routes, priority, level, skills, attributes, region, relax, promote, overflow, wants } = task;
  return {
    ...{ queue: queueOf(task), priority, level, skills, attributes, region, routes },
    visited: task.visited,
    ...(relax && { relax }),
    ...(promote && { promote }),
    ...(overflow && { overflow }),
    ...(wants && task.wanting && { wants }),
  };
}

/** Routes that are left when others are gone: the first is one that is open already, or is open from now on. */
export function withFirstOpen(routes: readonly Route[], waitedMs: number): readonly Route[] {
  const first = routes.find(({ afterMs }) => (afterMs ?? 0) <= waitedMs) ?? routes[0];
  if (!first) return routes;
  return [{ ...first, afterMs: 0 }, ...routes.filter((route) => route !== first)];
}

/** The queue that a task is said to be in; '' past the queues. */
export const queueOf = ({ routes }: TaskRecord): string => routes[0]?.queue ?? '';

export function ranksOf(queues: readonly Membership[]): ReadonlyMap<string, number> {
  return new Map(queues.map(({ queue, rank }) => [queue, rank ?? 1]));
}
