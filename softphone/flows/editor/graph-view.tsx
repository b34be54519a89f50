import {
  Background,
  Controls,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  type Connection,
  type FinalConnectionState,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useCallback, useId, useMemo, type KeyboardEvent, type ReactNode } from 'react';
import { useShade, useTexts } from '../../desk-shell/desk-context.js';
import type { NodeMarks } from '../node-marks.js';
import { useEditor, useSelected, useShown } from './editor-context.js';
import { editorTexts } from './editor-texts.js';
import type { Found } from './findings.js';
import { connect } from './flow-edits.js';
import { ENTRY } from './flow-model.js';
import { exitPath, nextSpot, type Direction } from './graph-data.js';
import { NodeCard, type CardNode } from './node-card.js';
import { familyOf } from './node-icon.js';
import { kindWord } from './node-words.js';
import { useGraph, type Graph } from './use-graph.js';
import { useViewOf } from './use-view-of.js';

const nodeTypes = { card: NodeCard };

interface Props {
  readonly found: ReadonlyMap<string, readonly Found[]>;
  readonly marks: NodeMarks;
}

export function GraphView(props: Props): ReactNode {
  return (
    <ReactFlowProvider>
      <GraphCanvas {...props} />
    </ReactFlowProvider>
  );
}

function GraphCanvas({ found, marks }: Props): ReactNode {
  const words = useTexts(editorTexts);
  const shade = useShade();
  const { document, select, open, add, edit } = useEditor();
  const selected = useSelected();
  const { model } = useShown(document);
  const graph = useGraph(model, found, marks, selected);
  const help = useId();
  const keys = useGraphKeys(graph);
  useViewOf(graph, selected);
  const connected = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      if (sourceHandle !== null) edit((now) => connect(now, source, exitPath(sourceHandle), target));
    },
    [edit],
  );
  /** An exit that is let go over nothing asks what shall be there. */
  const letGo = useCallback(
    (_: unknown, { fromNode, fromHandle, toNode }: FinalConnectionState) => {
      if (toNode || !fromNode || fromHandle.type !== 'source' || typeof fromHandle.id !== 'string') return;
      add({ node: fromNode.id, exit: exitPath(fromHandle.id) });
    },
    [add],
  );
  return (
    <div
      className="graph"
      role="application"
      tabIndex={0}
      aria-label={words.graph}
      aria-describedby={help}
      onKeyDown={keys}
    >
      <p id={help} className="only-read">
        {words.graphHelp}
      </p>
      <SelectedSaid found={found} />
      <ReactFlow<CardNode>
        nodes={graph.nodes as CardNode[]}
        edges={graph.edges as never}
        nodeTypes={nodeTypes}
        colorMode={shade}
        onNodesChange={graph.changed}
        onConnect={connected}
        onConnectEnd={letGo}
        onNodeClick={(_, { id }) => select(id)}
        onNodeDoubleClick={(_, { id }) => open(id)}
        onPaneClick={() => select(undefined)}
        onlyRenderVisibleElements
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        zoomOnDoubleClick={false}
        minZoom={0.05}
        maxZoom={1.6}
        ariaLabelConfig={{
          'controls.ariaLabel': words.graph,
          'controls.zoomIn.ariaLabel': words.zoomIn,
          'controls.zoomOut.ariaLabel': words.zoomOut,
          'controls.fitView.ariaLabel': words.fit,
          'minimap.ariaLabel': words.minimap,
        }}
      >
        <Background gap={20} />
        <Controls showInteractive={false} />
        <MiniMap<CardNode>
          pannable
          zoomable
          style={{ width: 150, height: 96 }}
          nodeClassName={({ data }) => `map-${familyOf(data.card.kind)}`}
          ariaLabel={words.minimap}
        />
      </ReactFlow>
    </div>
  );
}

/** The keyboard of the graph. Enter, Delete and the rest act on the selected node. */
function useGraphKeys({ nodes }: Graph): (event: KeyboardEvent) => void {
  const { select, open, add, remove, search } = useEditor();
  const selected = useSelected();
  return useCallback(
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const direction = directions[event.key];
      if (direction) {
        const spots = nodes.map(({ id, position: { x, y }, height = 0 }) => ({ id, x, y: y + height / 2 }));
        const next = selected === undefined ? ENTRY : nextSpot(spots, selected, direction);
        if (next !== undefined) select(next);
      } else if (event.key === 'Home') select(ENTRY);
      else if (event.key === 'Escape') select(undefined);
      else if (event.key === 'Enter' && selected !== undefined) open(selected);
      else if ((event.key === 'Delete' || event.key === 'Backspace') && selected !== undefined)
        remove(selected);
      else if (event.key === '+' || event.key === 'Insert') add();
      else if (event.key === '/') search();
      else return;
      event.preventDefault();
    },
    [nodes, selected, select, open, add, remove, search],
  );
}

const directions: Readonly<Record<string, Direction | undefined>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Reads the selected node out. */
function SelectedSaid({ found }: Pick<Props, 'found'>): ReactNode {
  const words = useTexts(editorTexts);
  const { document } = useEditor();
  const selected = useSelected();
  const { model } = useShown(document);
  const said = useMemo(() => {
    if (selected === undefined) return '';
    if (selected === ENTRY) return words.entry;
    const node = model.nodes.get(selected);
    if (!node) return '';
    const faults = (found.get(selected) ?? []).map(({ reason }) => reason);
    const leads = words.leadsTo(node.exits.filter(({ to }) => to !== undefined).length);
    return [kindWord(words, node.kind), selected, leads, ...faults].join(words.and);
  }, [selected, model, found, words]);
  return (
    <p className="only-read" aria-live="polite">
      {said}
    </p>
  );
}
