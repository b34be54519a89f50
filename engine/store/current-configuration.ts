import type { Kysely } from 'kysely';
import { Signal, type Listenable } from '../../kernel/signal.js';
import type { Configuration } from './configuration.js';
import { keepConfiguration, keptConfiguration } from './configuration-cache.js';
import { loadConfiguration, loadPhones, type PhoneCredentials } from './configuration-rows.js';
import type { Schema } from './schema.js';

const empty: Configuration = {
  ...{ skills: [], agents: [], queues: [], numbers: [] },
  ...{ trunks: [], forbidden: [], deskSettings: {} },
};

/** The configuration in force, in memory: the database's, or the one kept on disk until the database answers. */
export class CurrentConfiguration {
  readonly #file: string;
  readonly #changed = new Signal<Configuration>();
  #configuration = empty;
  #reloading: Promise<void> = Promise.resolve();
  #phones: ReadonlyMap<string, PhoneCredentials> = new Map();

  /** @param file where the last configuration is kept. */
  constructor(file: string) {
    this.#file = file;
  }

  get changed(): Listenable<Configuration> {
    return this.#changed;
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  /** What agents' phones sign in with, by agent. */
  get phones(): ReadonlyMap<string, PhoneCredentials> {
    return this.#phones;
  }

  /** Takes what was kept on disk. @returns whether something was. */
  async restore(): Promise<boolean> {
    const kept = await keptConfiguration(this.#file);
    if (!kept) return false;
    this.#configuration = kept.configuration;
    this.#phones = kept.phones;
    return true;
  }

  /** Takes what the database has, and keeps it. One after the other, so that the last one has the last change. */
  reload(db: Kysely<Schema>): Promise<void> {
    const mine = this.#reloading.then(() => this.#reload(db));
    this.#reloading = mine.catch(() => undefined);
    return mine;
  }

  async #reload(db: Kysely<Schema>): Promise<void> {
    const [configuration, phones] = await Promise.all([loadConfiguration(db), loadPhones(db)]);
    this.#configuration = configuration;
    this.#phones = phones;
    this.#changed.emit(configuration);
    await keepConfiguration(this.#file, { configuration, phones });
  }
}
