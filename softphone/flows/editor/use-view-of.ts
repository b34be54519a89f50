import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { ENTRY } from './flow-model.js';
import { cardWidth } from './graph-data.js';
import type { CardNode } from './node-card.js';
import type { Graph } from './use-graph.js';

/** Smaller than that, words are hard to read. */
const leastZoom = 0.75;
const margin = 24;

interface Anchor {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/**
 * What is in sight: the whole flow if it can be read, else its start; then the selected node, which stays in its place
 * when the graph is laid out anew.
 */
export function useViewOf({ nodes, positions }: Graph, selected: string | undefined): void {
  const flow = useReactFlow<CardNode>();
  const store = useStoreApi();
  const isShown = useRef(false);
  const anchor = useRef<Anchor>(undefined);
  const node = nodes.find(({ id }) => id === selected);
  const isThere = node !== undefined;
  const there = nodes.length > 0 && flow.viewportInitialized;
  useEffect(() => {
    if (!there || !positions) return;
    const { getViewport, getNodes, getNodesBounds, setViewport } = flow;
    const before = anchor.current;
    const now = before && positions[before.id];
    if (!isShown.current) {
      isShown.current = true;
      const { width, height } = store.getState();
      const bounds = getNodesBounds(getNodes());
      const fitting = Math.min((width - 2 * margin) / bounds.width, (height - 2 * margin) / bounds.height);
      const zoom = Math.min(1, Math.max(leastZoom, fitting));
      const start = positions[ENTRY] ?? { x: 0, y: 0 };
      const middle = fitting >= leastZoom ? bounds.y + bounds.height / 2 : start.y + 50;
      void setViewport({ x: margin - bounds.x * zoom, y: height / 2 - middle * zoom, zoom });
    } else if (before && now) {
      const { x, y, zoom } = getViewport();
      void setViewport({ x: x - (now.x - before.x) * zoom, y: y - (now.y - before.y) * zoom, zoom });
    }
  }, [positions, there, flow, store]);
  useEffect(() => {
    anchor.current = node && { id: node.id, ...node.position };
  });
  useEffect(() => {
    const chosen = selected === undefined ? undefined : flow.getNode(selected);
    if (!isThere || !chosen) return;
    const { width, height } = store.getState();
    const { x, y, zoom } = flow.getViewport();
    const left = chosen.position.x * zoom + x;
    const top = chosen.position.y * zoom + y;
    const nodeHeight = chosen.height ?? 0;
    const isInSight =
      left >= 0 && top >= 0 && left + cardWidth * zoom <= width && top + nodeHeight * zoom <= height;
    if (isInSight) return;
    const middle = { x: chosen.position.x + cardWidth / 2, y: chosen.position.y + nodeHeight / 2 };
    void flow.setCenter(middle.x, middle.y, { zoom: Math.max(zoom, leastZoom), duration: 150 });
  }, [selected, isThere, flow, store]);
}
