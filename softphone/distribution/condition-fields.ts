/** Which settings each condition of a routing rule has (engine/routing/condition.ts), for forms and for words. */
import type { Condition, Leaf, LeafName } from './contract.js';

export type FieldKind =
  | 'texts'
  | 'text'
  | 'regions'
  | 'called'
  | 'queues'
  | 'queue'
  | 'skills'
  | 'languages'
  | 'media'
  | 'clock'
  | 'weekdays'
  | 'dates'
  | 'yesNo'
  | 'number'
  | 'range'
  | 'count';

export interface ConditionField {
  /** '' where the condition has one setting alone. */
  readonly name: string;
  readonly kind: FieldKind;
}

type SettingsOf<L extends LeafName> = Extract<Leaf, Readonly<Record<L, unknown>>>[L];

const alone = (kind: FieldKind): readonly ConditionField[] => [{ name: '', kind }];
/** Every setting that the engine's condition has, or it does not compile. */
const named = <L extends LeafName>(
  fields: Readonly<Record<keyof SettingsOf<L>, FieldKind>>,
): readonly ConditionField[] => Object.entries<FieldKind>(fields).map(([name, kind]) => ({ name, kind }));

export const conditionFields: Readonly<Record<LeafName, readonly ConditionField[]>> = {
  time: named<'time'>({ from: 'clock', to: 'clock', weekdays: 'weekdays', dates: 'dates' }),
  caller: alone('texts'),
  callerPrefix: alone('texts'),
  withheld: alone('yesNo'),
  region: alone('regions'),
  called: alone('called'),
  callerLevel: alone('range'),
  language: alone('languages'),
  medium: alone('media'),
  queue: alone('queues'),
  keys: named<'keys'>({ node: 'text', digits: 'texts' }),
  data: named<'data'>({
    ...{ name: 'text', equals: 'texts', startsWith: 'texts', set: 'yesNo', from: 'number', to: 'number' },
  }),
  history: named<'history'>({
    ...{ count: 'count', days: 'number', from: 'number', to: 'number', hasLastAgent: 'yesNo' },
  }),
  skills: alone('skills'),
  queueState: named<'queueState'>({
    ...{ queue: 'queue', waiting: 'range', longestWaitSeconds: 'range' },
    ...{ readyAgents: 'range', signedIn: 'range', estimatedWaitSeconds: 'range' },
  }),
};

export const leafNames = Object.keys(conditionFields) as readonly LeafName[];

const blanks: Readonly<Record<LeafName, unknown>> = {
  ...{ time: { from: '09:00', to: '18:00' }, caller: [], callerPrefix: [], withheld: true, region: [] },
  ...{
    called: [],
    callerLevel: { from: 1 },
    language: [],
    medium: [],
    queue: [],
    keys: { node: '', digits: [] },
  },
  ...{ data: { name: '' }, history: { count: 'calls', days: 1, from: 1 }, skills: [], queueState: {} },
};

/** A condition of a kind, to be filled in. */
export function blankCondition(name: LeafName): Condition {
  return { [name]: blanks[name] } as unknown as Leaf;
}

export interface Group {
  readonly of: 'all' | 'any';
  readonly parts: readonly Condition[];
}

export function groupOf(condition: Condition): Group | undefined {
  if ('all' in condition) return { of: 'all', parts: condition.all };
  if ('any' in condition) return { of: 'any', parts: condition.any };
  return undefined;
}

export function conditionOf({ of, parts }: Group): Condition {
  return of === 'all' ? { all: parts } : { any: parts };
}

/** Which kind a condition is of that is neither group nor `not`, and its settings. */
export function leafOf(
  condition: Condition,
): { readonly name: LeafName; readonly settings: unknown } | undefined {
  const [entry] = Object.entries(condition);
  const name = leafNames.find((one) => one === entry?.[0]);
  return name && { name, settings: entry?.[1] };
}

/** The editor shows a group at the top; a condition alone stands in one. */
export function topGroup(when: Condition | undefined): Group {
  if (!when) return { of: 'all', parts: [] };
  return groupOf(when) ?? { of: 'all', parts: [when] };
}

/** Undefined, which always holds, without a condition. */
export function fromTopGroup(group: Group): Condition | undefined {
  return group.parts.length === 0 ? undefined : conditionOf(group);
}

/** @param name of the setting; '' where the condition has one alone. @param value undefined takes it out. */
export function withSetting(condition: Condition, leaf: LeafName, name: string, value: unknown): Condition {
  if (name === '') return { [leaf]: value } as unknown as Leaf;
  const before = (leafOf(condition)?.settings ?? {}) as Readonly<Record<string, unknown>>;
  const settings = Object.fromEntries(
    Object.entries({ ...before, [name]: value }).filter(([, one]) => !saysNothing(one)),
  );
  return { [leaf]: settings } as unknown as Leaf;
}

function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
