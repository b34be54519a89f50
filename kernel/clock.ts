/** Undoes a scheduled call; harmless when it has run or was undone already. */
export type Cancel = () => void;

/** The one source of time. Everything that waits or stamps takes a Clock, so that tests can own time. */
export interface Clock {
  /** Wall-clock time, milliseconds since the Unix epoch. */
  now(): number;
  /** Time that never jumps, in milliseconds with a fraction; its zero means nothing. */
  monotonic(): number;
  /** Calls `fire` once, `ms` milliseconds from now (0 or more). */
  after(ms: number, fire: () => void): Cancel;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, fire) {
    const timer = setTimeout(fire, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Calls `fire` every `ms` milliseconds until cancelled; a slow `fire` never overlaps itself. */
export function every(clock: Clock, ms: number, fire: () => void): Cancel {
  let cancelled = false;
  let cancel = clock.after(ms, tick);
  function tick(): void {
    fire();
    if (!cancelled) cancel = clock.after(ms, tick);
  }
  return () => {
    cancelled = true;
    cancel();
  };
}

/** Resolves after `ms` milliseconds. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
