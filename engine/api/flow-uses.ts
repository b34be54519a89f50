import { YihaoError } from '../../kernel/errors.js';
import { namesIn } from '../ivr/findings.js';
import type { FlowSet } from '../ivr/model.js';
import type { ApiDeps } from './deps.js';

const mostNamed = 5;

/**
 * What calls may come to in a flow is not taken away from under it.
 * @throws YihaoError 'conflict' with the nodes of flows in force or on trial that name it.
 */
export function refuseWhileUsed(
  deps: Pick<ApiDeps, 'releases'>,
  what: 'queue' | 'calendar',
  id: string,
): void {
  const nodes = nodesNaming(deps, what, id);
  if (nodes.length === 0) return;
  const more = nodes.length > mostNamed ? ` and ${nodes.length - mostNamed} more` : '';
  const reason = `is used by ${nodes.slice(0, mostNamed).join(', ')}${more}; change the flows first`;
  throw new YihaoError('conflict', { what, id, reason });
}

/** As `FLOW/NODE`. */
function nodesNaming({ releases }: Pick<ApiDeps, 'releases'>, what: string, name: string): string[] {
  const { live, canaries } = releases.current;
  const all = [live.flows, ...canaries.map(({ flow, loaded }) => only(flow, loaded.flows))];
  const found = all.flatMap((flows) =>
    [...flows].flatMap(([flow, { nodes }]) =>
      Object.entries(nodes).flatMap(([node, one]) =>
        namesIn(one).some((named) => named.what === what && named.name === name) ? [`${flow}/${node}`] : [],
      ),
    ),
  );
  return [...new Set(found)].sort();
}

const only = (flow: string, flows: FlowSet): FlowSet => new Map([...flows].filter(([id]) => id === flow));
