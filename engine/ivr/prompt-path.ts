import type { Prompt } from './model.js';

/** The recording below the prompts folder: `zh-CN/welcome.wav`. */
export function promptPath(prompt: Extract<Prompt, { kind: 'recorded' }>): string {
  return `${prompt.language}/${prompt.id}.wav`;
}

/** The hold music below the prompts folder. @param name of a queue node or of a queue's settings. */
export function musicPath(name: string): string {
  return `music/${name}.wav`;
}
