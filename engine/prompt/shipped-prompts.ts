/** Prompts that come with the flows, as files beside them: what calls hear where operators keep none. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promptTexts } from '../flow-files/prompt-texts.js';
import type { Language } from '../ivr/flow.js';
import { soundOf } from './convert.js';

export interface ShippedPrompt {
  readonly id: string;
  readonly language: Language;
  /** What it says, by the list beside the recordings; '' where that has nothing. */
  readonly text: string;
  readonly durationMs: number;
  readonly levelDbfs: number;
}

type Figures = Pick<ShippedPrompt, 'durationMs' | 'levelDbfs'>;

/** Of a plain WAV file; what another one has more counts as some milliseconds of sound. */
const headOctets = 44;
const most = 2000;

export class ShippedPrompts {
  readonly #folder: string;
  readonly #measured = new Map<string, Figures & { readonly mtimeMs: number }>();

  /** @param folder absolute; holds `<language>/<id>.wav` and `<language>.yaml`. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get folder(): string {
    return this.#folder;
  }

  async list(language: Language): Promise<ShippedPrompt[]> {
    const files = await readdir(join(this.#folder, language)).catch(() => []);
    const texts = await promptTexts(this.#folder, language);
    const prompts: ShippedPrompt[] = [];
    for (const file of files.filter((name) => name.endsWith('.wav')).slice(0, most)) {
      const id = file.slice(0, -4);
      const figures = await this.#measure(join(this.#folder, language, file));
      if (figures) prompts.push({ id, language, text: texts.get(id) ?? '', ...figures });
    }
    return prompts;
  }

  async has(language: Language, id: string): Promise<boolean> {
    const found = await stat(join(this.#folder, language, `${id}.wav`)).catch(() => undefined);
    return found?.isFile() === true;
  }

  /** Once, until the file changes. */
  async #measure(path: string): Promise<Figures | undefined> {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const known = this.#measured.get(path);
    if (known?.mtimeMs === found.mtimeMs) return known;
    const { durationMs, levelDbfs } = soundOf((await readFile(path)).subarray(headOctets));
    const measured = { durationMs, levelDbfs, mtimeMs: found.mtimeMs };
    this.#measured.set(path, measured);
    return measured;
  }
}
