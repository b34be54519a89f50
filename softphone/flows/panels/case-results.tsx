import { CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTexts } from '../../desk-shell/desk-context.js';
import { ToneTag } from '../../desk-shell/tone-tag.js';
import type { CaseResult } from './panel-requests.js';
import { trialTexts } from './trial-texts.js';

/** What came of each test case; failures first, with their lines. */
export function CaseResults({ cases }: { readonly cases: readonly CaseResult[] }): ReactNode {
  const words = useTexts(trialTexts);
  if (cases.length === 0) return <p className="dim">{words.noCases}</p>;
  const failed = cases.filter(({ failure }) => failure !== null);
  const passed = cases.filter(({ failure }) => failure === null);
  return (
    <section aria-label={words.cases}>
      <strong>{words.passed(passed.length, cases.length)}</strong>
      <ul className="flow-cases">
        {[...failed, ...passed].map(({ name, line, failure }, i) => (
          <li key={i}>
            {failure === null ? (
              <ToneTag tone="good" icon={<CheckCircleOutlined />}>
                {words.pass}
              </ToneTag>
            ) : (
              <ToneTag tone="bad" icon={<CloseCircleOutlined />}>
                {words.fail}
              </ToneTag>
            )}
            <span>
              {name.replace(/^[^:]+[.]test[.]yaml: /, '')} <span className="dim">{words.line(line)}</span>
              {failure !== null && <div className="field-fault">{failure}</div>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
