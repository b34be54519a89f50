import { LockOutlined, UserOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import type { Refused } from '../api/refused.js';
import { useDesk, useLanguage, useTexts } from './desk-context.js';
import { Entrance } from './entrance.js';
import { refusalWords } from './refusal-words.js';
import { shellTexts } from './shell-texts.js';
import { asRefused } from './use-loaded.js';

interface Entered {
  readonly name: string;
  readonly password: string;
}

/** @param expired there was a session that ended by itself. */
export function SignInPage({ expired }: { readonly expired: boolean }): ReactNode {
  const { client, session } = useDesk();
  const words = useTexts(shellTexts);
  const language = useLanguage();
  const [refused, setRefused] = useState<Refused>();
  const [asking, setAsking] = useState(false);

  async function signIn({ name, password }: Entered): Promise<void> {
    setAsking(true);
    setRefused(undefined);
    try {
      session.dispatch({ type: 'user.known', user: await client.signIn(name.trim(), password) });
    } catch (error) {
      setRefused(asRefused(error));
      setAsking(false);
    }
  }

  const required = { required: true, message: words.required };
  return (
    <Entrance title={words.signIn}>
      {expired && !refused && <Alert showIcon type="info" title={words.signedOutByItself} />}
      <div aria-live="assertive">
        {refused && <Alert showIcon type="error" title={refusalWords(refused, language)} />}
      </div>
      <Form<Entered>
        layout="vertical"
        size="large"
        requiredMark={false}
        onFinish={(entered) => void signIn(entered)}
      >
        <Form.Item name="name" label={words.name} rules={[required]}>
          <Input autoFocus autoComplete="username" prefix={<UserOutlined aria-hidden />} maxLength={64} />
        </Form.Item>
        <Form.Item name="password" label={words.password} rules={[required]}>
          <Input.Password
            autoComplete="current-password"
            prefix={<LockOutlined aria-hidden />}
            maxLength={200}
          />
        </Form.Item>
        <Button block type="primary" htmlType="submit" loading={asking}>
          {words.signIn}
        </Button>
      </Form>
    </Entrance>
  );
}
