/** Conditions of routing rules: data, no expression language, nothing to evaluate (ACD12). */
import { Type, type Static, type TObject, type TProperties } from '@sinclair/typebox';
import { localTime, type LocalTime } from '../../kernel/local-time.js';
import type { Medium } from '../acd/model.js';

const strict = { additionalProperties: false } as const;
const texts = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 500, description });
const clock = (description: string) =>
  Type.Optional(Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description }));
const bounds = (description: string, minimum = 0) => ({
  from: Type.Optional(Type.Number({ minimum, description: `${description}: at least` })),
  to: Type.Optional(Type.Number({ minimum, description: `${description}: at most` })),
});
const range = (description: string, minimum = 0) => Type.Object(bounds(description, minimum), strict);
const one = <P extends TProperties>(properties: P, description: string): TObject<P> =>
  Type.Object(properties, { ...strict, description });

/** By the one key that each has. */
export const leafSchemas = {
  time: one(
    {
      time: Type.Object(
        {
          from: clock('hh:mm'),
          to: clock('hh:mm, not included; before `from`: past midnight'),
          weekdays: Type.Optional(
            Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
              ...{ minItems: 1, description: '1 Monday … 7 Sunday' },
            }),
          ),
          dates: Type.Optional(
            Type.Array(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), {
              ...{ minItems: 1, maxItems: 400, description: 'Days, as holidays' },
            }),
          ),
        },
        strict,
      ),
    },
    'Time of day, weekday, date, by the clock of the rules’ time zone',
  ),
  caller: one({ caller: texts('Numbers') }, 'The caller’s number is one of these'),
  callerPrefix: one({ callerPrefix: texts('Prefixes') }, 'The caller’s number begins with one of these'),
  withheld: one({ withheld: Type.Boolean() }, 'Whether the caller’s number is withheld'),
  region: one({ region: texts('Regions') }, 'The caller’s region, by number prefix'),
  called: one({ called: texts('Numbers') }, 'The number dialled'),
  callerLevel: one({ callerLevel: range('Level', -1000) }, 'The caller’s level (重点来电)'),
  language: one({ language: texts('Languages') }, 'The language of the call'),
  medium: one(
    { medium: texts('Media') },
    'What it comes by: `phone` of a call, `chat`, `email` … of other work',
  ),
  queue: one({ queue: texts('Queues') }, 'The queue that the flow asks for'),
  keys: one(
    {
      keys: Type.Object(
        { node: Type.String({ minLength: 1, maxLength: 64 }), digits: texts('What was pressed there') },
        strict,
      ),
    },
    'Keys pressed at a node of the flow; the last time counts',
  ),
  data: one(
    {
      data: Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 64 }),
          equals: Type.Optional(texts('One of these')),
          startsWith: Type.Optional(texts('One of these')),
          set: Type.Optional(Type.Boolean({ description: 'Whether it is there at all' })),
          ...bounds('As a number', -1e12),
        },
        strict,
      ),
    },
    'Call data (随路数据); everything that is said must hold',
  ),
  history: one(
    {
      history: Type.Object(
        {
          count: Type.Optional(
            Type.Union([Type.Literal('calls'), Type.Literal('answered'), Type.Literal('abandoned')]),
          ),
          days: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 30, default: 1, description: 'Of the last so many days' }),
          ),
          ...bounds('How many'),
          hasLastAgent: Type.Optional(Type.Boolean({ description: 'Somebody served the caller before' })),
        },
        strict,
      ),
    },
    'What is known of earlier calls of this number',
  ),
  skills: one({ skills: texts('Skills') }, 'The flow asks for one of these skills'),
  queueState: one(
    {
      queueState: Type.Object(
        {
          queue: Type.Optional(Type.String({ description: 'Absent: the one that the flow asks for' })),
          waiting: Type.Optional(range('Callers waiting')),
          longestWaitSeconds: Type.Optional(range('Seconds that the first has waited')),
          readyAgents: Type.Optional(range('Agents free')),
          signedIn: Type.Optional(range('Agents signed in')),
          estimatedWaitSeconds: Type.Optional(
            range('Seconds that one who comes now will wait; what is not known holds for nothing'),
          ),
        },
        strict,
      ),
    },
    'How a queue is now: acceptable wait, free agents, longest waiting; everything that is said must hold',
  ),
} as const;

