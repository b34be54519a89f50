import { applyNodeChanges, MarkerType, Position, type Edge, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { NodeMarks } from '../node-marks.js';
import type { Found } from './findings.js';
import { ENTRY, type FlowModel } from './flow-model.js';
import {
  cardHeight,
  cardWidth,
  Cards,
  exitKey,
  exitMiddle,
  layoutInput,
  linesOf,
  type Card,
  type Line,
} from './graph-data.js';
import type { CardNode } from './node-card.js';
import type { Positions } from './layout.js';
import { useLayout } from './use-layout.js';

export interface Graph {
  readonly nodes: readonly CardNode[];
  readonly edges: readonly Edge[];
  readonly changed: (changes: NodeChange<CardNode>[]) => void;
  /** undefined until the first layout is there. */
  readonly positions: Positions | undefined;
  readonly tidy: () => void;
}

/** The graph of a model with its places; what was moved by hand stays there until the graph is laid out anew. */
export function useGraph(
  model: FlowModel,
  found: ReadonlyMap<string, readonly Found[]>,
  marks: NodeMarks,
  selected: string | undefined,
): Graph {
  const kept = useRef(new Cards());
  const cards = useMemo(() => kept.current.of(model, { found, marks }), [model, found, marks]);
  const lines = useMemo(() => linesOf(cards), [cards]);
  const { positions, again } = useLayout(useMemo(() => layoutInput(cards, lines), [cards, lines]));
  const [nodes, setNodes] = useState<CardNode[]>([]);
  const laidOut = useRef<Positions>(undefined);
  useEffect(() => {
    if (!positions) return;
    const isNew = laidOut.current !== positions;
    laidOut.current = positions;
    setNodes((before) => merged(before, cards, positions, { isNew, selected }));
  }, [cards, positions, selected]);
  const changed = useCallback(
    (changes: NodeChange<CardNode>[]) => setNodes((before) => applyNodeChanges(changes, before)),
    [],
  );
  const drawn = useRef(new Map<string, Edge>());
  const edges = useMemo(() => edgesOf(lines, selected, drawn.current), [lines, selected]);
  return { nodes, edges, changed, positions, tidy: again };
}

interface How {
  /** Of the layout: then it counts more than where the node was. */
  readonly isNew: boolean;
  readonly selected: string | undefined;
}

/** A node that is as it was stays the same object, and is not drawn again. */
function merged(
  before: readonly CardNode[],
  cards: readonly Card[],
  positions: Positions,
  { isNew, selected }: How,
): CardNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  return cards.flatMap((card) => {
    const old = known.get(card.id);
    const laid = positions[card.id];
    const position = (isNew ? laid : old?.position) ?? laid;
    // A new one stands nowhere until the layout knows it.
    if (!position) return [];
    const isSelected = card.id === selected;
    const same =
      old?.data.card === card &&
      old.selected === isSelected &&
      old.position.x === position.x &&
      old.position.y === position.y;
    return [same ? old : nodeOf(card, position, isSelected)];
  });
}

function nodeOf(card: Card, position: CardNode['position'], selected: boolean): CardNode {
  const dot = { width: 1, height: 1 };
  const exits = card.exits.map((exit, i) => ({
    ...{ id: exitKey(exit.path), type: 'source' as const, position: Position.Right },
    ...{ x: cardWidth, y: exitMiddle(card, i), ...dot },
  }));
  const entry = { type: 'target' as const, position: Position.Left, x: 0, y: 24, ...dot };
  return {
    ...{ id: card.id, type: 'card', position, selected, data: { card } },
    // Known without being drawn: what is out of sight counts for the whole view too.
    ...{ width: cardWidth, height: cardHeight(card) },
    measured: { width: cardWidth, height: cardHeight(card) },
    handles: card.id === ENTRY ? exits : [entry, ...exits],
    zIndex: selected ? 10 : 0,
  };
}

/** @param drawn those of before, by what is in them: one that is as it was is not drawn again. */
function edgesOf(
  lines: readonly Line[],
  selected: string | undefined,
  drawn: Map<string, Edge>,
): readonly Edge[] {
  const before = new Map(drawn);
  drawn.clear();
  return lines.flatMap((line) => {
    const isNear = selected !== undefined && (line.from === selected || line.to === selected);
    if (line.isQuiet && !isNear) return [];
    const key = JSON.stringify([line.id, line.to, isNear]);
    const edge = before.get(key) ?? edgeOf(line, isNear);
    drawn.set(key, edge);
    return [edge];
  });
}

function edgeOf({ id, from, exit, to, isFault }: Line, isNear: boolean): Edge {
  const classes = ['edge', ...(isFault ? ['edge-fault'] : []), ...(isNear ? ['edge-near'] : [])];
  return {
    ...{ id, source: from, sourceHandle: exit, target: to, className: classes.join(' ') },
    ...{ focusable: false, selectable: false, zIndex: isNear ? 5 : 0 },
    markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--edge)' },
  };
}
