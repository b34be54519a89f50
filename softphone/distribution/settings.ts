/** What forms hold, as the engine takes it: without what was left empty. */
import { defaultPolicy } from '../../engine/distribution.js';
import type { AgentDistribution, Outcome, Policy, QueueDistribution } from './contract.js';

/** The order that counts where none is set. */
export const usualPolicy: Policy = { tasks: [...defaultPolicy.tasks], agents: [...defaultPolicy.agents] };

type Overflow = NonNullable<QueueDistribution['overflow']>[number];

/**
 * Leaves out what says nothing: undefined, null, empty texts, lists and objects.
 * @returns undefined where nothing is left.
 */
export function withoutBlanks<T>(value: T): T | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value)) {
    const kept = value.map(withoutBlanks).filter((one) => one !== undefined);
    return kept.length === 0 ? undefined : (kept as T);
  }
  if (typeof value !== 'object') return value;
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const said = withoutBlanks<unknown>(inner);
    return said === undefined ? [] : [[name, said] as const];
  });
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as T);
}

/** Settings of the kinds that were chosen before, and that a form still holds, are left out. */
export function tidyOverflow(rule: Overflow): Overflow {
  const { when, to, levels } = rule;
  return { when: tidyCause(when), to: tidyTarget(to), ...(levels && { levels }) };
}

function tidyCause(when: Overflow['when']): Overflow['when'] {
  switch (when.on) {
    case 'waited':
    case 'longestWait':
    case 'estimatedWait':
      return { on: when.on, seconds: when.seconds };
    case 'length':
      return { on: 'length', tasks: when.tasks };
    case 'nobody':
      return { on: 'nobody' };
  }
}

function tidyTarget(to: Overflow['to']): Overflow['to'] {
  switch (to.kind) {
    case 'queue':
      return { kind: 'queue', queue: to.queue, ...(to.also === true && { also: true }) };
    case 'flow':
      return { kind: 'flow', flow: to.flow };
    case 'voicemail':
      return { kind: 'voicemail', mailbox: to.mailbox };
    case 'callBack':
      return { kind: 'callBack' };
    case 'external':
      return { kind: 'external', number: to.number };
  }
}

/** @returns an empty object where nothing is set: absent, the engine would keep what was. */
export function tidyQueueDistribution(entered: QueueDistribution = {}): QueueDistribution {
  return withoutBlanks({ ...entered, ...tidied(entered.overflow) }) ?? {};
}

/** An agent who is not named is not waited for. */
export function tidyOutcome(entered: Outcome = {}): Outcome {
  const { wants, ...rest } = entered;
  const named = wants && withoutBlanks<string | undefined>(wants.agent) !== undefined;
  return withoutBlanks({ ...rest, ...(named && { wants }), ...tidied(entered.overflow) }) ?? {};
}

function tidied(overflow: readonly Overflow[] | null | undefined): { overflow?: Overflow[] } {
  return overflow ? { overflow: overflow.map(tidyOverflow) } : {};
}

/** Undefined where it is the usual one. */
export function unusualPolicy(policy: Policy): Policy | undefined {
  return JSON.stringify(policy) === JSON.stringify(usualPolicy) ? undefined : policy;
}

/** @param by -1 up, 1 down; at the end of the list it stays. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): readonly T[] {
  const other = at + by;
  const [one, two] = [list[at], list[other]];
  if (one === undefined || two === undefined) return list;
  return list.map((item, n) => (n === at ? two : n === other ? one : item));
}

/** Shares without a region say nothing, however strict. */
export function tidyAgentDistribution(entered: AgentDistribution = {}): AgentDistribution {
  const { shares, callsInterrupt, ...rest } = entered;
  const weights = withoutBlanks(shares?.weights);
  return (
    withoutBlanks({
      ...rest,
      ...(callsInterrupt === false && { callsInterrupt }),
      ...(weights && { shares: { ...shares, weights } }),
    }) ?? {}
  );
}
