/** `<yihao-bar>`: the softphone bar in any page. Attributes, methods and events are in docs/softphone-bar.md. */
import type { Destination } from '../../engine/desk.js';
import { every, systemClock, type Cancel } from '../../kernel/clock.js';
import { clientTo } from '../api/client.js';
import { eventAddress, EventLink } from '../api/event-link.js';
import { Refused } from '../api/refused.js';
import { refusalWords } from '../desk-shell/refusal-words.js';
import { isLanguage, type Language } from '../i18n/language.js';
import { pageLanguage } from '../i18n/page-language.js';
import { browserPhone, browserStorage, unguessedChance } from '../phone/browser-phone.js';
import { ring } from '../phone/ringer.js';
import { actionView, type ActionName } from './actions.js';
import { BarFace } from './bar-face.js';
import type { BarState } from './bar-state.js';
import { barTexts } from './bar-texts.js';
import { BarDesk } from './desk.js';
import { dialable } from './destinations.js';
import { keyPressOf } from './key-press.js';
import { openPanel } from './panels/open-panel.js';
import type { Panel } from './panels/panel.js';
import { run } from './run-action.js';
import { screenPopUrl } from './screen-pop.js';
import { actionOf, parseShortcuts, type Shortcuts } from './shortcuts.js';
import { newsBetween, snapshotOf, type BarNews, type BarSnapshot } from './snapshot.js';
import { barStyles } from './styles.js';

const shortcutsKey = 'yihao.shortcuts';
const clock = systemClock;

export class YihaoBar extends HTMLElement {
  static readonly observedAttributes = ['lang'];

