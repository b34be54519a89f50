/** Whether routing rules may go live: their form, and that everything they name is there. */
import type { Result } from '../../kernel/result.js';
import { ok } from '../../kernel/result.js';
import { schemaErrors } from '../ivr/schema-errors.js';
import { leafNames, leafSchemas } from './condition.js';
import { type Outcome, type Routing, type Rule, routingSchema } from './rules.js';

export type RulePath = readonly (string | number)[];

export interface RuleFault {
  readonly path: RulePath;
  readonly reason: string;
}

export interface RuleFaults {
  readonly faults: readonly RuleFault[];
}

/** What rules may name. */
export interface Known {
  readonly queue: (id: string) => boolean;
  readonly skill: (id: string) => boolean;
  readonly agent: (id: string) => boolean;
  readonly flow: (id: string) => boolean;
}

const MAX_FAULTS = 100;
const MAX_DEPTH = 8;

export function checkRouting(value: unknown, known: Known): Result<Routing, RuleFaults> {
  const shape = schemaErrors(routingSchema, value);
  if (shape.length > 0) return refused(shape);
  const routing = value as Routing;
  const faults = [
    ...timeZoneFaults(routing),
    ...repeatFaults(routing),
    ...routing.rules.flatMap((rule, at) => ruleFaults(rule, ['rules', at], known)),
  ];
  return faults.length > 0 ? refused(faults) : ok(routing);
}

const ruleFaults = ({ when, then }: Rule, path: RulePath, known: Known): RuleFault[] => [
  ...(when === undefined ? [] : conditionFaults(when, [...path, 'when'], known, 0)),
  ...outcomeFaults(then, [...path, 'then'], known),
];

/** Where a rule that is in force names it: where it would be wrong without it. */
export const placesInRule = (rule: Rule, kind: keyof Known, name: string): RulePath[] =>
  ruleFaults(rule, [], allBut(kind, name)).map(({ path }) => path);

/** The same of what a queue has for distribution. */
export const placesInOutcome = (outcome: Outcome, kind: keyof Known, name: string): RulePath[] =>
  outcomeFaults(outcome, [], allBut(kind, name)).map(({ path }) => path);

const there = (): boolean => true;
const allBut = (kind: keyof Known, name: string): Known => ({
  ...{ queue: there, skill: there, agent: there, flow: there },
  [kind]: (one: string) => one !== name,
});

const refused = (faults: readonly RuleFault[]): { readonly ok: false } & RuleFaults => ({
  ...{ ok: false, faults: faults.slice(0, MAX_FAULTS) },
});

function timeZoneFaults({ timeZone }: Routing): RuleFault[] {
  if (timeZone === undefined) return [];
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return [];
  } catch {
    return [{ path: ['timeZone'], reason: `${timeZone} is no time zone` }];
  }
}

function repeatFaults({ rules }: Routing): RuleFault[] {
  return rules.flatMap(({ id }, at) =>
    rules.findIndex((other) => other.id === id) === at
      ? []
      : [{ path: ['rules', at, 'id'], reason: `${id} is the id of another rule too` }],
  );
}

/** One condition at a time, so that an error names the settings of the very kind that was meant. */
function conditionFaults(value: unknown, path: RulePath, known: Known, depth: number): RuleFault[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [{ path, reason: 'must be a condition' }];
  if (depth > MAX_DEPTH) return [{ path, reason: `is nested deeper than ${MAX_DEPTH}` }];
  const keys = Object.keys(value);
  const [key] = keys;
  if (key === undefined || keys.length > 1)
    return [{ path, reason: 'must have exactly one key: all, any, not, or what is asked about' }];
  const inner = (value as Readonly<Record<string, unknown>>)[key];
  if (key === 'not') return conditionFaults(inner, [...path, key], known, depth + 1);
  if (key === 'all' || key === 'any') {
    if (!Array.isArray(inner) || inner.length === 0)
      return [{ path: [...path, key], reason: 'must be a list of conditions, not an empty one' }];
    return inner.flatMap((one, at) => conditionFaults(one, [...path, key, at], known, depth + 1));
  }
  const name = leafNames.find((one) => one === key);
  if (!name)
    return [
      { path, reason: `${key} cannot be asked about; there are ${leafNames.join(', ')}, all, any, not` },
    ];
  const faults = schemaErrors(leafSchemas[name], value);
  if (faults.length > 0) return faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
  return namesIn(name, inner).flatMap((one) => missing(one.kind, one.name, [...path, key], known));
}

interface Named {
  readonly kind: keyof Known;
  readonly name: string;
}

function namesIn(leaf: string, inner: unknown): readonly Named[] {
  if (leaf === 'queue') return (inner as readonly string[]).map((name) => ({ kind: 'queue', name }));
  if (leaf === 'skills') return (inner as readonly string[]).map((name) => ({ kind: 'skill', name }));
  if (leaf !== 'queueState') return [];
  const { queue } = inner as { readonly queue?: string };
  return queue === undefined ? [] : [{ kind: 'queue', name: queue }];
}

function missing(kind: keyof Known, name: string, path: RulePath, known: Known): RuleFault[] {
  return known[kind](name) ? [] : [{ path, reason: `there is no ${kind} ${name}` }];
}

/** What the outcome of a rule names that is not there; relaxations and overflow rules of a queue are of that form too. */
export function outcomeFaults(outcome: Outcome, path: RulePath, known: Known): RuleFault[] {
  const skills = (asked: Readonly<Record<string, number>> | undefined, at: RulePath): RuleFault[] =>
    Object.keys(asked ?? {}).flatMap((name) => missing('skill', name, [...path, ...at, name], known));
  const { queue, wants } = outcome;
  return [
    ...(queue === undefined ? [] : missing('queue', queue, [...path, 'queue'], known)),
    ...(wants && wants.agent !== 'last'
      ? missing('agent', wants.agent, [...path, 'wants', 'agent'], known)
      : []),
    ...skills(outcome.skills, ['skills']),
    ...(outcome.routes ?? []).flatMap((route, at) => [
      ...missing('queue', route.queue, [...path, 'routes', at, 'queue'], known),
      ...skills(route.skills, ['routes', at, 'skills']),
    ]),
    ...(outcome.relax ?? []).flatMap((step, at) => skills(step.skills, ['relax', at, 'skills'])),
    ...(outcome.overflow ?? []).flatMap(({ to }, at) => {
      if (to.kind === 'queue')
        return missing('queue', to.queue, [...path, 'overflow', at, 'to', 'queue'], known);
      if (to.kind === 'flow') return missing('flow', to.flow, [...path, 'overflow', at, 'to', 'flow'], known);
      return [];
    }),
  ];
}
