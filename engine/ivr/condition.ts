/** Conditions of a branch: data; what data cannot say, an expression does. */
import { Type, type Static } from '@sinclair/typebox';
import { localTime } from '../../kernel/local-time.js';
import { calendarHolds } from './calendar.js';
import { expression } from './schema-parts.js';
import type { FlowTables } from './tables.js';

const strict = { additionalProperties: false } as const;
const texts = Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 256 });
const clock = (description: string) =>
  Type.Optional(Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description }));

const variableCondition = Type.Object(
  {
    variable: Type.String({ minLength: 1, maxLength: 64 }),
    is: Type.Union(
      [
        Type.Literal('equal'),
        Type.Literal('notEqual'),
        Type.Literal('startsWith'),
        Type.Literal('less'),
        Type.Literal('greater'),
        Type.Literal('set'),
        Type.Literal('notSet'),
      ],
      { description: 'less and greater compare as numbers, and fail where one is none' },
    ),
    value: Type.Optional(Type.String({ maxLength: 512, description: 'Needed except for set and notSet' })),
  },
  strict,
);

const timeCondition = Type.Object(
  {
    from: clock('hh:mm'),
    to: clock('hh:mm, not included; before `from`: past midnight'),
    weekdays: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
        minItems: 1,
        description: '1 Monday … 7 Sunday',
      }),
    ),
  },
  strict,
);

const calendarCondition = Type.Object(
  {
    calendar: Type.String({ minLength: 1, maxLength: 64, description: 'Working hours (工作时间管理)' }),
    is: Type.Union([
      Type.Literal('open'),
      Type.Literal('closed'),
      Type.Literal('holiday'),
      Type.Literal('workday'),
      Type.Literal('exception'),
    ]),
  },
  strict,
);

export const conditionSchema = Type.Union([
  variableCondition,
  timeCondition,
  Type.Object(
    { callerPrefix: texts },
    { ...strict, description: 'The caller’s number begins with one of these' },
  ),
  Type.Object({ dialled: texts }, { ...strict, description: 'The number dialled is one of these' }),
  calendarCondition,
  Type.Object(
    { list: Type.Union([Type.Literal('black'), Type.Literal('white'), Type.Literal('important')]) },
    { ...strict, description: 'The caller is on this list' },
  ),
  Type.Object({ region: texts }, { ...strict, description: 'The caller’s region is one of these' }),
  Type.Object({ expression: expression('Whether it holds') }, strict),
]);
export type Condition = Static<typeof conditionSchema>;

/** What a condition can ask about. */
export interface Facts {
  readonly caller: string;
  readonly dialled: string;
  readonly variable: (name: string) => string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** IANA name. */
  readonly timeZone: string;
  readonly tables?: FlowTables;
  /** The value of an expression; undefined: it has none. */
  readonly evaluate?: (expression: string) => string | undefined;
}

/** What cannot be told (a calendar that is not there, an expression without a value) does not hold. */
export function holds(condition: Condition, facts: Facts): boolean {
  if ('variable' in condition) return variableHolds(condition, facts.variable(condition.variable));
  if ('callerPrefix' in condition)
    return condition.callerPrefix.some((prefix) => facts.caller.startsWith(prefix));
  if ('dialled' in condition) return condition.dialled.includes(facts.dialled);
  if ('list' in condition) return facts.tables?.listed(condition.list, facts.caller, facts.now) !== undefined;
  if ('region' in condition) return condition.region.includes(facts.tables?.region(facts.caller) ?? '');
  if ('expression' in condition) return facts.evaluate?.(condition.expression) === 'true';
  if ('calendar' in condition) {
    const calendar = facts.tables?.calendar(condition.calendar);
    return calendar !== undefined && calendarHolds(calendar, condition.is, facts.now);
  }
  return timeHolds(condition, facts);
}

function variableHolds(condition: Static<typeof variableCondition>, actual: string | undefined): boolean {
  const value = condition.value ?? '';
  switch (condition.is) {
    case 'set':
      return actual !== undefined;
    case 'notSet':
      return actual === undefined;
    case 'equal':
      return actual === value;
    case 'notEqual':
      return actual !== value;
    case 'startsWith':
      return actual?.startsWith(value) ?? false;
    case 'less':
      return numeric(actual) < numeric(value);
    case 'greater':
      return numeric(actual) > numeric(value);
  }
}

/** NaN, which no comparison likes, for what is no number; an empty text is none. */
const numeric = (text: string | undefined): number =>
  text === undefined || text.trim() === '' ? NaN : Number(text);

function timeHolds(condition: Static<typeof timeCondition>, facts: Facts): boolean {
  const { weekday, time } = localTime(facts.now, facts.timeZone);
  if (condition.weekdays && !condition.weekdays.includes(weekday)) return false;
  const from = condition.from ?? '00:00';
  const to = condition.to ?? '24:00';
  return from <= to ? from <= time && time < to : from <= time || time < to;
}
