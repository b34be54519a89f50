/** All that is found in a set of flows as a whole. */
import type { CheckedFlow, Kept, Surroundings } from './check.js';
import type { Flow, FlowNode } from './flow.js';
import { setBy } from './expression.js';
import { menuFindings } from './menu-check.js';
import type { FlowSet } from './model.js';
import { recogniserFindings } from './phrase-check.js';
import type { Between } from './routes.js';
import { passageOf, shapeFindings, type Finding } from './soundness.js';
import { variableFindings } from './variable-check.js';

export interface FlowFindings extends CheckedFlow {
  readonly findings: readonly Finding[];
}

export function findingsOf(
  flows: readonly CheckedFlow[],
  set: FlowSet,
  around: Surroundings | undefined,
): FlowFindings[] {
  const passages: (id: string) => Between = memo((id) => {
    const flow = set.get(id);
    return flow ? passageOf(flow, passages) : 'input';
  });
  const inside: (id: string) => ReadonlySet<string> = memo((id) => {
    const nodes = Object.values(set.get(id)?.nodes ?? {});
    return new Set(
      nodes.flatMap((node) => [...setBy(node), ...(node.kind === 'subflow' ? inside(node.flow) : [])]),
    );
  });
  return flows.map((checked) => ({
    ...checked,
    findings: [
      ...shapeFindings(checked.flow, passages),
      ...variableFindings(checked.flow, inside),
      ...menuFindings(checked.flow, around?.promptText ?? (() => undefined)),
      ...(around ? recogniserFindings(checked.flow, around.can) : []),
      ...(around?.kept ? nameFindings(checked.flow, around.kept) : []),
    ],
  }));
}

/** Subflows do not lead back into themselves (checkSet), so this ends. */
function memo<T>(make: (id: string) => T): (id: string) => T {
  const known = new Map<string, T>();
  return (id) => {
    if (!known.has(id)) known.set(id, make(id));
    return known.get(id) as T;
  };
}

/** A name with a variable in it is only known in a call. */
const isFixed = (name: string): boolean => !name.includes('${');

function nameFindings(flow: Flow, kept: Kept): Finding[] {
  return Object.entries(flow.nodes).flatMap(([id, node]) =>
    namesIn(node)
      .filter(({ name, there }) => isFixed(name) && !there(kept, name))
      .map(({ path, name, what }) => ({
        path: ['nodes', id, ...path],
        reason: `there is no ${what} ${name}`,
        hint: `correct the name, or set the ${what} up first`,
        severity: 'error' as const,
      })),
  );
}

/** Its host holds no variable. */
const originOf = (url: string): string => new URL(url.replaceAll(/\$\{[^}]*\}/g, '')).origin;

export interface Named {
  readonly path: readonly (string | number)[];
  readonly name: string;
  readonly what: string;
  readonly there: (kept: Kept, name: string) => boolean;
}

/** What operators set up and the node names. */
export function namesIn(node: FlowNode): Named[] {
  if (node.kind === 'queue' || node.kind === 'callback')
    return [{ path: ['queue'], name: node.queue, what: 'queue', there: (kept, name) => kept.hasQueue(name) }];
  if (node.kind === 'agent')
    return [{ path: ['agent'], name: node.agent, what: 'agent', there: (kept, name) => kept.hasAgent(name) }];
  if (node.kind === 'http')
    return Object.entries(node.secretHeaders ?? {}).map(([header, name]) => ({
      ...{ path: ['secretHeaders', header], name, what: `secret for ${originOf(node.url)} of the name` },
      there: (kept: Kept, secret: string) => kept.hasSecret(secret, originOf(node.url)),
    }));
  if (node.kind !== 'branch') return [];
  return node.cases.flatMap(({ when }, i) =>
    'calendar' in when
      ? [
          {
            ...{ path: ['cases', i, 'when', 'calendar'], name: when.calendar, what: 'calendar' },
            there: (kept: Kept, name: string) => kept.hasCalendar(name),
          },
        ]
      : [],
  );
}
