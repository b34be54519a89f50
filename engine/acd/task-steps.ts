/** Tasks that come, go and change. */
import { decisionOf, namedDecision } from './decision.js';
import { type Distribution, NO_QUEUE } from './distribution.js';
import { estimate } from './estimate.js';
import { channelOf, openChannels } from './media.js';
import type { Medium, OverflowCause, Skills, TaskRefusal, TaskRequest } from './model.js';
import { overflowOf } from './overflow.js';
import { leaves, mayWant, openQueues, overflow, serveOrOverflow, tell } from './progressing.js';
import {
  type AgentRecord,
  demandNow,
  hasRoom,
  newTask,
  queueOf,
  type TaskRecord,
  type Waiting,
  withFirstOpen,
} from './records.js';

export function join(on: Distribution, request: TaskRequest, now: number): void {
  const refused = on.isTaken(request.id)
    ? 'duplicate'
    : on.floor.queues.has(request.queue)
      ? undefined
      : 'unknownQueue';
  if (refused) {
    refuse(on, request.id, request.queue, refused);
    return;
  }
  const place = request.place ?? takeKept(on, request.placeOf);
  const task = comingTask(on, request, place, now);
  on.next.task = Math.max(on.next.task, task.seq + 1);
  const arrival = place ? arrive(on, task) : arriveNew(on, task, now);
  if (!arrival) return;
  on.tasks.set(task.id, task);
  tellJoined(on, task, arrival, now);
  if (request.wants && !task.wanting)
    tell(on, task, { to: 'fellBack', from: request.wants.agent, queues: openQueues(on, task) });
  if (place && !task.wanting && !arrival.isServed && overflow(on, task, 'returning', now)) return;
  on.serve(task, now, arrival.stands);
}

/** As it comes to the queues that there are. */
export function comingTask(
  on: Distribution,
  request: TaskRequest,
  place: TaskRequest['place'],
  now: number,
): TaskRecord {
  const task = newTask(request, place?.joinedAt ?? now, place?.seq ?? on.next.task);
  task.routes = task.routes.filter(({ queue }) => on.floor.queues.has(queue));
  task.progressedMs = Math.max(0, now - task.joinedAt);
  task.visited = [...new Set([...(request.visited ?? []), ...task.routes.map(({ queue }) => queue)])];
  task.wanting = mayWant(on, task);
  return task;
}

function refuse(on: Distribution, task: string, queue: string, why: TaskRefusal): void {
  on.effects.push({ do: 'refused', task, queue, why });
}

function takeKept(on: Distribution, id: string | undefined): TaskRequest['place'] {
  const kept = id === undefined ? undefined : on.kept.take(id);
  if (kept) on.deadlines.ofPlace(kept, null);
  return kept?.place;
}

/** How a task stands when it comes. */
export interface Arrival {
  readonly stands: readonly Waiting[];
  readonly isServed: boolean;
  /** The last overflow rule that led it from queue to queue. */
  readonly sentOn?: OverflowCause;
}

function arrive(on: Distribution, task: TaskRecord): Arrival {
  const stands = on.floor.standsOf(task);
  return { stands, isServed: on.isWanted(task, stands) };
}

/** @returns undefined when it went somewhere else, or no queue has room. */
export function arriveNew(on: Distribution, task: TaskRecord, now: number): Arrival | undefined {
  let arrival = arrive(on, task);
  while (!task.wanting && !arrival.isServed) {
    const found = overflowOf(on, task, arrival.stands, 'joining', now);
    if (!found) break;
    if (leaves(on, task, found)) return undefined;
    arrival = { ...arrive(on, task), sentOn: found.rule.when };
  }
  if (arrival.isServed) return arrival;
  const roomy = arrival.stands.filter(({ queue }) => hasRoom(queue));
  if (roomy.length === arrival.stands.length) return arrival;
  if (roomy.length === 0) {
    refuse(on, task.id, queueOf(task), 'full');
    return undefined;
  }
  const full = arrival.stands.filter(({ queue }) => !hasRoom(queue)).map(({ queue }) => queue.settings.id);
  const left = task.routes.filter(({ queue }) => !full.includes(queue));
  task.routes = withFirstOpen(left, task.progressedMs);
  return { ...arrival, stands: roomy };
}

/** Where one would come to stand who takes up a kept place: first in all queues, then where overflow rules lead. */
export function arriveAgain(on: Distribution, task: TaskRecord, now: number): Arrival | undefined {
  let arrival = arrive(on, task);
  let found = overflowOf(on, task, arrival.stands, 'returning', now);
  while (found && !task.wanting && !arrival.isServed) {
    if (leaves(on, task, found) || found.rule.to.kind !== 'queue') return undefined;
    const led = found.rule.to.queue;
    arrival = { ...arrive(on, task), sentOn: found.rule.when };
    const stands = arrival.stands.filter(({ queue }) => queue.settings.id === led);
    found = overflowOf(on, task, stands, 'joining', now);
  }
  return arrival;
}

