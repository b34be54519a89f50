import { Refused } from '../api/refused.js';
import type { BarWords } from './bar-texts.js';
import type { BarDesk } from './desk.js';
import { el, setText } from './dom.js';

export function signInForm(desk: BarDesk, words: BarWords): HTMLElement {
  const name = el('input', { type: 'text', autocomplete: 'username', required: true });
  const password = el('input', { type: 'password', autocomplete: 'current-password', required: true });
  const refusal = el('div', { className: 'refusal', role: 'alert' });
  const button = el('button', { className: 'primary', type: 'submit' }, words.signIn);

  const submit = (event: Event): void => {
    event.preventDefault();
    button.disabled = true;
    desk
      .signIn(name.value, password.value)
      .catch((error: unknown) => setText(refusal, refusalText(error, words)))
      .finally(() => (button.disabled = false));
  };
  return el(
    'form',
    { className: 'form', on: { submit } },
    el('label', {}, words.name, name),
    el('label', {}, words.password, password),
    button,
    refusal,
  );
}

function refusalText(error: unknown, words: BarWords): string {
  if (!(error instanceof Refused)) return String(error);
  if (error.code === 'auth.wrong') return words.wrongPassword;
  return error.status === 0 ? words.offline : error.message;
}
