import { Alert, Table, Tag } from 'antd';
import { useEffect, useMemo, type ReactNode } from 'react';
import { useLive, useTexts } from '../../desk-shell/desk-context.js';
import { Span } from '../../desk-shell/span.js';
import type { PanelProps } from '../flow-panels.js';
import { callersIn, marksOfCallers, type InThisFlow } from './marks.js';
import { releaseTexts } from './release-texts.js';
import './panels.css';

/** What test numbers begin with (engine/flow-files/test-calls.ts). */
const testPrefix = '*88';

/** Who is in the flow now, by the events of the engine. */
export default function LivePanel({ flow, show }: PanelProps): ReactNode {
  const words = useTexts(releaseTexts);
  const { picture, linked } = useLive();
  const callers = useMemo(() => callersIn(picture.calls, flow), [picture.calls, flow]);
  useEffect(() => {
    show(marksOfCallers(callers, words.here));
  }, [callers, show, words]);
  return (
    <div className="flow-panel stack">
      {!linked && <Alert type="warning" showIcon title={words.notLinked} />}
      <strong role="status">{callers.length === 0 ? words.nobody : words.inFlow(callers.length)}</strong>
      {callers.length > 0 && (
        <Table<InThisFlow>
          size="small"
          rowKey="id"
          pagination={{ pageSize: 20, hideOnSinglePage: true, size: 'small' }}
          dataSource={callers}
          columns={[
            { title: words.caller, render: (_, call) => <Caller call={call} /> },
            {
              title: words.atNode,
              render: (_, { inFlow, stage }) => (
                <>
                  <code>{inFlow.node}</code> {stage !== 'flow' && <Tag>{words.waiting}</Tag>}
                </>
              ),
            },
            { title: words.atNodeFor, render: (_, { inFlow }) => <Span since={inFlow.since} /> },
            { title: words.inCallFor, render: (_, { startedAt }) => <Span since={startedAt} /> },
          ]}
        />
      )}
    </div>
  );
}

function Caller({ call }: { readonly call: InThisFlow }): ReactNode {
  const words = useTexts(releaseTexts);
  return (
    <>
      {call.caller === '' ? words.withheld : call.caller}{' '}
      {call.called.startsWith(testPrefix) && <Tag>{words.test}</Tag>}
    </>
  );
}
