import { EyeOutlined } from '@ant-design/icons';
import { Button, Card, Dropdown, Table } from 'antd';
import type { ReactNode } from 'react';
import { useLanguage, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { Span } from '../desk-shell/span.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import { domainTexts } from '../i18n/domain-texts.js';
import type { SupervisedCall } from './supervised-call.js';
import { supervisionIcons } from './supervision-icons.js';
import { possibleActions } from './supervision.js';
import { supervisorTexts } from './supervisor-texts.js';
import { useSupervision } from './use-supervision.js';

/** Every call there is, also those that no agent serves yet. */
export function CallTable({ calls }: { readonly calls: readonly SupervisedCall[] }): ReactNode {
  const words = useTexts(supervisorTexts);
  const { conversationStates } = domainTexts[useLanguage()];
  const states: Readonly<Record<string, string>> = { ...words.stages, ...conversationStates };
  return (
    <Card size="small" title={<h2>{words.calls}</h2>}>
      <Table
        size="small"
        rowKey="id"
        pagination={{ pageSize: 8, hideOnSinglePage: true, size: 'small' }}
        dataSource={[...calls]}
        locale={{ emptyText: words.noCalls }}
        columns={[
          { title: words.caller, dataIndex: 'caller' },
          {
            title: words.stage,
            render: (_, { state, supervision }) => (
              <>
                {states[state] ?? state}
                {supervision && (
                  <div>
                    <ToneTag tone="warning" icon={<EyeOutlined aria-hidden />}>
                      {words.supervisedBy(words.supervision[supervision.mode], supervision.supervisor)}
                    </ToneTag>
                  </div>
                )}
              </>
            ),
          },
          { title: words.agent, dataIndex: 'agent', render: (agent?: string) => agent ?? '–' },
          { title: words.since, render: (_, { startedAt }) => <Span since={startedAt} /> },
          { title: words.actions, render: (_, call) => <CallActions call={call} /> },
        ]}
      />
    </Card>
  );
}

function CallActions({ call }: { readonly call: SupervisedCall }): ReactNode {
  const { user } = useSignedIn();
  const words = useTexts(supervisorTexts);
  const act = useSupervision();
  const items = possibleActions(call, user.name).map((action) => ({
    key: action,
    icon: supervisionIcons[action],
    danger: action === 'hangUp',
    label: words.supervision[action],
    onClick: () => act(action, call.id),
  }));
  return (
    <Dropdown menu={{ items }} trigger={['click']} disabled={items.length === 0}>
      <Button size="small" aria-haspopup="menu" aria-label={words.actionsFor(call.caller)}>
        {words.actions}
      </Button>
    </Dropdown>
  );
}
