import { Card, Table } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { QueueView } from '../../engine/control.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { requests, type WaitEstimate } from '../distribution/contract.js';
import { formatDuration } from '../i18n/format.js';
import { longestWaitMs, queueSeverity } from './board-model.js';
import { useThresholds } from './board-settings.js';
import { SeverityTag } from './severity-tag.js';
import { useReread } from './use-reread.js';
import { supervisorTexts } from './supervisor-texts.js';

export function QueueTable({
  queues,
  now,
}: {
  readonly queues: readonly QueueView[];
  readonly now: number;
}): ReactNode {
  const words = useTexts(supervisorTexts);
  const [thresholds] = useThresholds();
  const waits = useWaits(now);
  return (
    <Card size="small" title={<h2>{words.queues}</h2>}>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={[...queues]}
        columns={[
          { title: words.queue, dataIndex: 'name' },
          {
            title: words.condition,
            render: (_, queue) => <SeverityTag severity={queueSeverity(queue, now, thresholds)} />,
          },
          { title: words.waiting, render: (_, { waiting }) => waiting.length },
          {
            title: words.estimate,
            render: (_, { id }) => <Estimate wait={waits.find((one) => one.queue === id)} />,
          },
          { title: words.longest, render: (_, queue) => formatDuration(longestWaitMs(queue, now) / 1000) },
          {
            title: words.readyOfSignedIn,
            render: (_, { agentsReady, agentsSignedIn }) => `${agentsReady} / ${agentsSignedIn}`,
          },
        ]}
      />
    </Card>
  );
}

/** With what the estimates were wrong by lately, where any could be compared. */
function Estimate({ wait }: { readonly wait: WaitEstimate | undefined }): ReactNode {
  const words = useTexts(supervisorTexts);
  if (!wait || wait.estimateMs === null) return '–';
  const { figures } = wait;
  const error = figures && figures.compared > 0 ? formatDuration(figures.errorMs / 1000) : undefined;
  return (
    <span title={error === undefined ? undefined : words.estimateError(error)}>
      {formatDuration(wait.estimateMs / 1000)}
      {error !== undefined && <span className="dim"> ± {error}</span>}
    </span>
  );
}

/** None where the engine does not answer. */
function useWaits(now: number): readonly WaitEstimate[] {
  const { client } = useDesk();
  const [loaded] = useReread(
    useCallback(() => requests.waits(client), [client]),
    now,
  );
  return loaded.name === 'there' ? loaded.value : [];
}
