/** The graph that a flow's text means, as far as it means one: a text in the middle of a change is not always right. */
import { isMap, isScalar } from 'yaml';
import { schemaOf, tableOf, type Schema } from './flow-schema.js';
import { readYamlText, type Path, type YamlText } from './yaml-edits.js';

export const END = 'end';
/** Stands for the caller who comes in; no node of a flow can have the name. */
export const ENTRY = ' entry';

export interface Exit {
  /** From the node on, as `['keys', '1']`. */
  readonly path: Path;
  /** undefined: the exit leads nowhere of its own. */
  readonly to: string | undefined;
}

export interface FlowNode {
  readonly id: string;
  readonly kind: string;
  /** As the text has it. */
  readonly value: Readonly<Record<string, unknown>>;
  readonly exits: readonly Exit[];
  /** Characters of the text: from its name to the end of what is in it. */
  readonly from: number;
  readonly to: number;
}

export interface FlowModel {
  readonly yaml: YamlText;
  readonly nodes: ReadonlyMap<string, FlowNode>;
  /** What stands above the nodes: title, language, variables, texts. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly entry: readonly Exit[];
}

export type ReadModel =
  | { readonly ok: true; readonly model: FlowModel }
  /** No YAML; `at` is a place in characters. */
  | { readonly ok: false; readonly at: number; readonly why: string };

export function readModel(text: string): ReadModel {
  const yaml = readYamlText(text);
  const [error] = yaml.document.errors;
  if (error) return { ok: false, at: error.pos[0], why: error.message };
  let data: unknown;
  try {
    data = yaml.document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    return { ok: false, at: 0, why: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  const { nodes: values, ...head } = record(data);
  const nodes = new Map<string, FlowNode>();
  for (const [id, { from, to }] of placesOf(yaml)) {
    const value = record(record(values)[id]);
    const kind = typeof value['kind'] === 'string' ? value['kind'] : '';
    nodes.set(id, { id, kind, value, exits: exitsOf(kind, value), from, to });
  }
  return { ok: true, model: { yaml, nodes, head, entry: entryOf(head) } };
}

function placesOf({ document }: YamlText): Map<string, { readonly from: number; readonly to: number }> {
  const map: unknown = document.get('nodes', true);
  const places = new Map<string, { readonly from: number; readonly to: number }>();
  if (!isMap(map)) return places;
  for (const { key, value } of map.items as readonly { readonly key: unknown; readonly value: unknown }[]) {
    if (!isScalar(key)) continue;
    const from = key.range?.[0] ?? 0;
    const end =
      (value as { readonly range?: readonly number[] } | null)?.range?.[1] ?? key.range?.[1] ?? from;
    places.set(String(key.value), { from, to: end });
  }
  return places;
}

function entryOf(head: Readonly<Record<string, unknown>>): Exit[] {
  return ['start', 'onError'].map((name) => ({ path: [name], to: text(head[name]) }));
}

/** Every exit of a node: those of its kind, set or not, and those that its tables and lists have. */
export function exitsOf(kind: string, value: unknown): Exit[] {
  const schema = schemaOf(kind);
  return schema ? exitsIn(schema, value, []) : [];
}

function exitsIn(schema: Schema, value: unknown, path: Path): Exit[] {
  if (schema['x-names'] === 'node') return [{ path, to: text(value) }];
  const values = record(value);
  const table = tableOf(schema);
  if (table) return keysInOrder(values).flatMap((key) => exitsIn(table, values[key], [...path, key]));
  if (schema.items) return list(value).flatMap((item, i) => exitsIn(schema.items ?? {}, item, [...path, i]));
  return Object.entries(schema.properties ?? {})
    .sort(([a], [b]) => rank(a) - rank(b))
    .flatMap(([name, below]) => exitsIn(below, values[name], [...path, name]));
}

/** Keys of a telephone in its own order, which JavaScript does not keep; others as they stand. */
export function keysInOrder(values: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(values);
  const telephone = '1234567890*#';
  return keys.every((key) => key.length === 1 && telephone.includes(key))
    ? keys.sort((a, b) => telephone.indexOf(a) - telephone.indexOf(b))
    : keys;
}

/** The fault's exit of every node comes last. */
const rank = (name: string): number => (name === 'error' ? 1 : 0);

/** Whether the exit has to be there for the node to be right. */
export function isRequired(kind: string, { path }: Exit): boolean {
  const [name] = path;
  if (path.length > 1) return true;
  return schemaOf(kind)?.required?.includes(String(name)) === true;
}

/** Exits that are set, or have to be. */
export function shownExits({ kind, exits }: Pick<FlowNode, 'kind' | 'exits'>): readonly Exit[] {
  return exits.filter((exit) => exit.to !== undefined || (isRequired(kind, exit) && !isAttempt(exit)));
}

const isAttempt = ({ path }: Exit): boolean =>
  path.length === 2 && path[1] === 'next' && typeof path[0] === 'string';

/** The node of a checker's path, as `nodes.a.b.keys.1`; names may have dots in them. */
export function nodeOfPath(path: string, nodes: ReadonlyMap<string, unknown>): string | undefined {
  if (path === 'start' || path === 'onError') return ENTRY;
  if (!path.startsWith('nodes.')) return undefined;
  const parts = path.slice('nodes.'.length).split('.');
  for (let n = parts.length; n > 0; n -= 1) {
    const id = parts.slice(0, n).join('.');
    if (nodes.has(id)) return id;
  }
  return undefined;
}

/** Every text in a value, for search. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/**
 * Nodes in which all the words stand: in name, kind, prompts, or the texts spoken for those prompts. Those that are
 * named so come first.
 */
export function search(model: FlowModel, asked: string, kindWords: (kind: string) => string): FlowNode[] {
  const words = asked
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const spoken = record(model.head['texts']);
  const isNamed = ({ id }: FlowNode): boolean => words.every((word) => id.toLowerCase().includes(word));
  const fitting = [...model.nodes.values()].filter(({ id, kind, value, exits }) => {
    const own = without(
      textsIn(value),
      exits.map(({ to }) => to),
    );
    const said = own.flatMap((one) => textsIn(spoken[one]));
    const all = [id, kindWords(kind), ...own, ...said].join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
  return fitting.sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)));
}

/** Where a node leads is no text of its own. */
function without(texts: readonly string[], routes: readonly (string | undefined)[]): string[] {
  const left = [...texts];
  for (const route of routes) {
    const at = route === undefined ? -1 : left.lastIndexOf(route);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
