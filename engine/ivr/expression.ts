/**
 * Expressions of flows: CEL by @marcbachmann/cel-js, which interprets a tree and never makes code. Here it is cut down
 * to what ends in time proportional to the length of the text: no loops (`map`, `all`, ...), no regular expressions,
 * no binding of names, at most 200 parts.
 */
import { Environment, type ASTNode, type ParseResult } from '@marcbachmann/cel-js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import { localTime } from '../../kernel/local-time.js';
import type { Flow, VariableType } from './flow.js';
import { bounds } from './model.js';

/** Functions, and methods of texts, that may be called. */
const FUNCTIONS = new Set(['size', 'string', 'int', 'double', 'bool']);
const METHODS = new Set([
  ...['startsWith', 'endsWith', 'contains', 'indexOf', 'lastIndexOf', 'substring'],
  ...['size', 'trim', 'lowerAscii', 'upperAscii'],
]);

const limits = { maxAstNodes: 200, maxDepth: 24, maxListElements: 64, maxMapEntries: 0, maxCallArguments: 4 };

/** Names that every expression knows besides the flow's variables. */
export const builtIns: Readonly<Record<string, VariableType>> = {
  caller: 'text',
  dialled: 'text',
  region: 'text',
  language: 'text',
  date: 'text',
  hour: 'integer',
  minute: 'integer',
  weekday: 'integer',
};

const celTypes: Readonly<Record<VariableType, string>> = {
  text: 'string',
  integer: 'int',
  number: 'double',
  boolean: 'bool',
};
const resultTypes: Readonly<Record<string, VariableType>> = {
  string: 'text',
  int: 'integer',
  double: 'number',
  bool: 'boolean',
};

/** In an expression a name has no dots and dashes; other variables are had by `${name}` alone. */
const isPlain = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name);

export interface Expression {
  readonly type: VariableType;
  /** Names of the flow's variables that it reads. */
  readonly reads: readonly string[];
  /** @returns undefined when it has no value, as a division by zero. */
  readonly evaluate: (look: (name: string) => string | undefined) => string | undefined;
}

/** Parses and type-checks expressions with these names; each text once. */
export class Expressions {
  readonly #types: ReadonlyMap<string, VariableType>;
  readonly #environment: Environment;
  readonly #known = new Map<string, Result<Expression>>();

  constructor(variables: ReadonlyMap<string, VariableType>) {
    this.#types = new Map([...Object.entries(builtIns), ...variables].filter(([name]) => isPlain(name)));
    this.#environment = new Environment({ limits });
    for (const [name, type] of this.#types) this.#environment.registerVariable(name, celTypes[type]);
  }

  /** @returns `offset` in characters of the text where it is wrong. */
  of(text: string): Result<Expression> {
    const known = this.#known.get(text);
    if (known) return known;
    const made = this.#compile(text);
    this.#known.set(text, made);
    return made;
  }

  #compile(text: string): Result<Expression> {
    try {
      const parsed = this.#environment.parse(text);
      const forbidden = forbiddenIn(parsed.ast);
      if (forbidden !== undefined) return refuse(`${forbidden} is not possible in an expression`);
      const { valid, type, error } = parsed.check();
      if (!valid) return refuse(error?.summary ?? 'is no expression', error?.range?.start);
      const result = resultTypes[type ?? ''];
      if (result === undefined) return refuse(`gives ${type ?? 'nothing'}, which no variable can hold`);
      const names = [...new Set(namesIn(parsed.ast))];
      return ok({
        type: result,
        reads: names.filter((name) => !Object.hasOwn(builtIns, name)),
        evaluate: (look) => this.#evaluate(parsed, names, look),
      });
    } catch (error) {
      return refuse(...reasonOf(error));
    }
  }

