import type { RuleFault } from './contract.js';

/** The faults of one rule, with paths below it; what is wrong elsewhere keeps its whole path. */
export function ruleFaults(faults: readonly RuleFault[], at: number): readonly RuleFault[] {
  const prefix = `rules.${at}.`;
  return faults.map(({ path, reason }) => ({
    path: path.startsWith(prefix) ? path.slice(prefix.length) : path,
    reason,
  }));
}
