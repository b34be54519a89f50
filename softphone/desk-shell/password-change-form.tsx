import { Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useDesk, useLanguage, useTexts } from './desk-context.js';
import { faultField } from './request-fault.js';
import { refusalWords } from './refusal-words.js';
import { shellTexts } from './shell-texts.js';
import { asRefused } from './use-loaded.js';

interface Entered {
  readonly old: string;
  readonly new: string;
  readonly repeated: string;
}

export function PasswordChangeForm({ done }: { readonly done: () => void }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(shellTexts);
  const language = useLanguage();
  const [form] = Form.useForm<Entered>();
  const [saving, setSaving] = useState(false);

  async function save(entered: Entered): Promise<void> {
    setSaving(true);
    try {
      await client.changePassword(entered.old, entered.new);
      done();
    } catch (error) {
      const refused = asRefused(error);
      const field = faultField(refused, ['old', 'new'])?.[0] === 'new' ? 'new' : 'old';
      form.setFields([{ name: field, errors: [refusalWords(refused, language)] }]);
    }
    setSaving(false);
  }

  const required = { required: true, message: words.required };
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={(entered: Entered) => void save(entered)}
    >
      <Form.Item name="old" label={words.oldPassword} rules={[required]}>
        <Input.Password autoFocus autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="new"
        label={words.newPassword}
        extra={words.passwordRule}
        rules={[required, { min: 10, message: words.passwordRule }]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="repeated"
        label={words.repeatPassword}
        dependencies={['new']}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue('new')
                ? Promise.resolve()
                : Promise.reject(new Error(words.passwordsDiffer)),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Button block type="primary" htmlType="submit" loading={saving}>
        {words.changePassword}
      </Button>
    </Form>
  );
}
