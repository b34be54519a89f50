/** What callers said to speech menus, as recordings that are recognised and then forgotten. */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Heard } from '../ivr/model.js';
import type { Language } from '../ivr/flow.js';
import { isSilentFile, listenTo } from './loudness.js';
import type { Recogniser } from './recogniser.js';
import { readWav, type Wav } from './wav.js';

/** Half a minute of the best sound that a switch records. */
const largestFile = 48_000 * 2 * 2 * 32;

export interface RecogniseRequest {
  /** Parts of one utterance in order; absolute. */
  readonly files: readonly string[];
  readonly language: Language;
  readonly phrases: readonly string[];
  readonly timeoutMs: number;
  /** So much silence at its end and the caller has done; null: they have in any case. */
  readonly pauseMs: number | null;
}

/** `speaking`: the recording ended while the caller spoke. */
export type Utterance = Heard | { readonly as: 'speaking' };

export class Utterances {
  readonly #folder: string;
  readonly #recognisers: ReadonlyMap<Language, Recogniser>;

  /** @param folder where the switch writes them; absolute. */
  constructor(folder: string, recognisers: ReadonlyMap<Language, Recogniser>) {
    this.#folder = folder;
    this.#recognisers = recognisers;
  }

  /** Makes the folder; what an engine before left there is nobody's any more. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#folder)) await rm(join(this.#folder, name), { force: true });
  }

  recognises(language: Language): boolean {
    return this.#recognisers.has(language);
  }

  async recognise({ files, language, phrases, timeoutMs, pauseMs }: RecogniseRequest): Promise<Utterance> {
    const wav = await joined(files);
    if (!wav.ok) return { as: 'failed', why: wav.why };
    const { isSilent, quietMs } = listenTo(wav.value);
    if (isSilent) return { as: 'silence' };
    if (pauseMs !== null && quietMs < pauseMs) return { as: 'speaking' };
    const recogniser = this.#recognisers.get(language);
    if (!recogniser) return { as: 'failed', why: `there is no recogniser for ${language}` };
    const { samples, rateHz } = wav.value;
    const text = await recogniser.recognise({ samples, rateHz, phrases, timeoutMs });
    return text.ok ? { as: 'words', text: text.value } : { as: 'failed', why: text.why };
  }

  /** @returns whether nothing is to be heard in the recording; one that cannot be read is taken for a message. */
  isSilent(file: string): Promise<boolean> {
    return isSilentFile(file).catch(() => false);
  }

  /** One that is not there, or cannot be removed, goes when the next engine starts. */
  drop(file: string): void {
    rm(file, { force: true }).catch(() => undefined);
  }
}

async function joined(files: readonly string[]): Promise<Result<Pick<Wav, 'samples' | 'rateHz'>>> {
  const parts: Wav[] = [];
  for (const file of files) {
    const wav = await read(file);
    if (!wav.ok) return wav;
    parts.push(wav.value);
  }
  const samples = new Int16Array(parts.reduce((sum, part) => sum + part.samples.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part.samples, at);
    at += part.samples.length;
  }
  return ok({ samples, rateHz: parts[0]?.rateHz ?? 8_000 });
}

async function read(file: string): Promise<Result<Wav>> {
  try {
    const { size } = await stat(file);
    return size > largestFile ? refuse('the recording is too long') : readWav(await readFile(file));
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}
