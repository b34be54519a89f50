import { LoginOutlined, LogoutOutlined, PhoneOutlined, StopOutlined, SwapOutlined } from '@ant-design/icons';
import { Button, Table } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { OwnCall } from '../../engine/desk.js';
import { useDesk, useLanguage, useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { domainTexts } from '../i18n/domain-texts.js';
import { formatDuration, formatTime } from '../i18n/format.js';
import { agentTexts } from './agent-texts.js';
import { diallable } from './contact-search.js';

const directionIcons: Readonly<Record<OwnCall['direction'], ReactNode>> = {
  inbound: <LoginOutlined aria-hidden />,
  outbound: <LogoutOutlined aria-hidden />,
  internal: <SwapOutlined aria-hidden />,
};

const pagination = { pageSize: 12, hideOnSinglePage: true, size: 'small' } as const;

/** The agent's calls of today. */
export function OwnCalls(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(agentTexts);
  const language = useLanguage();
  const { directions, dialResults } = domainTexts[language];
  const [loaded, reload] = useLoaded(useCallback(() => client.myCalls(), [client]));
  const results: Readonly<Record<string, string>> = { ...dialResults, ...words.results };
  return (
    <LoadedView loaded={loaded} reload={reload}>
      {(items) => (
        <Table
          size="small"
          rowKey="call"
          pagination={pagination}
          dataSource={[...items]}
          columns={[
            { title: words.at, dataIndex: 'at', render: (at: number) => formatTime(at, language) },
            {
              title: words.party,
              render: (_, { direction, partyName, party }) => (
                <>
                  <span role="img" aria-label={directions[direction]} title={directions[direction]}>
                    {directionIcons[direction]}
                  </span>{' '}
                  {named(partyName, party)}
                </>
              ),
            },
            { title: words.talked, dataIndex: 'talkSeconds', render: (s: number) => formatDuration(s) },
            {
              title: words.outcome,
              className: 'unbroken',
              dataIndex: 'result',
              render: (one: string) => results[one] ?? one,
            },
            { title: words.rating, dataIndex: 'rating' },
            { title: words.dial, render: (_, one) => <DialButton number={one.party} /> },
          ]}
        />
      )}
    </LoadedView>
  );
}

/** Offers of today that the agent let ring. */
export function MissedCalls(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(agentTexts);
  const language = useLanguage();
  const queueName = useQueueName();
  const [loaded, reload] = useLoaded(useCallback(() => client.myMissed(), [client]));
  return (
    <LoadedView loaded={loaded} reload={reload}>
      {(items) => (
        <Table
          size="small"
          rowKey={({ call, at }) => `${call} ${at}`}
          pagination={pagination}
          dataSource={[...items]}
          columns={[
            { title: words.at, dataIndex: 'at', render: (at: number) => formatTime(at, language) },
            { title: words.party, render: (_, one) => named(one.partyName, one.party) },
            { title: words.queue, render: (_, { queue }) => queueName(queue) },
            { title: words.rang, dataIndex: 'ringSeconds', render: (s: number) => words.seconds(s) },
            { title: words.dial, render: (_, one) => <DialButton number={one.party} /> },
          ]}
        />
      )}
    </LoadedView>
  );
}

function named(name: string, number: string): string {
  return name === '' ? number : `${name} ${number}`;
}

/** A masked number can be seen but not dialled. */
function DialButton({ number }: { readonly number: string }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(agentTexts);
  const attempt = useAttempt();
  const masked = /\d\*+\d/.test(number);
  const dialled = masked ? undefined : diallable(number);
  return (
    <Button
      size="small"
      icon={dialled === undefined ? <StopOutlined aria-hidden /> : <PhoneOutlined aria-hidden />}
      disabled={dialled === undefined}
      aria-label={words.dialTo(number)}
      onClick={() =>
        void attempt(() => client.control({ do: 'dial', to: { kind: 'number', number: dialled ?? '' } }))
      }
    />
  );
}
