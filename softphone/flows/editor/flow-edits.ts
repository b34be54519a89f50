/** What is done on the graph, as changes of the text. */
import { isCollection } from 'yaml';
import { blankOf, schemaAt, schemaOf } from './flow-schema.js';
import { END, ENTRY, type Exit, type FlowModel, type FlowNode } from './flow-model.js';
import { blockLines, rangeOf, removeAt, renameKey, setAt, type Path, type TextChange } from './yaml-edits.js';

/** The path in the file of something in a node, or above the nodes for the entry. */
export function filePath(node: string, path: Path): Path {
  return node === ENTRY ? path : ['nodes', node, ...path];
}

/** @param value undefined takes it away. */
export function setField(model: FlowModel, node: string, path: Path, value: unknown): TextChange[] {
  if (value !== undefined) return setAt(model.yaml, filePath(node, path), value);
  const kind = model.nodes.get(node)?.kind ?? '';
  let gone = path;
  // An empty table or list that the node need not have goes with its last entry.
  while (gone.length > 1 && isOnly(model, node, gone) && !isNeeded(kind, gone.slice(0, -1)))
    gone = gone.slice(0, -1);
  return removeAt(model.yaml, filePath(node, gone));
}

function isOnly(model: FlowModel, node: string, path: Path): boolean {
  const parent: unknown = model.yaml.document.getIn(filePath(node, path.slice(0, -1)), true);
  return isCollection(parent) && parent.items.length === 1;
}

/** An item of a list, and what its schema requires. */
function isNeeded(kind: string, path: Path): boolean {
  const parent = schemaAt(schemaOf(kind), path.slice(0, -1));
  return typeof path.at(-1) === 'number' || parent?.required?.includes(String(path.at(-1))) === true;
}

export function connect(model: FlowModel, node: string, exit: Path, to: string | undefined): TextChange[] {
  return setField(model, node, exit, to);
}

/** A name for a node of the kind that no other has: `menu`, `menu-2`. */
export function freeName(model: FlowModel, kind: string): string {
  if (!model.nodes.has(kind) && kind !== END) return kind;
  for (let n = 2; ; n += 1) if (!model.nodes.has(`${kind}-${n}`)) return `${kind}-${n}`;
}

/** What a new node of a kind holds: what it must have, its exits at the end of the flow. */
export function blankNode(kind: string): Readonly<Record<string, unknown>> {
  const schema = schemaOf(kind);
  const fields = (schema?.required ?? [])
    .filter((name) => name !== 'kind')
    .map((name) => [name, startValue(kind, name)] as const);
  return { kind, ...Object.fromEntries(fields) };
}

/** What a person will set first; the schema's own least value where nothing better is known. */
const beginnings: Readonly<Record<string, unknown>> = {
  'menu.keys': { 1: END },
  'menu.prompts': [],
  'speechMenu.choices': [{ phrases: { 'zh-CN': ['人工'] }, next: END }],
  'collect.variable': 'digits',
  'collect.minDigits': 1,
  'collect.maxDigits': 8,
  'branch.cases': [{ when: { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }, next: END }],
  'set.values': { topic: '' },
  'survey.questions': [{ id: 'satisfaction', prompts: [], keys: { 1: 3, 2: 2, 3: 1 } }],
  'script.assign': [{ variable: 'result', value: '""' }],
  'http.url': 'https://example.com/',
  'language.language': 'zh-CN',
};

function startValue(kind: string, name: string): unknown {
  const known = beginnings[`${kind}.${name}`];
  if (known !== undefined) return known;
  const schema = schemaOf(kind)?.properties?.[name];
  if (schema?.['x-names'] === 'node') return END;
  return schema ? blankOf(schema) : '';
}

/**
 * Puts a new node into the text, after another one or at the end.
 * @param from an exit that shall lead to it; the new node then goes on to where that one led.
 */
export function addNode(
  model: FlowModel,
  kind: string,
  id: string,
  from?: { readonly node: string; readonly exit: Exit },
): TextChange[] {
  const value = { ...blankNode(kind) };
  const follows = from?.exit.to;
  if (follows !== undefined && 'next' in value) value['next'] = follows;
  const after = from && from.node !== ENTRY ? model.nodes.get(from.node) : [...model.nodes.values()].at(-1);
  const placed = after ? insertAfter(model, after, id, value) : setAt(model.yaml, ['nodes', id], value);
  // An exit that is not in the text yet comes where the new node does, and before it.
  return [...(from ? connect(model, from.node, from.exit.path, id) : []), ...placed];
}

function insertAfter(model: FlowModel, after: FlowNode, id: string, value: unknown): TextChange[] {
  const { text } = model.yaml;
  const column = after.from - (text.lastIndexOf('\n', after.from - 1) + 1);
  const own = rangeOf(model.yaml, ['nodes']);
  // Nodes in braces, or the last line without an end: the general way knows them.
  if (!own || text.charAt(own.start) === '{') return setAt(model.yaml, ['nodes', id], value);
  let end = after.to;
  while (/\s/.test(text.charAt(end - 1))) end -= 1;
  const lineEnd = text.indexOf('\n', end);
  const at = lineEnd < 0 ? text.length : lineEnd;
  const lines = [`${' '.repeat(column)}${id}:`, ...blockLines(value, column + 2)];
  return [{ from: at, to: at, insert: `\n\n${lines.join('\n')}` }];
}

export interface Reference {
  readonly node: string;
  readonly exit: Exit;
}

/** Every exit, and start and onError, that leads to the node. */
export function referencesTo(model: FlowModel, id: string): Reference[] {
  const all = [
    ...model.entry.map((exit) => ({ node: ENTRY, exit })),
    ...[...model.nodes.values()].flatMap((node) => node.exits.map((exit) => ({ node: node.id, exit }))),
  ];
  return all.filter(({ exit }) => exit.to === id);
}

/** Where callers go who would have come to the node, once it is gone: where all its exits lead, if that is one place. */
export function heirOf(node: FlowNode): string | undefined {
  const next = node.exits.find(({ path }) => path.length === 1 && path[0] === 'next')?.to;
  const to = new Set(node.exits.flatMap((exit) => (exit.to === undefined ? [] : [exit.to])));
  const heir = next ?? (to.size === 1 ? [...to][0] : undefined);
  return heir === node.id ? undefined : heir;
}

/** Takes nodes away; exits that led to one lead on to its heir, or stay for the checker to name. */
export function removeNode(model: FlowModel, id: string): TextChange[] {
  const node = model.nodes.get(id);
  if (!node) return [];
  const heir = heirOf(node);
  const led = heir === undefined ? [] : referencesTo(model, id).filter((one) => one.node !== id);
  return [
    ...removeAt(model.yaml, ['nodes', id]),
    ...led.flatMap(({ node: from, exit }) => connect(model, from, exit.path, heir)),
  ];
}

const nodeName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** Why a node cannot have the name; undefined: it can. */
export function nameFault(model: FlowModel, name: string): 'form' | 'taken' | undefined {
  if (!nodeName.test(name) || name === END) return 'form';
  return model.nodes.has(name) ? 'taken' : undefined;
}

/** Another name for a node, at every place that names it. */
export function renameNode(model: FlowModel, id: string, name: string): TextChange[] {
  return [
    ...renameKey(model.yaml, ['nodes', id], name),
    ...referencesTo(model, id).flatMap(({ node, exit }) => connect(model, node, exit.path, name)),
  ];
}
