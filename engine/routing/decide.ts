/** Which rules hold for a caller, and what follows; with the reasons. */
import type { TaskRequest } from '../acd/model.js';
import { demandOf } from '../acd/skills.js';
import { judge, type RoutingFacts, type Verdict } from './condition.js';
import { defaultTimeZone, type Outcome, type Routing } from './rules.js';
import { overflowOf, promotionOf, relaxationOf } from './timed.js';

export interface RuleTrace {
  readonly rule: string;
  /** As operators call it. */
  readonly name?: string;
  readonly verdict: Verdict;
}

/** What rules start from: as the flow asked, and what was known of the caller. */
export type RoutingStart = Pick<RoutingFacts, 'queue' | 'priority' | 'skills' | 'level' | 'region'>;

export interface RoutingDecision {
  readonly asked: RoutingStart;
  /** Ids of the rules that hold, in their order. */
  readonly rules: readonly string[];
  /** What the caller waits for; without id and place. */
  readonly task: Omit<TaskRequest, 'id' | 'place'>;
  /** Every rule that was asked. */
  readonly trace: readonly RuleTrace[];
}

/** Pure: the same facts give the same decision. */
export function decideRoute(routing: Routing, facts: RoutingFacts): RoutingDecision {
  const timeZone = routing.timeZone ?? defaultTimeZone;
  const trace: RuleTrace[] = [];
  const rules: string[] = [];
  let outcome: Outcome = {};
  for (const rule of routing.rules) {
    if (rule.enabled === false) continue;
    const verdict: Verdict = rule.when ? judge(rule.when, facts, timeZone) : { holds: true };
    const { id, name } = rule;
    trace.push({ rule: id, ...(name !== undefined && name !== '' && { name }), verdict });
    if (!verdict.holds) continue;
    rules.push(rule.id);
    const added = (outcome.addPriority ?? 0) + (rule.then.addPriority ?? 0);
    const skills = together(outcome.skills, rule.then.skills);
    outcome = { ...outcome, ...rule.then, skills, ...(added !== 0 && { addPriority: added }) };
    if (rule.goOn !== true) break;
  }
  const { queue, priority, skills, level, region } = facts;
  return {
    ...{ asked: { queue, priority, skills, level, region }, rules },
    ...{ task: taskOf(outcome, facts), trace },
  };
}

function taskOf(outcome: Outcome, facts: RoutingFacts): RoutingDecision['task'] {
  const { routes, relax, promote, overflow } = outcome;
  const wants = wantedBy(outcome, facts);
  const region = outcome.region ?? facts.region;
  return {
    queue: outcome.queue ?? facts.queue,
    priority: (outcome.priority ?? facts.priority) + (outcome.addPriority ?? 0),
    level: outcome.level ?? facts.level,
    skills: together(facts.skills, outcome.skills),
    ...(region !== '' && { region }),
    ...(routes && {
      routes: routes.map(({ afterSeconds, ...route }) => ({
        ...route,
        ...(afterSeconds !== undefined && { afterMs: afterSeconds * 1000 }),
      })),
    }),
    ...(relax && { relax: relax.map(relaxationOf) }),
    ...(promote && { promote: promote.map(promotionOf) }),
    ...(overflow && { overflow: overflow.map(overflowOf) }),
    ...(wants && { wants }),
  };
}

/** At the higher of the levels (ACD5). */
const together = (some: Outcome['skills'], more: Outcome['skills']): Readonly<Record<string, number>> =>
  Object.fromEntries(demandOf(some, more));

function wantedBy({ wants }: Outcome, { lastAgent }: RoutingFacts): TaskRequest['wants'] {
  if (!wants) return undefined;
  const waitMs = wants.waitSeconds * 1000;
  if (wants.agent !== 'last') return { agent: wants.agent, waitMs, why: 'designated' };
  return lastAgent === undefined ? undefined : { agent: lastAgent, waitMs, why: 'last' };
}
