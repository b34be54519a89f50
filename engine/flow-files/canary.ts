/** A version of a flow on trial, and which calls get it. */
import type { LoadedFlows } from './load-flows.js';

export interface Canary {
  readonly flow: string;
  readonly version: number;
  /** 0 to 1. */
  readonly share: number;
  readonly numbers: readonly string[];
  /** All flows, with this one on trial. */
  readonly loaded: LoadedFlows;
}

/** What calls get. */
export interface Releases {
  readonly live: LoadedFlows;
  readonly canaries: readonly Canary[];
}

/** A call into a flow as far as the choice of its version goes. */
export interface Arriving {
  readonly flow: string;
  readonly caller: string;
  /** Of the call, unique. */
  readonly id: string;
}

/** The flows that a call gets and keeps to its end. A caller gets the same version each time, as far as there is a number. */
export function flowsFor({ live, canaries }: Releases, call: Arriving): LoadedFlows {
  const canary = canaries.find(({ flow }) => flow === call.flow);
  if (!canary) return live;
  const isNamed = call.caller !== '' && canary.numbers.includes(call.caller);
  const chosen = isNamed || spread(`${canary.version}/${call.caller || call.id}`) < canary.share;
  return chosen ? canary.loaded : live;
}

/** Evenly between 0 and 1, the same for the same text (FNV-1a with a last mixing). */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
