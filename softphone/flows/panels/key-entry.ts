/** Keys of the simulator's pad: collected as the switch collects them, until a node has all that it waits for. */
import type { CaseStep, FlowEffect } from './panel-requests.js';

export interface KeyEntry {
  /** Keys that wait for more. */
  readonly typed: string;
  /** What has happened with this key; undefined: nothing yet, the node waits for more. */
  readonly step?: CaseStep;
}

/** Whether the caller's keys do something now. */
export function takesKeys(does: FlowEffect | null): boolean {
  if (does?.do === 'listen') return does.keys !== '';
  return does?.do === 'collect' || (does?.do === 'play' && does.interruptible);
}

export function enterKeys(does: FlowEffect | null, typed: string, keys: string): KeyEntry {
  const all = typed + keys;
  if (does?.do === 'play' || does?.do === 'listen') return { typed: '', step: { press: all } };
  if (does?.do !== 'collect') return { typed };
  const isWhole =
    all.length >= does.maxDigits || Array.from(all).some((key) => does.terminators.includes(key));
  return isWhole ? { typed: '', step: { press: all } } : { typed: all };
}

/** The caller presses nothing more. */
export function stopEntering(typed: string): CaseStep {
  return typed === '' ? { silence: true } : { press: typed };
}
