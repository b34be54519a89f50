import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Configuration } from './configuration.js';
import type { PhoneCredentials } from './configuration-rows.js';

export interface CachedConfiguration {
  readonly configuration: Configuration;
  readonly phones: ReadonlyMap<string, PhoneCredentials>;
}

/** Keeps the last configuration on disk, so that an engine that starts while the database is away can serve. */
export async function keepConfiguration(file: string, cached: CachedConfiguration): Promise<void> {
  const text = JSON.stringify({ configuration: cached.configuration, phones: [...cached.phones] });
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** @returns undefined where none was kept. */
export async function keptConfiguration(file: string): Promise<CachedConfiguration | undefined> {
  try {
    const kept = JSON.parse(await readFile(file, 'utf8')) as {
      configuration: Configuration;
      phones: [string, PhoneCredentials][];
    };
    const added = { trunks: [], forbidden: [], deskSettings: {} };
    return { configuration: { ...added, ...kept.configuration }, phones: new Map(kept.phones) };
  } catch {
    return undefined;
  }
}