  readonly #root: ShadowRoot;
  #desk: BarDesk | undefined;
  #face: BarFace | undefined;
  #panel: Panel | undefined;
  #panelOf: ActionName | undefined;
  #before: BarState | undefined;
  #shortcuts: Shortcuts = parseShortcuts(browserStorage()?.getItem(shortcutsKey));
  #stopRinging: Cancel | undefined;
  #poppedCall = '';
  #blockedPop = '';
  #undo: Cancel[] = [];

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(barStyles);
    this.#root.adoptedStyleSheets = [sheet];
  }

  connectedCallback(): void {
    const desk = this.#desk ?? this.#openDesk();
    this.#desk = desk;
    this.#before = desk.get();
    const keys = (event: KeyboardEvent): void => this.#onKey(event);
    window.addEventListener('keydown', keys);
    this.#undo = [
      () => window.removeEventListener('keydown', keys),
      desk.changed.on((state) => this.#onChange(state)),
      pageLanguage.changed.on(() => this.#redraw()),
      every(clock, 1000, () => this.#draw()),
    ];
    this.#redraw();
    void desk.start();
  }

  disconnectedCallback(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#stopRinging?.();
    this.#closePanel();
    void this.#desk?.close();
    this.#desk = undefined;
  }

  attributeChangedCallback(): void {
    if (this.#desk) this.#redraw();
  }

  /** What the bar works with; for pages of this project. */
  get desk(): BarDesk {
    return (this.#desk ??= this.#openDesk());
  }

  get snapshot(): BarSnapshot {
    return snapshotOf(this.desk.get(), this.desk.phoneKind);
  }

  /** @throws Refused, as every method that asks the engine for something. */
  signIn(name: string, password: string): Promise<void> {
    return this.desk.signIn(name, password);
  }
  signOut(): Promise<void> {
    return this.desk.signOut();
  }
  setReady(): Promise<void> {
    return run(this.desk, 'ready');
  }
  setNotReady(reason: string): Promise<void> {
    return this.desk.wish('notReady', { want: 'notReady', reason });
  }
  endWrapUp(): Promise<void> {
    return run(this.desk, 'endWrapUp');
  }
  extendWrapUp(seconds: number): Promise<void> {
    return this.desk.wish('extendWrapUp', { want: 'extendWrapUp', seconds });
  }
  answer(): Promise<void> {
    return this.desk.answer();
  }
  hangUp(): Promise<void> {
    return this.desk.hangUp();
  }
  hold(): Promise<void> {
    return this.desk.control('hold', { do: 'hold' });
  }
  retrieve(): Promise<void> {
    return this.desk.control('hold', { do: 'retrieve' });
  }
  mute(muted: boolean): void {
    this.desk.phone?.mute(muted);
  }
  /** @returns false when there is no call that takes them. */
  sendDigits(digits: string): boolean {
    return this.desk.phone?.sendDigits(digits) ?? false;
  }
  /** @param to a number, or any destination. @throws TypeError for what is no number. */
  dial(to: string | Destination): Promise<void> {
    return this.desk.dial(destinationFrom(to));
  }
  transfer(to: string | Destination): Promise<void> {
    return this.desk.control('transfer', { do: 'transfer', to: destinationFrom(to) });
  }
  consult(to: string | Destination): Promise<void> {
    return this.desk.control('transfer', { do: 'consult', to: destinationFrom(to) });
  }
  completeTransfer(): Promise<void> {
    return run(this.desk, 'completeTransfer');
  }
  conference(): Promise<void> {
    return run(this.desk, 'conference');
  }
  swap(): Promise<void> {
    return run(this.desk, 'swap');
  }
  cancelConsult(): Promise<void> {
    return run(this.desk, 'cancelConsult');
  }
  survey(): Promise<void> {
    return run(this.desk, 'survey');
  }
  setData(key: string, value: string): Promise<void> {
    return this.desk.control('settings', { do: 'setData', key, value });
  }
  askForHelp(text: string): Promise<void> {
    return this.desk.askForHelp(text);
  }
  takeOver(): void {
    this.desk.phone?.takeOver();
  }
  async check(): Promise<void> {
    await this.desk.phone?.check();
  }

  get #language(): Language {
    return isLanguage(this.lang) ? this.lang : pageLanguage.get();
  }

  #openDesk(): BarDesk {
    const origin = this.getAttribute('origin') ?? new URL(import.meta.url).origin;
    const client = clientTo(origin);
    return new BarDesk({
      client,
      clock,
      say: (error) => errorText(error, this.#language),
      openEvents: () => new EventLink(() => new WebSocket(eventAddress(origin)), clock, unguessedChance),
      openPhone:
        this.getAttribute('phone') === 'none'
          ? undefined
          : (agent) =>
              browserPhone({ credentials: () => client.phoneCredentials(), origin, clock, owner: agent }),
    });
  }

  /** Another language, or other keys: everything is made anew. */
  #redraw(): void {
    const { desk } = this;
    this.#closePanel();
    this.#face = new BarFace({
      desk,
      language: this.#language,
      shortcuts: this.#shortcuts,
      act: (action) => this.#act(action),
      switchLanguage: () => this.#switchLanguage(),
      blockedPop: () => this.#blockedPop,
    });
    this.#root.replaceChildren(this.#face.element);
    this.#draw();
  }

  #draw(): void {
    this.#face?.draw(clock.now());
  }

  #switchLanguage(): void {
    const other = this.#language === 'en' ? 'zh-CN' : 'en';
    if (this.hasAttribute('lang')) this.lang = other;
    pageLanguage.set(other);
  }

  #onChange(state: BarState): void {
    const { desk } = this;
    const before = this.#before ?? state;
    this.#before = state;
    this.#ringAsNeeded(state);
    if (this.#panelOf && !actionView(state, this.#panelOf, desk.phoneKind).enabled) this.#closePanel();
    this.#panel?.update?.();
    this.#draw();
    for (const news of newsBetween(before, state, desk.phoneKind)) this.#tell(news);
    this.#popAsNeeded(state);
  }

  #tell({ name, detail }: BarNews): void {
    this.dispatchEvent(new CustomEvent(`yihao-${name}`, { detail, bubbles: true, composed: true }));
  }

  #ringAsNeeded({ phone }: BarState): void {
    const ringing = phone.call?.state === 'ringing';
    if (ringing) this.#stopRinging ??= ring(clock, this.desk.phone?.devices.output ?? '');
    else {
      this.#stopRinging?.();
      this.#stopRinging = undefined;
    }
  }

  /** Once a call, when it rings or (pop-on="answer") when it is answered. The page can prevent it, or do it itself. */
  #popAsNeeded({ conversation }: BarState): void {
    const template = this.getAttribute('pop-url') ?? '';
    if (!conversation || conversation.id === this.#poppedCall || conversation.direction === 'internal')
      return;
    const onAnswer = this.getAttribute('pop-on') === 'answer';
    if (onAnswer && conversation.state !== 'talking') return;
    this.#poppedCall = conversation.id;
    this.#blockedPop = '';
    const url = screenPopUrl(template, conversation, document.baseURI);
    const detail = { url, call: conversation };
    const event = new CustomEvent('yihao-pop', { detail, bubbles: true, composed: true, cancelable: true });
    if (!this.dispatchEvent(event) || url === null) return;
    const opened = window.open(url, this.getAttribute('pop-target') ?? 'yihao-pop');
    if (!opened) this.#blockedPop = url;
    this.#draw();
  }

  #onKey(event: KeyboardEvent): void {
    const action = event.defaultPrevented ? null : actionOf(keyPressOf(event), this.#shortcuts);
    if (!action || !actionView(this.desk.get(), action, this.desk.phoneKind).enabled) return;
    event.preventDefault();
    this.#act(action);
  }

  #act(action: ActionName): void {
    const { desk } = this;
    const again = this.#panelOf === action;
    this.#closePanel();
    if (again || !actionView(desk.get(), action, desk.phoneKind).enabled) return;
    const panel = openPanel(action, {
      desk,
      clock,
      language: this.#language,
      words: barTexts[this.#language],
      close: () => this.#closePanel(),
      switchLanguage: () => this.#switchLanguage(),
      shortcuts: { get: () => this.#shortcuts, set: (shortcuts) => this.#keepShortcuts(shortcuts) },
    });
    if (panel) this.#showPanel(action, panel);
    // A refusal stands in the alerts.
    else run(desk, action).catch(() => undefined);
  }

  #showPanel(action: ActionName, panel: Panel): void {
    this.#panel = panel;
    this.#panelOf = action;
    this.#face?.panelPlace.replaceChildren(panel.element);
    this.#face?.button(action)?.setAttribute('aria-expanded', 'true');
    panel.first.focus();
  }

  #closePanel(): void {
    const { activeElement } = this.#root;
    const button = this.#panelOf && this.#face?.button(this.#panelOf);
    const hadFocus = activeElement !== null && (this.#panel?.element.contains(activeElement) ?? false);
    this.#panel?.closed?.();
    this.#panel?.element.remove();
    this.#panel = undefined;
    this.#panelOf = undefined;
    button?.removeAttribute('aria-expanded');
    if (hadFocus) button?.focus();
  }

  #keepShortcuts(shortcuts: Shortcuts): void {
    this.#shortcuts = shortcuts;
    try {
      browserStorage()?.setItem(shortcutsKey, JSON.stringify(shortcuts));
    } catch {
      // Kept for this page alone.
    }
    this.#face?.useShortcuts(shortcuts);
  }
}

function errorText(error: unknown, language: Language): string {
  if (error instanceof Refused) return refusalWords(error, language);
  return error instanceof Error ? error.message : String(error);
}

function destinationFrom(to: string | Destination): Destination {
  if (typeof to !== 'string') return to;
  const number = dialable(to);
  if (number === null) throw new TypeError(`${to} is no number that can be dialled`);
  return { kind: 'number', number };
}
