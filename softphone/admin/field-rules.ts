/**
 * What may stand in a field. The same rules as engine/api/schemas.ts, so that a mistake shows while typing; the engine
 * checks again and its answer is shown at the same field.
 */

/** What is wrong with a value; the page has a sentence for each. */
export type FieldFault =
  'required' | 'slug' | 'agentId' | 'number' | 'tooLong' | 'range' | 'password' | 'host';

export type FieldRule = (value: unknown) => FieldFault | undefined;

const pattern =
  (expression: RegExp, fault: FieldFault): FieldRule =>
  (value) =>
    typeof value === 'string' && expression.test(value) ? undefined : fault;

/** An identifier of ours: letters, digits, _ and -, at most 40. */
export const slugRule = pattern(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'slug');

/** An agent's number (工号): 2 to 10 digits. */
export const agentIdRule = pattern(/^[0-9]{2,10}$/, 'agentId');

/** A number as it is dialled. */
export const numberRule = pattern(/^[+]?[0-9*#]{1,32}$/, 'number');

/** A host name or an IP address. */
export const hostRule = pattern(
  /^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+)$/,
  'host',
);

/** Empty is right; otherwise as `rule` says. */
export function optional(rule: FieldRule): FieldRule {
  return (value) => (value === undefined || value === null || value === '' ? undefined : rule(value));
}

/** @param most characters */
export function textRule(most: number): FieldRule {
  return (value) => {
    if (typeof value !== 'string' || value === '') return 'required';
    return value.length > most ? 'tooLong' : undefined;
  };
}

export function wholeRule(least: number, most: number): FieldRule {
  return (value) => {
    const right = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
    return right ? undefined : 'range';
  };
}

/** At least 10 characters, at most 200. */
export const passwordRule: FieldRule = (value) =>
  typeof value === 'string' && value.length >= 10 && value.length <= 200 ? undefined : 'password';
