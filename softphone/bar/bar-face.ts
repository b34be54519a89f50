/** Draws the bar into a shadow root: nodes made once, filled again with every change and every second. */
import type { Language } from '../i18n/language.js';
import { actionNames, actionView, type ActionName } from './actions.js';
import {
  alerts,
  announcement,
  callLine,
  phaseOf,
  phoneLine,
  stateLine,
  timers,
  type Alert,
} from './bar-view.js';
import type { BarState } from './bar-state.js';
import { barTexts, type BarWords } from './bar-texts.js';
import type { BarDesk } from './desk.js';
import { el, icon, setText } from './dom.js';
import { icons } from './icons.js';
import { ariaShortcut, combinationText, type Shortcuts } from './shortcuts.js';
import { signInForm } from './sign-in-form.js';

export interface FaceOptions {
  readonly desk: BarDesk;
  readonly language: Language;
  readonly shortcuts: Shortcuts;
  readonly act: (action: ActionName) => void;
  readonly switchLanguage: () => void;
  /** Address of a screen pop that the browser did not open; empty when there is none. */
  readonly blockedPop: () => string;
}

/** A thin line stands before these. */
const groupStarts: readonly ActionName[] = ['transfer', 'ready', 'help'];

export class BarFace {
  readonly element: HTMLElement;
  /** Panels are put here. */
  readonly panelPlace = el('div');
  readonly #options: FaceOptions;
  readonly #words: BarWords;
  readonly #buttons = new Map<ActionName, HTMLButtonElement>();
  readonly #who = el('span', { className: 'name' });
  readonly #stateText = el('span');
  readonly #stateDetail = el('span', { className: 'detail' });
  readonly #state = el('div', { className: 'state' }, this.#stateText, this.#stateDetail);
  readonly #timers = el('div', { className: 'timers' });
  readonly #call = el('div', { className: 'call' });
  readonly #phone = el('span', { className: 'light' });
  readonly #phoneDetail = el('span', { className: 'sr' });
  readonly #alerts = el('div', { role: 'status' });
  readonly #announcer = el('div', { className: 'sr', aria: { live: 'assertive', atomic: 'true' } });
  readonly #desk: HTMLElement;
  readonly #other = el('div', { className: 'other' });
  #shownPhase = '';
  #shownCall = '';
  #shownAlerts = '';
  #shownTimers = '';

