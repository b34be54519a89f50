/**
 * Prompts that operators keep (语音文件管理): uploaded or spoken, in versions, over those of the flow folder.
 * `<folder>/<language>/<id>.wav` is what calls hear; every version stays under `<folder>/<language>/versions/`.
 */
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import type { Result } from '../../kernel/result.js';
import type { Language } from '../ivr/flow.js';
import type { Synthesiser } from '../speech/synthesiser.js';
import { readWav } from '../speech/wav.js';
import type { Database } from '../store/database.js';
import type { PromptRow, PromptVersion } from '../store/prompt-rows.js';
import { convert, convertWav, type Sound } from './convert.js';
import type { ShippedPrompts } from './shipped-prompts.js';

/** Loaded when it is needed, as flow-releases.ts does. */
const rows = () => import('../store/prompt-rows.js');

export interface PromptLibraryOptions {
  /** Absolute. */
  readonly folder: string;
  readonly clock: Clock;
  readonly database: () => Database;
  /** Absolute path of ffmpeg; undefined where there is none: sound other than WAV of 16 bit is refused. */
  readonly ffmpeg: string | undefined;
  readonly speech: Synthesiser | undefined;
  /** What calls hear where operators keep none. */
  readonly shipped: ShippedPrompts;
}

/** A prompt as it is now. */
export type PromptNow = PromptRow & {
  /** Whether one comes with the flows, too. */
  readonly shipped: boolean;
};

export interface NewPrompt {
  readonly id: string;
  readonly language: Language;
  /** Whose it is, as a name of a business (业务). */
  readonly business: string;
  /** What it says. */
  readonly text: string;
  readonly author: string;
}

const languages: readonly Language[] = ['zh-CN', 'en'];
/** Of what comes with the flows; those kept here count from 1. */
export const shippedVersion = 0;

export class PromptLibrary {
  readonly #options: PromptLibraryOptions;
  /** `<language>/<id>` of those that are there. */
  readonly #there = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: PromptLibraryOptions) {
    this.#options = options;
  }

  /** Looks at the disk once; calls never ask it. */
  async open(): Promise<void> {
    for (const language of languages) {
      const files = await readdir(join(this.#options.folder, language)).catch(() => []);
      for (const file of files)
        if (file.endsWith('.wav')) this.#there.add(`${language}/${file.slice(0, -4)}`);
    }
  }

  /** The file that calls hear; undefined: this library has none, the flow folder may. */
  file(language: Language, id: string): string | undefined {
    return this.#there.has(`${language}/${id}`) ? this.#path(language, id) : undefined;
  }

  /** Those kept here, and those that come with the flows and that nothing kept here takes the place of. */
  async list(): Promise<PromptNow[]> {
    const kept = await (await rows()).listPrompts(this.#options.database().main);
    const shipped = (await Promise.all(languages.map((one) => this.#options.shipped.list(one)))).flat();
    const nameOf = ({ language, id }: Pick<PromptRow, 'language' | 'id'>): string => `${language}/${id}`;
    const [there, coming] = [new Set(kept.map(nameOf)), new Set(shipped.map(nameOf))];
    const others = shipped.filter((one) => !there.has(nameOf(one)));
    return [...kept, ...others.map((one) => ({ ...one, business: '', live: shippedVersion }))]
      .map((one) => ({ ...one, shipped: coming.has(nameOf(one)) }))
      .sort((a, b) => (`${a.id} ${a.language}` < `${b.id} ${b.language}` ? -1 : 1));
  }

  async versions(language: Language, id: string): Promise<PromptVersion[]> {
    return (await rows()).listPromptVersions(this.#options.database().main, language, id);
  }

  /** @returns the path of a version's file, within the folder. */
  versionFile(language: Language, id: string, version: number): string {
    return join(language, 'versions', `${id}.${version}.wav`);
  }

  get shipped(): ShippedPrompts {
    return this.#options.shipped;
  }

  get folder(): string {
    return this.#options.folder;
  }

  /** @throws YihaoError 'binary.missing', 'request.invalid', 'database.failed'. */
  async upload(prompt: NewPrompt, content: Buffer): Promise<PromptVersion> {
    return this.#keep(prompt, 'upload', await this.#converted(content));
  }

  /** @throws YihaoError as upload. */
  async speak(prompt: NewPrompt): Promise<PromptVersion> {
    return this.#keep(prompt, 'speech', await this.hear(prompt.text, prompt.language));
  }

  /** What a text would sound like; nothing is kept. @throws YihaoError as upload. */
  async hear(text: string, language: Language): Promise<Sound> {
    const { speech } = this.#options;
    if (!speech) throw new YihaoError('binary.missing', { binary: 'espeak-ng', hint: 'install espeak-ng' });
    const spoken = await speech.speak(text, language);
    if (!spoken.ok) throw new YihaoError('request.invalid', { where: 'body/text', reason: spoken.why });
    return this.#converted(await readFile(spoken.value));
  }

  /** Lets calls hear another version; 0: the one that comes with the flows. @throws YihaoError 'not.found'. */
  use(language: Language, id: string, version: number): Promise<void> {
    return this.#inTurn(async () => {
      const { main } = this.#options.database();
      if (version === shippedVersion && (await this.#options.shipped.has(language, id))) {
        this.#there.delete(`${language}/${id}`);
        await rm(this.#path(language, id), { force: true });
        await (await rows()).setLivePrompt(main, language, id, version);
        return;
      }
      if (!(await (await rows()).readPromptVersion(main, language, id, version)))
        throw new YihaoError('not.found', { what: `version of prompt ${language}/${id}`, id: version });
      await this.#makeLive(language, id, version);
      await (await rows()).setLivePrompt(main, language, id, version);
    });
  }

  #keep(prompt: NewPrompt, source: PromptVersion['source'], sound: Sound): Promise<PromptVersion> {
    return this.#inTurn(async () => {
      const { language, id } = prompt;
      await mkdir(join(this.#options.folder, language, 'versions'), { recursive: true });
      const { durationMs, levelDbfs } = sound;
      const added = await (
        await rows()
      ).addPromptVersion(
        this.#options.database().main,
        { ...prompt, source, durationMs, levelDbfs },
        (version) =>
          writeFile(join(this.#options.folder, this.versionFile(language, id, version)), sound.wav),
      );
      await this.#makeLive(language, id, added.version);
      return added;
    });
  }

  /** Calls that play the file before go on with it: it is replaced, not written over. */
  async #makeLive(language: Language, id: string, version: number): Promise<void> {
    const path = this.#path(language, id);
    await copyFile(join(this.#options.folder, this.versionFile(language, id, version)), `${path}.part`);
    await rename(`${path}.part`, path);
    this.#there.add(`${language}/${id}`);
  }

  async #converted(content: Buffer): Promise<Sound> {
    const wav = readWav(content, 'mixed');
    const isPlain = wav.ok && wav.value.samples.length > 0;
    const sound = isPlain ? await convertWav(wav.value) : await this.#byFfmpeg(content);
    if (!sound.ok) throw new YihaoError('request.invalid', { where: 'body', reason: sound.why });
    return sound.value;
  }

  #byFfmpeg(content: Buffer): Promise<Result<Sound>> {
    const { ffmpeg, clock } = this.#options;
    if (ffmpeg === undefined)
      throw new YihaoError('binary.missing', { binary: 'ffmpeg', hint: 'install ffmpeg' });
    return convert(content, ffmpeg, clock);
  }

  #path(language: Language, id: string): string {
    return join(this.#options.folder, language, `${id}.wav`);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(act);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
