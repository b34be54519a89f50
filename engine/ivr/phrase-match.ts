/** Which phrase is in what was said. */
import type { Language } from './schema-parts.js';

/** @returns the index of the choice whose phrase is in the text, the longest one where there are several. */
export function matchPhrase(
  text: string,
  choices: readonly (readonly string[])[],
  language: Language,
): number | undefined {
  const said = plain(text, language);
  let best: { readonly choice: number; readonly length: number } | undefined;
  choices.forEach((phrases, choice) => {
    for (const phrase of phrases) {
      const wanted = plain(phrase, language);
      if (wanted.trim() === '' || !said.includes(wanted)) continue;
      if (!best || wanted.length > best.length) best = { choice, length: wanted.length };
    }
  });
  return best?.choice;
}

/**
 * Without case, punctuation and width. Chinese has no spaces between words, whatever a recogniser puts there; in
 * English a phrase is of whole words.
 */
export function plain(text: string, language: Language): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return language === 'zh-CN' ? words.replaceAll(' ', '') : ` ${words} `;
}
