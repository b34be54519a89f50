/** Rules on which somebody works in this browser, before they come into force. */
import type { KeptValue } from '../desk-shell/kept-value.js';
import { useDesk, useKept } from '../desk-shell/desk-context.js';
import type { Routing } from './contract.js';

export interface RoutingDraft {
  /** The version that it was made of. */
  readonly basedOn: number;
  readonly routing: Routing;
}

/** @returns null where nothing, or nothing of this form, was kept. */
export function readDraft(kept: unknown): RoutingDraft | null {
  if (typeof kept !== 'object' || kept === null) return null;
  if (!('basedOn' in kept) || typeof kept.basedOn !== 'number') return null;
  if (!('routing' in kept) || typeof kept.routing !== 'object' || kept.routing === null) return null;
  if (!('rules' in kept.routing) || !Array.isArray(kept.routing.rules)) return null;
  return kept as RoutingDraft;
}

export function useRoutingDraft(): readonly [RoutingDraft | null, (draft: RoutingDraft | null) => void] {
  const value: KeptValue<RoutingDraft | null> = useDesk().kept('yihao.routingDraft', readDraft);
  return useKept(value);
}
