/** The language of the pages: Chinese unless the person chose English. One choice for every page of this origin. */
import { Signal, type Listenable } from '../../kernel/signal.js';

export type Language = 'zh-CN' | 'en';

/** A text in every language; the Chinese one gives the shape. */
export type Texts<T> = { readonly [L in Language]: T };

/** Same keys, any words: `as const` tables become this. */
export type Words<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Words<T[K]> };

/**
 * Makes a table of words. English must have every key of the Chinese one, or it does not compile.
 * @example const words = defineTexts({ save: '保存' }, { save: 'Save' }); words[language.get()].save
 */
export function defineTexts<const T>(zh: T, en: Words<T>): Texts<Words<T>> {
  return { 'zh-CN': zh as Words<T>, en };
}

export interface LanguageChoice {
  get(): Language;
  /** Kept for the next visit, and told to the other tabs. */
  set(language: Language): void;
  /** Told of every change, also one made in another tab. */
  readonly changed: Listenable<Language>;
  /** For React's useSyncExternalStore. */
  subscribe(listener: () => void): () => void;
}

const storageKey = 'yihao.language';

export function isLanguage(value: unknown): value is Language {
  return value === 'zh-CN' || value === 'en';
}

/**
 * @param storage where the choice is kept; what it throws (a browser that keeps nothing) costs the memory alone.
 * @param window tells what other tabs keep.
 */
export function languageChoice(storage: Storage | undefined, window?: Window): LanguageChoice {
  let chosen: Language = read(storage);
  const changed = new Signal<Language>();
  const use = (language: Language): void => {
    if (language === chosen) return;
    chosen = language;
    changed.emit(language);
  };
  window?.addEventListener('storage', (event) => {
    if (event.key === storageKey) use(isLanguage(event.newValue) ? event.newValue : 'zh-CN');
  });
  return {
    get: () => chosen,
    set(language) {
      try {
        storage?.setItem(storageKey, language);
      } catch {
        // Kept for this page alone.
      }
      use(language);
    },
    changed,
    subscribe: (listener) => changed.on(listener),
  };
}

function read(storage: Storage | undefined): Language {
  try {
    const kept = storage?.getItem(storageKey);
    return isLanguage(kept) ? kept : 'zh-CN';
  } catch {
    return 'zh-CN';
  }
}
