import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../desk-shell/desk-context.js';
import { editorTexts } from './editor-texts.js';
import type { Found } from './findings.js';
import { FoundList } from './findings-list.js';
import type { Check } from './use-check.js';

/** Everything that the checker found in the text of now. */
export function CheckPanel({ state, found }: Check): ReactNode {
  const words = useTexts(editorTexts);
  const count = (severity: Found['severity']): number =>
    found.filter((one) => one.severity === severity).length;
  const said = [words.errors(count('error')), words.warnings(count('warning'))].join(words.and);
  return (
    <div className="check-panel">
      <p className="dim" role="status">
        {state === 'asking' ? words.checking : found.length > 0 ? said : ''}
      </p>
      {state === 'failed' && <Alert showIcon type="warning" title={words.checkFailed} />}
      {state === 'there' && found.length === 0 && <Alert showIcon type="success" title={words.right} />}
      <FoundList found={found} withNodes />
    </div>
  );
}
