/** What is shown of a task, and in which order tasks come back. Pure. */
import { YihaoError } from '../../kernel/errors.js';
import type { Place } from '../acd/model.js';
import type { TaskDemand, TaskRequest, TaskState, TaskView } from './task.js';

export function withoutWants({ wants, ...demand }: TaskDemand): TaskDemand {
  return wants ? demand : { ...demand };
}

export type FinalState = Extract<TaskState, 'done' | 'cancelled' | 'refused'>;

export function isOver(state: TaskState): state is FinalState {
  return state === 'done' || state === 'cancelled' || state === 'refused';
}

export function withoutOffer({ offeredUntil, ...view }: TaskView): TaskView {
  return view.state === 'offered' && offeredUntil !== undefined ? { ...view, offeredUntil } : view;
}

/** What of a demand is shown with the task. */
export function shownOf(
  { queue, priority, level, skills }: TaskDemand,
  before: TaskRequest,
): Pick<TaskRequest, 'queue' | 'priority' | 'level' | 'skills'> {
  return {
    ...{ queue, priority: priority ?? before.priority, level: level ?? before.level },
    skills: skills ? asked(skills) : before.skills,
  };
}

export function asked(skills: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(skills).filter(([, least]) => least > 0));
}

/** Who has no place yet comes last. */
export function comparePlaces(a: Place | undefined, b: Place | undefined): number {
  const last = Number.MAX_SAFE_INTEGER;
  return (a?.joinedAt ?? last) - (b?.joinedAt ?? last) || (a?.seq ?? last) - (b?.seq ?? last);
}

export function stateError(view: TaskView, wanted: string): YihaoError {
  return new YihaoError('task.state', { task: view.id, state: view.state, wanted });
}
