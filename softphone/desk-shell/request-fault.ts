/** A refusal of the engine, led to the field of the form that it is about. */
import type { Refused } from '../api/refused.js';

/** The part of Refused (api/refused.ts) that says what is wrong where. */
export type RequestFault = Pick<Refused, 'message' | 'where'>;

/** Parts of a field's name, as a form nests them. */
export type FieldPath = readonly (string | number)[];

/**
 * The field that a fault is about.
 * @param known names of the form's fields
 * @returns undefined where the form has no such field; the fault then stands over the whole form.
 */
export function faultField(fault: RequestFault, known: readonly string[]): FieldPath | undefined {
  const [part, ...names] = fault.where.split('/');
  if (part !== 'body' && part !== 'params') return undefined;
  const [first] = names;
  if (first === undefined || !known.includes(first)) return missingField(fault, known);
  return names.map((name) => (/^\d+$/.test(name) ? Number(name) : name));
}

/** A missing property is reported at its parent, with its name in the sentence. */
function missingField(fault: RequestFault, known: readonly string[]): FieldPath | undefined {
  const name = /required property '([^']+)'/.exec(fault.message)?.[1];
  return name !== undefined && known.includes(name) ? [name] : undefined;
}

/** The sentence without the path in front, which the place of the message already says. */
export function faultReason(fault: RequestFault): string {
  return fault.where !== '' && fault.message.startsWith(`${fault.where} `)
    ? fault.message.slice(fault.where.length + 1)
    : fault.message;
}
