/** What operators keep, as the ACD takes it. */
import { isDeepStrictEqual } from 'node:util';
import type { AcdInput, AgentSettings, Policy, QueueSettings, Skills } from '../acd/model.js';
import { defaultPolicy } from '../acd/settings.js';
import { overflowOf, promotionOf, relaxationOf } from '../routing/timed.js';
import type { AgentConfig, Configuration, QueueConfig, SkillLevel } from '../store/configuration.js';

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

/**
 * What the ACD is told when operators changed something, in this order.
 * @param policy that it has now.
 */
export function settingChanges(
  before: Configuration,
  now: Configuration,
  policy: Policy,
): readonly AcdInput[] {
  const wanted = now.routing?.routing.policy ?? defaultPolicy;
  return [
    ...(isDeepStrictEqual(wanted, policy) ? [] : [{ kind: 'policy.set', policy: wanted } as const]),
    ...now.queues.map((queue) => ({ kind: 'queue.set', queue: queueSettings(queue) }) as const),
    ...now.agents.map((agent) => ({ kind: 'agent.set', agent: agentSettings(agent) }) as const),
    ...missing(before.agents, now.agents).map(({ id }) => ({ kind: 'agent.removed', agent: id }) as const),
    ...missing(before.queues, now.queues).map(({ id }) => ({ kind: 'queue.removed', queue: id }) as const),
  ];
}

function missing<T extends { readonly id: string }>(before: readonly T[], now: readonly T[]): readonly T[] {
  return before.filter(({ id }) => !now.some((one) => one.id === id));
}

function skillsOf(levels: readonly SkillLevel[]): Skills {
  return Object.fromEntries(levels.map(({ skill, level }) => [skill, level]));
}