export type LeafName = keyof typeof leafSchemas;
export type Leaf = { [K in LeafName]: Static<(typeof leafSchemas)[K]> }[LeafName];
export type Condition =
  | Leaf
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export const leafNames = Object.keys(leafSchemas) as readonly LeafName[];

export interface QueueState {
  readonly waiting: number;
  readonly longestWaitMs: number;
  readonly readyAgents: number;
  readonly signedIn: number;
  /** Null: not known. */
  readonly estimatedWaitMs: number | null;
}

/** What rules can ask about. Callers' numbers, keys and call data are personal data. */
export interface RoutingFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** '' when withheld. */
  readonly caller: string;
  readonly called: string;
  readonly region: string;
  readonly level: number;
  readonly language: string;
  readonly medium: Medium;
  /** What the flow asks for. */
  readonly queue: string;
  readonly priority: number;
  readonly skills: Readonly<Record<string, number>>;
  readonly keys: readonly { readonly node: string; readonly digits: string }[];
  readonly data: Readonly<Record<string, string>>;
  /** Who served the caller last. */
  readonly lastAgent: string | undefined;
  readonly earlier: (count: 'calls' | 'answered' | 'abandoned', days: number) => number;
  readonly queueState: (queue: string) => QueueState | undefined;
}

/** Whether a condition holds; if not, where it fails and what was found there. */
export type Verdict = { readonly holds: true } | Failure;
export interface Failure {
  readonly holds: false;
  readonly path: readonly (string | number)[];
  readonly found: string;
}

const holds: Verdict = { holds: true };
const fails = (path: Failure['path'], found: string | number | boolean | undefined): Failure => ({
  ...{ holds: false, path },
  found: found === undefined ? 'not known' : String(found),
});

export function judge(condition: Condition, facts: RoutingFacts, timeZone: string): Verdict {
  if ('all' in condition) {
    for (const [at, inner] of condition.all.entries()) {
      const verdict = judge(inner, facts, timeZone);
      if (!verdict.holds) return { ...verdict, path: ['all', at, ...verdict.path] };
    }
    return holds;
  }
  if ('any' in condition) {
    const verdicts = condition.any.map((inner) => judge(inner, facts, timeZone));
    if (verdicts.some((verdict) => verdict.holds)) return holds;
    return fails(['any'], verdicts.map((one) => (one.holds ? '' : one.found)).join('; '));
  }
  if ('not' in condition)
    return judge(condition.not, facts, timeZone).holds ? fails(['not'], 'it holds') : holds;
  return judgeLeaf(condition, facts, timeZone);
}

function judgeLeaf(leaf: Leaf, facts: RoutingFacts, timeZone: string): Verdict {
  if ('time' in leaf) return judgeTime(leaf.time, facts.now, timeZone);
  if ('caller' in leaf) return isOneOf('caller', leaf.caller, facts.caller);
  if ('callerPrefix' in leaf)
    return leaf.callerPrefix.some((prefix) => facts.caller.startsWith(prefix))
      ? holds
      : fails(['callerPrefix'], facts.caller);
  if ('withheld' in leaf)
    return leaf.withheld === (facts.caller === '') ? holds : fails(['withheld'], facts.caller === '');
  if ('region' in leaf) return isOneOf('region', leaf.region, facts.region);
  if ('called' in leaf) return isOneOf('called', leaf.called, facts.called);
  if ('callerLevel' in leaf) return isWithin(['callerLevel'], leaf.callerLevel, facts.level);
  if ('language' in leaf) return isOneOf('language', leaf.language, facts.language);
  if ('medium' in leaf) return isOneOf('medium', leaf.medium, facts.medium);
  if ('queue' in leaf) return isOneOf('queue', leaf.queue, facts.queue);
  if ('skills' in leaf)
    return leaf.skills.some((skill) => Object.hasOwn(facts.skills, skill))
      ? holds
      : fails(['skills'], Object.keys(facts.skills).join());
  if ('keys' in leaf) {
    const { node, digits } = leaf.keys;
    const pressed = facts.keys.findLast((key) => key.node === node)?.digits;
    return pressed !== undefined && digits.includes(pressed) ? holds : fails(['keys'], pressed);
  }
  if ('data' in leaf) {
    const { name } = leaf.data;
    return judgeData(leaf.data, Object.hasOwn(facts.data, name) ? facts.data[name] : undefined);
  }
  if ('history' in leaf) return judgeHistory(leaf.history, facts);
  return judgeQueue(leaf.queueState, facts);
}

