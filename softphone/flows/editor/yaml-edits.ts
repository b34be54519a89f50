/**
 * Changes of a YAML text, as small as what is changed: everything else of the file stays as its author wrote it,
 * comments, order, quotes and spaces.
 */
import { isCollection, isMap, isPair, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';

export type Path = readonly (string | number)[];

/** In characters of the text as it was; several of one edit do not overlap. */
export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export interface YamlText {
  readonly text: string;
  readonly document: Document.Parsed;
}

export function readYamlText(text: string): YamlText {
  return { text, document: parseDocument(text, { prettyErrors: false, logLevel: 'silent' }) };
}

/** As CodeMirror applies them: what comes to one place stands there in the order of the list. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  return changes
    .toReversed()
    .sort((a, b) => b.from - a.from)
    .reduce((after, { from, to, insert }) => after.slice(0, from) + insert + after.slice(to), text);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where the value at the path stands; undefined where there is none. */
export function rangeOf({ document }: YamlText, path: Path): Range | undefined {
  const node = nodeAt(document, path);
  return node && spanOf(node);
}

/** Where the key of the pair at the path stands. */
export function keyRangeOf({ document }: YamlText, path: Path): Range | undefined {
  const pair = pairIn(nodeAt(document, path.slice(0, -1)), path.at(-1));
  return pair && spanOf(pair.key);
}

/** @throws Error where the text has no place for it: the parent is missing, or no map or list. */
export function setAt(yaml: YamlText, path: Path, value: unknown): TextChange[] {
  const parent = nodeAt(yaml.document, path.slice(0, -1));
  const name = path.at(-1);
  if (isMap(parent) && name !== undefined) {
    const pair = pairIn(parent, name);
    return pair ? [replaceValue(yaml.text, parent, pair, value)] : [addPair(yaml.text, parent, name, value)];
  }
  if (isSeq(parent) && typeof name === 'number') {
    const item = parent.items[name] as Node | undefined;
    return [item ? replaceItem(yaml.text, parent, item, value) : addItem(yaml.text, parent, value)];
  }
  // A table that is not there yet comes into being with its first entry.
  if (parent === undefined && path.length > 1) {
    const made: unknown = typeof name === 'number' ? [value] : { [String(name)]: value };
    return setAt(yaml, path.slice(0, -1), made);
  }
  throw new Error(`there is no place ${path.join('.')} in the text`);
}

/** Takes a key or a list item away; nothing where it is not there. */
export function removeAt({ text, document }: YamlText, path: Path): TextChange[] {
  const parent = nodeAt(document, path.slice(0, -1));
  const name = path.at(-1);
  if (!isCollection(parent) || name === undefined) return [];
  const span = isMap(parent) ? spanOfPair(pairIn(parent, name)) : itemSpan(parent, name);
  if (!span) return [];
  if (parent.items.length === 1) {
    const whole = spanOf(parent);
    const insert = isMap(parent) ? '{}' : '[]';
    if (parent.flow === true) return [{ from: whole.start, to: whole.end, insert }];
    const from = trimmedBack(text, isMap(parent) ? whole.start : lineStart(text, whole.start));
    return [{ from, to: trimmedBack(text, whole.end), insert: ` ${insert}` }];
  }
  if (parent.flow === true) return [removeFromFlow(text, parent, span)];
  const from = isMap(parent) ? span.start : text.lastIndexOf('-', span.start);
  return removeLines(text, from, span.end);
}

/** Gives the pair at the path another key. */
export function renameKey(yaml: YamlText, path: Path, key: string): TextChange[] {
  const span = keyRangeOf(yaml, path);
  return span ? [{ from: span.start, to: span.end, insert: keyText(key) }] : [];
}

function nodeAt(document: Document.Parsed, path: Path): Node | undefined {
  let node: unknown = document.contents;
  for (const step of path) {
    if (isMap(node)) node = pairIn(node, step)?.value;
    else if (isSeq(node) && typeof step === 'number') node = node.items[step];
    else return undefined;
  }
  return (node ?? undefined) as Node | undefined;
}

function pairIn(map: unknown, name: string | number | undefined): Pair<Node, Node | null> | undefined {
  if (!isMap(map)) return undefined;
  return map.items.find(
    (pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === String(name),
  ) as Pair<Node, Node | null> | undefined;
}

function spanOf(node: Node | null): Range {
  const [start, end] = node?.range ?? [0, 0];
  return { start, end };
}

function spanOfPair(pair: Pair<Node, Node | null> | undefined): Range | undefined {
  if (!pair) return undefined;
  return { start: spanOf(pair.key).start, end: spanOf(pair.value ?? pair.key).end };
}

function itemSpan(seq: YAMLSeq, at: string | number): Range | undefined {
  const item = typeof at === 'number' ? (seq.items[at] as Node | undefined) : undefined;
  return item && spanOf(item);
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const columnOf = (text: string, at: number): number => at - lineStart(text, at);

/** Without the spaces and line ends before the place. */
function trimmedBack(text: string, at: number): number {
  let end = at;
  while (end > 0 && /\s/.test(text.charAt(end - 1))) end -= 1;
  return end;
}

/** To the end of the line, over a comment that stands on it. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function replaceValue(
  text: string,
  map: YAMLMap,
  { key, value }: Pair<Node, Node | null>,
  next: unknown,
): TextChange {
  const old = spanOf(value ?? key);
  const wasFlow = !isCollection(value) || value.flow === true;
  const colon = text.indexOf(':', spanOf(key).end) + 1;
  if (isCollection(next) || typeof next === 'object') {
    const inline = flowText(next);
    const indent = columnOf(text, spanOf(key).start);
    if (map.flow === true || (wasFlow && (isCollection(value) || fitsLine(next, indent)))) {
      const start = wasFlow && value ? old.start : colon;
      return {
        from: start,
        to: trimmedBack(text, Math.max(old.end, colon)),
        insert: start === colon ? ` ${inline}` : inline,
      };
    }
    const block = blockLines(next, indent + 2).join('\n');
    return { from: colon, to: Math.max(colon, trimmedBack(text, old.end)), insert: `\n${block}` };
  }
  const insert = scalarText(next, map.flow === true);
  if (value && wasFlow && old.end > old.start)
    return { from: old.start, to: trimmedBack(text, old.end), insert };
  return { from: colon, to: Math.max(colon, trimmedBack(text, old.end)), insert: ` ${insert}` };
}

function replaceItem(text: string, seq: YAMLSeq, item: Node, next: unknown): TextChange {
  const { start, end } = spanOf(item);
  const indent = columnOf(text, start);
  const flow = seq.flow === true || !isCollection(item) || item.flow === true;
  const insert = flow ? inlineText(next, seq.flow === true) : blockLines(next, indent).join('\n').trimStart();
  return { from: start, to: trimmedBack(text, end), insert };
}

function addPair(text: string, map: YAMLMap, name: string | number, value: unknown): TextChange {
  const last = map.items.at(-1) as Pair<Node, Node | null> | undefined;
  if (map.flow === true) {
    const entry = `${keyText(String(name))}: ${inlineText(value, true)}`;
    return addToFlow(text, map, last && spanOfPair(last), entry);
  }
  const indent = columnOf(text, spanOf(map).start);
  const end = trimmedBack(text, last ? (spanOfPair(last)?.end ?? 0) : spanOf(map).end);
  return insertAfterLine(text, end, entryLines(String(name), value, indent));
}

function addItem(text: string, seq: YAMLSeq, value: unknown): TextChange {
  const last = seq.items.at(-1) as Node | undefined;
  if (seq.flow === true) return addToFlow(text, seq, last && spanOf(last), inlineText(value, true));
  const dash = text.lastIndexOf('-', spanOf(last ?? null).start);
  const lines = itemLines(value, columnOf(text, dash));
  return insertAfterLine(text, trimmedBack(text, spanOf(last ?? null).end), lines);
}

function addToFlow(
  text: string,
  collection: YAMLMap | YAMLSeq,
  last: Range | undefined,
  entry: string,
): TextChange {
  const { start, end } = spanOf(collection);
  if (last) {
    const at = trimmedBack(text, last.end);
    return { from: at, to: at, insert: `, ${entry}` };
  }
  return { from: start, to: end, insert: isMap(collection) ? `{ ${entry} }` : `[${entry}]` };
}

function insertAfterLine(text: string, at: number, lines: readonly string[]): TextChange {
  const place = lineEnd(text, at);
  return { from: place, to: place, insert: `\n${lines.join('\n')}` };
}

function removeFromFlow(text: string, collection: YAMLMap | YAMLSeq, { start, end }: Range): TextChange {
  const after = /^\s*,\s*/.exec(text.slice(end, spanOf(collection).end));
  if (after) return { from: start, to: end + after[0].length, insert: '' };
  const before = /\s*,\s*$/.exec(text.slice(spanOf(collection).start, start));
  return { from: start - (before?.[0].length ?? 0), to: trimmedBack(text, end), insert: '' };
}

/** Whole lines, with the comment at the end of the last one. */
function removeLines(text: string, start: number, end: number): TextChange[] {
  const first = lineStart(text, start);
  const to = Math.min(text.length, lineEnd(text, trimmedBack(text, end)) + 1);
  // An entry that shares its line with the one before, as the first key after a dash.
  if (text.slice(first, start).trim() !== '') {
    const next = /^\s*/.exec(text.slice(to))?.[0].length ?? 0;
    return [{ from: start, to: to + next, insert: '' }];
  }
  return [{ from: beforeComments(text, first), to: blankAround(text, first, to), insert: '' }];
}

/** Comments right above an entry, as far in as it is, speak of it and go with it. */
function beforeComments(text: string, first: number): number {
  const indent = /^ */.exec(text.slice(first))?.[0] ?? '';
  let start = first;
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!text.slice(above, start).startsWith(`${indent}#`)) return start;
    start = above;
  }
  return start;
}

