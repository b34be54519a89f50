import { advanced, beganToWait } from './estimate.js';
import { Lane, laneKey } from './lane.js';
import { type Channel, channelOf, openChannels } from './media.js';
import type { OrderedList } from './ordered-list.js';
import { type Candidate, compareCandidates, type Orders, ordersOf } from './policy.js';
import { Profiles } from './profile.js';
import { standingOf } from './progress.js';
import type { Choice } from './ready-agents.js';
import { type AgentRecord, type QueueRecord, queueOf, type TaskRecord, type Waiting } from './records.js';
import { defaultPolicy, type TaskCriterion } from './settings.js';
import { claimOf, isUsedUp } from './shares.js';
import { fit } from './skills.js';

/** Tasks of a queue that are looked at in the order of service before it is done by demand. */
const FAR_FROM_THE_HEAD = 16;

/** The task that an agent should have, in which of its queues, and which came second by what. */
export interface Pick {
  readonly waiting: Waiting;
  readonly wanted: boolean;
  readonly over: { readonly task: TaskRecord; readonly criterion: TaskCriterion } | null;
}

/**
 * Who waits and who is ready, indexed so that a match looks at the heads of lists only.
 * The invariant: no task waits that an agent who stands ready could serve. Whoever adds one side asks first for the
 * other.
 */
export class Floor {
  readonly queues = new Map<string, QueueRecord>();
  readonly profiles = new Profiles();
  orders: Orders = ordersOf(defaultPolicy);

  /** How the task stands in each queue that is open to it now. */
  standsOf(task: TaskRecord): readonly Waiting[] {
    const stands: Waiting[] = [];
    for (const route of task.routes) {
      const queue = this.queues.get(route.queue);
      if (!queue || (route.afterMs ?? 0) > task.progressedMs) continue;
      const standing = standingOf(task, queue.settings, route, task.progressedMs);
      stands.push({ ...standing, task, queue, lane: undefined });
    }
    return stands;
  }

  /** Those of the tasks that wait, the one whom an agent of its first queue should take first in front. */
  inOrder(tasks: readonly TaskRecord[]): TaskRecord[] {
    const stands = tasks.flatMap((task) => task.stands.slice(0, 1));
    return stands.sort(this.orders.waiting).map(({ task }) => task);
  }

  /** The agent who should have the task in this queue; removeReady when they get it. */
  bestAgentFor({ task, queue, demand, region }: Waiting): Choice | undefined {
    return queue.ready.bestFor(demand, channelOf(task.medium), queue.sharing > 0 ? region : '');
  }

  /** The task that the agent should have now, of all queues that the agent serves (ACD4). */
  bestTaskFor(agent: AgentRecord, now: number): Pick | undefined {
    const open = openChannels(agent);
    const search = new Search(this.orders.tasks, now);
    if (open.length === 0) return undefined;
    for (const waiting of agent.wanted) {
      if (!open.includes(channelOf(waiting.task.medium))) continue;
      search.offer({ ...candidateOf(waiting, agent, 0), wanted: true });
      break;
    }
    for (const { queue: id } of agent.settings.queues) {
      const queue = this.queues.get(id);
      if (!queue || queue.waiting === 0) continue;
      const isSorted = this.orders.isSorted && !agent.settings.shares;
      if (isSorted && searchHead(search, queue, agent, open)) continue;
      for (const lane of queue.lanes.values()) searchLane(search, lane, agent, open);
    }
    return search.found;
  }

  /** Puts the task on the lists of these queues. */
  addWaiting(task: TaskRecord, stands: readonly Waiting[], now: number): void {
    task.stands = stands;
    for (const waiting of stands) {
      const { queue, demand } = waiting;
      const channel = channelOf(task.medium);
      const key = laneKey(channel, demand);
      let lane = queue.lanes.get(key);
      if (!lane) {
        lane = new Lane(queue, channel, demand, this.orders.waiting);
        queue.lanes.set(key, lane);
      }
      waiting.lane = lane;
      lane.add(waiting);
      queue.waitingList.add(waiting);
      queue.byAge.add(waiting);
      queue.waiting++;
      beganToWait(queue, now);
    }
  }

  /** Puts the task on the list of the one agent whom it wants. */
  addWanting(task: TaskRecord, agent: AgentRecord, stand: Waiting): void {
    task.waitsFor = agent;
    stand.queue.wanting++;
    task.stands = [stand];
    agent.wanted.add(stand);
  }

