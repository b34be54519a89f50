/** A difference as people read it: parts that are the same are folded, changed lines stand side by side. */
import type { DifferenceLine } from './panel-requests.js';

export interface NumberedLine extends DifferenceLine {
  /** Line numbers on each side, from 1; absent where the line is not there. */
  readonly before?: number;
  readonly after?: number;
}

export type DifferencePart =
  | { readonly kind: 'lines'; readonly lines: readonly NumberedLine[] }
  | { readonly kind: 'folded'; readonly lines: readonly NumberedLine[] };

/** Lines of context that stay in sight around a change. */
const context = 3;

export function numbered(lines: readonly DifferenceLine[]): NumberedLine[] {
  let [before, after] = [0, 0];
  return lines.map((line) => {
    switch (line.kind) {
      case 'same':
        return { ...line, before: ++before, after: ++after };
      case 'removed':
        return { ...line, before: ++before };
      case 'added':
        return { ...line, after: ++after };
    }
  });
}

/** @returns the lines in order; stretches without a change nearby are folded. */
export function partsOf(lines: readonly DifferenceLine[]): DifferencePart[] {
  const all = numbered(lines);
  const near = all.map(() => false);
  all.forEach((line, at) => {
    if (line.kind === 'same') return;
    near.fill(true, Math.max(0, at - context), Math.min(all.length, at + context + 1));
  });
  const parts: { kind: DifferencePart['kind']; lines: NumberedLine[] }[] = [];
  all.forEach((line, at) => {
    const kind = near[at] === true ? 'lines' : 'folded';
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  });
  return parts;
}

export interface Pair {
  readonly left: NumberedLine | undefined;
  readonly right: NumberedLine | undefined;
}

/** What was taken away beside what came in its place. */
export function paired(lines: readonly NumberedLine[]): Pair[] {
  const pairs: Pair[] = [];
  let removed: NumberedLine[] = [];
  let added: NumberedLine[] = [];
  const flush = (): void => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++)
      pairs.push({ left: removed[i], right: added[i] });
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    if (line.kind === 'removed') removed.push(line);
    else if (line.kind === 'added') added.push(line);
    else {
      flush();
      pairs.push({ left: line, right: line });
    }
  }
  flush();
  return pairs;
}

export function countsOf(lines: readonly DifferenceLine[]): {
  readonly added: number;
  readonly removed: number;
} {
  return {
    added: lines.filter(({ kind }) => kind === 'added').length,
    removed: lines.filter(({ kind }) => kind === 'removed').length,
  };
}
