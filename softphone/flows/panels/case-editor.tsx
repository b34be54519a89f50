import { Button, Drawer, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useDesk, useTexts } from '../../desk-shell/desk-context.js';
import { useAttempt } from '../../desk-shell/use-attempt.js';
import type { PanelProps } from '../flow-panels.js';
import { CaseResults } from './case-results.js';
import { panelRequests, type CaseResult } from './panel-requests.js';
import { trialTexts } from './trial-texts.js';

interface Props extends Pick<PanelProps, 'flow' | 'text' | 'base' | 'save'> {
  readonly close: () => void;
  readonly saved: (cases: string) => void;
}

/** The test cases of the draft as text. */
export function CaseEditor(props: Props): ReactNode {
  const words = useTexts(trialTexts);
  return (
    <Drawer open size={760} title={words.cases} onClose={props.close}>
      <Cases {...props} />
    </Drawer>
  );
}

function Cases({ flow, text, base, save, close, saved }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(trialTexts);
  const attempt = useAttempt();
  const [from] = useState(base);
  const [cases, setCases] = useState(from.cases);
  const [results, setResults] = useState<readonly CaseResult[]>();
  const run = (): Promise<boolean> =>
    attempt(async () => setResults((await panelRequests.check(client, flow, text, cases)).cases));
  async function keep(): Promise<void> {
    if (!(await save(cases, words.caseSaved, from))) return;
    close();
    saved(cases);
  }
  return (
    <div className="stack">
      <Input.TextArea
        className="code"
        aria-label={words.cases}
        autoSize={{ minRows: 14, maxRows: 24 }}
        spellCheck={false}
        value={cases}
        onChange={({ target }) => setCases(target.value)}
      />
      <div className="row">
        <Button type="primary" onClick={() => void keep()}>
          {words.save}
        </Button>
        <Button onClick={() => void run()}>{words.runCases}</Button>
      </div>
      <div aria-live="polite">{results && <CaseResults cases={results} />}</div>
    </div>
  );
}
