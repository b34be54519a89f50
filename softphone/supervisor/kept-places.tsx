import { PhoneOutlined } from '@ant-design/icons';
import { Button, Card, Table } from 'antd';
import { useCallback, type ReactNode } from 'react';
import { useDesk, useLanguage, useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { requests, type KeptPlaceView } from '../distribution/contract.js';
import { formatTime } from '../i18n/format.js';
import { supervisorTexts } from './supervisor-texts.js';
import { useReread } from './use-reread.js';

/** Callers who gave up and whose place is kept (漏话回拨), in the order in which they had waited. */
export function KeptPlaces({ now }: { readonly now: number }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(supervisorTexts);
  const language = useLanguage();
  const queueName = useQueueName();
  const attempt = useAttempt();
  const [loaded, reload] = useReread(
    useCallback(() => requests.keptPlaces(client), [client]),
    now,
  );
  if (loaded.name !== 'there' || loaded.value.length === 0) return null;
  const callBack = async (call: string): Promise<void> => {
    if (await attempt(() => requests.callBack(client, call), words.callBackMade)) reload();
  };
  return (
    <Card size="small" title={<h2>{words.keptPlaces}</h2>}>
      <Table<KeptPlaceView>
        size="small"
        rowKey="call"
        pagination={{ pageSize: 8, hideOnSinglePage: true, size: 'small' }}
        dataSource={[...loaded.value]}
        columns={[
          { title: words.caller, dataIndex: 'caller' },
          { title: words.queue, render: (_, { queue }) => queueName(queue) },
          { title: words.keptUntil, render: (_, { until }) => formatTime(until, language) },
          {
            title: words.actions,
            render: (_, { call, caller }) => (
              <Button
                size="small"
                icon={<PhoneOutlined aria-hidden />}
                aria-label={words.callBackTo(caller)}
                disabled={caller === ''}
                onClick={() => void callBack(call)}
              >
                {words.callBack}
              </Button>
            ),
          },
        ]}
      />
    </Card>
  );
}
