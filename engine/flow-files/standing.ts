/** What is in force and on trial of one flow, and what a new version makes of that. */
import type { CanaryRule, FlowRelease } from '../store/flow-rows.js';

/** An entry, or what would become one. */
export interface Standing {
  readonly release: FlowRelease;
  readonly live: { readonly text: string };
  readonly canary: { readonly text: string } | undefined;
}

/** What stands when the text is added to what stood: on trial where the release has it so, else live. */
export const standing = (before: Standing | undefined, release: FlowRelease, text: string): Standing =>
  before && release.canary
    ? { release, live: before.live, canary: { text } }
    : { release, live: { text }, canary: undefined };

/** What is in force after a new version. */
export function releaseOf(
  before: FlowRelease | undefined,
  added: {
    readonly flow: string;
    readonly file: string;
    readonly version: number;
    readonly canary?: Omit<CanaryRule, 'version'>;
  },
): FlowRelease {
  const { flow, file, version, canary } = added;
  // There is nothing that the other calls could get while a new flow is on trial.
  if (before && canary) return { ...before, canary: { version, ...canary } };
  return {
    flow,
    file,
    live: version,
    previous: before?.live ?? null,
    canary: null,
    fileText: before?.fileText ?? null,
  };
}
