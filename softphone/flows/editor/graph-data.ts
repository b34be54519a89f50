/** The graph as it is drawn: cards of a known size, so that nothing has to be measured, and lines between them. */
import type { NodeMark, NodeMarks } from '../node-marks.js';
import type { Found } from './findings.js';
import { END, ENTRY, shownExits, type Exit, type FlowModel } from './flow-model.js';
import type { LayoutInput } from './layout.js';
import { summaryOf } from './node-words.js';
import type { Path } from './yaml-edits.js';

export interface Card {
  readonly id: string;
  readonly kind: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly summary: string;
  readonly exits: readonly Exit[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly mark: NodeMark | undefined;
}

export interface Line {
  readonly id: string;
  readonly from: string;
  readonly exit: string;
  readonly to: string;
  /** Taken only when something goes wrong. */
  readonly isFault: boolean;
  /** One of many ways to the same node: drawn when one of its ends is selected; the exit names where it leads. */
  readonly isQuiet: boolean;
}

/** More ways than that into one node would bury the graph. */
const drawnWays = 6;

export const cardWidth = 224;
const headHeight = 48;
const summaryHeight = 20;
const exitHeight = 24;
const padding = 6;

export function exitsTop({ summary }: Pick<Card, 'summary'>): number {
  return headHeight + (summary === '' ? 0 : summaryHeight) + padding;
}

export function cardHeight(card: Pick<Card, 'summary' | 'exits'>): number {
  return exitsTop(card) + card.exits.length * exitHeight + (card.exits.length > 0 ? padding : 0);
}

/** The middle of an exit's row, from the top of the card. */
export function exitMiddle(card: Pick<Card, 'summary'>, at: number): number {
  return exitsTop(card) + at * exitHeight + exitHeight / 2;
}

/** An exit as the name of a handle, and back. */
export const exitKey = (path: Path): string => JSON.stringify(path);
export const exitPath = (key: string): Path => JSON.parse(key) as Path;

const faultExits = new Set(['error', 'failed', 'onError', 'refused']);

export interface Around {
  readonly found: ReadonlyMap<string, readonly Found[]>;
  readonly marks: NodeMarks;
}

/** Cards that did not change are the same objects as before, so that nothing of them is drawn again. */
export class Cards {
  #known = new Map<string, { readonly key: string; readonly card: Card }>();

  of(model: FlowModel, { found, marks }: Around): readonly Card[] {
    const entry = { id: ENTRY, kind: ENTRY, value: model.head, summary: '', exits: model.entry };
    const nodes = [...model.nodes.values()].map((node) => ({
      ...{
        id: node.id,
        kind: node.kind,
        value: node.value,
        summary: summaryOf(node),
        exits: shownExits(node),
      },
    }));
    const known = new Map<string, { readonly key: string; readonly card: Card }>();
    const cards = [entry, ...nodes].map((node) => {
      const said = (severity: Found['severity']): string[] =>
        (found.get(node.id) ?? []).filter((one) => one.severity === severity).map(({ reason }) => reason);
      const card = { ...node, errors: said('error'), warnings: said('warning'), mark: marks.get(node.id) };
      const key = JSON.stringify(node.id === ENTRY ? { ...card, value: '' } : card);
      const before = this.#known.get(node.id);
      const kept = before?.key === key ? before : { key, card };
      known.set(node.id, kept);
      return kept.card;
    });
    this.#known = known;
    return cards;
  }
}

export function linesOf(cards: readonly Card[]): Line[] {
  const there = new Set(cards.map(({ id }) => id));
  const ways = new Map<string, number>();
  const next = (to: string): number => {
    const way = (ways.get(to) ?? 0) + 1;
    ways.set(to, way);
    return way;
  };
  return cards.flatMap(({ id, exits }) =>
    exits.flatMap(({ path, to }): Line[] => {
      if (to === undefined || to === END || !there.has(to)) return [];
      const exit = exitKey(path);
      const isFault = faultExits.has(String(path[0]));
      return [{ id: `${id} ${exit}`, from: id, exit, to, isFault, isQuiet: next(to) > drawnWays }];
    }),
  );
}

/** What says where nodes stand; equal texts of it stand alike. */
export function layoutInput(cards: readonly Card[], lines: readonly Line[]): LayoutInput {
  const led = new Set(lines.filter(({ isFault }) => !isFault).map(({ to }) => to));
  return {
    nodes: cards.map((card) => ({ id: card.id, width: cardWidth, height: cardHeight(card) })),
    // What only faults lead to stands right of where they come from, rather than before the start.
    edges: lines.filter(({ isFault, to }) => !isFault || !led.has(to)).map(({ from, to }) => ({ from, to })),
  };
}

export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The next one in a direction, for the arrow keys: near, and rather straight ahead. */
export function nextSpot(spots: readonly Spot[], from: string, direction: Direction): string | undefined {
  const here = spots.find(({ id }) => id === from);
  if (!here) return spots[0]?.id;
  const sideways = direction === 'left' || direction === 'right';
  const sign = direction === 'left' || direction === 'up' ? -1 : 1;
  const rated = spots.flatMap((spot) => {
    const ahead = sign * (sideways ? spot.x - here.x : spot.y - here.y);
    const aside = Math.abs(sideways ? spot.y - here.y : spot.x - here.x);
    return spot.id !== from && ahead > 1 ? [{ id: spot.id, cost: ahead + aside * 2 }] : [];
  });
  return rated.sort((a, b) => a.cost - b.cost)[0]?.id;
}
