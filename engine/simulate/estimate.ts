import { studentT } from './student-t.js';

/** The truth lies in `mean ± halfWidth` with the confidence asked for; null: one replication tells nothing of it. */
export interface Estimate {
  readonly mean: number;
  readonly halfWidth: number | null;
}

/** From one value of each replication; null where there was nothing to measure in any. */
export function estimate(values: readonly (number | null)[], confidence: number): Estimate | null {
  const seen = values.filter((value) => value !== null);
  const n = seen.length;
  if (n === 0) return null;
  const mean = seen.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, halfWidth: null };
  const variance = seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, halfWidth: studentT(confidence, n - 1) * Math.sqrt(variance / n) };
}

/** Of the differences, replication by replication: both saw the same callers, so their common chance falls away. */
export function estimateChange(
  before: readonly (number | null)[],
  after: readonly (number | null)[],
  confidence: number,
): Estimate | null {
  return estimate(
    before.map((value, i) => {
      const other = after[i] ?? null;
      return value === null || other === null ? null : other - value;
    }),
    confidence,
  );
}
