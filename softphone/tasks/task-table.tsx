import { Card, Table } from 'antd';
import type { ReactNode } from 'react';
import type { TaskLine } from '../../engine/desk.js';
import { useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { distributionTexts } from '../distribution/distribution-texts.js';
import { formatDuration } from '../i18n/format.js';
import { TaskActions } from './task-actions.js';
import { taskName } from './task-model.js';
import { taskTexts } from './task-texts.js';

interface Props {
  readonly title: string;
  readonly tasks: readonly TaskLine[];
  readonly now: number;
}

export function TaskTable({ title, tasks, now }: Props): ReactNode {
  const words = useTexts(taskTexts);
  const { media } = useTexts(distributionTexts);
  const queueName = useQueueName();
  return (
    <Card size="small" title={<h2>{title}</h2>}>
      <Table<TaskLine>
        size="small"
        rowKey="id"
        pagination={{ pageSize: 12, hideOnSinglePage: true, size: 'small' }}
        dataSource={[...tasks]}
        locale={{ emptyText: words.none }}
        columns={[
          { title: words.medium, className: 'unbroken', render: (_, { medium }) => media[medium] },
          { title: words.subject, render: (_, task) => taskName(task) },
          { title: words.queue, className: 'unbroken', render: (_, { queue }) => queueName(queue) },
          { title: words.state, className: 'unbroken', render: (_, { state }) => words.states[state] },
          { title: words.agent, dataIndex: 'agent' },
          { title: words.priority, dataIndex: 'priority' },
          {
            title: words.since,
            render: (_, { changedAt }) => formatDuration(Math.max(0, now - changedAt) / 1000),
          },
          { title: words.actions, render: (_, task) => <TaskActions task={task} /> },
        ]}
      />
    </Card>
  );
}
