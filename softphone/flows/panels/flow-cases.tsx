import { SaveOutlined } from '@ant-design/icons';
import { App, Button, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useDesk, useTexts } from '../../desk-shell/desk-context.js';
import { useAttempt } from '../../desk-shell/use-attempt.js';
import type { PanelProps } from '../flow-panels.js';
import { CaseEditor } from './case-editor.js';
import { CaseResults } from './case-results.js';
import { caseOf, withCase } from './case-writing.js';
import { panelRequests, type CaseResult } from './panel-requests.js';
import { trialTexts } from './trial-texts.js';
import type { Rehearsing } from './use-rehearsal.js';

interface SaveProps extends Pick<PanelProps, 'flow' | 'base' | 'save'> {
  readonly rehearsing: Rehearsing;
}

/** Keeps a simulated call as a test case of the draft. */
export function SaveCase({ flow, base, save, rehearsing }: SaveProps): ReactNode {
  const { message } = App.useApp();
  const words = useTexts(trialTexts);
  const [name, setName] = useState('');

  async function add(): Promise<void> {
    const { beginning, steps, result } = rehearsing;
    const { turns, scene } = result;
    const added = caseOf({ ...beginning, scene, turns, steps, name: name.trim() });
    const cases = withCase(base.cases, flow, added);
    if (cases === undefined) void message.error(words.caseFileWrong, 6);
    else if (await save(cases, words.caseSaved)) setName('');
  }
  return (
    <div className="row row-tight">
      <Input
        aria-label={words.caseName}
        placeholder={words.caseName}
        maxLength={120}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <Button icon={<SaveOutlined aria-hidden />} disabled={name.trim() === ''} onClick={() => void add()}>
        {words.saveCase}
      </Button>
    </div>
  );
}

/** The test cases that are kept with the flow, on the text of now. */
export function FlowCases({
  flow,
  text,
  base,
  save,
}: Pick<PanelProps, 'flow' | 'text' | 'base' | 'save'>): ReactNode {
  const { client } = useDesk();
  const words = useTexts(trialTexts);
  const attempt = useAttempt();
  const [cases, setCases] = useState<readonly CaseResult[]>();
  const [running, setRunning] = useState(false);
  const [edits, setEdits] = useState(false);

  async function run(of: string): Promise<void> {
    setRunning(true);
    await attempt(async () => setCases((await panelRequests.check(client, flow, text, of)).cases));
    setRunning(false);
  }
  return (
    <section className="stack" aria-label={words.cases}>
      <div className="row row-between">
        <h3>{words.cases}</h3>
        <span className="row row-tight">
          <Button size="small" onClick={() => setEdits(true)}>
            {words.editCases}
          </Button>
          <Button size="small" loading={running} onClick={() => void run(base.cases)}>
            {words.runCases}
          </Button>
        </span>
      </div>
      {edits && (
        <CaseEditor
          {...{ flow, text, base, save }}
          close={() => setEdits(false)}
          saved={(now) => void run(now)}
        />
      )}
      <div aria-live="polite">{cases && <CaseResults cases={cases} />}</div>
    </section>
  );
}
