import { Form, Input, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { shellTexts } from '../desk-shell/shell-texts.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { supervisorTexts } from './supervisor-texts.js';

interface Props {
  /** An agent's id, or `all`. */
  readonly to: string;
  readonly name: string;
  readonly close: () => void;
}

export function MessageDialog({ to, name, close }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(supervisorTexts);
  const shell = useTexts(shellTexts);
  const attempt = useAttempt();
  const [form] = Form.useForm<{ readonly text: string }>();
  const send = async (text: string): Promise<void> => {
    if (await attempt(() => client.sendMessage({ to, text: text.trim() }), words.sent)) close();
  };
  return (
    <Modal open title={words.messageTo(name)} okText={words.send} onOk={() => form.submit()} onCancel={close}>
      <Form form={form} layout="vertical" onFinish={({ text }: { readonly text: string }) => void send(text)}>
        <Form.Item
          name="text"
          label={words.messageText}
          rules={[{ required: true, whitespace: true, message: shell.required }]}
        >
          <Input.TextArea autoFocus autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
