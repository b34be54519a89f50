import { Form, Input, InputNumber, Select, Switch } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { TrunkSettings, TrunkView } from '../../engine/desk.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { LineState } from '../desk-shell/line-state.js';
import { adminTexts } from './admin-texts.js';
import { hostRule, numberRule, optional, slugRule, textRule, wholeRule } from './field-rules.js';
import { useRules } from './resource-form.js';
import { ResourcePage } from './resource-page.js';

interface TrunkForm extends TrunkSettings {
  readonly id: string;
  readonly password?: string;
}

const transports = ['udp', 'tcp', 'tls'] as const;

export default function TrunksPage(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  return (
    <ResourcePage<TrunkView, TrunkForm>
      resource={{
        title: words.sections.trunks,
        kind: words.kinds.trunks,
        load: useCallback(() => client.trunks.list(), [client]),
        keyOf: (trunk) => trunk.id,
        nameOf: (trunk) => trunk.name,
        keyField: 'id',
        fieldNames: [
          ...(['id', 'name', 'address', 'port', 'transport', 'register', 'user', 'password'] as const),
          ...(['priority', 'weight', 'maxCalls', 'callerNumber', 'enabled'] as const),
        ],
        blank: {
          ...{ port: 5060, transport: 'udp', register: false, user: '', callerNumber: '' },
          ...{ priority: 1, weight: 1, maxCalls: 0, enabled: true },
        },
        formOf: (trunk) => trunk,
        columns: [
          { title: words.trunks.name, dataIndex: 'name' },
          {
            title: words.trunks.address,
            render: (_, { address, port, transport }) => `${address}:${port} ${transport.toUpperCase()}`,
          },
          {
            title: words.trunks.state,
            render: (_, { enabled, state }) => (
              <LineState state={enabled ? state : 'unknown'}>
                {enabled ? words.trunks.states[state] : words.trunks.disabled}
              </LineState>
            ),
          },
          { title: words.trunks.calls, dataIndex: 'calls' },
          {
            title: words.trunks.maxCalls,
            render: (_, { maxCalls }) => (maxCalls === 0 ? words.trunks.noLimit : maxCalls),
          },
          { title: words.trunks.priority, dataIndex: 'priority' },
          { title: words.trunks.weight, dataIndex: 'weight' },
          { title: words.trunks.callerNumber, dataIndex: 'callerNumber' },
        ],
        fields: (trunk) => <TrunkFields existing={trunk !== undefined} />,
        save: async ({ id, password = '', ...settings }) => {
          await client.trunks.save(id, { ...settings, ...(password === '' ? {} : { password }) });
          return undefined;
        },
        remove: (trunk) => client.trunks.remove(trunk.id),
      }}
    />
  );
}

function TrunkFields({ existing }: { readonly existing: boolean }): ReactNode {
  const { trunks: words, yes, no } = useTexts(adminTexts);
  const rules = useRules();
  return (
    <>
      <Form.Item name="id" label={words.id} rules={rules(slugRule)}>
        <Input autoFocus={!existing} disabled={existing} maxLength={40} />
      </Form.Item>
      <Form.Item name="name" label={words.name} rules={rules(textRule(80))}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="address" label={words.address} rules={rules(hostRule)}>
        <Input maxLength={253} />
      </Form.Item>
      <div className="pair">
        <Form.Item name="port" label={words.port} rules={rules(wholeRule(1, 65_535))}>
          <InputNumber precision={0} />
        </Form.Item>
        <Form.Item name="transport" label={words.transport} extra={words.transportHint}>
          <Select options={transports.map((value) => ({ value, label: value.toUpperCase() }))} />
        </Form.Item>
        <Form.Item name="register" label={words.register} extra={words.registerHint} valuePropName="checked">
          <Switch checkedChildren={yes} unCheckedChildren={no} />
        </Form.Item>
      </div>
      <Account existing={existing} />
      <div className="pair">
        <Form.Item
          name="priority"
          label={words.priority}
          extra={words.priorityHint}
          rules={rules(wholeRule(0, 100))}
        >
          <InputNumber precision={0} />
        </Form.Item>
        <Form.Item name="weight" label={words.weight} rules={rules(wholeRule(1, 1000))}>
          <InputNumber precision={0} />
        </Form.Item>
        <Form.Item
          name="maxCalls"
          label={words.maxCalls}
          extra={words.maxCallsHint}
          rules={rules(wholeRule(0, 10_000))}
        >
          <InputNumber precision={0} />
        </Form.Item>
      </div>
      <Form.Item
        name="callerNumber"
        label={words.callerNumber}
        rules={rules(optional(numberRule))}
        extra={words.callerNumberHint}
      >
        <Input maxLength={32} inputMode="tel" />
      </Form.Item>
      <Form.Item name="enabled" label={words.enabled} valuePropName="checked">
        <Switch checkedChildren={yes} unCheckedChildren={no} />
      </Form.Item>
    </>
  );
}

/** Account and password of a trunk, which a registering one needs. */
function Account({ existing }: { readonly existing: boolean }): ReactNode {
  const { trunks: words } = useTexts(adminTexts);
  const rules = useRules();
  const registers = Form.useWatch<unknown>('register') === true;
  return (
    <div className="pair">
      <Form.Item
        name="user"
        label={words.user}
        dependencies={['register']}
        rules={registers ? rules(textRule(80)) : []}
      >
        <Input maxLength={80} autoComplete="off" />
      </Form.Item>
      <Form.Item name="password" label={words.password} extra={existing ? words.passwordKept : undefined}>
        <Input.Password maxLength={200} autoComplete="new-password" />
      </Form.Item>
    </div>
  );
}