function tellJoined(on: Distribution, task: TaskRecord, arrival: Arrival, now: number): void {
  const { stands, isServed, sentOn } = arrival;
  const [first] = stands;
  const position = first ? first.queue.waitingList.rankOf(first) + 1 : 1;
  const estimateMs = isServed ? 0 : first ? estimate(first.queue, position) : null;
  if (!isServed && estimateMs !== null) task.estimateMs = now - task.joinedAt + estimateMs;
  const queues = stands.map((stand) => stand.queue.settings.id);
  on.effects.push({
    do: 'joined',
    ...{ task: task.id, queue: queueOf(task) },
    place: { joinedAt: task.joinedAt, seq: task.seq },
    staffed: stands.some((stand) => stand.queue.signedIn > 0),
    ...{ queues, estimateMs },
  });
  if (sentOn) tell(on, task, { to: 'queues', queues, on: sentOn });
}

/** A task for one agent, past the queues: offered to the agent when ready, or not taken. */
export function joinAt(
  on: Distribution,
  agent: AgentRecord | undefined,
  id: string,
  offerMs: number,
  now: number,
): void {
  const refused = on.isTaken(id) ? 'duplicate' : agent?.state.name === 'ready' ? undefined : 'agentNotReady';
  if (!agent || refused) {
    refuse(on, id, NO_QUEUE, refused ?? 'agentNotReady');
    return;
  }
  const task = newTask({ id, queue: NO_QUEUE }, now, on.next.task++);
  on.tasks.set(id, task);
  on.makeOffer(task, NO_QUEUE, agent, now, offerMs, namedDecision(agent, now));
}

export function leave(on: Distribution, id: string, now: number, keepMs?: number): void {
  const task = on.tasks.get(id);
  if (!task) return;
  if (keepMs !== undefined && keepMs > 0 && task.routes.length > 0) {
    const place = { joinedAt: task.joinedAt, seq: task.seq };
    const kept = { task: id, queue: queueOf(task), place, until: now + keepMs, had: demandNow(task) };
    for (const gone of on.kept.add(kept)) expire(on, gone);
    on.deadlines.ofPlace(kept, kept.until);
  }
  remove(on, task, now);
}

/** @param kept not among the kept any more. */
export function expire(on: Distribution, kept: Parameters<Distribution['kept']['add']>[0]): void {
  on.deadlines.ofPlace(kept, null);
  on.effects.push({ do: 'placeExpired', task: kept.task });
}

export function dropPlace(on: Distribution, id: string): void {
  takeKept(on, id);
}

export function remove(on: Distribution, task: TaskRecord, now: number): void {
  on.tasks.delete(task.id);
  on.floor.removeWaiting(task, now);
  on.deadlines.ofTask(task, null);
  if (task.offer) on.withdraw(task.offer, now);
}

/** The caller is called back (or becomes some other kind of task) at the place held. */
export function turn(on: Distribution, id: string, into: string, medium: Medium, now: number): void {
  const task = on.tasks.get(id);
  if (!task || task.routes.length === 0 || (into !== id && on.isTaken(into))) return;
  const { offer } = task;
  on.tasks.delete(id);
  on.floor.removeWaiting(task, undefined);
  on.deadlines.ofTask(task, null);
  if (offer) on.cancel(offer);
  const turned = { ...task, id: into, medium, offer: undefined, stands: [], waitsFor: undefined };
  turned.wanting = task.wanting && mayWant(on, turned);
  on.tasks.set(into, turned);
  // The agent at whom it rang takes the best of all that wait, which it is one of again.
  if (offer) on.setFree(offer, now);
  on.serve(turned, now);
  if (offer) on.findWork(offer.agent, now);
}

export function change(
  on: Distribution,
  id: string,
  to: {
    readonly queue?: string;
    readonly priority?: number;
    readonly level?: number;
    readonly skills?: Skills;
  },
  now: number,
): void {
  const task = on.tasks.get(id);
  if (!task || (to.queue !== undefined && !on.floor.queues.has(to.queue))) return;
  task.priority = to.priority ?? task.priority;
  task.level = to.level ?? task.level;
  task.skills = to.skills ?? task.skills;
  if (to.queue !== undefined && task.routes.length > 0) {
    if (to.queue !== queueOf(task)) on.floor.removeWaiting(task, now);
    task.routes = [{ queue: to.queue }];
    task.visited = [...new Set([...task.visited, to.queue])];
    task.wanting = false;
    // What it may have stood in beside.
    on.floor.removeWaiting(task, undefined);
  }
  if (task.offer) return;
  if (to.queue === undefined) on.serve(task, now);
  else serveOrOverflow(on, task, 'waiting', now);
}

/** A supervisor's choice: whatever skills it takes. */
export function give(on: Distribution, id: string, to: string, now: number): void {
  const task = on.tasks.get(id);
  const agent = on.agents.get(to);
  if (!task || !agent || !openChannels(agent).includes(channelOf(task.medium))) return;
  const { offer } = task;
  const [stand] = task.stands.length > 0 ? task.stands : on.floor.standsOf(task);
  const why = stand
    ? decisionOf(stand, agent, 'given', null, now)
    : { ...namedDecision(agent, now), by: 'given' as const };
  if (offer) on.cancel(offer);
  on.makeOffer(task, queueOf(task), agent, now, on.floor.queues.get(queueOf(task))?.settings.offerMs, why);
  on.findWork(agent, now);
  if (!offer) return;
  on.setFree(offer, now);
  on.findWork(offer.agent, now);
}
