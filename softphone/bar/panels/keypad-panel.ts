/** Keys into the call: by mouse, and by the keyboard while the panel has the focus. */
import { el, setText } from '../dom.js';
import { dialogue, type Panel, type PanelContext } from './panel.js';

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

export function keypadPanel({ desk, words, close }: PanelContext): Panel {
  const sent = el('div', { className: 'sent', role: 'status', aria: { label: words.keys } });
  const press = (digit: string): void => {
    desk.phone?.sendDigits(digit);
  };
  const buttons = keys.map((key) => el('button', { type: 'button', on: { click: () => press(key) } }, key));
  const update = (): void => setText(sent, desk.get().phone.call?.digits ?? '');
  const element = dialogue(words.actions.keypad, close, sent, el('div', { className: 'keys' }, ...buttons));
  element.addEventListener('keydown', ({ key, ctrlKey, altKey, metaKey }) => {
    if (keys.includes(key) && !ctrlKey && !altKey && !metaKey) press(key);
  });
  update();
  return { element, first: buttons[0] ?? element, update };
}
