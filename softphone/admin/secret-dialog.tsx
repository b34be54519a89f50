import { CopyOutlined } from '@ant-design/icons';
import { Alert, App, Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { shellTexts } from '../desk-shell/shell-texts.js';
import { adminTexts } from './admin-texts.js';

/** A password that the engine shows once. */
export function SecretDialog({
  secret,
  close,
}: {
  readonly secret: string;
  readonly close: () => void;
}): ReactNode {
  const words = useTexts(adminTexts);
  const shell = useTexts(shellTexts);
  const { message } = App.useApp();
  // Browsers offer the clipboard on secure pages alone.
  const clipboard = window.isSecureContext ? navigator.clipboard : undefined;
  const copy = async (to: Clipboard): Promise<void> => {
    await to.writeText(secret);
    void message.success(words.copied);
  };
  return (
    <Modal
      open
      title={words.secretTitle}
      onCancel={close}
      mask={{ closable: false }}
      footer={[
        clipboard && (
          <Button key="copy" icon={<CopyOutlined aria-hidden />} onClick={() => void copy(clipboard)}>
            {words.copy}
          </Button>
        ),
        <Button key="close" type="primary" onClick={close}>
          {shell.close}
        </Button>,
      ]}
    >
      <Alert showIcon type="warning" title={words.secretWarning} />
      <p className="secret">
        <code>{secret}</code>
      </p>
    </Modal>
  );
}
