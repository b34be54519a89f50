import { Button, Card, Form, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import type { AgentView } from '../../engine/control.js';
import type { ConversationView } from '../../engine/desk.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { agentTexts } from './agent-texts.js';
import { categories, changedData, type WrapUpKey } from './desk-model.js';

type Entered = Partial<Record<WrapUpKey, string>>;

/** As on the bar. */
const extendSeconds = 60;

interface Props {
  readonly conversation: ConversationView;
  readonly agent: AgentView | undefined;
}

/** Category and notes, during the call and after it (话后整理). */
export function WrapUpForm({ conversation, agent }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(agentTexts);
  const attempt = useAttempt();
  const [form] = Form.useForm<Entered>();
  const [saved, setSaved] = useState<Readonly<Record<string, string>>>(conversation.data);
  const inWrapUp = agent?.state === 'wrapUp';

  async function save(end: boolean): Promise<void> {
    const entered = form.getFieldsValue();
    await attempt(async () => {
      for (const { key, value } of changedData(saved, entered)) {
        await client.control({ do: 'setData', key, value });
        setSaved((before) => ({ ...before, [key]: value }));
      }
      if (end && agent) await client.wish(agent.id, { want: 'endWrapUp' });
    }, words.wrapUpSaved);
  }

  const initial: Entered = {
    ...(conversation.data['category'] && { category: conversation.data['category'] }),
    ...(conversation.data['notes'] && { notes: conversation.data['notes'] }),
  };
  return (
    <Card size="small" title={<h2>{words.wrapUp}</h2>}>
      <Form<Entered> form={form} layout="vertical" initialValues={initial} onFinish={() => void save(false)}>
        <Form.Item name="category" label={words.category}>
          <Select
            allowClear
            options={categories.map((value) => ({ value, label: words.categories[value] }))}
          />
        </Form.Item>
        <Form.Item name="notes" label={words.notes}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={2000} />
        </Form.Item>
        <div className="row">
          <Button htmlType="submit">{words.save}</Button>
          {inWrapUp && (
            <>
              <Button type="primary" onClick={() => void save(true)}>
                {words.saveAndReady}
              </Button>
              <Button
                onClick={() =>
                  void attempt(() => client.wish(agent.id, { want: 'extendWrapUp', seconds: extendSeconds }))
                }
              >
                {words.extend(extendSeconds)}
              </Button>
            </>
          )}
        </div>
      </Form>
    </Card>
  );
}
