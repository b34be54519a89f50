import { DownOutlined, UserOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { AppearanceChoice } from './appearance-select.js';
import { useSignedIn, useSignOut, useTexts } from './desk-context.js';
import { LanguageButton } from './language-button.js';
import { PasswordChangeForm } from './password-change-form.js';
import { shellTexts } from './shell-texts.js';

export function AccountMenu(): ReactNode {
  const { user } = useSignedIn();
  const words = useTexts(shellTexts);
  const signOut = useSignOut();
  const { message } = App.useApp();
  const [changing, setChanging] = useState(false);
  const items = [
    { key: 'password', label: words.changePassword, onClick: () => setChanging(true) },
    { key: 'signOut', label: words.signOut, onClick: () => void signOut() },
  ];
  return (
    <div className="shell-account">
      <AppearanceChoice />
      <LanguageButton />
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button type="text" icon={<UserOutlined aria-hidden />} aria-haspopup="menu">
          {user.name} · {words.roles[user.role]} <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
      <Modal
        open={changing}
        title={words.changePassword}
        footer={null}
        destroyOnHidden
        onCancel={() => setChanging(false)}
      >
        <PasswordChangeForm
          done={() => {
            setChanging(false);
            void message.success(words.passwordChanged);
          }}
        />
      </Modal>
    </div>
  );
}
