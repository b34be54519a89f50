import { Form, Input, Segmented, Select } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { ForbiddenNumber, ForbiddenSettings } from '../../engine/desk.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { adminTexts } from './admin-texts.js';
import { numberRule, textRule } from './field-rules.js';
import { useRules } from './resource-form.js';
import { ResourcePage } from './resource-page.js';
import { useConfiguration } from './use-configuration.js';

const matches = ['prefix', 'exact'] as const;

/** Numbers that may not be dialled (禁拨字段), for all agents or for some. */
export default function ForbiddenPage(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  return (
    <ResourcePage<ForbiddenNumber, ForbiddenSettings>
      resource={{
        title: words.sections.forbidden,
        kind: words.kinds.forbidden,
        load: useCallback(() => client.forbidden.list(), [client]),
        keyOf: (entry) => entry.id,
        nameOf: (entry) => entry.number,
        keyField: 'number',
        fieldNames: ['number', 'match', 'agents', 'reason'],
        blank: { match: 'prefix', agents: [] },
        formOf: (entry) => entry,
        columns: [
          { title: words.forbidden.number, dataIndex: 'number' },
          { title: words.forbidden.match, render: (_, { match }) => words.forbidden.matches[match] },
          {
            title: words.forbidden.agents,
            render: (_, { agents }) => (agents.length === 0 ? words.forbidden.everybody : agents.join('，')),
          },
          { title: words.forbidden.reason, dataIndex: 'reason' },
        ],
        fields: () => <ForbiddenFields />,
        save: async (entered, existing) => {
          await (existing ? client.forbidden.save(existing.id, entered) : client.forbidden.add(entered));
          return undefined;
        },
        remove: (entry) => client.forbidden.remove(entry.id),
      }}
    />
  );
}

function ForbiddenFields(): ReactNode {
  const words = useTexts(adminTexts);
  const rules = useRules();
  const { agents } = useConfiguration();
  return (
    <>
      <Form.Item name="number" label={words.forbidden.number} rules={rules(numberRule)}>
        <Input autoFocus maxLength={32} inputMode="tel" />
      </Form.Item>
      <Form.Item name="match" label={words.forbidden.match}>
        <Segmented options={matches.map((value) => ({ value, label: words.forbidden.matches[value] }))} />
      </Form.Item>
      <Form.Item name="agents" label={words.forbidden.agents} extra={words.forbidden.agentsHint}>
        <Select
          mode="multiple"
          options={agents.map(({ id, name }) => ({ value: id, label: `${id} ${name}` }))}
        />
      </Form.Item>
      <Form.Item
        name="reason"
        label={words.forbidden.reason}
        rules={rules(textRule(200))}
        extra={words.forbidden.reasonHint}
      >
        <Input maxLength={200} />
      </Form.Item>
    </>
  );
}
