import { sleep } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import type { Releases } from '../flow-files/canary.js';
import { checkFlow } from '../ivr/check.js';
import { namesIn } from '../ivr/findings.js';
import type { Flow, FlowNode } from '../ivr/flow.js';
import { placesInOutcome, placesInRule } from '../routing/check.js';
import type { Configuration } from '../store/configuration.js';
import { draftsWith } from '../store/flow-rows.js';
import type { ApiDeps } from './deps.js';

const mostNamed = 5;

type Kind = 'queue' | 'skill' | 'calendar';

/**
 * What calls may come to is not taken away from under flows, routing rules, queues and agents.
 * @throws YihaoError 'conflict' with the places that name it.
 */
export async function refuseWhileUsed(
  { releases, current, link, clock }: Pick<ApiDeps, 'releases' | 'current' | 'link' | 'clock'>,
  what: Kind,
  id: string,
): Promise<void> {
  // Before the flows: a draft that is published meanwhile is among those.
  const inDrafts = await placesInDrafts({ link, clock }, what, id);
  const places = [
    ...placesInFlows(releases.current, what, id),
    ...inDrafts,
    ...placesInConfiguration(current.configuration, what, id),
  ];
  if (places.length === 0) return;
  const more = places.length > mostNamed ? ` and ${places.length - mostNamed} more` : '';
  const reason = `is used by ${places.slice(0, mostNamed).join(', ')}${more}; take it out of there first`;
  throw new YihaoError('conflict', { what, id, reason });
}

/** Nodes of flows in force or on trial. */
function placesInFlows({ live, canaries }: Releases, what: Kind, id: string): string[] {
  const onTrial = canaries.flatMap(({ flow, loaded }) => loaded.flows.get(flow) ?? []);
  const nodes = [...live.flows.values(), ...onTrial].flatMap((flow) => nodesNaming(flow, what, id));
  return [...new Set(nodes)].sort().map((node) => `flow ${node}`);
}

/** A draft that is no flow yet says nothing; its check will. */
async function placesInDrafts(
  { link, clock }: Pick<ApiDeps, 'link' | 'clock'>,
  what: Kind,
  id: string,
): Promise<string[]> {
  const places: string[] = [];
  for (const { flow, text } of await draftsWith(link.use().main, id)) {
    const checked = checkFlow(text, `${flow}.yaml`);
    if (checked.ok) places.push(...nodesNaming(checked.value.flow, what, id).map((node) => `draft ${node}`));
    // A long flow takes a while to check, and calls go on.
    await sleep(clock, 0);
  }
  return places;
}

/** As `FLOW/NODE`. */
const nodesNaming = ({ flow, nodes }: Flow, what: Kind, id: string): string[] =>
  Object.entries(nodes).flatMap(([node, one]) =>
    namedBy(one, what).includes(id) ? [`${flow}/${node}`] : [],
  );

function namedBy(node: FlowNode, what: Kind): string[] {
  if (what === 'skill') return node.kind === 'queue' ? Object.keys(node.skills ?? {}) : [];
  return namesIn(node).flatMap((named) => (named.what === what ? [named.name] : []));
}

/** Routing rules, as `RULE/PATH`, and queues and agents. */
function placesInConfiguration({ routing, queues, agents }: Configuration, what: Kind, id: string): string[] {
  if (what === 'calendar') return [];
  const rules = (routing?.routing.rules ?? []).flatMap((rule) =>
    placesInRule(rule, what, id).map((path) => `rule ${rule.id}/${path.join('.')}`),
  );
  const hasSkill = ({ skills }: Pick<Configuration['agents'][number], 'skills'>): boolean =>
    what === 'skill' && skills.some(({ skill }) => skill === id);
  const others = queues.filter((queue) => what === 'skill' || queue.id !== id);
  const using = others.filter(
    (queue) => hasSkill(queue) || placesInOutcome(queue.distribution ?? {}, what, id).length > 0,
  );
  return [
    ...rules,
    ...using.map((queue) => `queue ${queue.id}`),
    ...agents
      .filter(
        (agent) =>
          hasSkill(agent) || (what === 'queue' && Object.hasOwn(agent.distribution?.ranks ?? {}, id)),
      )
      .map((agent) => `agent ${agent.id}`),
  ];
}
