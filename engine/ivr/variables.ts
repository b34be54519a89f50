import { bounds, type FlowState } from './model.js';

type Values = Pick<FlowState, 'variables' | 'context'>;

/** A place in a text that a variable fills. */
export const placeholder = /\$\{([A-Za-z0-9_.-]{1,64})\}/g;

/** The text with each `${name}` replaced: `caller`, `dialled` or a variable; what is not there becomes nothing. */
export function fill(template: string, state: Values): string {
  return template
    .replace(placeholder, (_, name: string) => valueOf(name, state) ?? '')
    .slice(0, bounds.valueLength);
}

/** The same for a place in a URL, where a value stays one part of it. */
export function fillEscaped(template: string, state: Values): string {
  return template
    .replace(placeholder, (_, name: string) => encodeURIComponent(wellFormed(valueOf(name, state) ?? '')))
    .slice(0, bounds.urlLength);
}

/** Half a character, where a text was cut, cannot be escaped. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '');

export function valueOf(name: string, state: Values): string | undefined {
  if (name === 'caller') return state.context.caller;
  if (name === 'dialled') return state.context.dialled;
  return Object.hasOwn(state.variables, name) ? state.variables[name] : undefined;
}

/** @returns undefined when that would be a variable too many. */
export function withVariable(
  variables: FlowState['variables'],
  name: string,
  value: string,
): FlowState['variables'] | undefined {
  if (!Object.hasOwn(variables, name) && Object.keys(variables).length >= bounds.variables) return undefined;
  return { ...variables, [name]: value.slice(0, bounds.valueLength) };
}
