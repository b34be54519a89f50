import {
  Composer,
  type CST,
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  visit,
  type YAMLMap,
} from 'yaml';

export type Path = readonly (string | number)[];

/** What is wrong in a file that a person wrote, and where; lines and columns from 1. */
export interface FileError {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** As `nodes.main.keys.1`; '' for the file as a whole. */
  readonly path: string;
  readonly reason: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** A flow file is a page or two; these are far beyond any, and small enough to parse in no time. */
const mostCharacters = 1_000_000;
const mostNodes = 100_000;
/** What reads a document recurses. */
const deepest = 100;

/** A YAML file as data, with the place of everything in it. */
export interface LocatedYaml {
  readonly data: unknown;
  /** Not well-formed YAML, or too much of it; `data` is then undefined. */
  readonly errors: readonly FileError[];
  readonly at: (path: Path, reason: string) => FileError;
}

export function readYaml(text: string, file: string): LocatedYaml {
  const lines = new LineCounter();
  const whole = (reason: string): FileError => ({ file, line: 1, column: 1, path: '', reason });
  const tokens = text.length > mostCharacters ? [] : [...new Parser(lines.addNewLine).parse(text)];
  const tooMuch = beyondBounds(text, tokens);
  if (tooMuch !== undefined) return { data: undefined, errors: [whole(tooMuch)], at: (_, r) => whole(r) };

  // Its own check for repeated keys compares each with each.
  const composer = new Composer({ prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
  const [document = new Document()] = composer.compose(tokens, true, text.length);
  const place = (offset: number): { readonly line: number; readonly column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const at = (path: Path, reason: string): FileError => ({
    file,
    ...place(offsetOf(document, path)),
    path: path.join('.'),
    reason,
  });
  const faults = document.errors.map((error) => ({ offset: error.pos[0], reason: error.message }));
  const errors = [...faults, ...repeatedKeys(document)].map(({ offset, reason }) => ({
    ...{ file, ...place(offset), path: '', reason },
  }));
  if (errors.length > 0) return { data: undefined, errors, at };
  try {
    return { data: document.toJS({ maxAliasCount: 100 }) as unknown, errors, at };
  } catch (error) {
    return { data: undefined, errors: [whole(error instanceof Error ? error.message : String(error))], at };
  }
}

/** @returns what makes the text too much to compose; undefined when it is not. */
function beyondBounds(text: string, tokens: readonly CST.Token[]): string | undefined {
  if (text.length > mostCharacters) return `is longer than ${mostCharacters} characters`;
  let nodes = 0;
  for (const document of tokens) {
    const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token: document, depth: 0 }];
    for (let one = open.pop(); one; one = open.pop()) {
      if (++nodes > mostNodes) return `has more than ${mostNodes} values`;
      if (one.depth > deepest) return `is nested more than ${deepest} deep`;
      for (const token of within(one.token)) open.push({ token, depth: one.depth + 1 });
    }
  }
  return undefined;
}

function within(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (token.type !== 'block-map' && token.type !== 'block-seq' && token.type !== 'flow-collection') return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((one) => one != null));
}

function repeatedKeys(document: Document): { readonly offset: number; readonly reason: string }[] {
  const faults: { readonly offset: number; readonly reason: string }[] = [];
  visit(document, {
    Map(_, map: YAMLMap) {
      const known = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (known.has(name))
          faults.push({
            offset: key.range?.[0] ?? 0,
            reason: `Map keys must be unique: ${name} is there twice`,
          });
        known.add(name);
      }
    },
  });
  return faults;
}

/** Where the key (or list item) at the end of the path begins; as far down as the path exists. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      next = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      next = node.items[step];
      if (isNode(next)) offset = next.range?.[0] ?? offset;
    }
    node = next;
  }
  return offset;
}
