import type { AgentRecord, Waiting } from './records.js';
import { claimOf } from './shares.js';
import type { Decision } from './views.js';

export function decisionOf(
  { task, demand, relaxed, priority, level, region }: Waiting,
  agent: AgentRecord,
  by: Decision['by'],
  over: Decision['over'],
  now: number,
): Decision {
  const { shares } = agent.settings;
  const shared = shares && region !== '' ? { owed: claimOf(shares, agent.regions, region) } : undefined;
  return {
    by,
    waitedMs: now - task.joinedAt,
    idleMs: now - agent.idleSince,
    skills: demand.map(([skill, least]) => ({
      ...{ skill, least },
      level: agent.profile.skills.get(skill) ?? 0,
    })),
    ...{ relaxed, priority, level },
    ...(shared && { region: { region, ...shared } }),
    over,
  };
}

/** Of a task for one agent, past the queues. */
export function namedDecision(agent: AgentRecord, now: number): Decision {
  return {
    by: 'named',
    ...{ waitedMs: 0, idleMs: now - agent.idleSince, skills: [], relaxed: false },
    ...{ priority: 0, level: 0, over: null },
  };
}
