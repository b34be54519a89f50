/** The reasons for not being ready, and the call for help. */
import { domainTexts, notReadyReasons } from '../../i18n/domain-texts.js';
import { el } from '../dom.js';
import { dialogue, type Panel, type PanelContext } from './panel.js';

export function reasonPanel({ desk, words, language, close }: PanelContext): Panel {
  const buttons = notReadyReasons.map((reason) => {
    const choose = (): void => {
      close();
      desk.wish('notReady', { want: 'notReady', reason }).catch(() => undefined);
    };
    return el('button', { type: 'button', on: { click: choose } }, domainTexts[language].reasons[reason]);
  });
  const element = dialogue(words.reasons, close, el('div', { className: 'choices' }, ...buttons));
  return { element, first: buttons[0] ?? element };
}

export function helpPanel({ desk, words, close }: PanelContext): Panel {
  const input = el('input', { type: 'text', maxLength: 200, aria: { label: words.helpText } });
  const send = (event: Event): void => {
    event.preventDefault();
    close();
    desk.askForHelp(input.value.trim()).then(
      () => desk.say(words.helpSent),
      () => undefined,
    );
  };
  const form = el(
    'form',
    { on: { submit: send } },
    input,
    el(
      'footer',
      {},
      el('button', { className: 'plain', type: 'button', on: { click: close } }, words.cancel),
      el('button', { className: 'primary', type: 'submit' }, words.send),
    ),
  );
  return { element: dialogue(words.helpText, close, form), first: input };
}
