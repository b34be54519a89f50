/** Agent × skill with a level in each cell; changes are kept apart until they are saved, agent by agent. */
import type { AgentConfig, SkillLevel } from '../../engine/store/configuration.js';

/** Levels that differ from what is saved: `edits[agent][skill]`; 0 takes the skill away. */
export type MatrixEdits = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const highestLevel = 9;

export function savedLevel(agent: AgentConfig, skill: string): number {
  return agent.skills.find((one) => one.skill === skill)?.level ?? 0;
}

export function shownLevel(agent: AgentConfig, skill: string, edits: MatrixEdits): number {
  return edits[agent.id]?.[skill] ?? savedLevel(agent, skill);
}

/** Going back to what is saved is no change. */
export function setLevel(edits: MatrixEdits, agent: AgentConfig, skill: string, level: number): MatrixEdits {
  const others = without(edits[agent.id] ?? {}, skill);
  const row = level === savedLevel(agent, skill) ? others : { ...others, [skill]: level };
  const rest = without(edits, agent.id);
  return Object.keys(row).length === 0 ? rest : { ...rest, [agent.id]: row };
}

function without<T>(table: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(table).filter(([name]) => name !== key));
}

/** The agents that have to be saved, each with the skills it shall have. */
export function changedAgents(agents: readonly AgentConfig[], edits: MatrixEdits): readonly AgentConfig[] {
  return agents
    .filter((agent) => edits[agent.id] !== undefined)
    .map((agent) => ({ ...agent, skills: editedSkills(agent, edits) }));
}

function editedSkills(agent: AgentConfig, edits: MatrixEdits): readonly SkillLevel[] {
  const saved = Object.fromEntries(agent.skills.map(({ skill, level }) => [skill, level]));
  return Object.entries({ ...saved, ...edits[agent.id] })
    .filter(([, level]) => level > 0)
    .map(([skill, level]) => ({ skill, level }));
}
