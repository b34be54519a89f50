import { CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons';
import { Card, Segmented, Table } from 'antd';
import { useState, type ReactNode } from 'react';
import type { AgentView } from '../../engine/control.js';
import { AgentStateTag } from '../desk-shell/agent-state-tag.js';
import { useTexts } from '../desk-shell/desk-context.js';
import { formatDuration } from '../i18n/format.js';
import { AgentActions } from './agent-actions.js';
import { agentSeverity, sortedAgents } from './board-model.js';
import { useThresholds } from './board-settings.js';
import { SeverityTag } from './severity-tag.js';
import { callOfAgent, type SupervisedCall } from './supervised-call.js';
import { supervisorTexts } from './supervisor-texts.js';

interface Props {
  readonly agents: readonly AgentView[];
  readonly calls: readonly SupervisedCall[];
  readonly now: number;
}

export function AgentTable({ agents, calls, now }: Props): ReactNode {
  const words = useTexts(supervisorTexts);
  const [thresholds] = useThresholds();
  const [all, setAll] = useState(true);
  const shown = sortedAgents(agents).filter((one) => all || one.state !== 'signedOut');
  const filter = (
    <Segmented
      size="small"
      aria-label={words.agents}
      value={all ? 'all' : 'in'}
      onChange={(value) => setAll(value === 'all')}
      options={[
        { value: 'all', label: words.allAgents },
        { value: 'in', label: words.hideSignedOut },
      ]}
    />
  );
  return (
    <Card size="small" title={<h2>{words.agents}</h2>} extra={filter}>
      <Table
        size="small"
        rowKey="id"
        pagination={{ pageSize: 20, hideOnSinglePage: true, size: 'small' }}
        dataSource={shown}
        columns={[
          { title: words.agent, render: (_, { id, name }) => `${id} ${name}` },
          { title: words.state, render: (_, agent) => <AgentStateTag agent={agent} /> },
          {
            title: words.since,
            render: (_, agent) => (
              <SeverityTag severity={agentSeverity(agent, now, thresholds)}>
                {formatDuration((now - agent.since) / 1000)}
              </SeverityTag>
            ),
          },
          { title: words.phone, render: (_, { registered }) => <Phone registered={registered} /> },
          { title: words.onCall, render: (_, { id }) => callOfAgent(calls, id)?.caller },
          {
            title: words.actions,
            render: (_, agent) => <AgentActions agent={agent} call={callOfAgent(calls, agent.id)} />,
          },
        ]}
      />
    </Card>
  );
}

function Phone({ registered }: { readonly registered: boolean }): ReactNode {
  const words = useTexts(supervisorTexts);
  return registered ? (
    <>
      <CheckCircleOutlined aria-hidden /> {words.registered}
    </>
  ) : (
    <>
      <CloseCircleOutlined aria-hidden /> {words.unregistered}
    </>
  );
}