/** Of empty lines before and after what goes, those after go too. */
function blankAround(text: string, first: number, to: number): number {
  const before = beforeComments(text, first);
  const isBlankBefore = before === 0 || /(?:\n[ \t]*|:[ \t]*)\n$/.test(text.slice(0, before));
  const after = /^([ \t]*\n)+/.exec(text.slice(to))?.[0].length ?? 0;
  return isBlankBefore ? to + after : to;
}

function keyText(key: string): string {
  return /^\d$/.test(key) ? key : flowScalar(key);
}

const stringifyOptions = { lineWidth: 0, singleQuote: true } as const;

/** A time of day is a number of base 60 to readers of YAML 1.1. */
const timeOfDay = /^\d+(:\d+)+$/;

function scalarText(value: unknown, inFlow: boolean): string {
  if (typeof value === 'string' && /[\n\r]/.test(value)) return JSON.stringify(value);
  if (typeof value === 'string' && timeOfDay.test(value)) return `'${value}'`;
  return inFlow ? flowScalar(value) : stringify(value, stringifyOptions).trimEnd();
}

/** Quoted where a comma or bracket would end it. */
function flowScalar(value: unknown): string {
  if (typeof value === 'string' && /[\n\r]/.test(value)) return JSON.stringify(value);
  if (typeof value === 'string' && timeOfDay.test(value)) return `'${value}'`;
  const text = stringify([value], {
    ...stringifyOptions,
    collectionStyle: 'flow',
    flowCollectionPadding: false,
  });
  return text.trim().slice(1, -1);
}

