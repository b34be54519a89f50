import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../ivr/flow.js';
import type { Prompt } from '../ivr/model.js';
import type { Synthesiser } from '../speech/synthesiser.js';

export interface PromptFiles {
  /** The file of a prompt; undefined when there is none, or it is a text and nobody can speak. */
  prompt(prompt: Prompt): string | undefined;
  music(name: string): string | undefined;
}

/**
 * Recorded prompts under a folder, and where texts are spoken to (the file may have to be made still). Whether a file
 * is there is looked up once: the disk is not asked during calls.
 * @param kept prompts of operators, which come before those of the folder.
 */
export function promptFiles(
  folder: string,
  speech?: Pick<Synthesiser, 'pathFor'>,
  kept?: (language: Language, id: string) => string | undefined,
): PromptFiles {
  const known = new Map<string, boolean>();
  const look = (path: string): string | undefined => {
    let there = known.get(path);
    if (there === undefined) {
      there = existsSync(path);
      // One that is missing may be put there later; flows that name it are refused until then.
      if (there) known.set(path, there);
    }
    return there ? path : undefined;
  };
  return {
    prompt: (prompt) =>
      prompt.kind === 'recorded'
        ? (kept?.(prompt.language, prompt.id) ?? look(join(folder, prompt.language, `${prompt.id}.wav`)))
        : speech?.pathFor(prompt.text, prompt.language),
    music: (name) => look(join(folder, 'music', `${name}.wav`)),
  };
}
