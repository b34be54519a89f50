/** Keys of the bar: which there are, how they are written, and when a key press is one. */
import { actionNames, type ActionName } from './actions.js';

/** As `Alt+KeyA`: modifiers in the order Ctrl, Alt, Shift, Meta, then KeyboardEvent.code. */
export type Combination = string;

/** Empty: the action has no key. */
export type Shortcuts = Readonly<Record<ActionName, Combination>>;

/**
 * Alt with a letter: neither Chromium nor Firefox needs these, and unlike Ctrl+Shift or Alt+Shift they do not switch
 * the input method. Codes name the place of a key, so they hold in every layout.
 */
export const defaultShortcuts: Shortcuts = {
  answer: 'Alt+KeyA',
  hangUp: 'Alt+KeyX',
  hold: 'Alt+KeyH',
  mute: 'Alt+KeyM',
  keypad: 'Alt+KeyK',
  dial: 'Alt+KeyC',
  transfer: 'Alt+KeyT',
  completeTransfer: 'Alt+KeyG',
  conference: 'Alt+KeyJ',
  swap: 'Alt+KeyP',
  cancelConsult: 'Alt+KeyQ',
  survey: 'Alt+KeyS',
  ready: 'Alt+KeyR',
  notReady: 'Alt+KeyB',
  endWrapUp: 'Alt+KeyW',
  extendWrapUp: 'Alt+KeyL',
  help: 'Alt+KeyU',
  settings: 'Alt+Comma',
  signOut: 'Alt+KeyO',
};

/** As much of a KeyboardEvent as counts. */
export interface KeyPress {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
  /** `Process` while an input method has the key, also where isComposing comes too late (some Chinese ones). */
  readonly key: string;
  readonly repeat: boolean;
  /** AltGr types characters. */
  readonly altGraph: boolean;
  /** The focus is in a field that takes text. */
  readonly inTextField: boolean;
}

/** @returns undefined for a lone modifier. */
export function combinationOf(key: KeyPress): Combination | undefined {
  if (key.code === '' || /^(Control|Alt|Shift|Meta)/.test(key.code)) return undefined;
  const modifiers = [
    key.ctrlKey ? ['Ctrl'] : [],
    key.altKey ? ['Alt'] : [],
    key.shiftKey ? ['Shift'] : [],
    key.metaKey ? ['Meta'] : [],
  ].flat();
  return [...modifiers, key.code].join('+');
}

/** What a key press asks for; null when it belongs to who types: an input method, a text field, a key that repeats. */
export function actionOf(key: KeyPress, shortcuts: Shortcuts): ActionName | null {
  if (key.isComposing || key.key === 'Process' || key.repeat || key.altGraph) return null;
  const typesText = !key.ctrlKey && !key.altKey && !key.metaKey;
  if (typesText && key.inTextField) return null;
  const combination = combinationOf(key);
  return actionNames.find((action) => combination !== undefined && shortcuts[action] === combination) ?? null;
}

/** Gives `action` the key; who had it before has none, so that one key never means two things. */
export function reassign(shortcuts: Shortcuts, action: ActionName, combination: Combination): Shortcuts {
  const freed = Object.fromEntries(
    actionNames.map((name) => [
      name,
      combination !== '' && shortcuts[name] === combination ? '' : shortcuts[name],
    ]),
  ) as Record<ActionName, Combination>;
  return { ...freed, [action]: combination };
}

/** `Alt+KeyA` as people write it: `Alt+A`. */
export function combinationText(combination: Combination): string {
  return combination
    .replace(/\b(Key|Digit)(?=.$)/, '')
    .replace('Comma', ',')
    .replace('Slash', '/')
    .replace('Period', '.');
}

/** For aria-keyshortcuts, which wants Control written out and the key's character. */
export function ariaShortcut(combination: Combination): string {
  return combinationText(combination).replace('Ctrl', 'Control');
}

/** Reads what was kept; what is no combination falls back to the default. */
export function parseShortcuts(text: string | null | undefined): Shortcuts {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? 'null');
  } catch {
    kept = null;
  }
  if (typeof kept !== 'object' || kept === null) return defaultShortcuts;
  const given = kept as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    actionNames.map((action) => {
      const value = given[action];
      const valid = typeof value === 'string' && /^(?:(?:Ctrl|Alt|Shift|Meta)\+)*\w*$/.test(value);
      return [action, valid ? value : defaultShortcuts[action]];
    }),
  ) as unknown as Shortcuts;
}
