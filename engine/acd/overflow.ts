/** Overflow (ACD10): which rule holds for a task, and what it does. */
import type { Distribution } from './distribution.js';
import { estimate } from './estimate.js';
import { within } from './progress.js';
import { hasRoom, type QueueRecord, type TaskRecord, type Waiting } from './records.js';
import type { OverflowCause, OverflowRule, OverflowTarget } from './settings.js';

/** `returning`: it comes back to its place, as after a restart; how long the queue is does not concern it. */
export type Moment = 'joining' | 'returning' | 'waiting' | 'nobody';

export interface Overflow {
  readonly queue: QueueRecord;
  readonly rule: OverflowRule;
}

/** The first rule that holds for the task: its own, then those of each queue that it stands in. */
export function overflowOf(
  on: Distribution,
  task: TaskRecord,
  stands: readonly Waiting[],
  moment: Moment,
  now: number,
): Overflow | undefined {
  for (const [at, { queue }] of stands.entries()) {
    const own = at === 0 ? task.overflow : undefined;
    if (!own && !queue.settings.overflow) continue;
    const rule = [...(own ?? []), ...(queue.settings.overflow ?? [])].find(
      ({ when, to, levels }) =>
        within(task.level, levels) && canGo(on, task, to) && holds(queue, task, when, moment, now),
    );
    if (rule) return { queue, rule };
  }
  return undefined;
}

/** Only calls leave for where calls go; into a queue, never twice, and not when it is full. */
function canGo(on: Distribution, task: TaskRecord, to: OverflowTarget): boolean {
  if (to.kind !== 'queue') return task.medium === 'phone' || task.medium === 'webCall';
  const queue = on.floor.queues.get(to.queue);
  return queue !== undefined && !task.visited.includes(to.queue) && hasRoom(queue);
}

function holds(
  queue: QueueRecord,
  task: TaskRecord,
  when: OverflowCause,
  moment: Moment,
  now: number,
): boolean {
  switch (when.on) {
    case 'waited':
      return moment !== 'nobody' && task.progressedMs >= when.ms;
    case 'nobody':
      return moment !== 'waiting' && queue.signedIn === 0;
    case 'length':
      return moment === 'joining' && queue.waiting >= when.tasks;
    case 'longestWait': {
      const oldest = queue.byAge.first;
      return moment === 'joining' && oldest !== undefined && now - oldest.task.joinedAt >= when.ms;
    }
    case 'estimatedWait': {
      const waitMs = moment === 'joining' ? estimate(queue, queue.waiting + 1) : null;
      return waitMs !== null && waitMs > when.ms;
    }
  }
}

/** Puts another queue in the place of the one that was left, or beside it. */
export function goTo(
  task: TaskRecord,
  from: QueueRecord,
  to: Extract<OverflowTarget, { kind: 'queue' }>,
): void {
  const left = from.settings.id;
  const added = { queue: to.queue };
  task.visited = [...task.visited, to.queue];
  task.wanting = false;
  task.routes =
    to.also === true
      ? [...task.routes, added]
      : task.routes.map((route) => (route.queue === left ? added : route));
}
