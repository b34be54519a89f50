import { Card, Table } from 'antd';
import { useCallback, type ReactNode } from 'react';
import { useDesk, useLanguage, useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { formatDateTime } from '../i18n/format.js';
import { agentTexts } from './agent-texts.js';

/** Earlier calls of the caller on the line. */
export function CallerHistory({ conversation }: { readonly conversation: string }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(agentTexts);
  const language = useLanguage();
  const queueName = useQueueName();
  const [loaded, reload] = useLoaded(
    useCallback(() => client.callerHistory(conversation), [client, conversation]),
  );
  const categories: Readonly<Record<string, string>> = words.categories;
  const outcomes: Readonly<Record<string, string>> = words.outcomes;
  return (
    <Card size="small" title={<h2>{words.history}</h2>}>
      <LoadedView loaded={loaded} reload={reload}>
        {(items) => (
          <Table
            size="small"
            rowKey="call"
            pagination={{ pageSize: 5, hideOnSinglePage: true, size: 'small' }}
            dataSource={[...items]}
            locale={{ emptyText: words.noHistory }}
            columns={[
              {
                title: words.at,
                className: 'unbroken',
                dataIndex: 'at',
                render: (at: number) => formatDateTime(at, language),
              },
              { title: words.queue, render: (_, { queue }) => queueName(queue) },
              { title: words.outcome, dataIndex: 'outcome', render: (one: string) => outcomes[one] ?? one },
              {
                title: words.category,
                render: (_, { data }) => categories[data['category'] ?? ''] ?? data['category'],
              },
              { title: words.notes, ellipsis: true, render: (_, { data }) => data['notes'] },
            ]}
          />
        )}
      </LoadedView>
    </Card>
  );
}
