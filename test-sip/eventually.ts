import { sleep, systemClock } from '../kernel/clock.js';

/**
 * Waits until `holds` is true (or a promise of true).
 * @param what is asked for its words when it is given up, so that they can tell what was there instead.
 * @throws Error naming `what` after `timeoutMs`.
 */
export async function eventually(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const end = systemClock.monotonic() + timeoutMs;
  while (!(await holds())) {
    if (systemClock.monotonic() > end)
      throw new Error(`Waited ${timeoutMs} ms in vain: ${typeof what === 'string' ? what : what()}`);
    await sleep(systemClock, 20);
  }
}
