import { Divider, Form, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { optional, wholeRule, type FieldRule } from '../admin/field-rules.js';
import { useRules } from '../admin/resource-form.js';
import { useConfiguration } from '../admin/use-configuration.js';
import { useTexts } from '../desk-shell/desk-context.js';
import { distributionTexts } from './distribution-texts.js';
import { WaitSteps } from './wait-steps.js';

const weightRule: FieldRule = (value) =>
  typeof value === 'number' && value > 0 && value <= 1000 ? undefined : 'range';

const keys = Array.from('1234567890', (key) => ({ value: key, label: key }));

/** Fields under `distribution` of a queue. */
export function QueueDistributionFields(): ReactNode {
  const words = useTexts(distributionTexts);
  const rules = useRules();
  return (
    <>
      <Divider titlePlacement="start">{words.queueTitle}</Divider>
      <div className="pair">
        <Form.Item
          name={['distribution', 'weight']}
          label={words.weight}
          rules={rules(optional(weightRule))}
          extra={words.weightHint}
        >
          <InputNumber placeholder="1" />
        </Form.Item>
        <Form.Item
          name={['distribution', 'keepPlaceSeconds']}
          label={words.keepPlaceSeconds}
          rules={rules(optional(wholeRule(0, 86_400)))}
          extra={words.keepPlaceHint}
        >
          <InputNumber precision={0} placeholder="0" />
        </Form.Item>
        <Form.Item
          name={['distribution', 'callBackKey']}
          label={words.callBackKey}
          extra={words.callBackKeyHint}
        >
          <Select allowClear placeholder="–" options={keys} />
        </Form.Item>
      </div>
      <WaitSteps under="distribution" choices={useConfiguration()} />
    </>
  );
}
