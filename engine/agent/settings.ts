/** What operators keep, as the ACD takes it. */
import type { AgentSettings, QueueSettings, Skills } from '../acd/model.js';
import { overflowOf, promotionOf, relaxationOf } from '../routing/timed.js';
import type { AgentConfig, QueueConfig, SkillLevel } from '../store/configuration.js';

export function queueSettings(queue: QueueConfig): QueueSettings {
  const { id, priority, capacity, skills, ringSeconds, distribution } = queue;
  const { weight, relax, promote, overflow } = distribution ?? {};
  return {
    ...{ id, priority, capacity, skills: skillsOf(skills), offerMs: ringSeconds * 1000 },
    ...(weight !== undefined && { weight }),
    ...(relax && { relax: relax.map(relaxationOf) }),
    ...(promote && { promote: promote.map(promotionOf) }),
    ...(overflow && { overflow: overflow.map(overflowOf) }),
  };
}

export function agentSettings(agent: AgentConfig): AgentSettings {
  const { id, queues, skills, wrapUpSeconds, distribution } = agent;
  const { ranks, ...more } = distribution ?? {};
  return {
    ...more,
    id,
    queues: queues.map((queue) => ({ queue, rank: ranks?.[queue] ?? 1 })),
    skills: skillsOf(skills),
    wrapUpMs: wrapUpSeconds * 1000,
  };
}

function skillsOf(levels: readonly SkillLevel[]): Skills {
  return Object.fromEntries(levels.map(({ skill, level }) => [skill, level]));
}
