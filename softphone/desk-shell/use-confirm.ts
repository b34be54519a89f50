import { App } from 'antd';
import { useCallback } from 'react';
import { useTexts } from './desk-context.js';
import { shellTexts } from './shell-texts.js';

/** Asks first, and says what will come of it. */
export function useConfirm(): (title: string, consequence: string, act: () => unknown) => void {
  const { modal } = App.useApp();
  const shell = useTexts(shellTexts);
  return useCallback(
    (title, content, act) => {
      void modal.confirm({
        title,
        content,
        okText: shell.confirm,
        cancelText: shell.cancel,
        okButtonProps: { danger: true },
        onOk: act,
      });
    },
    [modal, shell],
  );
}
