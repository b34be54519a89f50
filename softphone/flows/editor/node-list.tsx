import { SearchOutlined } from '@ant-design/icons';
import { Input, type InputRef } from 'antd';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTexts } from '../../desk-shell/desk-context.js';
import { useEditor, useSelected, useShown, type Wanted } from './editor-context.js';
import { editorTexts } from './editor-texts.js';
import type { Found } from './findings.js';
import { search } from './flow-model.js';
import { familyOf, NodeIcon } from './node-icon.js';
import { kindWord, summaryOf } from './node-words.js';

interface Props {
  readonly found: ReadonlyMap<string, readonly Found[]>;
  readonly wanted: Wanted;
}

/** Every node, or those in which something stands: the graph for who does not see it, and search for everybody. */
export function NodeList({ found, wanted }: Props): ReactNode {
  const words = useTexts(editorTexts);
  const { document, select, open } = useEditor();
  const selected = useSelected();
  const { model } = useShown(document);
  const [asked, setAsked] = useState('');
  const input = useRef<InputRef>(null);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (wanted.current !== 'search') return;
    wanted.current = undefined;
    input.current?.focus({ cursor: 'all' });
  });
  const nodes = useMemo(() => search(model, asked, (kind) => kindWord(words, kind)), [model, asked, words]);
  const go = (event: KeyboardEvent, at: number): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const buttons = list.current?.querySelectorAll('button') ?? [];
    const next = buttons[at + step];
    if (next) next.focus();
    else if (at + step < 0) input.current?.focus();
  };
  return (
    <div className="node-list">
      <Input
        ref={input}
        allowClear
        prefix={<SearchOutlined aria-hidden />}
        aria-label={words.search}
        placeholder={words.search}
        value={asked}
        onChange={({ target }) => setAsked(target.value)}
        onKeyDown={(event) => go(event, -1)}
        onPressEnter={() => nodes[0] && select(nodes[0].id)}
      />
      <p className="dim" role="status">
        {nodes.length === 0 ? (asked === '' ? words.empty : words.notFound) : words.found(nodes.length)}
      </p>
      <ul ref={list}>
        {nodes.map((node, i) => (
          <li key={node.id}>
            <button
              type="button"
              aria-current={node.id === selected}
              className={`node-line card-${familyOf(node.kind)}`}
              onClick={() => select(node.id)}
              onDoubleClick={() => open(node.id)}
              onKeyDown={(event) => go(event, i)}
            >
              <span className="card-icon">
                <NodeIcon kind={node.kind} />
              </span>
              <span className="node-line-words">
                <strong>{node.id}</strong>
                <span className="dim">
                  {[kindWord(words, node.kind), summaryOf(node)].filter((one) => one !== '').join(' · ')}
                </span>
              </span>
              {found.has(node.id) && (
                <span className="node-line-count">{words.checksCount(found.get(node.id)?.length ?? 0)}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
