/** What the checker found, by node. */
import type { Finding, Judgement } from '../contract.js';
import { nodeOfPath } from './flow-model.js';

export interface Found extends Finding {
  readonly severity: 'error' | 'warning';
  /** undefined: it is about the file as a whole, or what stands above the nodes. */
  readonly node: string | undefined;
}

export function foundIn(
  { errors, warnings }: Pick<Judgement, 'errors' | 'warnings'>,
  nodes: ReadonlyMap<string, unknown>,
): Found[] {
  const all = (list: readonly Finding[], severity: Found['severity']): Found[] =>
    list.map((finding) => ({ ...finding, severity, node: nodeOfPath(finding.path, nodes) }));
  return [...all(errors, 'error'), ...all(warnings, 'warning')];
}

export function byNode(found: readonly Found[]): ReadonlyMap<string, readonly Found[]> {
  const map = new Map<string, Found[]>();
  for (const one of found) {
    if (one.node === undefined) continue;
    const list = map.get(one.node);
    if (list) list.push(one);
    else map.set(one.node, [one]);
  }
  return map;
}
