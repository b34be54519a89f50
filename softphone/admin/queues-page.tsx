import { Form, Input, InputNumber, Switch } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { QueueConfig } from '../../engine/store/configuration.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { adminTexts } from './admin-texts.js';
import { slugRule, textRule, wholeRule } from './field-rules.js';
import { QueueDistributionFields } from '../distribution/queue-distribution.js';
import { tidyQueueDistribution } from '../distribution/settings.js';
import { useRules } from './resource-form.js';
import { ResourcePage } from './resource-page.js';
import { SkillLevels } from './skill-levels.js';
import { useConfiguration } from './use-configuration.js';
import { YesOrNo } from './yes-or-no.js';

const switches = ['surveyOn', 'recordOn', 'announceAgentOn'] as const;

export default function QueuesPage(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(adminTexts);
  const { skills } = useConfiguration();
  const skillName = (id: string): string => skills.find((one) => one.id === id)?.name ?? id;
  return (
    <ResourcePage<QueueConfig, QueueConfig>
      resource={{
        title: words.sections.queues,
        kind: words.kinds.queues,
        load: useCallback(() => client.queues.list(), [client]),
        keyOf: (queue) => queue.id,
        nameOf: (queue) => queue.name,
        keyField: 'id',
        fieldNames: [
          'id',
          'name',
          'priority',
          'capacity',
          'skills',
          'ringSeconds',
          'distribution',
          ...switches,
        ],
        blank: {
          ...{ priority: 1, capacity: 256, ringSeconds: 20, skills: [] },
          ...{ surveyOn: true, recordOn: true, announceAgentOn: true },
        },
        formOf: (queue) => queue,
        size: 620,
        columns: [
          { title: words.queues.id, dataIndex: 'id' },
          { title: words.queues.name, dataIndex: 'name' },
          { title: words.queues.priority, dataIndex: 'priority' },
          { title: words.queues.capacity, dataIndex: 'capacity' },
          { title: words.queues.ringSeconds, dataIndex: 'ringSeconds' },
          {
            title: words.queues.skills,
            render: (_, { skills: needed }) =>
              needed.map(({ skill, level }) => `${skillName(skill)} ≥ ${level}`).join('，'),
          },
          ...switches.map((name) => ({
            title: words.queues[name],
            key: name,
            render: (_: unknown, queue: QueueConfig) => <YesOrNo yes={queue[name]} />,
          })),
        ],
        fields: (queue) => <QueueFields existing={queue !== undefined} />,
        save: async ({ id, distribution, ...settings }) => {
          await client.queues.save(id, { ...settings, distribution: tidyQueueDistribution(distribution) });
          return undefined;
        },
        remove: (queue) => client.queues.remove(queue.id),
      }}
    />
  );
}

/** Every setting of a queue. */
export function QueueFields({ existing }: { readonly existing: boolean }): ReactNode {
  const words = useTexts(adminTexts);
  const rules = useRules();
  return (
    <>
      <Form.Item name="id" label={words.queues.id} rules={rules(slugRule)}>
        <Input autoFocus={!existing} disabled={existing} maxLength={40} />
      </Form.Item>
      <Form.Item name="name" label={words.queues.name} rules={rules(textRule(80))}>
        <Input maxLength={80} />
      </Form.Item>
      <div className="pair">
        <Form.Item name="priority" label={words.queues.priority} rules={rules(wholeRule(0, 100))}>
          <InputNumber precision={0} />
        </Form.Item>
        <Form.Item name="capacity" label={words.queues.capacity} rules={rules(wholeRule(0, 10_000))}>
          <InputNumber precision={0} />
        </Form.Item>
        <Form.Item name="ringSeconds" label={words.queues.ringSeconds} rules={rules(wholeRule(5, 120))}>
          <InputNumber precision={0} />
        </Form.Item>
      </div>
      <SkillLevels label={words.queues.skills} />
      <div className="pair">
        {switches.map((name) => (
          <Form.Item key={name} name={name} label={words.queues[name]} valuePropName="checked">
            <Switch checkedChildren={words.yes} unCheckedChildren={words.no} />
          </Form.Item>
        ))}
      </div>
      <QueueDistributionFields />
    </>
  );
}
