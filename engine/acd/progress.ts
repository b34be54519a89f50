/** How a task's demand and rank change with the time that it waits: relaxation (ACD14), promotion (ACD9), routes (ACD8). */
import type { Route } from './model.js';
import type { LevelRange, OverflowRule, Promotion, QueueSettings, Relaxation } from './settings.js';
import { type Demand, demandOf } from './skills.js';
import type { TaskRecord } from './records.js';

const MOST_PROMOTIONS = 1000;

/** How a task stands in one queue after some time of waiting. */
export interface Standing {
  readonly demand: Demand;
  readonly priority: number;
  readonly level: number;
  /** '' when shares do not count (any more). */
  readonly region: string;
  readonly relaxed: boolean;
}

export function within(level: number, range: LevelRange | undefined): boolean {
  return level >= (range?.from ?? -Infinity) && level <= (range?.to ?? Infinity);
}

export function standingOf(
  task: TaskRecord,
  queue: QueueSettings,
  route: Route,
  elapsedMs: number,
): Standing {
  const { skills, relax, level } = task;
  let demand = demandOf(queue.skills, skills);
  if (route.skills) demand = demandOf(Object.fromEntries(demand), route.skills);
  let anyRegion = false;
  let relaxed = false;
  for (const steps of [queue.relax, relax]) {
    for (const step of steps ?? []) {
      if (step.afterMs > elapsedMs) continue;
      demand = eased(demand, step);
      anyRegion ||= step.anyRegion === true;
      relaxed = true;
    }
  }
  const standing = { demand, relaxed, level, region: anyRegion ? '' : task.region };
  return promoted(
    { ...standing, priority: task.priority + (route.addPriority ?? 0) },
    task,
    queue,
    elapsedMs,
  );
}

function promoted(standing: Standing, task: TaskRecord, queue: QueueSettings, elapsedMs: number): Standing {
  if (!queue.promote && !task.promote) return standing;
  let { priority, level } = standing;
  for (const rules of [queue.promote, task.promote]) {
    for (const rule of rules ?? []) {
      if (!within(task.level, rule.levels)) continue;
      const times = timesBy(rule, elapsedMs);
      priority += times * (rule.addPriority ?? 0);
      level += times * (rule.addLevel ?? 0);
    }
  }
  return { ...standing, priority, level };
}

function eased(demand: Demand, { skills, anySkill }: Relaxation): Demand {
  if (anySkill === true) return [];
  if (!skills) return demand;
  return demand.flatMap(([skill, least]) => {
    const to = Math.min(least, skills[skill] ?? least);
    return to > 0 ? [[skill, to] as const] : [];
  });
}

function timesBy(rule: Promotion, elapsedMs: number): number {
  if (elapsedMs < rule.afterMs) return 0;
  if (rule.everyMs === undefined) return 1;
  return Math.min(1 + Math.floor((elapsedMs - rule.afterMs) / rule.everyMs), rule.times ?? MOST_PROMOTIONS);
}

/** The time of waiting, after `elapsedMs`, at which the task next stands otherwise; Infinity: never. */
export function nextStepMs(task: TaskRecord, queues: readonly QueueSettings[], elapsedMs: number): number {
  let next = Infinity;
  const at = (ms: number): void => {
    if (ms > elapsedMs && ms < next) next = ms;
  };
  if (task.wanting) at(task.wants?.waitMs ?? 0);
  for (const { afterMs } of task.routes) if (afterMs !== undefined) at(afterMs);
  promotionsAt(task.promote, task.level, elapsedMs, at);
  for (const { afterMs } of task.relax ?? []) at(afterMs);
  overflowsAt(task.overflow, task.level, at);
  for (const queue of queues) {
    promotionsAt(queue.promote, task.level, elapsedMs, at);
    for (const { afterMs } of queue.relax ?? []) at(afterMs);
    overflowsAt(queue.overflow, task.level, at);
  }
  return next;
}

function promotionsAt(
  rules: readonly Promotion[] | undefined,
  level: number,
  elapsedMs: number,
  at: (ms: number) => void,
): void {
  for (const rule of rules ?? []) {
    if (!within(level, rule.levels)) continue;
    const times = timesBy(rule, elapsedMs);
    if (times === 0) at(rule.afterMs);
    else if (rule.everyMs !== undefined && times < (rule.times ?? MOST_PROMOTIONS))
      at(rule.afterMs + times * rule.everyMs);
  }
}

function overflowsAt(
  rules: readonly OverflowRule[] | undefined,
  level: number,
  at: (ms: number) => void,
): void {
  for (const { when, levels } of rules ?? []) if (when.on === 'waited' && within(level, levels)) at(when.ms);
}
