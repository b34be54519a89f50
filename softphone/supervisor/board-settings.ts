/** What a supervisor keeps in this browser: thresholds and the phone that is rung for listening. */
import { useDesk, useKept } from '../desk-shell/desk-context.js';
import { readThresholds, type Thresholds } from './thresholds.js';

export function useThresholds(): readonly [Thresholds, (thresholds: Thresholds) => void] {
  return useKept(useDesk().kept('yihao.thresholds', readThresholds));
}

/** The extension; empty for the browser's own phone. */
export function useOwnPhone(): readonly [string, (phone: string) => void] {
  return useKept(useDesk().kept('yihao.supervisionPhone', readPhone));
}

function readPhone(kept: unknown): string {
  return typeof kept === 'string' && /^[0-9]{0,10}$/.test(kept) ? kept : '';
}
