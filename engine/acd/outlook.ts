/** Where a task would go if it came now. Nothing changes by the question, which costs what one task costs that comes. */
import type { Distribution } from './distribution.js';
import { estimate } from './estimate.js';
import { explain } from './explain.js';
import type {
  AcdEffect,
  Decision,
  Explanation,
  OverflowCause,
  OverflowTarget,
  TaskRefusal,
  TaskRequest,
} from './model.js';
import type { TaskRecord, Waiting } from './records.js';
import { type Arrival, arriveAgain, arriveNew, comingTask } from './task-steps.js';

export type Outlook =
  | { readonly to: 'agent'; readonly agent: string; readonly queue: string; readonly why: Decision }
  | {
      readonly to: 'queue';
      readonly queues: readonly string[];
      readonly position: number;
      readonly estimateMs: number | null;
      readonly why: Explanation;
    }
  | {
      readonly to: 'elsewhere';
      readonly target: Exclude<OverflowTarget, { kind: 'queue' }>;
      readonly on: OverflowCause;
    }
  | { readonly to: 'nowhere'; readonly why: TaskRefusal };

/** Of a task that nobody knows of; the id is not told to anybody. */
export function outlook(on: Distribution, request: Omit<TaskRequest, 'id' | 'place'>, now: number): Outlook {
  if (!on.floor.queues.has(request.queue)) return { to: 'nowhere', why: 'unknownQueue' };
  const kept = request.placeOf === undefined ? undefined : on.kept.get(request.placeOf);
  const task = comingTask(on, { ...request, id: '' }, kept?.place, now);
  const before = on.effects;
  const said: AcdEffect[] = [];
  on.effects = said;
  const arrival = kept ? arriveAgain(on, task, now) : arriveNew(on, task, now);
  on.effects = before;
  if (!arrival) return turnedAway(said);
  const match = on.matchFor(task, arrival.stands, now);
  if (!match) return waits(on, task, arrival);
  return { to: 'agent', agent: match.agent.id, queue: match.stand.queue.settings.id, why: match.why };
}

function turnedAway(said: readonly AcdEffect[]): Outlook {
  for (const effect of said) {
    if (effect.do === 'overflowed') return { to: 'elsewhere', target: effect.to, on: effect.on };
    if (effect.do === 'refused') return { to: 'nowhere', why: effect.why };
  }
  return { to: 'nowhere', why: 'full' };
}

/** Who waits for one agent alone stands in the queue that they fall back to, and on that agent's list. */
function waits(on: Distribution, task: TaskRecord, { stands: all }: Arrival): Outlook {
  const wanted = task.wanting && task.wants ? on.agents.get(task.wants.agent) : undefined;
  const stands = wanted ? all.slice(0, 1) : all;
  const positionIn = (stand: Waiting): number =>
    (wanted?.wanted ?? stand.queue.waitingList).rankOf(stand) + 1;
  const [first] = stands;
  const estimates = stands.flatMap((stand) => estimate(stand.queue, positionIn(stand)) ?? []);
  task.stands = stands;
  task.waitsFor = wanted;
  return {
    to: 'queue',
    queues: stands.map(({ queue }) => queue.settings.id),
    position: first ? positionIn(first) : 1,
    estimateMs: estimates.length === 0 ? null : Math.min(...estimates),
    why: explain(task, first?.queue),
  };
}