  /** @param now undefined: it only changes its place, nobody in front of others is gone. */
  removeWaiting(task: TaskRecord, now: number | undefined): void {
    for (const waiting of task.stands) {
      const { lane, queue } = waiting;
      if (!lane) continue;
      lane.remove(waiting);
      waiting.lane = undefined;
      queue.waitingList.remove(waiting);
      queue.byAge.remove(waiting);
      queue.waiting--;
      if (lane.size === 0) queue.lanes.delete(lane.key);
      if (now !== undefined) advanced(queue, now);
    }
    const [stand] = task.stands;
    if (stand && task.waitsFor?.wanted.remove(stand) === true) stand.queue.wanting--;
    task.waitsFor = undefined;
    task.stands = [];
  }

  addReady(agent: AgentRecord): void {
    this.removeReady(agent);
    agent.standsFor = openChannels(agent);
    if (agent.standsFor.length === 0) return;
    for (const { queue } of agent.settings.queues) this.queues.get(queue)?.ready.add(agent);
  }

  removeReady(agent: AgentRecord): void {
    if (agent.standsFor.length === 0) return;
    for (const { queue } of agent.settings.queues) this.queues.get(queue)?.ready.remove(agent);
    agent.standsFor = [];
  }

  /** Place from 1 in the queue; a task that rings is first. */
  positionOf(task: TaskRecord, queue = queueOf(task)): number {
    const waiting = task.stands.find((one) => one.queue.settings.id === queue) ?? task.stands[0];
    if (!waiting) return 1;
    const list: OrderedList<Waiting> | undefined = task.waitsFor?.wanted ?? waiting.queue.waitingList;
    return list.rankOf(waiting) + 1;
  }
}

/** Keeps the best and the second. */
class Search {
  readonly #criteria: readonly TaskCriterion[];
  readonly #now: number;
  #best: Candidate | undefined;
  #second: Candidate | undefined;

  constructor(criteria: readonly TaskCriterion[], now: number) {
    this.#criteria = criteria;
    this.#now = now;
  }

  get found(): Pick | undefined {
    const best = this.#best;
    const second = this.#second;
    if (!best) return undefined;
    const over = second && {
      task: second.waiting.task,
      criterion: compareCandidates(this.#criteria, best, second, this.#now).criterion,
    };
    return { waiting: best.waiting, wanted: best.wanted, over: over ?? null };
  }

  /** @returns whether it is the best so far. A task that waits in several queues is no rival to itself. */
  offer(one: Candidate): boolean {
    const best = this.#best;
    if (!best || this.#isBefore(one, best)) {
      if (best && one.waiting.task !== best.waiting.task) this.#second = best;
      this.#best = one;
      return true;
    }
    const isRival = one.waiting.task !== best.waiting.task;
    if (isRival && (!this.#second || this.#isBefore(one, this.#second))) this.#second = one;
    return false;
  }

  #isBefore(a: Candidate, b: Candidate): boolean {
    return compareCandidates(this.#criteria, a, b, this.#now).order < 0;
  }
}

/**
 * In the order of service the first whom the agent can serve are the best of the queue, and seldom far from its head.
 * @returns false when nobody was found there.
 */
function searchHead(
  search: Search,
  queue: QueueRecord,
  agent: AgentRecord,
  open: readonly Channel[],
): boolean {
  let found = 0;
  queue.waitingList.scan(FAR_FROM_THE_HEAD, (waiting) => {
    if (!waiting.lane || !open.includes(waiting.lane.channel)) return false;
    const level = fit(agent.profile.skills, waiting.demand);
    if (level === undefined) return false;
    found++;
    return !search.offer(candidateOf(waiting, agent, level)) || found === 2;
  });
  return found > 0;
}

function searchLane(search: Search, lane: Lane, agent: AgentRecord, open: readonly Channel[]): void {
  if (!open.includes(lane.channel)) return;
  const level = fit(agent.profile.skills, lane.demand);
  if (level === undefined) return;
  const { shares } = agent.settings;
  if (!shares || !lane.regions) {
    searchList(search, lane.all, agent, level);
    return;
  }
  for (const [region, list] of lane.regions)
    if (!isUsedUp(shares, agent.regions, region)) searchList(search, list, agent, level);
}

function searchList(search: Search, list: OrderedList<Waiting>, agent: AgentRecord, level: number): void {
  const { first, second } = list;
  if (first && search.offer(candidateOf(first, agent, level)) && second)
    search.offer(candidateOf(second, agent, level));
}

function candidateOf(waiting: Waiting, agent: AgentRecord, level: number): Candidate {
  return {
    ...{ waiting, wanted: false, fit: level },
    rank: agent.ranks.get(waiting.queue.settings.id) ?? 1,
    claim: claimOf(agent.settings.shares, agent.regions, waiting.region),
  };
}
