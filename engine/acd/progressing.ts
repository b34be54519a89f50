/** What time does to tasks that wait. */
import type { Distribution } from './distribution.js';
import { channelOf, handles, openChannels } from './media.js';
import type { Progress } from './model.js';
import { goTo, type Moment, type Overflow, overflowOf } from './overflow.js';
import { nextStepMs } from './progress.js';
import { type TaskRecord, type Waiting } from './records.js';

export function scheduleTask(on: Distribution, task: TaskRecord): void {
  const queues = task.stands.map(({ queue }) => queue.settings);
  const nextMs = nextStepMs(task, queues, task.progressedMs);
  on.deadlines.ofTask(task, nextMs === Infinity ? null : task.joinedAt + nextMs);
}

/** Whether the agent whom the task wants may be waited for now. */
export function mayWant(on: Distribution, task: TaskRecord): boolean {
  const agent = task.wants && on.agents.get(task.wants.agent);
  if (!task.wants || !agent || agent.state.name === 'signedOut') return false;
  const channel = channelOf(task.medium);
  if (!handles(agent, channel)) return false;
  return openChannels(agent).includes(channel) || task.wants.waitMs > task.progressedMs;
}

/**
 * The task's next step is due: it stands otherwise by now, or went elsewhere because nobody is ready for it.
 * @returns for which moment's rules it has not left yet; undefined when it went elsewhere.
 */
function advance(on: Distribution, task: TaskRecord, now: number): Moment | undefined {
  const before = task.progressedMs;
  const stoodSo = task.stands;
  task.progressedMs = Math.max(before, now - task.joinedAt);
  const isGivenUp = task.wanting && task.progressedMs >= (task.wants?.waitMs ?? 0);
  if (isGivenUp) leaveWanted(on, task);
  const moment = isGivenUp ? 'returning' : 'waiting';
  const stands = on.floor.standsOf(task);
  if (isBadlyServed(on, task, stands) && overflow(on, task, moment, now)) return undefined;
  if (!isGivenUp) tellSteps(on, task, stoodSo, stands, before);
  return moment;
}

/**
 * What is due to tasks at one moment, and offers that end at it: all go on together in the order of service, so that no
 * step is worth more because it was taken first.
 * @param failed were offered in vain. @param withdrawn were offered to agents who are out of distribution now.
 */
export function goOn(
  on: Distribution,
  due: readonly TaskRecord[],
  failed: ReadonlySet<TaskRecord>,
  withdrawn: readonly TaskRecord[],
  now: number,
): void {
  const moments = new Map<TaskRecord, Moment>();
  for (const task of due) {
    const moment = advance(on, task, now);
    if (moment) moments.set(task, moment);
  }
  comeBack(on, [...moments.keys(), ...failed, ...withdrawn], now, failed);
  for (const [task, moment] of moments) if (task.stands.length > 0) overflowAll(on, [task], moment, now);
}

/**
 * Their offers came to nothing: back to the agents whom they want while that makes sense, or to the queues.
 * @param failed were not taken by the agents whom they want, if they want one, and do not go back there.
 */
export function comeBack(
  on: Distribution,
  tasks: readonly TaskRecord[],
  now: number,
  failed?: ReadonlySet<TaskRecord>,
): void {
  const fallen = tasks.filter((task) => task.wanting && (failed?.has(task) === true || !mayWant(on, task)));
  for (const task of fallen) leaveWanted(on, task);
  on.serveAll(tasks, now);
  overflowAll(on, fallen, 'returning', now);
}

/** To the queues, at the place that it has. */
export function fallBack(on: Distribution, task: TaskRecord, now: number): void {
  leaveWanted(on, task);
  serveOrOverflow(on, task, 'returning', now);
}

function leaveWanted(on: Distribution, task: TaskRecord): void {
  const from = task.wants?.agent ?? '';
  on.floor.removeWaiting(task, undefined);
  task.wanting = false;
  tell(on, task, { to: 'fellBack', from, queues: openQueues(on, task) });
}

/** Of these, those who wait after all go elsewhere by the first rule that holds. */
export function overflowAll(
  on: Distribution,
  tasks: readonly TaskRecord[],
  moment: Moment,
  now: number,
): void {
  for (const task of on.floor.inOrder(tasks)) if (!task.wanting) overflow(on, task, moment, now);
}

