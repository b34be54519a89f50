/** Queues, agents and policies as they are configured, changed and removed while calls go on. */
import { isDeepStrictEqual } from 'node:util';
import { stopServing } from './agent-steps.js';
import type { Distribution } from './distribution.js';
import type { AgentSettings, Membership, Policy, QueueSettings } from './model.js';
import { OrderedList } from './ordered-list.js';
import { comparePlaces, ordersOf } from './policy.js';
import { openQueues, overflowAll, tell } from './progressing.js';
import { ReadyAgents } from './ready-agents.js';
import {
  type AgentRecord,
  newAgent,
  newQueue,
  queueOf,
  ranksOf,
  type TaskRecord,
  withFirstOpen,
} from './records.js';
import { expire, remove } from './task-steps.js';

/** Callers who wait and agents who are ready are sorted anew; nobody is matched who was not before. */
export function setPolicy(on: Distribution, policy: Policy, now: number): void {
  const { floor } = on;
  const waiting = waitingTasks(on);
  const ready = [...on.agents.values()].filter(({ standsFor }) => standsFor.length > 0);
  for (const task of waiting) floor.removeWaiting(task, undefined);
  for (const agent of ready) floor.removeReady(agent);
  floor.orders = ordersOf(policy);
  for (const queue of floor.queues.values()) {
    queue.waitingList = new OrderedList(floor.orders.waiting);
    queue.ready = new ReadyAgents(queue.settings.id, floor.orders);
  }
  for (const agent of on.agents.values()) agent.wanted = new OrderedList(floor.orders.waiting);
  for (const agent of ready) floor.addReady(agent);
  for (const task of waiting) on.serve(task, now);
}

function waitingTasks(on: Distribution): TaskRecord[] {
  return [...on.tasks.values()].filter(({ stands }) => stands.length > 0).sort(comparePlaces);
}

export function setQueue(on: Distribution, settings: QueueSettings, now: number): void {
  const queue = on.floor.queues.get(settings.id);
  if (!queue) {
    on.floor.queues.set(settings.id, newQueue(settings, on.floor.orders));
    for (const agent of on.agents.values()) {
      const membership = agent.settings.queues.find((one) => one.queue === settings.id);
      if (membership) linkAgent(on, agent, [membership]);
    }
    return;
  }
  const timed = ({ skills, relax, promote, overflow }: QueueSettings): unknown => ({
    ...{ skills, relax, promote, overflow },
  });
  const isSame = isDeepStrictEqual(timed(queue.settings), timed(settings));
  queue.settings = settings;
  if (isSame) return;
  const wanting = waitingTasks(on).filter((task) => task.waitsFor && task.stands[0]?.queue === queue);
  const tasks = [...[...queue.waitingList].map((one) => one.task), ...wanting];
  on.serveAll(tasks, now);
  overflowAll(on, tasks, 'waiting', now);
}

/** Its tasks are dropped, unless they wait elsewhere too; nobody comes back to the places kept in it. */
export function removeQueue(on: Distribution, id: string, now: number): void {
  const queue = on.floor.queues.get(id);
  if (!queue) return;
  on.floor.queues.delete(id);
  const all = [...on.tasks.values()].filter((task) => task.routes.some((route) => route.queue === id));
  const dropped: TaskRecord[] = [];
  const moved: TaskRecord[] = [];
  for (const task of all.sort(comparePlaces)) {
    const left = task.routes.filter((route) => route.queue !== id);
    if (left.length === 0) {
      dropped.push(task);
      continue;
    }
    const stoodThere = queueOf(task) === id || task.stands.some((stand) => stand.queue === queue);
    on.floor.removeWaiting(task, undefined);
    task.routes = withFirstOpen(left, task.progressedMs);
    if (stoodThere) tell(on, task, { to: 'queues', queues: openQueues(on, task), on: 'route' });
    if (!task.offer) moved.push(task);
  }
  on.serveAll(moved, now);
  // Last: agents at whom they rang look for work.
  for (const task of dropped) {
    on.effects.push({ do: 'dropped', task: task.id, queue: id });
    remove(on, task, now);
  }
  for (const kept of [...on.kept.all()].filter((one) => one.queue === id)) {
    on.kept.take(kept.task);
    expire(on, kept);
  }
}

export function setAgent(on: Distribution, given: AgentSettings, now: number): void {
  const settings = { ...given, queues: withoutRepeats(given.queues) };
  const known = on.agents.get(settings.id);
  const profile = on.floor.profiles.take(settings.skills);
  const agent = known ?? newAgent(settings, profile, on.next.agent++, now, on.floor.orders);
  on.agents.set(agent.id, agent);
  on.floor.removeReady(agent);
  if (known) {
    on.floor.profiles.release(known.profile);
    unlinkAgent(on, agent);
    if (!isDeepStrictEqual(known.settings.shares, settings.shares))
      for (const count of agent.regions.values()) count.owed = 0;
  }
  agent.settings = settings;
  agent.profile = profile;
  agent.ranks = ranksOf(settings.queues);
  linkAgent(on, agent, settings.queues);
  on.findWork(agent, now);
}

export function removeAgent(on: Distribution, agent: AgentRecord, now: number): void {
  if (agent.state.name !== 'signedOut') stopServing(on, agent, { name: 'signedOut' }, 'asked', now);
  unlinkAgent(on, agent);
  on.floor.profiles.release(agent.profile);
  for (const task of agent.work.keys()) on.working.delete(task);
  on.agents.delete(agent.id);
}

/** Makes the agent a member; queues that are not there yet take them when they come. */
export function linkAgent(on: Distribution, agent: AgentRecord, queues: readonly Membership[]): void {
  for (const membership of queues) {
    const queue = on.floor.queues.get(membership.queue);
    queue?.members.add(agent);
    if (queue && agent.settings.shares) queue.sharing++;
    if (agent.standsFor.length > 0) queue?.ready.add(agent);
  }
  if (agent.state.name !== 'signedOut') on.countSignedIn(queues, 1);
}

function unlinkAgent(on: Distribution, agent: AgentRecord): void {
  const { queues, shares } = agent.settings;
  for (const membership of queues) {
    const queue = on.floor.queues.get(membership.queue);
    queue?.members.delete(agent);
    if (queue && shares) queue.sharing--;
  }
  if (agent.state.name !== 'signedOut') on.countSignedIn(queues, -1);
}

function withoutRepeats(queues: readonly Membership[]): Membership[] {
  return [...new Map(queues.map((one) => [one.queue, one])).values()];
}
