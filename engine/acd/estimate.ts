/**
 * How long callers will wait, from how long they did (ACD15). What is measured, for each queue, is how much time of its
 * signed-in agents went by between two who left its waiting list while others waited; that holds also where the
 * agents serve other queues, and it follows the staffing at once. Recent values count most (about the last sixteen).
 */
import type { QueueRecord } from './records.js';
import type { WaitFigures } from './views.js';

const RECENT = 1 / 16;
/** Of the errors: about the last hundred estimates. */
const RECENT_ERRORS = 1 / 100;

export interface Measures {
  /** Agent-milliseconds between two departures; null: not seen yet. */
  workMs: number | null;
  /** The last departure, or when the list began to fill; null while nobody waits. */
  advancedAt: number | null;
  handlingMs: number | null;
  compared: number;
  biasMs: number;
  errorMs: number;
}

export const noMeasures = (): Measures => ({
  ...{ workMs: null, advancedAt: null, handlingMs: null },
  ...{ compared: 0, biasMs: 0, errorMs: 0 },
});

const towards = (old: number | null, value: number, share: number): number =>
  old === null ? value : old + (value - old) * share;

/** Called when somebody was put on the waiting list. */
export function beganToWait({ measures }: QueueRecord, now: number): void {
  measures.advancedAt ??= now;
}

/** Called when somebody was taken from the waiting list. */
export function advanced({ measures, signedIn, waiting }: QueueRecord, now: number): void {
  if (measures.advancedAt !== null && signedIn > 0) {
    const workMs = Math.max(0, now - measures.advancedAt) * signedIn;
    measures.workMs = towards(measures.workMs, workMs, RECENT);
  }
  measures.advancedAt = waiting > 0 ? now : null;
}

export function handled({ measures }: QueueRecord, tookMs: number): void {
  measures.handlingMs = towards(measures.handlingMs, Math.max(0, tookMs), RECENT);
}

/** @param position from 1. @returns null: nothing to reckon with. */
export function estimate({ measures, signedIn }: QueueRecord, position: number): number | null {
  const workMs = measures.workMs ?? measures.handlingMs;
  if (workMs === null || signedIn === 0) return null;
  return Math.round((position * workMs) / signedIn);
}

export function compare({ measures }: QueueRecord, estimatedMs: number, waitedMs: number): void {
  measures.compared++;
  const share = Math.max(RECENT_ERRORS, 1 / measures.compared);
  measures.biasMs = towards(measures.biasMs, waitedMs - estimatedMs, share);
  measures.errorMs = towards(measures.errorMs, Math.abs(waitedMs - estimatedMs), share);
}

export function figuresOf({ measures, signedIn }: QueueRecord): WaitFigures {
  const { workMs, handlingMs, compared, biasMs, errorMs } = measures;
  const intervalMs = workMs === null || signedIn === 0 ? null : workMs / signedIn;
  return { intervalMs, handlingMs, compared, biasMs, errorMs };
}