/** To a ready agent, or elsewhere by the first rule that holds, or onto the lists. */
export function serveOrOverflow(on: Distribution, task: TaskRecord, moment: Moment, now: number): void {
  const stands = on.floor.standsOf(task);
  if (!isBadlyServed(on, task, stands) || !overflow(on, task, moment, now)) on.serve(task, now, stands);
}

/** Overflow is for who would have to wait: not for one whom a ready agent takes, or who wants one agent alone. */
function isBadlyServed(on: Distribution, task: TaskRecord, stands: readonly Waiting[]): boolean {
  return !task.wanting && !on.isWanted(task, stands);
}

/**
 * @param only asks the rules of this queue alone.
 * @returns whether the task went somewhere else, by as many rules as hold one after the other.
 */
export function overflow(
  on: Distribution,
  task: TaskRecord,
  moment: Moment,
  now: number,
  only?: string,
): boolean {
  const all = on.floor.standsOf(task);
  const stands = only === undefined ? all : all.filter(({ queue }) => queue.settings.id === only);
  const found = overflowOf(on, task, stands, moment, now);
  if (!found) return false;
  const { when, to } = found.rule;
  const stays = to.kind === 'queue' && to.also === true;
  on.floor.removeWaiting(task, stays ? undefined : now);
  if (leaves(on, task, found) || to.kind !== 'queue') return true;
  tell(on, task, { to: 'queues', queues: openQueues(on, task), on: when });
  if (on.isWanted(task, on.floor.standsOf(task)) || !overflow(on, task, 'joining', now, to.queue))
    on.serve(task, now);
  return true;
}

/** Takes the rule's way. @returns whether that leads out of the ACD. */
export function leaves(on: Distribution, task: TaskRecord, { queue, rule }: Overflow): boolean {
  if (rule.to.kind === 'queue') {
    goTo(task, queue, rule.to);
    return false;
  }
  on.deadlines.ofTask(task, null);
  on.tasks.delete(task.id);
  on.effects.push({
    do: 'overflowed',
    ...{ task: task.id, queue: queue.settings.id, on: rule.when, to: rule.to },
  });
  return true;
}

/** After everything else of an input: tasks of queues that nobody serves any more, and of agents who left. */
export function settle(on: Distribution, now: number): void {
  while (on.forsaken.size > 0 || on.deserted.size > 0) {
    for (const task of on.forsaken) {
      on.forsaken.delete(task);
      if (task.wanting && task.waitsFor) fallBack(on, task, now);
    }
    for (const id of on.deserted) {
      on.deserted.delete(id);
      const queue = on.floor.queues.get(id);
      if (!queue || queue.signedIn > 0 || queue.waiting === 0) continue;
      for (const { task } of [...queue.waitingList])
        if (task.stands.length > 0) overflow(on, task, 'nobody', now);
      // Of those whom no rule leads elsewhere.
      if (queue.waiting > 0) on.effects.push({ do: 'unstaffed', queue: id, waiting: queue.waiting });
    }
  }
}

export function tell(on: Distribution, task: TaskRecord, step: Progress): void {
  on.effects.push({ do: 'progressed', task: task.id, step });
}

export const openQueues = (on: Distribution, task: TaskRecord): string[] =>
  on.floor.standsOf(task).map(({ queue }) => queue.settings.id);

function tellSteps(
  on: Distribution,
  task: TaskRecord,
  before: readonly Waiting[],
  after: readonly Waiting[],
  beforeMs: number,
): void {
  const steps = [task.relax, ...after.map(({ queue }) => queue.settings.relax)].flatMap((one) => one ?? []);
  const relaxedAt = steps
    .map(({ afterMs }) => afterMs)
    .filter((ms) => ms > beforeMs && ms <= task.progressedMs);
  if (relaxedAt.length > 0) tell(on, task, { to: 'relaxed', afterMs: Math.max(...relaxedAt) });
  const [was] = before;
  const [is] = after;
  if (was && is && (was.priority !== is.priority || was.level !== is.level))
    tell(on, task, { to: 'promoted', priority: is.priority, level: is.level });
  if (after.length !== before.length && !task.wanting)
    tell(on, task, {
      to: 'queues',
      queues: after.map(({ queue }) => queue.settings.id),
      on: 'route',
    });
}
