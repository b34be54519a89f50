import { Input, Modal, type InputRef } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useTexts } from '../../desk-shell/desk-context.js';
import { editorTexts } from './editor-texts.js';
import { nodeKinds } from './flow-schema.js';
import { familyOf, NodeIcon } from './node-icon.js';
import { kindWord } from './node-words.js';

interface Props {
  readonly title: string;
  readonly close: () => void;
  readonly chosen: (kind: string) => void;
}

/** Every kind of node; a few letters and Enter take one. */
export function AddDialog({ title, close, chosen }: Props): ReactNode {
  const words = useTexts(editorTexts);
  const [asked, setAsked] = useState('');
  const input = useRef<InputRef>(null);
  const fitting = nodeKinds.filter((kind) =>
    `${kind} ${kindWord(words, kind)}`.toLowerCase().includes(asked.trim().toLowerCase()),
  );
  const [first] = fitting;
  return (
    <Modal
      open
      title={title}
      footer={null}
      width={560}
      onCancel={close}
      afterOpenChange={(open) => open && input.current?.focus()}
    >
      <Input
        ref={input}
        // Who types at once shall not lose the first letters.
        autoFocus
        aria-label={words.findKind}
        placeholder={words.findKind}
        value={asked}
        onChange={({ target }) => setAsked(target.value)}
        onPressEnter={() => first !== undefined && chosen(first)}
      />
      <ul className="kinds">
        {fitting.map((kind) => (
          <li key={kind}>
            <button type="button" className={`kind card-${familyOf(kind)}`} onClick={() => chosen(kind)}>
              <span className="card-icon">
                <NodeIcon kind={kind} />
              </span>
              <span>{kindWord(words, kind)}</span>
              <code>{kind}</code>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
