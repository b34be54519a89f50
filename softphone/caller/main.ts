/** The page from which anybody calls the hotline: composition root. */
import { every, systemClock } from '../../kernel/clock.js';
import { clientTo, type CallerOffer } from '../api/client.js';
import { Refused } from '../api/refused.js';
import { el, setText } from '../bar/dom.js';
import { pageLanguage } from '../i18n/page-language.js';
import { browserPhone } from '../phone/browser-phone.js';
import type { Phone } from '../phone/phone.js';
import { callerTexts } from './caller-texts.js';
import { callerView } from './caller-view.js';

const client = clientTo();
const place = document.getElementById('page');
const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
/** How long the line may take to open when the person presses Call. */
const openMs = 10_000;

let phone: Phone | undefined;

function words(): (typeof callerTexts)['zh-CN'] {
  return callerTexts[pageLanguage.get()];
}

/** The line is opened by the first call: whoever only looks at the page asks for no credentials and no microphone. */
function openPhone(): Phone {
  if (phone) return phone;
  phone = browserPhone({
    credentials: () => client.callerCredentials(),
    origin: location.origin,
    clock: systemClock,
    owner: `guest-${crypto.randomUUID()}`,
    register: false,
  });
  phone.start();
  return phone;
}

async function call(number: string): Promise<void> {
  const line = openPhone();
  if (line.get().socket !== 'open') await opened(line);
  await line.dial(number);
}

function opened(line: Phone): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = systemClock.after(openMs, () => end(() => reject(new Error(words().ends.failed))));
    const stop = line.changed.on(({ socket }) => {
      if (socket === 'open') end(resolve);
    });
    const end = (settle: () => void): void => {
      cancel();
      stop();
      settle();
    };
  });
}

function show(offer: CallerOffer): void {
  document.documentElement.lang = pageLanguage.get();
  const text = words();
  const language = el('button', { type: 'button' }, text.language);
  language.addEventListener('click', () => pageLanguage.set(pageLanguage.get() === 'en' ? 'zh-CN' : 'en'));
  const header = el('header', {}, el('h1', {}, text.title), language);
  const nothing = !offer.enabled ? text.off : offer.numbers.length === 0 ? text.none : '';
  if (nothing !== '') place?.replaceChildren(header, el('p', {}, nothing));
  else place?.replaceChildren(header, dialler(offer));
}

/** Many a hotline has its number in its name. */
function labelOf(number: string, name: string): string {
  return name.includes(number) ? name : `${number} ${name}`;
}

function dialler(offer: CallerOffer): HTMLElement {
  const text = words();
  const numbers = el('select', { aria: { label: text.number } });
  numbers.append(...offer.numbers.map(({ number, name }) => new Option(labelOf(number, name), number)));
  const title = el('span');
  const detail = el('small');
  const state = el('div', { className: 'state', role: 'status' }, title, detail);
  const digits = el('output', { className: 'digits', aria: { label: text.keys } });
  const pad = keys.map((key) =>
    el('button', { type: 'button', on: { click: () => void phone?.sendDigits(key) } }, key),
  );
  const refusal = el('p', { className: 'refusal', role: 'alert' });
  const go = el('button', { className: 'call', type: 'button' });
  const mute = el('button', { type: 'button' });
  let waiting = false;

  const draw = (): void => {
    const view = phone && callerView(phone.get(), systemClock.now(), pageLanguage.get());
    setText(title, waiting ? text.connecting : (view?.title ?? text.idle));
    setText(detail, view?.detail ?? '');
    setText(digits, view?.digits ?? '');
    setText(go, view?.up ? text.hangUp : text.call);
    go.dataset['up'] = String(view?.up ?? false);
    go.disabled = waiting && !view?.up;
    setText(mute, view?.muted ? text.unmute : text.mute);
    mute.setAttribute('aria-pressed', String(view?.muted ?? false));
    for (const button of [...pad, mute]) button.disabled = !view?.talking;
    if (view && view.problem !== '') setText(refusal, view.problem);
  };
  const press = async (): Promise<void> => {
    setText(refusal, '');
    if (phone?.get().call) {
      await phone.hangUp();
      return;
    }
    waiting = true;
    draw();
    try {
      await call(numbers.value);
    } finally {
      waiting = false;
      draw();
    }
  };
  go.addEventListener('click', () => {
    press().catch((error: unknown) => setText(refusal, refusalText(error)));
  });
  mute.addEventListener('click', () => phone?.mute(!phone.get().call?.muted));
  document.onkeydown = ({ key, ctrlKey, altKey, metaKey, target }) => {
    const elsewhere = target instanceof HTMLSelectElement || ctrlKey || altKey || metaKey;
    if (!elsewhere && keys.includes(key)) phone?.sendDigits(key);
  };
  every(systemClock, 250, draw);
  draw();
  return el(
    'div',
    {},
    el('label', {}, text.number, numbers),
    state,
    digits,
    el('div', { className: 'keys' }, ...pad),
    el('div', { className: 'go' }, go, mute),
    refusal,
  );
}

function refusalText(error: unknown): string {
  if (error instanceof Refused && error.status === 429) return words().limited;
  return error instanceof Error ? error.message : String(error);
}

async function start(): Promise<void> {
  const offer = await client.callerOffer();
  show(offer);
  pageLanguage.changed.on(() => show(offer));
}

start().catch((error: unknown) => {
  place?.replaceChildren(el('p', { className: 'refusal', role: 'alert' }, refusalText(error)));
});