function isOneOf(name: LeafName, wanted: readonly string[], found: string): Verdict {
  return wanted.includes(found) ? holds : fails([name], found);
}

interface Bounds {
  readonly from?: number;
  readonly to?: number;
}

/** What is not a number is within no bounds. */
function isWithin(path: Failure['path'], { from, to }: Bounds, found: number | undefined): Verdict {
  if (found === undefined || Number.isNaN(found)) return fails(path, undefined);
  return found >= (from ?? -Infinity) && found <= (to ?? Infinity) ? holds : fails(path, found);
}

function judgeData(
  { equals, startsWith, set, from, to }: Static<(typeof leafSchemas)['data']>['data'],
  found: string | undefined,
): Verdict {
  const path = ['data'];
  if (set !== undefined && set !== (found !== undefined)) return fails(path, found);
  if (equals && !equals.includes(found ?? '')) return fails(path, found);
  if (startsWith && !startsWith.some((one) => found?.startsWith(one) === true)) return fails(path, found);
  if (from === undefined && to === undefined) return holds;
  const number = found === undefined || found.trim() === '' ? undefined : Number(found);
  return isWithin(path, { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }, number);
}

function judgeHistory(
  { count, days, from, to, hasLastAgent }: Static<(typeof leafSchemas)['history']>['history'],
  facts: RoutingFacts,
): Verdict {
  if (hasLastAgent !== undefined && hasLastAgent !== (facts.lastAgent !== undefined))
    return fails(['history', 'hasLastAgent'], facts.lastAgent);
  if (count === undefined && from === undefined && to === undefined) return holds;
  const limits = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  return isWithin(['history', count ?? 'calls'], limits, facts.earlier(count ?? 'calls', days ?? 1));
}

function judgeQueue(
  wanted: Static<(typeof leafSchemas)['queueState']>['queueState'],
  facts: RoutingFacts,
): Verdict {
  const state = facts.queueState(wanted.queue ?? facts.queue);
  if (!state) return fails(['queueState', 'queue'], undefined);
  const { estimatedWaitMs } = state;
  const found = {
    waiting: state.waiting,
    longestWaitSeconds: state.longestWaitMs / 1000,
    readyAgents: state.readyAgents,
    signedIn: state.signedIn,
    estimatedWaitSeconds: estimatedWaitMs === null ? undefined : estimatedWaitMs / 1000,
  };
  for (const name of Object.keys(found) as (keyof typeof found)[]) {
    const limits = wanted[name];
    const verdict = limits ? isWithin(['queueState', name], limits, found[name]) : holds;
    if (!verdict.holds) return verdict;
  }
  return holds;
}

/** A span past midnight belongs to the day on which it began: Friday from 18:00 to 08:00 ends on Saturday morning. */
function judgeTime(
  { from = '00:00', to = '24:00', weekdays, dates }: Static<(typeof leafSchemas)['time']>['time'],
  now: number,
  timeZone: string,
): Verdict {
  const { time, ...today } = localTime(now, timeZone);
  const isPastMidnight = from > to && time < to;
  const isIn = from <= to ? from <= time && time < to : from <= time || isPastMidnight;
  if (!isIn) return fails(['time'], time);
  const { weekday, date } = isPastMidnight ? dayBefore(today) : today;
  if (weekdays && !weekdays.includes(weekday)) return fails(['time', 'weekdays'], weekday);
  if (dates && !dates.includes(date)) return fails(['time', 'dates'], date);
  return holds;
}

type Day = Pick<LocalTime, 'weekday' | 'date'>;

/** By the calendar: a day of 23 or 25 hours does no harm. */
function dayBefore({ weekday, date }: Day): Day {
  const before = new Date(Date.parse(`${date}T00:00:00Z`) - 24 * 3_600_000);
  return { weekday: weekday === 1 ? 7 : weekday - 1, date: before.toISOString().slice(0, 10) };
}
