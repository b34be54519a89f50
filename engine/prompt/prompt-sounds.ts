/** What prompts sound like, for who listens in a browser: the very files that calls play. */
import { stat } from 'node:fs/promises';
import { YihaoError } from '../../kernel/errors.js';
import type { Language } from '../ivr/flow.js';
import { promptFiles, type PromptFiles } from '../record/prompt-files.js';
import type { Synthesiser } from '../speech/synthesiser.js';

export interface PromptSoundsOptions {
  /** Of the flows; absolute. */
  readonly folder: string;
  /** Prompts of operators, which come before those of the folder. */
  readonly kept: (language: Language, id: string) => string | undefined;
  readonly speech: Synthesiser | undefined;
}

/** Texts spoken at once for listeners: calls have the rest of the synthesiser. */
const mostSpoken = 4;

export class PromptSounds {
  readonly #files: PromptFiles;
  readonly #speech: Synthesiser | undefined;
  #speaking = 0;

  constructor({ folder, kept, speech }: PromptSoundsOptions) {
    this.#files = promptFiles(folder, speech, kept);
    this.#speech = speech;
  }

  /** @returns the absolute path of a WAV. @throws YihaoError 'not.found'. */
  async recorded(language: Language, id: string): Promise<string> {
    const path = this.#files.prompt({ kind: 'recorded', language, id });
    if (path === undefined || !(await isThere(path)))
      throw new YihaoError('not.found', { what: 'recording of prompt', id: `${language}/${id}` });
    return path;
  }

  /** @returns the absolute path of a WAV. @throws YihaoError 'binary.missing', 'speech.busy', 'request.invalid'. */
  async spoken(language: Language, text: string): Promise<string> {
    if (!this.#speech)
      throw new YihaoError('binary.missing', { binary: 'espeak-ng', hint: 'install espeak-ng' });
    if (this.#speaking >= mostSpoken) throw new YihaoError('speech.busy');
    this.#speaking++;
    try {
      const spoken = await this.#speech.speak(text, language);
      if (spoken.ok) return spoken.value;
      throw new YihaoError('request.invalid', { where: 'querystring/text', reason: spoken.why });
    } finally {
      this.#speaking--;
    }
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
