import { CloseCircleFilled, WarningFilled } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useLanguage, useTexts } from '../../desk-shell/desk-context.js';
import { useEditor } from './editor-context.js';
import { editorTexts } from './editor-texts.js';
import type { Found } from './findings.js';
import { findingHint, findingReason } from './finding-words.js';
import { ENTRY } from './flow-model.js';

interface Props {
  readonly found: readonly Found[];
  /** Says of each at which node it is, and leads there. */
  readonly withNodes?: boolean;
}

/** What the checker found, with the reason and what to do about it. */
export function FoundList({ found, withNodes = false }: Props): ReactNode {
  if (found.length === 0) return null;
  return (
    <ul className="found-list">
      {found.map((one) => (
        <FoundLine key={`${one.severity} ${one.path} ${one.reason}`} one={one} withNode={withNodes} />
      ))}
    </ul>
  );
}

function FoundLine({ one, withNode }: { readonly one: Found; readonly withNode: boolean }): ReactNode {
  const words = useTexts(editorTexts);
  const language = useLanguage();
  const { select, document } = useEditor();
  const { severity, line, node, reason, hint } = one;
  const isError = severity === 'error';
  return (
    <li className={isError ? 'found-error' : 'found-warning'}>
      <span className="found-icon" aria-hidden="true">
        {isError ? <CloseCircleFilled /> : <WarningFilled />}
      </span>
      <span className="only-read">{isError ? words.error : words.warning}</span>
      <div>
        {withNode && (
          <button
            type="button"
            className="found-place"
            onClick={() => (node === undefined ? document.reveal(line) : select(node))}
          >
            {node !== undefined && node !== ENTRY ? `${node} · ${words.line(line)}` : words.line(line)}
          </button>
        )}
        <div>{findingReason(reason, language)}</div>
        {hint !== '' && <div className="dim">{words.hint(findingHint(hint, language))}</div>}
      </div>
    </li>
  );
}
