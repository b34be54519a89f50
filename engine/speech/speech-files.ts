/** Texts as files that are spoken once and kept: by the first voice that can, each call the same text the same file. */
import { createHash } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../kernel/clock.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Language } from '../ivr/flow.js';
import type { Synthesiser } from './synthesiser.js';

/** Who speaks. */
export interface Voice {
  /** Another name is another sound: the files of one are not those of the other. */
  readonly name: string;
  /** Whether it would be asked now, as far as is known. */
  isUsable(): boolean;
  /** Writes a WAV. @returns refused, with whatever is in the file, when that failed. */
  say(text: string, language: Language, file: string): Promise<Result<string>>;
}

export interface SpeechFilesOptions {
  /** The first is the one that is wanted; the others stand in for it. */
  readonly voices: readonly [Voice, ...Voice[]];
  /** Where the files are kept; absolute. */
  readonly folder: string;
  readonly clock: Clock;
  readonly limits?: Partial<SpeechLimits>;
}

export interface SpeechLimits {
  /** Characters of one text. */
  readonly longestText: number;
  /** Texts made at a time, and texts that wait for it. */
  readonly atOnce: number;
  readonly waiting: number;
  /** Files kept; beyond them those longest unused go. */
  readonly files: number;
}

const defaults: SpeechLimits = { longestText: 1_000, atOnce: 2, waiting: 100, files: 2_000 };

export class SpeechFiles implements Synthesiser {
  readonly #options: SpeechFilesOptions;
  readonly #limits: SpeechLimits;
  /** By path: what is being made. */
  readonly #making = new Map<string, Promise<Result<string>>>();
  readonly #queue: (() => void)[] = [];
  #running = 0;
  #made = 0;

  constructor(options: SpeechFilesOptions) {
    this.#options = options;
    this.#limits = { ...defaults, ...options.limits };
  }

  pathFor(text: string, language: Language): string {
    const [{ name: voice }] = this.#options.voices;
    const name = createHash('sha256').update(`${voice}\0${language}\0${text}`).digest('hex').slice(0, 40);
    return join(this.#options.folder, `${name}.wav`);
  }

  speak(text: string, language: Language): Promise<Result<string>> {
    const path = this.pathFor(text, language);
    const begun = this.#making.get(path);
    if (begun) return begun;
    const made = this.#make(text, language, path).finally(() => this.#making.delete(path));
    this.#making.set(path, made);
    return made;
  }

  async #make(text: string, language: Language, path: string): Promise<Result<string>> {
    const { longestText, waiting } = this.#limits;
    if (text.trim() === '') return refuse('there is nothing to say');
    if (text.length > longestText) return refuse(`longer than ${longestText} characters`);
    if (await this.#isMade(path)) {
      const now = this.#options.clock.now() / 1000;
      await utimes(path, now, now).catch(() => undefined);
      return ok(path);
    }
    if (this.#queue.length >= waiting) return refuse('too much to say at once');
    await this.#turn();
    try {
      return await this.#speak(text, language, path);
    } finally {
      this.#running--;
      this.#queue.shift()?.();
    }
  }

  /** What another voice spoke is spoken again as soon as the wanted one would be asked. */
  async #isMade(path: string): Promise<boolean> {
    if (!(await isThere(path))) return false;
    const [wanted] = this.#options.voices;
    return !(wanted.isUsable() && (await isThere(standIn(path))));
  }

  /** Resolves when a text may be made; it counts as running from then on. */
  async #turn(): Promise<void> {
    if (this.#running >= this.#limits.atOnce) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#running++;
  }

  async #speak(text: string, language: Language, path: string): Promise<Result<string>> {
    const half = `${path}.part`;
    try {
      await mkdir(this.#options.folder, { recursive: true });
      const reasons: string[] = [];
      for (const voice of this.#options.voices) {
        const spoken = await voice.say(text, language, half);
        if (!spoken.ok) {
          reasons.push(spoken.why);
          await rm(half, { force: true });
          continue;
        }
        if (voice === this.#options.voices[0]) await rm(standIn(path), { force: true });
        else await writeFile(standIn(path), voice.name);
        await rename(half, path);
        // Looked through now and then: what it holds meanwhile is little.
        if (++this.#made % 100 === 1) await this.#forgetOldest();
        return ok(path);
      }
      return refuse(reasons.join('; '));
    } catch (error) {
      return refuse(error instanceof Error ? error.message : String(error));
    }
  }

  async #forgetOldest(): Promise<void> {
    const { folder } = this.#options;
    const names = (await readdir(folder)).filter((name) => name.endsWith('.wav'));
    const excess = names.length - this.#limits.files;
    if (excess <= 0) return;
    const aged = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
    );
    aged.sort((a, b) => a.at - b.at);
    for (const { name } of aged.slice(0, excess)) {
      const path = join(folder, name);
      await Promise.all([path, standIn(path)].map((file) => rm(file, { force: true })));
    }
  }
}

/** Beside a file that the wanted voice did not speak. */
const standIn = (path: string): string => `${path}.stand-in`;

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
