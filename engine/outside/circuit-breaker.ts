/**
 * Spares a service that is down, and the callers who would wait for it: after so many failures in a row nobody asks it
 * for a while, then one request tries it. Pure; time is handed in.
 */
export interface Breaker {
  /** Failures since the last success. */
  readonly failures: number;
  /** Nobody asks before then; 0: it is not open. Milliseconds since the epoch. */
  readonly openUntil: number;
  /** One request is on its way to try the service. */
  readonly trying: boolean;
}

export const closedBreaker: Breaker = { failures: 0, openUntil: 0, trying: false };

export const breakerLimits = { failures: 5, openMs: 10_000 } as const;

/** @returns undefined: do not ask. */
export function ask(breaker: Breaker, now: number): Breaker | undefined {
  if (breaker.openUntil === 0) return breaker;
  if (now < breaker.openUntil || breaker.trying) return undefined;
  return { ...breaker, trying: true };
}

export function succeeded(): Breaker {
  return closedBreaker;
}

export function failed(breaker: Breaker, now: number): Breaker {
  const failures = breaker.failures + 1;
  const opens = breaker.trying || failures >= breakerLimits.failures;
  return { failures, openUntil: opens ? now + breakerLimits.openMs : 0, trying: false };
}
