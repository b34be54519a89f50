/** Tasks as the pages sort and name them. Times in milliseconds since the epoch. */
import type { OwnTasks, TaskLine } from '../../engine/desk.js';

type Named = Pick<TaskLine, 'subject'> & { readonly id: string; readonly number?: string };

/** What people call it: its subject, else its number, else the beginning of its id. */
export function taskName({ subject, number = '', id }: Named): string {
  if (subject !== '') return subject;
  return number === '' ? id.slice(0, 8) : number;
}

/** Offered to the agent, or accepted by them; what is offered comes first, then the oldest. */
export function tasksOf(tasks: readonly TaskLine[], agent: string | null): readonly TaskLine[] {
  return tasks
    .filter((one) => agent !== null && one.agent === agent && one.state !== 'waiting')
    .sort((a, b) => rank(a) - rank(b) || a.changedAt - b.changedAt || a.id.localeCompare(b.id));
}

const rank = ({ state }: TaskLine): number => (state === 'offered' ? 0 : 1);

/** With agents: what a supervisor sees beside those that wait. */
export function tasksAtAgents(tasks: readonly TaskLine[]): readonly TaskLine[] {
  return tasks
    .filter(({ state }) => state !== 'waiting')
    .sort((a, b) => (a.agent ?? '').localeCompare(b.agent ?? '') || a.changedAt - b.changedAt);
}

export interface Room {
  readonly medium: string;
  readonly held: number;
  readonly most: number;
}

/** How much of each medium the agent has of what they may have; media that they do not take are left out. */
export function roomsOf({ capacity }: Pick<OwnTasks, 'capacity'>, own: readonly TaskLine[]): readonly Room[] {
  return Object.entries(capacity)
    .filter(([, most]) => most > 0)
    .map(([medium, most]) => ({ medium, most, held: own.filter((one) => one.medium === medium).length }));
}

/** Whole seconds that the offer still stands; undefined for what is no offer. */
export function secondsLeft({ state, offeredUntil }: TaskLine, now: number): number | undefined {
  if (state !== 'offered' || offeredUntil === undefined) return undefined;
  return Math.max(0, Math.ceil((offeredUntil - now) / 1000));
}
