/**
 * Calls `run` when this turn of the event loop ends: behind the promises that what came in resolves, which
 * process.nextTick and queueMicrotask would be ahead of, and before anything else comes in.
 */
export function atEndOfTurn(run: () => void): void {
  setImmediate(run);
}
