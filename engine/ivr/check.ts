import type { Result } from '../../kernel/result.js';
import { ok } from '../../kernel/result.js';
import {
  END,
  type Flow,
  flowHeadSchema,
  type FlowNode,
  type Language,
  nodeKinds,
  type NodeOf,
  nodeSchemas,
} from './flow.js';
import { type FileError, type LocatedYaml, type Path, readYaml } from './located-yaml.js';
import type { FlowSet } from './model.js';
import { isOfType } from './expression.js';
import { phraseErrors } from './phrase-check.js';
import { promptsOf, routesOf, speechOf } from './routes.js';
import { schemaErrors } from './schema-errors.js';
import { findingsOf } from './findings.js';
import type { PromptText } from './menu-check.js';

export interface FlowErrors {
  readonly errors: readonly FileError[];
}

/** What lies outside the file and can be missing. */
export interface Surroundings {
  readonly hasPrompt: (language: Language, id: string) => boolean;
  readonly hasMusic: (name: string) => boolean;
  readonly can: Abilities;
  /** What a recorded prompt says, where that is written down. */
  readonly promptText?: PromptText;
  /** Absent: what operators keep is not known yet, and is not looked for. */
  readonly kept?: Kept;
}

/** What operators keep and a flow may name. */
export interface Kept {
  hasQueue(id: string): boolean;
  hasCalendar(id: string): boolean;
  /** @param origin where it is to go; absent: anywhere. */
  hasSecret(name: string, origin?: string): boolean;
  hasAgent(id: string): boolean;
}

/** What not every machine can do. */
export interface Abilities {
  /** Make speech of text. */
  readonly speak: boolean;
  /** Call numbers outside. */
  readonly callOut: boolean;
  /** Understand what callers say in the language. */
  recognises(language: Language): boolean;
}

/** Told at once; a file that is wrong throughout needs no more. */
const MAX_ERRORS = 100;

/** A checked flow with the places of its parts, for the errors that only the whole set shows. */
export interface CheckedFlow {
  readonly flow: Flow;
  readonly at: (path: Path, reason: string) => FileError;
}

/**
 * Checks one file by itself: YAML, schema, routes, prompts.
 * @param around left out: prompts and music are not looked for.
 */
export function checkFlow(
  text: string,
  file: string,
  around?: Surroundings,
): Result<CheckedFlow, FlowErrors> {
  const yaml = readYaml(text, file);
  if (yaml.errors.length > 0) return refused(yaml.errors);
  const shape = shapeErrors(yaml);
  if (shape.length > 0) return refused(shape);

  const flow = yaml.data as Flow;
  const errors = [
    ...headErrors(flow, yaml),
    ...Object.entries(flow.nodes).flatMap(([id, node]) =>
      nodeErrors(flow, node, around).map(({ path, reason }) => yaml.at(['nodes', id, ...path], reason)),
    ),
  ];
  return errors.length > 0 ? refused(errors) : ok({ flow, at: yaml.at });
}

/**
 * Checks that the flows fit together: ids only once, subflows there and not within themselves.
 * @returns the set that calls run on.
 */
export function checkSet(flows: readonly CheckedFlow[]): Result<FlowSet, FlowErrors> {
  const set = new Map<string, Flow>();
  const errors: FileError[] = [];
  for (const { flow, at } of flows) {
    if (set.has(flow.flow)) errors.push(at(['flow'], `${flow.flow} is the id of another file too`));
    else set.set(flow.flow, flow);
  }
  for (const { flow, at } of flows)
    for (const [id, node] of Object.entries(flow.nodes)) {
      if (node.kind !== 'subflow') continue;
      if (!set.has(node.flow)) errors.push(at(['nodes', id, 'flow'], `there is no flow ${node.flow}`));
      else if (reaches(set, node.flow, flow.flow))
        errors.push(at(['nodes', id, 'flow'], `${node.flow} leads back into ${flow.flow}`));
    }
  return errors.length > 0 ? refused(errors) : ok(set);
}

/**
 * What hurts although each part by itself is right: rings, dead ends, variables, menus, names that nothing has.
 * @param flows of a set that checkSet took.
 * @param set the whole of it, where `flows` is not.
 */
export function checkSound(
  flows: readonly CheckedFlow[],
  around: Surroundings | undefined,
  set: FlowSet = new Map(flows.map(({ flow }) => [flow.flow, flow])),
): { readonly errors: readonly FileError[]; readonly warnings: readonly FileError[] } {
  const errors: FileError[] = [];
  const warnings: FileError[] = [];
  for (const { at, findings } of findingsOf(flows, set, around))
    for (const { path, reason, hint, severity } of findings) {
      const found = { ...at(path, reason), hint };
      (severity === 'error' ? errors : warnings).push(found);
    }
  return { errors: errors.slice(0, MAX_ERRORS), warnings: warnings.slice(0, MAX_ERRORS) };
}

const refused = (errors: readonly FileError[]): { readonly ok: false } & FlowErrors => ({
  ok: false,
  errors: errors.slice(0, MAX_ERRORS),
});

