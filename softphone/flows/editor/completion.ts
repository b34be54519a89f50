/** What can stand at a place of the text, by the form of the language. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { choicesOf, nodeKinds, schemaAt, schemaOf, tableOf, headSchema, type Schema } from './flow-schema.js';

interface Place {
  /** Keys from the outermost to the line, without the line's own. */
  readonly path: readonly string[];
  /** The kind of the node in which the line stands. */
  readonly kind: string;
}

/** The keys above a line, by how far in they are: the text is in the middle of a change and need not be right. */
export function placeIn(linesBefore: readonly string[], indent: number): Place {
  const path: string[] = [];
  let kind = '';
  let least = indent;
  for (let i = linesBefore.length - 1; i >= 0 && least > 0; i -= 1) {
    const line = linesBefore[i] ?? '';
    const found = /^( *)(?:- )?(['"]?)([^\s'":#][^'":]*)\2:(?:\s+(\S.*))?$/.exec(line);
    if (!found) continue;
    const [, spaces = '', , key = '', value] = found;
    if (key === 'kind' && value !== undefined && kind === '' && spaces.length <= indent) kind = value.trim();
    if (spaces.length >= least) continue;
    path.unshift(key);
    least = spaces.length;
  }
  return { path, kind };
}

/** Names of nodes, which stand two spaces in under `nodes:`. */
export function nodeNames(text: string): string[] {
  const [, nodes = ''] = text.split(/^nodes:.*$/m, 2);
  return [...nodes.matchAll(/^ {2}([A-Za-z0-9][\w.-]*):/gm)].map(([, name = '']) => name);
}

export function completeFlow(context: CompletionContext): CompletionResult | null {
  const { doc } = context.state;
  const line = doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const value = /^( *)(?:- )?(['"]?)([\w.*#-]+)\2:\s+(\S*)$/.exec(before);
  const key = /^( *)(?:- )?(\w*)$/.exec(before);
  const indent = (value ?? key)?.[1]?.length ?? 0;
  const above = Array.from({ length: Math.min(line.number - 1, 400) }, (_, i) => {
    const first = Math.max(1, line.number - 400);
    return doc.line(first + i).text;
  });
  const { path, kind } = placeIn(above, indent);
  // The node's own kind may stand below the line.
  const isNode = path[0] === 'nodes' && path.length > 1;
  const form = isNode ? schemaAt(schemaOf(kind), path.slice(2)) : path.length === 0 ? headSchema : undefined;
  if (value) {
    const [, , , name = '', typed = ''] = value;
    return result(context.pos - typed.length, valuesFor(form, name, path, doc.toString()));
  }
  if (!key || (!context.explicit && key[2] === '')) return null;
  return result(
    context.pos - (key[2]?.length ?? 0),
    keysOf(form, isNode && kind === '' && path.length === 2),
  );
}

function result(from: number, options: readonly Completion[]): CompletionResult | null {
  return options.length === 0 ? null : { from, options, validFor: /^[\w.-]*$/ };
}

function keysOf(form: Schema | undefined, isNew: boolean): Completion[] {
  if (isNew) return [{ label: 'kind', apply: 'kind: ' }];
  return Object.entries(form?.properties ?? {}).map(([label, { description }]) => ({
    ...{ label, apply: `${label}: ` },
    ...(description !== undefined && { info: description }),
  }));
}

function valuesFor(
  form: Schema | undefined,
  name: string,
  path: readonly string[],
  text: string,
): Completion[] {
  if (name === 'kind' && path[0] === 'nodes')
    return nodeKinds.map((label) => ({ label, info: schemaOf(label)?.description ?? '' }));
  const schema = form?.properties?.[name] ?? (form && tableOf(form));
  if (!schema) return [];
  if (schema['x-names'] === 'node') return [...nodeNames(text), 'end'].map((label) => ({ label }));
  if (schema.type === 'boolean') return [{ label: 'true' }, { label: 'false' }];
  return (choicesOf(schema) ?? []).map((label) => ({ label: String(label) }));
}
