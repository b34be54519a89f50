import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cancel, Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import type { FlowArchive } from './flow-archive.js';
import { checkTexts, loadFlows, surroundings, type LoadedFlows } from './load-flows.js';
import type { Abilities, Surroundings } from '../ivr/check.js';
import type { Language } from '../ivr/flow.js';
import type { FileError } from '../ivr/located-yaml.js';

export type FlowFolderEvent =
  | { readonly type: 'flows.loaded'; readonly loaded: LoadedFlows }
  | { readonly type: 'flows.refused'; readonly errors: readonly FileError[] };

/** An editor writes a file in several steps; the folder is read when it has been quiet for so long. */
const settleMs = 300;

/** The folder of flow files: read at start, and again when something changes in it. */
export class FlowFolder {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #events = new Signal<FlowFolderEvent>();
  readonly #archive: FlowArchive;
  readonly #can: Abilities;
  readonly #keptPrompt: ((language: Language, id: string) => boolean) | undefined;
  #current: LoadedFlows = { flows: new Map(), version: '', files: [] };
  #isOnDisk = true;
  #reading: Promise<void> = Promise.resolve();

  /**
   * @param deps.archive keeps what is in force, so that a restart with a wrong file goes on with it.
   * @param deps.can what this machine can do; left out: everything.
   */
  constructor(
    folder: string,
    deps: {
      readonly clock: Clock;
      readonly log: Logger;
      readonly archive: FlowArchive;
      readonly can?: Abilities;
      /** Whether operators keep a prompt, beside those of the folder. */
      readonly keptPrompt?: (language: Language, id: string) => boolean;
    },
  ) {
    this.#keptPrompt = deps.keptPrompt;
    this.#can = deps.can ?? { speak: true, callOut: true, recognises: () => true };
    this.#folder = folder;
    this.#archive = deps.archive;
    this.#clock = deps.clock;
    this.#log = deps.log;
  }

  get events(): Listenable<FlowFolderEvent> {
    return this.#events;
  }

  /** Without any flow until all files were right once. */
  get current(): LoadedFlows {
    return this.#current;
  }

  /** Whether `current` is what the files hold, and not what was kept of them. */
  get isOnDisk(): boolean {
    return this.#isOnDisk;
  }

  /** The first reading: where a file is wrong, the kept texts stand in for the files. */
  async start(): Promise<void> {
    await this.reload();
    if (this.#current.version !== '') return;
    const texts = await this.#archive.latest();
    const loaded = texts && checkTexts(texts);
    if (!loaded?.ok) return;
    this.#current = loaded.value;
    this.#isOnDisk = false;
    this.#log.warn({ version: loaded.value.version }, 'the flows of the run before are in force');
  }

  /** Reads all files; when one is wrong, what was in force stays in force. */
  reload(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#read());
    return this.#reading;
  }

  /** @returns what would be wrong with the folder if `file` held `text`. */
  async check(file: string, text: string): Promise<readonly FileError[]> {
    const loaded = await loadFlows(this.#folder, new Map([[file, text]]), await this.surroundings());
    return loaded.ok ? [] : loaded.errors;
  }

  /** What recordings there are now. */
  surroundings(): Promise<Surroundings> {
    return surroundings(join(this.#folder, 'prompts'), this.#can, this.#keptPrompt);
  }

  /** The test cases beside a flow file; '' where there are none. */
  async casesOf(file: string): Promise<string> {
    return readFile(join(this.#folder, file.replace(/[.]yaml$/, '.test.yaml')), 'utf8').catch(() => '');
  }

  /** Reloads upon each change. @returns how to stop. */
  watch(): Cancel {
    let waiting: Cancel | undefined;
    const watcher = watch(this.#folder, { recursive: true }, () => {
      waiting?.();
      waiting = this.#clock.after(settleMs, () => void this.reload());
    });
    watcher.on('error', (error) =>
      this.#log.error({ err: error }, 'flow files are no longer watched; reload by hand'),
    );
    return () => {
      waiting?.();
      watcher.close();
    };
  }

  async #read(): Promise<void> {
    try {
      const loaded = await loadFlows(this.#folder, new Map(), await this.surroundings());
      if (!loaded.ok) {
        this.#log.error({ errors: loaded.errors }, 'flow files are wrong; the ones before stay in force');
        this.#events.emit({ type: 'flows.refused', errors: loaded.errors });
        return;
      }
      if (loaded.value.version === this.#current.version) return;
      this.#current = loaded.value;
      this.#isOnDisk = true;
      this.#log.info({ version: loaded.value.version }, 'flow files loaded');
      this.#events.emit({ type: 'flows.loaded', loaded: loaded.value });
      await this.#archive.keep(loaded.value);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.error({ err: error }, 'flow files could not be read; the ones before stay in force');
      this.#events.emit({
        type: 'flows.refused',
        errors: [{ file: this.#folder, line: 0, column: 0, path: '', reason }],
      });
    }
  }
}
