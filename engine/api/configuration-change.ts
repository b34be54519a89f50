/** What every change of what operators keep has in common. */
import type { FastifyRequest } from 'fastify';
import { YihaoError } from '../../kernel/errors.js';
import { type Known, outcomeFaults } from '../routing/check.js';
import type { QueueDistribution } from '../routing/distribution.js';
import type { SkillLevel } from '../store/configuration.js';
import { note } from './access.js';
import type { ApiDeps } from './deps.js';

/** The database has it; now memory, the engine and the record of changes. */
export async function changed(
  deps: ApiDeps,
  request: FastifyRequest,
  action: string,
  target: string,
  data: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await deps.current.reload(deps.link.use().main);
  await note(deps, request, action, target, data);
}

/** What rules may name. */
export function knownNames({ current, engine }: ApiDeps): Known {
  const { queues, skills, agents } = current.configuration;
  const isThere = (list: readonly { readonly id: string }[]) => (id: string) =>
    list.some((one) => one.id === id);
  return {
    ...{ queue: isThere(queues), skill: isThere(skills), agent: isThere(agents) },
    flow: (name) => engine.flows().some((flow) => flow.name === name),
  };
}

/**
 * Timed rules of a queue name queues, skills and flows that are there.
 * @throws YihaoError 'request.invalid'
 */
export function checkDistribution(deps: ApiDeps, distribution: QueueDistribution): void {
  const [first] = outcomeFaults(distribution, ['body', 'distribution'], knownNames(deps));
  if (!first) return;
  throw new YihaoError('request.invalid', { where: first.path.join('/'), reason: first.reason });
}

/** @throws YihaoError 'request.invalid' */
export function knownSkills({ current }: ApiDeps, levels: readonly Pick<SkillLevel, 'skill'>[]): void {
  const unknown = levels.find((level) => !current.configuration.skills.some((one) => one.id === level.skill));
  if (!unknown) return;
  throw new YihaoError('request.invalid', {
    where: 'body/skills',
    reason: `names a skill that is not there: ${unknown.skill}`,
  });
}

/** @throws YihaoError 'request.invalid' */
export function knownQueues({ current }: ApiDeps, queues: readonly string[], where = 'body/queues'): void {
  const unknown = queues.find((id) => !current.configuration.queues.some((one) => one.id === id));
  if (unknown === undefined) return;
  throw new YihaoError('request.invalid', {
    where,
    reason: `names a queue that is not there: ${unknown}`,
  });
}
