import type { Skills } from './model.js';

/** Skill and least level, sorted by skill; what a lane demands. */
export type Demand = readonly (readonly [skill: string, level: number])[];

/** What both ask for, each at the higher of the two levels. */
export function demandOf(queue: Skills | undefined, task: Skills | undefined): Demand {
  if (!queue || !task) return Object.entries({ ...queue, ...task }).sort(bySkill);
  const levels = new Map<string, number>();
  for (const skills of [queue, task])
    for (const [skill, level] of Object.entries(skills))
      levels.set(skill, Math.max(level, levels.get(skill) ?? 0));
  return [...levels].sort(bySkill);
}

const bySkill = ([a]: Demand[number], [b]: Demand[number]): number => (a < b ? -1 : 1);

/** Equal for equal demands. */
export function demandKey(demand: Demand): string {
  return demand.length === 0 ? '' : JSON.stringify(demand);
}

/**
 * How well the skills fill the demand: the sum of the levels in the skills asked for.
 * @returns undefined when one is missing or too low.
 */
export function fit(skills: ReadonlyMap<string, number>, demand: Demand): number | undefined {
  let sum = 0;
  for (const [skill, least] of demand) {
    const level = skills.get(skill);
    if (level === undefined || level < least) return undefined;
    sum += level;
  }
  return sum;
}
