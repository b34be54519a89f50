import { useCallback } from 'react';
import { App } from 'antd';
import { useDesk, useLanguage, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { domainTexts } from '../i18n/domain-texts.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useConfirm } from '../desk-shell/use-confirm.js';
import { useOwnPhone } from './board-settings.js';
import { needsConfirmation, ringsPhone, supervisorCommand, type SupervisionAction } from './supervision.js';
import { supervisorTexts } from './supervisor-texts.js';

/** Has the browser's phone wait for the call that joins the supervisor, or says why it cannot. */
function usePhoneReady(): () => Promise<boolean> {
  const { ownPhone } = useSignedIn();
  const { message } = App.useApp();
  const { phoneProblems } = domainTexts[useLanguage()];
  return useCallback(async () => {
    const problem = await ownPhone.expectCall();
    if (problem !== null) void message.error(phoneProblems[problem], 8);
    return problem === null;
  }, [ownPhone, message, phoneProblems]);
}

/** Carries an action on a call out, after a question where it hurts. */
export function useSupervision(): (action: SupervisionAction, call: string) => void {
  const { client } = useDesk();
  const words = useTexts(supervisorTexts);
  const attempt = useAttempt();
  const confirm = useConfirm();
  const [phone] = useOwnPhone();
  const ready = usePhoneReady();
  return useCallback(
    (action, call) => {
      const act = async (): Promise<void> => {
        if (ringsPhone(action) && phone === '' && !(await ready())) return;
        await attempt(() => client.supervise(supervisorCommand(action, call, phone)), words.done);
      };
      if (!needsConfirmation(action)) {
        void act();
        return;
      }
      const consequences: Readonly<Partial<Record<SupervisionAction, string>>> = words.consequences;
      confirm(words.confirmTitle(words.supervision[action]), consequences[action] ?? '', act);
    },
    [client, words, attempt, confirm, phone, ready],
  );
}
