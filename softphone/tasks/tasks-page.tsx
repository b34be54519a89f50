import { Card, Select, Table } from 'antd';
import { useCallback, useState, type ReactNode } from 'react';
import type { TaskRecord } from '../../engine/desk.js';
import { useDesk, useLanguage, useLive, useNow, useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { distributionTexts } from '../distribution/distribution-texts.js';
import { formatDateTime } from '../i18n/format.js';
import { useReread } from '../supervisor/use-reread.js';
import { TaskHistory } from './task-history.js';
import { taskName } from './task-model.js';
import { TaskTable } from './task-table.js';
import { taskTexts } from './task-texts.js';

/** Work of other media: what waits or is at hand, and what is over with its history. */
export default function TasksPage(): ReactNode {
  const { tasks } = useLive();
  const words = useTexts(taskTexts);
  const now = useNow();
  return (
    <div className="stack">
      <Card size="small" title={<h2>{words.title}</h2>}>
        <p className="card-note">{words.intro}</p>
      </Card>
      <TaskTable title={words.current} tasks={tasks} now={now} />
      <FinishedTasks now={now} />
    </div>
  );
}

function FinishedTasks({ now }: { readonly now: number }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(taskTexts);
  const { media } = useTexts(distributionTexts);
  const names: Readonly<Record<string, string>> = media;
  const states: Readonly<Record<string, string>> = words.states;
  const language = useLanguage();
  const queueName = useQueueName();
  const [medium, setMedium] = useState<string>();
  const load = useCallback(
    () => client.finishedTasks({ limit: 200, ...(medium !== undefined && { medium }) }),
    [client, medium],
  );
  const [loaded, reload] = useReread(load, now);
  return (
    <Card
      size="small"
      title={<h2>{words.over}</h2>}
      extra={
        <Select<string>
          className="queue-choice"
          allowClear
          aria-label={words.medium}
          placeholder={words.medium}
          options={Object.entries(media)
            .filter(([value]) => value !== 'phone' && value !== 'webCall')
            .map(([value, label]) => ({ value, label }))}
          onChange={(chosen: string | undefined) => setMedium(chosen)}
        />
      }
    >
      <LoadedView loaded={loaded} reload={reload}>
        {(items) => (
          <Table<TaskRecord>
            size="small"
            rowKey="id"
            pagination={{ pageSize: 20, hideOnSinglePage: true, size: 'small' }}
            dataSource={[...items]}
            locale={{ emptyText: words.none }}
            expandable={{
              expandedRowRender: ({ history }) => <TaskHistory history={history} />,
            }}
            columns={[
              { title: words.medium, render: (_, task) => names[task.medium] ?? task.medium },
              { title: words.subject, render: (_, task) => taskName(task) },
              { title: words.queue, render: (_, { queue }) => queueName(queue) },
              { title: words.state, render: (_, { state }) => states[state] ?? state },
              { title: words.agent, dataIndex: 'agent' },
              { title: words.created, render: (_, { createdAt }) => formatDateTime(createdAt, language) },
              {
                title: words.finishedAt,
                render: (_, { finishedAt }) => formatDateTime(finishedAt, language),
              },
            ]}
          />
        )}
      </LoadedView>
    </Card>
  );
}
