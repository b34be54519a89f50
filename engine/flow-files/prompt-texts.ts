import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Language } from '../ivr/flow.js';

/** What each recorded prompt says, by `prompts/<language>.yaml`; empty where that is not there or not readable. */
export async function promptTexts(folder: string, language: Language): Promise<ReadonlyMap<string, string>> {
  try {
    const texts: unknown = parse(await readFile(join(folder, `${language}.yaml`), 'utf8'));
    if (typeof texts !== 'object' || texts === null) return new Map();
    return new Map(
      Object.entries(texts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return new Map();
  }
}
