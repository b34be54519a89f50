import type { Cancel, Clock } from './clock.js';
import type { Scope } from './scope.js';

/**
 * The same time, but nothing that waits on it outlives the scope: when that closes, what has not fired never will.
 * Hand it to a part of which every timer belongs to the part.
 */
export function scopedClock(clock: Clock, scope: Scope): Clock {
  const pending = new Set<Cancel>();
  let closed = false;
  scope.own(() => {
    closed = true;
    for (const cancel of pending) cancel();
    pending.clear();
  });
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after(ms, fire) {
      if (closed) return () => undefined;
      const cancel = clock.after(ms, () => {
        pending.delete(cancel);
        fire();
      });
      pending.add(cancel);
      return () => {
        pending.delete(cancel);
        cancel();
      };
    },
  };
}
