import type { AgentGroup, StaffInterval } from './model.js';

/** From `atMs` on, of the agents of the group in their order: the first `ready` are ready, the next on a break. */
export interface PresenceChange {
  readonly atMs: number;
  readonly ready: number;
  readonly onBreak: number;
}

/** In the order of time, one at each moment when something changes; before the first nobody is there. */
export function presenceOf({ staffing, breaks }: AgentGroup): PresenceChange[] {
  const moments = new Set([...staffing, ...breaks].flatMap(({ fromMs, toMs }) => [fromMs, toMs]));
  return [...moments]
    .sort((a, b) => a - b)
    .map((atMs) => {
      const signedIn = countAt(staffing, atMs);
      const onBreak = Math.min(signedIn, countAt(breaks, atMs));
      return { atMs, ready: signedIn - onBreak, onBreak };
    });
}

/** How many agents the group has: the most that are there at once. */
export function sizeOf(group: AgentGroup): number {
  return Math.max(0, ...group.staffing.map(({ fromMs }) => countAt(group.staffing, fromMs)));
}

function countAt(intervals: readonly StaffInterval[], atMs: number): number {
  return intervals.reduce(
    (sum, { fromMs, toMs, agents }) => sum + (fromMs <= atMs && atMs < toMs ? agents : 0),
    0,
  );
}