  #evaluate(
    parsed: ParseResult,
    names: readonly string[],
    look: (name: string) => string | undefined,
  ): string | undefined {
    const context = Object.fromEntries(
      names.map((name) => [name, celValue(this.#types.get(name) ?? 'text', look(name))]),
    );
    try {
      return textOf(parsed(context));
    } catch {
      return undefined; // Division by zero, a text that is no number, a number beyond 64 bits.
    }
  }
}

const made = new WeakMap<Flow, Expressions>();

/** The expressions of a flow, with its variables; made once for each flow. */
export function expressionsOf(flow: Flow): Expressions {
  let expressions = made.get(flow);
  if (!expressions) {
    expressions = new Expressions(variableTypes(flow));
    made.set(flow, expressions);
  }
  return expressions;
}

/** Of `accept` of a collect node: `digits` is known there too. */
const accepting = new WeakMap<Flow, Expressions>();
export function acceptingOf(flow: Flow): Expressions {
  let expressions = accepting.get(flow);
  if (!expressions) {
    expressions = new Expressions(new Map([...variableTypes(flow), ['digits', 'text']]));
    accepting.set(flow, expressions);
  }
  return expressions;
}

/** Every variable that the flow declares or sets. */
export function variableTypes(flow: Flow): ReadonlyMap<string, VariableType> {
  const types = new Map<string, VariableType>();
  for (const node of Object.values(flow.nodes)) for (const name of setBy(node)) types.set(name, 'text');
  for (const [name, { type }] of Object.entries(flow.variables ?? {})) types.set(name, type ?? 'text');
  return types;
}

/** Variables that a node may set. */
export function setBy(node: Flow['nodes'][string]): readonly string[] {
  switch (node.kind) {
    case 'collect':
      return [node.variable];
    case 'speechMenu':
      return node.variable === undefined ? [] : [node.variable];
    case 'set':
      return Object.keys(node.values);
    case 'script':
      return node.assign.map(({ variable }) => variable);
    case 'http':
    case 'lookup':
      return Object.keys(node.into ?? {});
    case 'play':
    case 'say':
    case 'menu':
    case 'branch':
    case 'queue':
    case 'agent':
    case 'extension':
    case 'external':
    case 'voicemail':
    case 'survey':
    case 'subflow':
    case 'hangup':
    case 'language':
    case 'callback':
      return [];
  }
}

/** What the built-in names are at this moment. */
export function builtIn(
  name: string,
  at: {
    readonly caller: string;
    readonly dialled: string;
    readonly region: () => string;
    readonly language: string;
    readonly now: number;
    readonly timeZone: string;
  },
): string | undefined {
  switch (name) {
    case 'caller':
    case 'dialled':
    case 'language':
      return at[name];
    case 'region':
      return at.region();
    case 'date':
      return localTime(at.now, at.timeZone).date;
    case 'weekday':
      return String(localTime(at.now, at.timeZone).weekday);
    case 'hour':
      return localTime(at.now, at.timeZone).time.slice(0, 2);
    case 'minute':
      return localTime(at.now, at.timeZone).time.slice(3);
    default:
      return undefined;
  }
}

/** Whether the text is a value of the type. */
export function isOfType(type: VariableType, text: string): boolean {
  switch (type) {
    case 'text':
      return true;
    case 'integer':
      return /^-?[0-9]{1,15}$/.test(text);
    case 'number':
      return /^-?[0-9]{1,15}([.][0-9]{1,15})?$/.test(text);
    case 'boolean':
      return text === 'true' || text === 'false';
  }
}

/** One that is not set is '', 0 or false. */
function celValue(type: VariableType, text: string | undefined): string | bigint | number | boolean {
  switch (type) {
    case 'text':
      return text ?? '';
    case 'integer':
      return text !== undefined && isOfType('integer', text) ? BigInt(text) : 0n;
    case 'number':
      return text !== undefined && isOfType('number', text) ? Number(text) : 0;
    case 'boolean':
      return text === 'true';
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.slice(0, bounds.valueLength);
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function* nodesIn(value: unknown): Generator<ASTNode> {
  if (Array.isArray(value)) for (const one of value) yield* nodesIn(one);
  if (!isNode(value)) return;
  yield value;
  yield* nodesIn(value.args);
}

function* namesIn(ast: ASTNode): Generator<string> {
  for (const node of nodesIn(ast)) if (node.op === 'id') yield node.args;
}

/** What would loop, match or bind; undefined: nothing. */
function forbiddenIn(ast: ASTNode): string | undefined {
  for (const node of nodesIn(ast)) {
    if (node.op === 'call' && !FUNCTIONS.has(node.args[0])) return node.args[0];
    if (node.op === 'rcall' && !METHODS.has(node.args[0])) return node.args[0];
    if (node.op === '.' || node.op === '.?') return `.${node.args[1]}`;
    if (node.op === '[]' || node.op === '[?]' || node.op === 'map') return node.op;
  }
  return undefined;
}

function reasonOf(error: unknown): [why: string, offset?: number] {
  const about = error as { readonly summary?: string; readonly range?: { readonly start: number } };
  const why = about.summary ?? (error instanceof Error ? error.message : 'is no expression');
  const start = about.range?.start;
  return start === undefined ? [why] : [why, start];
}