/** Whether calls may come from one flow into the other by subflows. */
export function reaches(flows: FlowSet, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return Object.values(flows.get(from)?.nodes ?? {}).some(
    (node) => node.kind === 'subflow' && reaches(flows, node.flow, to, seen),
  );
}

/** The schema, node by node: an error then speaks of the settings of that kind. */
function shapeErrors({ data, at }: LocatedYaml): FileError[] {
  const head = schemaErrors(flowHeadSchema, data);
  if (head.length > 0) return head.map(({ path, reason }) => at(path, reason));
  const { nodes } = data as { readonly nodes: Readonly<Record<string, unknown>> };
  return Object.entries(nodes).flatMap(([id, node]) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(id) || id === END)
      return [at(['nodes', id], 'is not possible as the name of a node')];
    const kind = kindOf(node);
    if (!kind) return [at(['nodes', id, 'kind'], `must be one of ${nodeKinds.join(', ')}`)];
    return schemaErrors(nodeSchemas[kind], node).map(({ path, reason }) =>
      at(['nodes', id, ...path], reason),
    );
  });
}

function kindOf(node: unknown): FlowNode['kind'] | undefined {
  const kind = typeof node === 'object' && node !== null && 'kind' in node ? node.kind : undefined;
  return nodeKinds.find((known) => known === kind);
}

function headErrors(flow: Flow, { at }: LocatedYaml): FileError[] {
  const errors = (['start', 'onError'] as const).flatMap((name) =>
    isRoute(flow, flow[name]) ? [] : [at([name], `there is no node ${String(flow[name])}`)],
  );
  if (flow.languages && !flow.languages.includes(flow.language))
    errors.push(at(['languages'], `must hold ${flow.language}, which the flow begins in`));
  for (const [name, { type, initial }] of Object.entries(flow.variables ?? {}))
    if (initial !== undefined && !isOfType(type ?? 'text', initial))
      errors.push(at(['variables', name, 'initial'], `is no value of the type ${type ?? 'text'}`));
  if (!isTimeZone(flow.timeZone)) errors.push(at(['timeZone'], `${String(flow.timeZone)} is no time zone`));
  return errors;
}

type Wrong = { readonly path: Path; readonly reason: string };

function nodeErrors(flow: Flow, node: FlowNode, around: Surroundings | undefined): Wrong[] {
  const wrong: Wrong[] = routesOf(node)
    .filter(({ value }) => !isRoute(flow, value))
    .map(({ path, value }) => ({ path, reason: `there is no node ${value}` }));
  if (around) {
    wrong.push(...promptErrors(flow, node, around));
    if (node.kind === 'queue' && node.music !== undefined && !around.hasMusic(node.music))
      wrong.push({ path: ['music'], reason: `there is no music ${node.music}` });
    if (node.kind === 'external' && !around.can.callOut)
      wrong.push({
        path: ['kind'],
        reason: 'external needs a trunk for calls out, and the settings trunks and outboundTrunks name none',
      });
  }
  if (node.kind === 'collect' && node.minDigits > node.maxDigits)
    wrong.push({ path: ['minDigits'], reason: 'must not be more than maxDigits' });
  if (node.kind === 'language' && !(flow.languages ?? [flow.language]).includes(node.language))
    wrong.push({ path: ['language'], reason: `${node.language} is not under languages of the flow` });
  if (node.kind === 'http' && new Set(namesOf(node)).size < namesOf(node).length)
    wrong.push({ path: ['secretHeaders'], reason: 'names a header that headers has too' });
  if (node.kind === 'queue' && node.maxWaitMs !== undefined && node.timedOut === undefined)
    wrong.push({ path: ['maxWaitMs'], reason: 'needs the route timedOut' });
  if (node.kind === 'speechMenu') wrong.push(...phraseErrors(flow, node));
  if (node.kind === 'branch')
    node.cases.forEach(({ when }, i) => {
      if ('variable' in when && when.value === undefined && when.is !== 'set' && when.is !== 'notSet')
        wrong.push({ path: ['cases', i, 'when', 'is'], reason: `${when.is} needs a value` });
    });
  return wrong;
}

/** In every language that the flow can be heard in: recorded, or else with a text that can be spoken. */
function promptErrors(flow: Flow, node: FlowNode, around: Surroundings): Wrong[] {
  const wrong: Wrong[] = [];
  for (const language of flow.languages ?? [flow.language])
    for (const { path, value } of promptsOf(node)) {
      if (around.hasPrompt(language, value)) continue;
      const text = flow.texts?.[value]?.[language];
      if (text !== undefined && around.can.speak) continue;
      wrong.push({ path, reason: `there is no prompt ${value} in ${language}` });
    }
  if (!around.can.speak)
    for (const { path } of speechOf(node))
      wrong.push({
        path,
        reason: 'say needs espeak-ng, which this machine has not; install it, or record the text as a prompt',
      });
  return wrong;
}

const namesOf = (node: NodeOf<'http'>): string[] =>
  [...Object.keys(node.headers ?? {}), ...Object.keys(node.secretHeaders ?? {})].map((name) =>
    name.toLowerCase(),
  );

const isRoute = (flow: Flow, to: string | undefined): boolean =>
  to === undefined || to === END || Object.hasOwn(flow.nodes, to);

function isTimeZone(name: string | undefined): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
