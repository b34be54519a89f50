import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useDesk, useSignOut, useTexts } from './desk-context.js';
import { Entrance } from './entrance.js';
import { PasswordChangeForm } from './password-change-form.js';
import { shellTexts } from './shell-texts.js';

/** Stands before everything else as long as the password is one that somebody else knows. */
export function ChangePasswordPage(): ReactNode {
  const { session } = useDesk();
  const words = useTexts(shellTexts);
  const signOut = useSignOut();
  return (
    <Entrance title={words.changeTitle}>
      <p>{words.changeWhy}</p>
      <PasswordChangeForm done={() => session.dispatch({ type: 'password.changed' })} />
      <Button block type="text" onClick={() => void signOut()}>
        {words.signOut}
      </Button>
    </Entrance>
  );
}
