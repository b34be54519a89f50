/** What opens under the bar. */
import type { Clock } from '../../../kernel/clock.js';
import type { Language } from '../../i18n/language.js';
import type { BarWords } from '../bar-texts.js';
import type { BarDesk } from '../desk.js';
import { el } from '../dom.js';
import type { Shortcuts } from '../shortcuts.js';

export interface PanelContext {
  readonly desk: BarDesk;
  readonly words: BarWords;
  readonly language: Language;
  readonly clock: Clock;
  readonly close: () => void;
  readonly switchLanguage: () => void;
  readonly shortcuts: {
    get(): Shortcuts;
    set(shortcuts: Shortcuts): void;
  };
}

export interface Panel {
  readonly element: HTMLElement;
  /** Takes the focus when the panel opens. */
  readonly first: HTMLElement;
  /** Called with every change of the bar's state. */
  readonly update?: () => void;
  /** Called when the panel is gone. */
  readonly closed?: () => void;
}

/** The frame of every panel: a named dialogue that Escape closes. */
export function dialogue(
  title: string,
  close: () => void,
  ...content: readonly (Node | string)[]
): HTMLElement {
  return el(
    'div',
    {
      className: 'panel',
      role: 'dialog',
      aria: { label: title },
      on: {
        keydown: (event) => {
          const key = event as KeyboardEvent;
          if (key.key !== 'Escape' || key.isComposing) return;
          event.stopPropagation();
          close();
        },
      },
    },
    el('h2', {}, title),
    ...content,
  );
}
