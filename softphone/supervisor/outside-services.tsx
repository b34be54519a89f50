import { CheckCircleOutlined, CloseCircleOutlined, WarningOutlined } from '@ant-design/icons';
import { Card, Table } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { ServiceView } from '../../engine/desk.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import { supervisorTexts } from './supervisor-texts.js';
import { useReread } from './use-reread.js';

/** Systems that flows ask: one that is down sends callers down the error routes. The worst first. */
export function OutsideServices({ now }: { readonly now: number }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(supervisorTexts);
  const [loaded] = useReread(
    useCallback(() => client.flowServices(), [client]),
    now,
  );
  if (loaded.name !== 'there' || loaded.value.length === 0) return null;
  return (
    <Card size="small" title={<h2>{words.outsideServices}</h2>}>
      <Table<ServiceView>
        size="small"
        rowKey="origin"
        pagination={{ pageSize: 8, hideOnSinglePage: true, size: 'small' }}
        dataSource={loaded.value.toSorted((a, b) => rank[a.state] - rank[b.state])}
        columns={[
          {
            title: words.address,
            render: (_, { origin }) => <span className="address">{origin.replace(/^https:\/\//, '')}</span>,
          },
          { title: words.state, render: (_, service) => <ServiceState service={service} /> },
          {
            title: words.failedOfAsked,
            render: (_, { failed, asked }) => `${failed} / ${asked}`,
          },
        ]}
      />
    </Card>
  );
}

const rank: Readonly<Record<ServiceView['state'], number>> = { down: 0, failing: 1, up: 2 };
const looks = {
  down: { tone: 'bad', icon: <CloseCircleOutlined /> },
  failing: { tone: 'warning', icon: <WarningOutlined /> },
  up: { tone: 'good', icon: <CheckCircleOutlined /> },
} as const;

function ServiceState({ service: { state, lastError } }: { readonly service: ServiceView }): ReactNode {
  const words = useTexts(supervisorTexts);
  return (
    <>
      <ToneTag {...looks[state]}>{words.serviceStates[state]}</ToneTag>
      {state !== 'up' && <div className="card-note">{lastError}</div>}
    </>
  );
}