function inlineText(value: unknown, inFlow: boolean): string {
  return typeof value === 'object' && value !== null ? flowText(value) : scalarText(value, inFlow);
}

function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return flowScalar(value);
  const entries = Object.entries(value).map(([key, below]) => `${keyText(key)}: ${flowText(below)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const lineLength = 88;

/** Keys of a telephone and where they lead stand one under the other. */
const keyed = (value: object): boolean => Object.keys(value).every((key) => /^[\d*#]$/.test(key));

/** Whether it is usual to write it on the line of its key: lists of plain things, and small tables of plain things. */
function fitsLine(value: unknown, indent: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const below = Object.values(value);
  if (below.length === 0) return true;
  const plain = (one: unknown): boolean => typeof one !== 'object' || one === null;
  const small = Array.isArray(value)
    ? below.every(
        (one) =>
          plain(one) ||
          (Object.values(one as object).every(plain) && Object.keys(one as object).length === 1),
      )
    : below.every(plain) && !keyed(value) && below.length <= 3;
  return small && indent + flowText(value).length <= lineLength;
}

function entryLines(key: string, value: unknown, indent: number): string[] {
  const name = `${' '.repeat(indent)}${keyText(key)}:`;
  if (fitsLine(value, indent + key.length)) return [`${name} ${inlineText(value, false)}`];
  return [name, ...blockLines(value, indent + 2)];
}

function itemLines(value: unknown, indent: number): string[] {
  const [first = '', ...rest] = blockLines(value, indent + 2);
  return [`${' '.repeat(indent)}- ${first.trimStart()}`, ...rest];
}

/** A value as lines of its own. */
export function blockLines(value: unknown, indent: number): string[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return [`${' '.repeat(indent)}${inlineText(value, false)}`];
  if (Array.isArray(value)) return value.flatMap((item) => itemLines(item, indent));
  return Object.entries(value).flatMap(([key, below]) => entryLines(key, below, indent));
}