  constructor(options: FaceOptions) {
    this.#options = options;
    this.#words = barTexts[options.language];
    this.#desk = this.#makeDesk();
    this.useShortcuts(options.shortcuts);
    this.element = el(
      'section',
      { className: 'bar', lang: options.language, aria: { label: this.#words.bar } },
      this.#desk,
      this.#other,
      this.#alerts,
      this.panelPlace,
      this.#announcer,
    );
  }

  button(action: ActionName): HTMLButtonElement | undefined {
    return this.#buttons.get(action);
  }

  draw(now: number): void {
    const { desk, language } = this.#options;
    const state = desk.get();
    const phase = phaseOf(state);
    this.#desk.hidden = phase !== 'desk';
    this.#other.hidden = phase === 'desk';
    if (phase !== this.#shownPhase) this.#showPhase(phase);
    this.#shownPhase = phase;
    this.#drawAlerts(state, now);
    if (phase !== 'desk') return;
    this.#drawState(state, now);
    this.#drawCall(state);
    this.#drawButtons(state);
    setText(this.#announcer, announcement(state, language));
  }

  #makeDesk(): HTMLElement {
    const words = this.#words;
    const toolbar = el('div', { className: 'actions', role: 'toolbar', aria: { label: words.bar } });
    for (const action of actionNames) {
      if (groupStarts.includes(action)) toolbar.append(el('span', { className: 'gap' }));
      toolbar.append(this.#makeButton(action));
    }
    const who = el('div', { className: 'agent' }, this.#who, this.#phone, this.#phoneDetail);
    return el(
      'div',
      { className: 'row' },
      el('div', { className: 'who' }, who, this.#state, this.#timers),
      this.#call,
      toolbar,
    );
  }

  /** Before somebody is signed in; from then on it stands among the settings. */
  #languageButton(): HTMLElement {
    return el(
      'button',
      { className: 'plain', type: 'button', on: { click: () => this.#options.switchLanguage() } },
      this.#words.language,
    );
  }

  #makeButton(action: ActionName): HTMLButtonElement {
    const button = el(
      'button',
      {
        className: 'action',
        type: 'button',
        data: { action },
        on: { click: () => this.#options.act(action) },
      },
      icon(icons[action]),
      el('span', {}, this.#words.actions[action]),
    );
    this.#buttons.set(action, button);
    return button;
  }

  /** Says at every button which keys do the same. */
  useShortcuts(shortcuts: Shortcuts): void {
    for (const [action, button] of this.#buttons) {
      const combination = shortcuts[action];
      const name = this.#words.actions[action];
      button.title = combination === '' ? name : `${name} (${combinationText(combination)})`;
      if (combination === '') button.removeAttribute('aria-keyshortcuts');
      else button.setAttribute('aria-keyshortcuts', ariaShortcut(combination));
    }
  }

  #showPhase(phase: ReturnType<typeof phaseOf>): void {
    const words = this.#words;
    const { desk } = this.#options;
    const text = { loading: words.loading, password: words.firstPassword, noAgent: words.noAgent };
    const shown = (): HTMLElement =>
      phase === 'desk' || phase === 'signIn'
        ? signInForm(desk, words)
        : el('div', { className: 'plainText' }, text[phase]);
    this.#other.replaceChildren(...(phase === 'desk' ? [] : [shown(), this.#languageButton()]));
  }

  #drawState(state: BarState, now: number): void {
    const { language, desk } = this.#options;
    const { text, detail, tone } = stateLine(state, language);
    setText(this.#who, `${state.agent?.id ?? ''} ${state.agent?.name ?? ''}`);
    setText(this.#stateText, text);
    setText(this.#stateDetail, detail);
    this.#state.dataset['tone'] = tone;
    const list = timers(state, now, language);
    const shown = list.map((timer) => timer.label + timer.text).join();
    if (shown !== this.#shownTimers) {
      this.#timers.replaceChildren(
        ...list.map((timer) => el('span', {}, `${timer.label} `, el('b', {}, timer.text))),
      );
    }
    this.#shownTimers = shown;
    const phone = phoneLine(state, language, desk.phoneKind);
    setText(this.#phone, phone.text);
    this.#phone.dataset['tone'] = phone.tone;
    const measured = phone.tone === 'bad' && phone.detail.length < 20 ? '' : phone.detail;
    this.#phone.title = measured;
    setText(this.#phoneDetail, measured);
  }

  #drawCall(state: BarState): void {
    const line = callLine(state, this.#options.language);
    this.element.classList.toggle('incoming', line?.incoming ?? false);
    const shown = JSON.stringify(line);
    if (shown === this.#shownCall) return;
    this.#shownCall = shown;
    this.#call.replaceChildren();
    if (!line) return;
    const warning = line.warning === '' ? [] : [el('span', { className: 'warning' }, `★ ${line.warning}`)];
    const facts = line.facts.map(({ label, text }) => el('span', {}, `${label} `, el('b', {}, text)));
    this.#call.append(
      el('div', { className: 'title' }, line.title, ...warning),
      el('div', { className: 'number' }, line.number, el('span', { className: 'name' }, line.name)),
      el('div', { className: 'facts' }, ...facts),
    );
  }

  #drawButtons(state: BarState): void {
    const words = this.#words;
    for (const [action, button] of this.#buttons) {
      const view = actionView(state, action, this.#options.desk.phoneKind);
      button.hidden = !view.shown;
      button.style.display = view.shown ? '' : 'none';
      button.disabled = !view.enabled;
      if (view.pressed === undefined) button.removeAttribute('aria-pressed');
      else button.setAttribute('aria-pressed', String(view.pressed));
      const label = button.querySelector('span');
      if (!label) continue;
      const signedOut = state.agent?.state === 'signedOut';
      const pressedText = view.pressed === true ? { hold: words.retrieve, mute: words.unmute } : {};
      const stateText = signedOut && action === 'ready' ? { ready: words.signInTo } : {};
      const texts: Partial<Record<ActionName, string>> = { ...pressedText, ...stateText };
      setText(label, texts[action] ?? words.actions[action]);
    }
  }

  #drawAlerts(state: BarState, now: number): void {
    const { desk, language, blockedPop } = this.#options;
    const list = alerts(state, now, language, desk.phoneKind);
    const pop = blockedPop();
    const shown = JSON.stringify([list, state.message, pop]);
    if (shown === this.#shownAlerts) return;
    this.#shownAlerts = shown;
    this.#alerts.replaceChildren(...list.map((alert) => this.#alert(alert)));
    if (pop !== '') this.#alerts.append(this.#popAlert(pop));
    const { message } = state;
    if (!message) return;
    const read = el('button', { type: 'button', on: { click: () => desk.readMessage() } }, this.#words.read);
    this.#alerts.append(
      el(
        'div',
        { className: 'alert message', data: { kind: 'info' } },
        el('b', {}, this.#words.messageFrom(message.from)),
        el('span', { className: 'text' }, message.text),
        read,
      ),
    );
  }

  #popAlert(url: string): HTMLElement {
    const link = el('a', { href: url, target: '_blank', rel: 'noopener' }, this.#words.openPop);
    return el(
      'div',
      { className: 'alert', data: { kind: 'warn' } },
      el('span', { className: 'text' }, this.#words.popBlocked),
      link,
    );
  }

  #alert({ kind, text, remedy }: Alert): HTMLElement {
    const words = this.#words;
    const { desk } = this.#options;
    const remedies: Record<NonNullable<Alert['remedy']>, readonly [string, () => void]> = {
      check: [words.checkAgain, () => void desk.phone?.check()],
      takeOver: [words.takeOver, () => desk.phone?.takeOver()],
      close: [words.close, () => desk.closeNotice()],
      forgetLost: [words.close, () => desk.phone?.forgetLost()],
    };
    const element = el(
      'div',
      { className: 'alert', data: { kind } },
      el('span', { className: 'text' }, text),
    );
    if (!remedy) return element;
    const [label, click] = remedies[remedy];
    element.append(el('button', { type: 'button', on: { click } }, label));
    return element;
  }
}
