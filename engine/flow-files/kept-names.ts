import type { Kept } from '../ivr/check.js';
import type { Configuration } from '../store/configuration.js';

/** What flows may name of what operators keep. */
export function keptNames(
  { queues, agents }: Configuration,
  others: Pick<Kept, 'hasCalendar' | 'hasSecret'> = { hasCalendar: () => false, hasSecret: () => false },
): Kept {
  const has = (list: readonly { readonly id: string }[], id: string): boolean =>
    list.some((one) => one.id === id);
  return {
    hasQueue: (id) => has(queues, id),
    hasAgent: (id) => has(agents, id),
    hasCalendar: (id) => others.hasCalendar(id),
    hasSecret: (name, origin) => others.hasSecret(name, origin),
  };
}
