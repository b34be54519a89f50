/** A flow as a graph: which node can follow which, and what lies in between. */
import { END, type Flow } from './flow.js';
import { missingRoutes, routesOf, type Between } from './routes.js';

export interface Edge {
  readonly to: string;
  readonly between: Between;
}

/** Node → what can follow; `end` is a node without routes. */
export type Graph = ReadonlyMap<string, readonly Edge[]>;

/**
 * @param passes whether a caller can go through that flow without a sign, or in no time at all: what lies between a
 * subflow node and its `next`.
 */
export function graphOf(flow: Flow, passes: (subflow: string) => Between = () => 'nothing'): Graph {
  const graph = new Map<string, readonly Edge[]>([[END, []]]);
  for (const [id, node] of Object.entries(flow.nodes)) {
    const routes = routesOf(node).map(({ value, path, between }) => ({
      to: value,
      between: node.kind === 'subflow' && path[0] === 'next' ? passes(node.flow) : between,
    }));
    const missing = missingRoutes(node).map(({ between }) => ({ to: flow.onError ?? END, between }));
    graph.set(id, [...routes, ...missing]);
  }
  return graph;
}

/** Nodes that can be reached from these. */
export function reachable(graph: Graph, from: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>(from);
  const waiting = [...from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    for (const { to } of graph.get(id) ?? [])
      if (!seen.has(to)) {
        seen.add(to);
        waiting.push(to);
      }
  return seen;
}

/** Nodes from which one of `goals` can be reached. */
export function reaching(graph: Graph, goals: Iterable<string>): ReadonlySet<string> {
  const back = new Map<string, string[]>();
  for (const [id, edges] of graph)
    for (const { to } of edges) {
      const list = back.get(to);
      if (list) list.push(id);
      else back.set(to, [id]);
    }
  const seen = new Set(goals);
  const waiting = [...seen];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    for (const before of back.get(id) ?? [])
      if (!seen.has(before)) {
        seen.add(before);
        waiting.push(before);
      }
  return seen;
}

/** One ring for each knot of rings that there is, along edges that `along` takes, as `a, b, a`. */
export function rings(
  graph: Graph,
  along: (from: string, edge: Edge) => boolean,
): readonly (readonly string[])[] {
  const left = new Map<string, string[]>();
  for (const [id, edges] of graph)
    left.set(
      id,
      edges.filter((edge) => along(id, edge)).map(({ to }) => to),
    );
  const found: (readonly string[])[] = [];
  for (;;) {
    peel(left);
    if (left.size === 0) return found;
    const ring = ringIn(left);
    found.push(ring);
    for (const id of ring) left.delete(id);
  }
}

/** Takes away what is on no ring: nodes that nothing leads to, or that lead nowhere. */
function peel(left: Map<string, string[]>): void {
  for (let before = -1; before !== left.size;) {
    before = left.size;
    peelEnds(left);
    const entered = new Set([...left.values()].flat());
    for (const id of [...left.keys()]) if (!entered.has(id)) left.delete(id);
  }
}

/** From those that lead nowhere backwards, each edge once. */
function peelEnds(left: Map<string, string[]>): void {
  const back = new Map<string, string[]>();
  const count = new Map<string, number>();
  for (const [id, tos] of left) {
    const there = tos.filter((to) => left.has(to));
    count.set(id, there.length);
    for (const to of there) back.set(to, [...(back.get(to) ?? []), id]);
  }
  const dead = [...count].filter(([, edges]) => edges === 0).map(([id]) => id);
  for (let id = dead.pop(); id !== undefined; id = dead.pop()) {
    left.delete(id);
    for (const before of back.get(id) ?? []) {
      const rest = (count.get(before) ?? 0) - 1;
      count.set(before, rest);
      if (rest === 0) dead.push(before);
    }
  }
}

function ringIn(left: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const path: string[] = [];
  const at = new Map<string, number>();
  let id = left.keys().next().value ?? '';
  while (!at.has(id)) {
    at.set(id, path.length);
    path.push(id);
    id = left.get(id)?.find((to) => left.has(to)) ?? '';
  }
  return [...path.slice(at.get(id)), id];
}
