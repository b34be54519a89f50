import { CloseCircleFilled, WarningFilled } from '@ant-design/icons';
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { memo, type MouseEvent, type ReactNode } from 'react';
import { useTexts } from '../../desk-shell/desk-context.js';
import { useEditor } from './editor-context.js';
import { editorTexts } from './editor-texts.js';
import { END, ENTRY, type Exit } from './flow-model.js';
import { exitKey, type Card } from './graph-data.js';
import { familyOf, NodeIcon } from './node-icon.js';
import { exitWord, kindWord } from './node-words.js';

export type CardNode = Node<{ readonly card: Card }, 'card'>;

/** A node of the flow: what it is, what it is about, and where it leads. */
export const NodeCard = memo(function NodeCard({ data: { card } }: NodeProps<CardNode>): ReactNode {
  const words = useTexts(editorTexts);
  const { id, kind, summary, exits, mark } = card;
  const isEntry = id === ENTRY;
  return (
    <div className={`card card-${familyOf(kind)}${mark?.state ? ` card-${mark.state}` : ''}`}>
      {!isEntry && <Handle type="target" position={Position.Left} className="card-in" />}
      <div className="card-head">
        <span className="card-icon">
          <NodeIcon kind={kind} />
        </span>
        <span className="card-names">
          <span className="card-kind">{isEntry ? words.entry : kindWord(words, kind)}</span>
          {!isEntry && <strong className="card-id">{id}</strong>}
        </span>
        <Faults errors={card.errors} warnings={card.warnings} />
        {mark?.badge !== undefined && (
          <span className="card-badge" title={mark.title}>
            {mark.badge}
          </span>
        )}
      </div>
      {summary !== '' && <div className="card-summary">{summary}</div>}
      {exits.map((exit) => (
        <ExitRow key={exitKey(exit.path)} card={card} exit={exit} />
      ))}
    </div>
  );
});

function ExitRow({ card, exit }: { readonly card: Card; readonly exit: Exit }): ReactNode {
  const words = useTexts(editorTexts);
  const { select } = useEditor();
  const { to } = exit;
  const go = (event: MouseEvent, id: string): void => {
    event.stopPropagation();
    select(id);
  };
  return (
    <div className="card-exit">
      <span className="card-exit-name">{exitWord(words, exit, card.value)}</span>
      {to === undefined || to === END ? (
        <span className={to === undefined ? 'card-exit-to card-exit-unset' : 'card-exit-to'}>
          {to === undefined ? words.unset : words.end}
        </span>
      ) : (
        <span className="card-exit-to card-exit-go nodrag" onClick={(event) => go(event, to)}>
          {to}
        </span>
      )}
      <Handle type="source" position={Position.Right} id={exitKey(exit.path)} className="card-out" />
    </div>
  );
}

function Faults({ errors, warnings }: Pick<Card, 'errors' | 'warnings'>): ReactNode {
  const words = useTexts(editorTexts);
  if (errors.length === 0 && warnings.length === 0) return null;
  const isError = errors.length > 0;
  const title = [...errors, ...warnings].join('\n');
  return (
    <span className={isError ? 'card-error' : 'card-warning'} title={title}>
      <span aria-hidden="true">{isError ? <CloseCircleFilled /> : <WarningFilled />}</span>
      <span className="only-read">{isError ? words.error : words.warning}</span>
    </span>
  );
}
