/** What would hurt although every part by itself is right: the shape of a flow as a whole. */
import type { Flow, FlowNode } from './flow.js';
import { graphOf, reachable, reaching, rings, type Graph } from './graph.js';
import type { Path } from './located-yaml.js';
import type { Between } from './routes.js';

export interface Finding {
  readonly path: Path;
  readonly reason: string;
  readonly hint: string;
  /** A warning does not keep the flow from going live. */
  readonly severity: 'error' | 'warning';
}

/** Where a caller meets a person, leaves word, or is done. */
const endings: readonly FlowNode['kind'][] = [
  'hangup',
  'queue',
  'agent',
  'extension',
  'external',
  'voicemail',
  'callback',
];

/** Where the caller can do something, or somebody else does. */
const asking: readonly FlowNode['kind'][] = [
  'menu',
  'speechMenu',
  'collect',
  'survey',
  'queue',
  'agent',
  'extension',
  'external',
  'voicemail',
];

export function shapeFindings(flow: Flow, passes: (subflow: string) => Between): Finding[] {
  const graph = graphOf(flow, passes);
  const there = reachable(graph, flow.onError === undefined ? [flow.start] : [flow.start, flow.onError]);
  const findings: Finding[] = [...ringFindings(flow, graph), ...endFindings(flow, graph, there)];
  for (const id of Object.keys(flow.nodes))
    if (!there.has(id))
      findings.push({
        path: ['nodes', id],
        reason: 'no call can come here',
        hint: 'lead a route to it, or take it out',
        severity: 'warning',
      });
  return findings;
}

function ringFindings(flow: Flow, graph: Graph): Finding[] {
  const isAsking = (id: string): boolean => {
    const kind = flow.nodes[id]?.kind;
    return kind !== undefined && asking.includes(kind);
  };
  const at = (ring: readonly string[], reason: string, hint: string, severity: Finding['severity']) => ({
    path: ['nodes', ring[0] ?? ''],
    reason: `${reason}: ${shown(ring)}`,
    hint,
    severity,
  });
  const empty = rings(graph, (_, { between }) => between === 'nothing');
  const tape = rings(
    graph,
    (from, { to, between }) => between !== 'input' && !isAsking(from) && !isAsking(to),
  );
  const silent = rings(graph, (_, { between }) => between !== 'input');
  const known = new Set([...empty, ...tape].flat());
  return [
    ...empty.map((ring) =>
      at(
        ring,
        'goes round without waiting for anything',
        'put a node between that waits for the caller, or let one route lead to the end',
        'error',
      ),
    ),
    ...tape
      .filter((ring) => !ring.some((id) => empty.flat().includes(id)))
      .map((ring) =>
        at(
          ring,
          'plays round and round, and the caller can do nothing about it',
          'put a menu into the ring, or let it end',
          'error',
        ),
      ),
    ...silent
      .filter((ring) => !ring.some((id) => known.has(id)))
      .map((ring) =>
        at(
          ring,
          'a caller who presses nothing goes round here until the engine ends the call',
          'let noInput lead to a person or to the end',
          'warning',
        ),
      ),
  ];
}

const shown = (ring: readonly string[]): string =>
  ring.length > 8 ? `${ring.slice(0, 7).join(' → ')} → … → ${ring.at(-1) ?? ''}` : ring.join(' → ');

function endFindings(flow: Flow, graph: Graph, there: ReadonlySet<string>): Finding[] {
  const goals = Object.entries(flow.nodes)
    .filter(([, { kind }]) => endings.includes(kind))
    .map(([id]) => id);
  const good = reaching(graph, ['end', ...goals]);
  return Object.keys(flow.nodes)
    .filter((id) => there.has(id) && !good.has(id))
    .map((id) => ({
      path: ['nodes', id],
      reason: 'leads neither to a person nor to an end',
      hint: 'let a key, or the last failed try, lead to a queue, to voicemail or to the end',
      severity: 'error' as const,
    }));
}

/** What at least lies between a flow's start and its end. */
export function passageOf(flow: Flow, passes: (subflow: string) => Between): Between {
  const graph = graphOf(flow, passes);
  const through = (allowed: readonly Between[]): boolean => {
    const part: Graph = new Map(
      [...graph].map(([id, edges]) => [id, edges.filter(({ between }) => allowed.includes(between))]),
    );
    return reachable(part, [flow.start]).has('end');
  };
  if (through(['nothing'])) return 'nothing';
  return through(['nothing', 'time']) ? 'time' : 'input';
}
