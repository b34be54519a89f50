import { useCallback, useRef } from 'react';
import { noMarks, type NodeMarks } from '../node-marks.js';

/**
 * Each panel says what it would draw; the graph shows that of the panel in front, and goes on with it while no panel is.
 * @param show draws on the graph; the same function throughout.
 * @returns what each panel draws with (always the same for the same panel), and what brings one to the front.
 */
export function usePanelMarks(show: (marks: NodeMarks) => void): {
  readonly showOf: (panel: string) => (marks: NodeMarks) => void;
  readonly toFront: (panel: string) => void;
} {
  const front = useRef<string>(undefined);
  const marks = useRef(new Map<string, NodeMarks>());
  const shows = useRef(new Map<string, (marks: NodeMarks) => void>());
  const showOf = useCallback(
    (panel: string) => {
      const known = shows.current.get(panel);
      if (known) return known;
      const made = (drawn: NodeMarks): void => {
        marks.current.set(panel, drawn);
        if (front.current === panel) show(drawn);
      };
      shows.current.set(panel, made);
      return made;
    },
    [show],
  );
  const toFront = useCallback(
    (panel: string) => {
      front.current = panel;
      show(marks.current.get(panel) ?? noMarks);
    },
    [show],
  );
  return { showOf, toFront };
}
