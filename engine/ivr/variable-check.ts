/** Variables: read where nothing set them, expressions that are wrong or of another type than their variable. */
import { acceptingOf, expressionsOf, setBy } from './expression.js';
import type { Flow, FlowNode } from './flow.js';
import { routesOf } from './routes.js';
import type { Finding } from './soundness.js';
import { placeholder } from './variables.js';

type Place = readonly (string | number)[];

interface Read {
  readonly name: string;
  readonly path: Place;
}

/**
 * @param setInside variables that a subflow may set: they count as set after it.
 */
export function variableFindings(flow: Flow, setInside: (subflow: string) => ReadonlySet<string>): Finding[] {
  const reads = new Map(Object.entries(flow.nodes).map(([id, node]) => [id, readsOf(flow, node)]));
  const settable = new Set(
    Object.values(flow.nodes).flatMap((node) => [
      ...setBy(node),
      ...(node.kind === 'subflow' ? setInside(node.flow) : []),
    ]),
  );
  const atStart = Object.entries(flow.variables ?? {})
    .filter(([, { initial, given }]) => initial !== undefined || given === true)
    .map(([name]) => name);
  for (const name of ['caller', 'dialled', ...atStart]) settable.add(name);
  const before = setBefore(flow, new Set(['caller', 'dialled', ...atStart]), setInside);
  const findings = expressionFindings(flow);
  for (const [id, list] of reads)
    for (const { name, path } of list) {
      if (!settable.has(name)) findings.push(neverSet(id, path, name));
      else if (before.get(id)?.has(name) === false) findings.push(perhapsUnset(id, path, name));
    }
  return findings;
}

const neverSet = (id: string, path: Place, name: string): Finding => ({
  path: ['nodes', id, ...path],
  reason: `reads ${name}, which nothing sets`,
  hint: `set it before, correct the name, or write variables: { ${name}: { given: true } } if it comes with the call`,
  severity: 'error',
});

const perhapsUnset = (id: string, path: Place, name: string): Finding => ({
  path: ['nodes', id, ...path],
  reason: `reads ${name}, which is not set on every way here`,
  hint: `give it an initial value under variables, or set it on the other ways too`,
  severity: 'warning',
});

/** For each node that a call can come to, the variables that are set whatever way it took. */
function setBefore(
  flow: Flow,
  atStart: ReadonlySet<string>,
  setInside: (subflow: string) => ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const before = new Map<string, ReadonlySet<string>>([[flow.start, atStart]]);
  const changed = [flow.start];
  const meet = (id: string, set: ReadonlySet<string>): void => {
    const known = before.get(id);
    const both = known ? new Set([...known].filter((name) => set.has(name))) : set;
    if (known?.size === both.size) return;
    before.set(id, both);
    changed.push(id);
  };
  for (let id = changed.pop(); id !== undefined; id = changed.pop()) {
    const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
    const here = before.get(id);
    if (!node || !here) continue;
    const own = node.kind === 'subflow' ? [...setInside(node.flow)] : setBy(node);
    const after = own.length === 0 ? here : new Set([...here, ...own]);
    const sets = (path: Place): boolean =>
      node.kind === 'speechMenu' ? path[0] === 'choices' : path[0] === 'next';
    for (const { path, value } of routesOf(node)) meet(value, sets(path) ? after : here);
  }
  return before;
}

function readsOf(flow: Flow, node: FlowNode): Read[] {
  const reads: Read[] = [];
  textsIn(node, [], (text, path) => {
    for (const [, name = ''] of text.matchAll(placeholder)) reads.push({ name, path });
  });
  for (const { text, path, accepting } of expressionsIn(node)) {
    const compiled = (accepting ? acceptingOf(flow) : expressionsOf(flow)).of(text);
    if (!compiled.ok) continue;
    for (const name of compiled.value.reads) if (name !== 'digits' || !accepting) reads.push({ name, path });
  }
  if (node.kind === 'branch')
    node.cases.forEach(({ when }, i) => {
      if ('variable' in when && when.is !== 'set' && when.is !== 'notSet')
        reads.push({ name: when.variable, path: ['cases', i, 'when', 'variable'] });
    });
  return reads;
}

function textsIn(value: unknown, path: Place, tell: (text: string, path: Place) => void): void {
  if (typeof value === 'string') tell(value, path);
  else if (Array.isArray(value)) value.forEach((one, i) => textsIn(one, [...path, i], tell));
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value))
      if (key !== 'note' && key !== 'title') textsIn(one, [...path, key], tell);
}

interface Written {
  readonly text: string;
  readonly path: Place;
  /** What type it must give; undefined: that of the variable. */
  readonly accepting: boolean;
  readonly variable?: string;
}

function expressionsIn(node: FlowNode): Written[] {
  if (node.kind === 'script')
    return node.assign.map(({ variable, value }, i) => ({
      ...{ text: value, path: ['assign', i, 'value'], accepting: false, variable },
    }));
  if (node.kind === 'collect' && node.accept !== undefined)
    return [{ text: node.accept, path: ['accept'], accepting: true }];
  if (node.kind !== 'branch') return [];
  return node.cases.flatMap(({ when }, i) =>
    'expression' in when
      ? [{ text: when.expression, path: ['cases', i, 'when', 'expression'], accepting: false }]
      : [],
  );
}

function expressionFindings(flow: Flow): Finding[] {
  const findings: Finding[] = [];
  for (const [id, node] of Object.entries(flow.nodes))
    for (const { text, path, accepting, variable } of expressionsIn(node)) {
      const compiled = (accepting ? acceptingOf(flow) : expressionsOf(flow)).of(text);
      const wrong = (reason: string, hint: string): number =>
        findings.push({ path: ['nodes', id, ...path], reason, hint, severity: 'error' });
      const wanted = variable === undefined ? 'boolean' : (flow.variables?.[variable]?.type ?? 'text');
      if (!compiled.ok)
        wrong(
          compiled.offset === undefined
            ? compiled.why
            : `${compiled.why} (at character ${compiled.offset + 1})`,
          'docs/ivr.md lists what an expression may hold; a name must be a variable of the flow',
        );
      else if (compiled.value.type !== wanted)
        wrong(
          `gives ${compiled.value.type}, and ${wanted} is wanted`,
          variable === undefined
            ? 'compare with something: ==, <, in, startsWith'
            : `convert it with string(), int() or double(), or declare ${variable} as ${compiled.value.type}`,
        );
    }
  return findings;
}
