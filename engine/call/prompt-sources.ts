import type { Prompt } from '../ivr/model.js';
import type { CallContext } from './model/context.js';
import type { SpokenPrompt } from './model/effect.js';

export interface PromptSources {
  /** Files to play, in order. */
  readonly sources: readonly string[];
  /** Texts whose files have to be made first. */
  readonly speech: readonly SpokenPrompt[];
}

/**
 * The files of prompts; a recording that is not there is spoken when it has a text.
 * @param missing is told the id (or the text) of each that can be had neither way.
 */
export function promptSources(
  prompts: readonly Prompt[],
  context: Pick<CallContext, 'promptFile'>,
  missing: (prompt: string) => void,
): PromptSources {
  const sources: string[] = [];
  const speech: SpokenPrompt[] = [];
  for (const prompt of prompts) {
    const file = context.promptFile(prompt);
    const spoken = spokenOf(prompt, file);
    const path = spoken ? context.promptFile(spoken) : file;
    if (path === undefined) {
      missing(prompt.kind === 'recorded' ? `${prompt.language}/${prompt.id}` : prompt.text);
      continue;
    }
    sources.push(path);
    if (spoken) speech.push(spoken);
  }
  return { sources, speech };
}

function spokenOf(prompt: Prompt, file: string | undefined): SpokenPrompt | undefined {
  if (prompt.kind === 'spoken') return prompt;
  if (file !== undefined || prompt.text === undefined) return undefined;
  return { kind: 'spoken', language: prompt.language, text: prompt.text };
}
