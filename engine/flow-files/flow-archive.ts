import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../kernel/clock.js';
import { checkTexts, type LoadedFlows } from './load-flows.js';
import type { FlowSet } from '../ivr/model.js';

type Texts = ReadonlyMap<string, string>;

/** A call lasts hours at most, and flows change about once a day. */
const mostVersions = 100;

/**
 * The texts of every version of the flows that was in force, so that a restarted engine finishes its calls on the
 * version that they began with, and starts although a file is wrong. One file a version; the newest is the last in
 * force.
 */
export class FlowArchive {
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Keeps what is in force from now on. @throws the error of the file system. */
  async keep({ version, files }: LoadedFlows): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const path = this.#pathOf(version);
    const part = `${path}.part`;
    await writeFile(part, JSON.stringify(files.map(({ file, text }) => [file, text])));
    await rename(part, path);
    const now = this.#clock.now() / 1000;
    await utimes(path, now, now);
    const byAge = await this.#byAge();
    for (const old of byAge.slice(mostVersions)) await rm(this.#pathOf(old), { force: true });
  }

  /** The texts last in force; undefined when there are none. */
  async latest(): Promise<Texts | undefined> {
    const [version] = await this.#byAge();
    return version === undefined ? undefined : this.#texts(version);
  }

  /** The flows of a version as they were, whatever became of the prompts; undefined when it is not known any more. */
  async flows(version: string): Promise<FlowSet | undefined> {
    const texts = await this.#texts(version);
    const checked = texts && checkTexts(texts);
    return checked?.ok ? checked.value.flows : undefined;
  }

  async #texts(version: string): Promise<Texts | undefined> {
    // It comes from a snapshot: never a path that leads elsewhere.
    if (!/^[0-9a-f]{16}$/.test(version)) return undefined;
    try {
      return new Map(JSON.parse(await readFile(this.#pathOf(version), 'utf8')) as [string, string][]);
    } catch {
      return undefined;
    }
  }

  /** Versions, the newest first. */
  async #byAge(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const versions = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));
    const aged = await Promise.all(
      versions.map(async (version) => ({ version, at: (await stat(this.#pathOf(version))).mtimeMs })),
    );
    return aged.sort((a, b) => b.at - a.at).map(({ version }) => version);
  }

  #pathOf(version: string): string {
    return join(this.#folder, `${version}.json`);
  }
}
