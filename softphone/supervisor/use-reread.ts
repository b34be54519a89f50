import { useEffect } from 'react';
import { useLoaded, type Loaded } from '../desk-shell/use-loaded.js';

const everyMs = 10_000;

/**
 * What no event tells of: read when the page opens, and again from time to time.
 * @param load has to be the same function for the same question.
 * @param now the engine's time, ms since the epoch.
 */
export function useReread<T>(load: () => Promise<T>, now: number): readonly [Loaded<T>, () => void] {
  const [loaded, reload] = useLoaded(load);
  const turn = Math.floor(now / everyMs);
  useEffect(reload, [reload, turn]);
  return [loaded, reload];
}
