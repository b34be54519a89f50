/** How long to wait before trying again. */

export interface BackOff {
  /** Milliseconds before the first try. */
  readonly firstMs: number;
  /** Milliseconds at most; the wait doubles until then. */
  readonly mostMs: number;
}

/**
 * @param failures in a row so far, 0 or more.
 * @param chance in [0, 1): spreads the wait over its upper half, so that the browsers of a whole room that lost one
 *   server do not come back in the same moment.
 * @returns milliseconds.
 */
export function backOffMs({ firstMs, mostMs }: BackOff, failures: number, chance: number): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures, 30));
  return Math.round(full / 2 + (full / 2) * chance);
}
