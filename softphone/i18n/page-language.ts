/** The one language choice of a page. */
import { languageChoice, type LanguageChoice } from './language.js';

function storageOf(window: Window): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

export const pageLanguage: LanguageChoice = languageChoice(storageOf(window), window);
