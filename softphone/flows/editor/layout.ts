/** Where the nodes of a graph stand: callers go from left to right. */
import { graphlib, layout } from '@dagrejs/dagre';

export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
}

export interface LayoutInput {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

/** Upper left corners. */
export type Positions = Readonly<Record<string, { readonly x: number; readonly y: number }>>;

/**
 * The edges that say where nodes stand: those that lead one step further from the first node than any way before.
 * Ways back, and ways over many steps, are drawn but move nothing; with them 300 nodes took half a minute.
 */
export function shapingEdges({ nodes, edges }: LayoutInput): LayoutEdge[] {
  const next = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) if (next.has(to)) next.get(from)?.push(to);
  const depth = new Map<string, number>();
  for (const { id: root } of nodes) {
    if (depth.has(root)) continue;
    depth.set(root, 0);
    const waiting = [root];
    for (const id of waiting)
      for (const to of next.get(id) ?? [])
        if (!depth.has(to)) {
          depth.set(to, (depth.get(id) ?? 0) + 1);
          waiting.push(to);
        }
  }
  return edges.filter(({ from, to }) => depth.get(to) === (depth.get(from) ?? 0) + 1);
}

export function layOut(input: LayoutInput): Positions {
  const { nodes } = input;
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 28, ranksep: 90, ranker: 'tight-tree' });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { from, to } of shapingEdges(input)) graph.setEdge(from, to);
  layout(graph);
  return Object.fromEntries(
    nodes.map(({ id, width, height }) => {
      const { x, y } = graph.node(id) as { readonly x: number; readonly y: number };
      return [id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }];
    }),
  );
}
