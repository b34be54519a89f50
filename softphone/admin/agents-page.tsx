import { Form, Input, InputNumber, Select } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { AgentConfig } from '../../engine/store/configuration.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { adminTexts } from './admin-texts.js';
import { agentIdRule, optional, passwordRule, textRule, wholeRule } from './field-rules.js';
import { AgentDistributionFields } from '../distribution/agent-distribution.js';
import { tidyAgentDistribution } from '../distribution/settings.js';
import { useRules } from './resource-form.js';
import { ResourcePage } from './resource-page.js';
import { SkillLevels } from './skill-levels.js';
import { useConfiguration } from './use-configuration.js';

interface AgentForm extends AgentConfig {
  readonly password?: string;
}

export default function AgentsPage(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  const { queues, skills } = useConfiguration();
  const queueName = (id: string): string => queues.find((one) => one.id === id)?.name ?? id;
  const skillName = (id: string): string => skills.find((one) => one.id === id)?.name ?? id;
  return (
    <ResourcePage<AgentConfig, AgentForm>
      resource={{
        title: words.sections.agents,
        kind: words.kinds.agents,
        load: useCallback(() => client.agents.list(), [client]),
        keyOf: (agent) => agent.id,
        nameOf: ({ id, name }) => `${id} ${name}`,
        keyField: 'id',
        fieldNames: ['id', 'name', 'skills', 'queues', 'wrapUpSeconds', 'distribution', 'password'],
        blank: { skills: [], queues: [], wrapUpSeconds: 30, distribution: { callsInterrupt: true } },
        formOf: (agent) => ({ ...agent, distribution: { callsInterrupt: true, ...agent.distribution } }),
        size: 560,
        columns: [
          { title: words.agents.id, dataIndex: 'id' },
          { title: words.agents.name, dataIndex: 'name' },
          {
            title: words.agents.skills,
            render: (_, agent) =>
              agent.skills.map(({ skill, level }) => `${skillName(skill)} ${level}`).join('，'),
          },
          { title: words.agents.queues, render: (_, agent) => agent.queues.map(queueName).join('，') },
          { title: words.agents.wrapUpSeconds, dataIndex: 'wrapUpSeconds' },
        ],
        fields: (agent) => <AgentFields existing={agent !== undefined} />,
        save: async ({ password = '', distribution, ...entered }, existing) => {
          const agent = { ...entered, distribution: tidyAgentDistribution(distribution) };
          const secret = password === '' ? {} : { password };
          if (!existing) return (await client.agents.add({ ...agent, ...secret })).password;
          const { id, ...settings } = agent;
          await client.agents.save(id, { ...settings, ...secret });
          return undefined;
        },
        remove: (agent) => client.agents.remove(agent.id),
      }}
    />
  );
}

interface FieldsProps {
  readonly existing: boolean;
  /** Also the password of the agent's phone. */
  readonly withPhone?: boolean;
}

/** Every setting of an agent. */
export function AgentFields({ existing, withPhone = true }: FieldsProps): ReactNode {
  const words = useTexts(adminTexts);
  const rules = useRules();
  const { queues } = useConfiguration();
  return (
    <>
      <Form.Item name="id" label={words.agents.id} rules={rules(agentIdRule)}>
        <Input autoFocus={!existing} disabled={existing} inputMode="numeric" maxLength={10} />
      </Form.Item>
      <Form.Item name="name" label={words.agents.name} rules={rules(textRule(80))}>
        <Input maxLength={80} autoComplete="off" />
      </Form.Item>
      <Form.Item name="queues" label={words.agents.queues}>
        <Select mode="multiple" options={queues.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <SkillLevels label={words.agents.skills} />
      <Form.Item name="wrapUpSeconds" label={words.agents.wrapUpSeconds} rules={rules(wholeRule(0, 3600))}>
        <InputNumber min={0} max={3600} precision={0} />
      </Form.Item>
      {withPhone && <PhonePassword existing={existing} />}
      <AgentDistributionFields />
    </>
  );
}

function PhonePassword({ existing }: { readonly existing: boolean }): ReactNode {
  const words = useTexts(adminTexts);
  const rules = useRules();
  return (
    <Form.Item
      name="password"
      label={words.agents.phonePassword}
      rules={rules(optional(passwordRule))}
      extra={existing ? words.agents.phonePasswordChange : words.agents.phonePasswordNew}
    >
      <Input.Password autoComplete="new-password" maxLength={200} />
    </Form.Item>
  );
}
