import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '../../kernel/result.js';
import {
  type Abilities,
  type CheckedFlow,
  checkFlow,
  checkSet,
  checkSound,
  type FlowErrors,
  type Surroundings,
} from '../ivr/check.js';
import type { Language } from '../ivr/flow.js';
import type { FileError } from '../ivr/located-yaml.js';
import type { FlowSet } from '../ivr/model.js';
import { promptTexts } from './prompt-texts.js';

/** One version of all flows of a folder. */
export interface LoadedFlows {
  readonly flows: FlowSet;
  /** Of the contents: 16 hex digits, the same for the same files. */
  readonly version: string;
  /** File names with the flow that each holds, sorted by name. */
  readonly files: readonly { readonly file: string; readonly flow: string; readonly text: string }[];
  /** What may be meant so, and is told to who wrote it. */
  readonly warnings?: readonly FileError[];
}

/**
 * Reads and checks every flow of the folder (`*.yaml`, without `*.test.yaml`); prompts are looked for in `prompts/`
 * below it. It is all or nothing: with an error the caller keeps what it has.
 * @param instead texts to take for these file names, there or new: to check a change before it is written.
 * @param around what flows may use; left out: the prompts below the folder, and all that a machine can do.
 * @throws the error of the file system when the folder or a file cannot be read.
 */
export async function loadFlows(
  folder: string,
  instead: ReadonlyMap<string, string> = new Map(),
  around?: Surroundings,
): Promise<Result<LoadedFlows, FlowErrors>> {
  const onDisk = (await readdir(folder)).filter(isFlowFile);
  const names = [...new Set([...onDisk, ...instead.keys()])].sort();
  const texts = new Map<string, string>();
  for (const file of names)
    texts.set(file, instead.get(file) ?? (await readFile(join(folder, file), 'utf8')));
  return checkTexts(texts, around ?? (await surroundings(join(folder, 'prompts'), everything)));
}

/**
 * Checks flows by their texts.
 * @param texts by file name.
 * @param around left out: what lies outside the files is not looked for.
 */
export function checkTexts(
  texts: ReadonlyMap<string, string>,
  around?: Surroundings,
): Result<LoadedFlows, FlowErrors> {
  const checked: CheckedFlow[] = [];
  const errors: FlowErrors['errors'][number][] = [];
  const files: { file: string; flow: string; text: string }[] = [];
  for (const [file, text] of texts) {
    const result = checkFlow(text, file, around);
    if (result.ok) {
      checked.push(result.value);
      files.push({ file, flow: result.value.flow.flow, text });
    } else errors.push(...result.errors);
  }
  if (errors.length > 0) return { ok: false, errors };

  const set = checkSet(checked);
  if (!set.ok) return set;
  const { errors: unsound, warnings } = around ? checkSound(checked, around) : nothing;
  if (unsound.length > 0) return { ok: false, errors: unsound };
  return ok({ flows: set.value, version: versionOf(texts), files, warnings });
}

/** Of the contents, in the order of file names: 16 hex digits. */
export function versionOf(texts: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [file, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${file}\0${text}\0`);
  return hash.digest('hex').slice(0, 16);
}

/** Texts that were in force once are not judged anew. */
const nothing = { errors: [], warnings: [] };

const everything: Abilities = { speak: true, callOut: true, recognises: () => true };

const isFlowFile = (name: string): boolean => name.endsWith('.yaml') && !name.endsWith('.test.yaml');

/** What recordings there are, read once for all the files. */
export async function surroundings(
  prompts: string,
  can: Abilities,
  kept: (language: Language, id: string) => boolean = () => false,
): Promise<Surroundings> {
  const below = async (name: string): Promise<ReadonlySet<string>> => {
    try {
      return new Set(await readdir(join(prompts, name)));
    } catch {
      return new Set(); // A language without recordings: each prompt that is used then is an error with its line.
    }
  };
  const recorded = { 'zh-CN': await below('zh-CN'), en: await below('en') };
  const music = await below('music');
  const texts = { 'zh-CN': await promptTexts(prompts, 'zh-CN'), en: await promptTexts(prompts, 'en') };
  return {
    promptText: (language, id) => texts[language].get(id),
    hasPrompt: (language, id) => recorded[language].has(`${id}.wav`) || kept(language, id),
    hasMusic: (name) => music.has(`${name}.wav`),
    can,
  };
}
