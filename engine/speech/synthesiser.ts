import type { Result } from '../../kernel/result.js';
import type { Language } from '../ivr/flow.js';

/** Makes speech of text. */
export interface Synthesiser {
  /** The WAV (absolute path) that will hold the text; always the same for the same. */
  pathFor(text: string, language: Language): string;
  /**
   * Makes the file of a text unless it is there.
   * @returns refused when the text is too long, too much is asked at once, or the program failed or took too long.
   */
  speak(text: string, language: Language): Promise<Result<string>>;
}
