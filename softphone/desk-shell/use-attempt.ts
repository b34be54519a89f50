import { App } from 'antd';
import { useCallback } from 'react';
import { useDesk, useLanguage } from './desk-context.js';
import { refusalWords } from './refusal-words.js';
import { asRefused } from './use-loaded.js';

/**
 * Runs what a button does and shows a refusal.
 * @returns whether it was done.
 */
export function useAttempt(): (act: () => Promise<unknown>, done?: string) => Promise<boolean> {
  const { message } = App.useApp();
  const { session } = useDesk();
  const language = useLanguage();
  return useCallback(
    async (act, done) => {
      try {
        await act();
        if (done !== undefined) void message.success(done);
        return true;
      } catch (error) {
        const refused = asRefused(error);
        if (refused.signedOut) session.dispatch({ type: 'session.missing' });
        else void message.error(refusalWords(refused, language), 6);
        return false;
      }
    },
    [message, session, language],
  );
}
