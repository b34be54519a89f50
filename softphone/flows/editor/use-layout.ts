import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LayoutAsked, LayoutDone } from './layout-worker.js';
import type { LayoutInput, Positions } from './layout.js';

/**
 * Positions of the graph, computed in a worker. Those of before stay until the new ones are there.
 * @returns undefined before the first are there; `again` forgets what was moved by hand.
 */
export function useLayout(input: LayoutInput): {
  readonly positions: Positions | undefined;
  readonly again: () => void;
} {
  const [positions, setPositions] = useState<Positions>();
  const [round, setRound] = useState(0);
  const worker = useRef<Worker>(undefined);
  const asked = useRef(0);
  const key = useMemo(() => JSON.stringify(input), [input]);
  useEffect(() => {
    const made = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
    made.addEventListener('message', ({ data }: MessageEvent<LayoutDone>) => {
      // An answer to a question asked before is of another graph.
      if (data.id === asked.current) setPositions(data.positions);
    });
    worker.current = made;
    return () => made.terminate();
  }, []);
  useEffect(() => {
    asked.current += 1;
    const question: LayoutAsked = { id: asked.current, input: JSON.parse(key) as LayoutInput };
    worker.current?.postMessage(question);
  }, [key, round]);
  return { positions, again: useCallback(() => setRound((n) => n + 1), []) };
}
