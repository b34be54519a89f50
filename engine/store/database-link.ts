import type { Cancel, Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import type { Logger } from '../../kernel/log.js';
import { isDatabaseAway, migrate, type Database } from './database.js';

const firstRetryMs = 200;
const longestRetryMs = 5_000;

/**
 * Brings the database into use: tries until it answers and its tables are up to date. The engine runs meanwhile,
 * and afterwards too when the database goes away.
 */
export class DatabaseLink {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: Logger;
  #ready = false;
  #closed = false;
  #retry: Cancel | undefined;
  #trying: Promise<void> = Promise.resolve();

  constructor(database: Database, clock: Clock, log: Logger) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  /** Whether the tables can be used; it stays so while the database is away for a while. */
  get ready(): boolean {
    return this.#ready;
  }

  /**
   * The database, for a request.
   * @throws YihaoError 'database.failed' before it was ready for the first time.
   */
  use(): Database {
    if (!this.#ready)
      throw new YihaoError('database.failed', { reason: 'it has not answered since the start' });
    return this.#database;
  }

  /** Whether it answers now. */
  async answers(): Promise<boolean> {
    if (!this.#ready) return false;
    return this.#database.main
      .selectFrom('meta')
      .select('key')
      .limit(1)
      .execute()
      .then(
        () => true,
        () => false,
      );
  }

  /** Resolves after the first try; `onReady` runs once, when the tables are there. */
  connect(onReady: () => Promise<void>): Promise<void> {
    this.#trying = this.#try(onReady, firstRetryMs);
    return this.#trying;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#retry?.();
    await this.#trying;
    await this.#database.close();
  }

  async #try(onReady: () => Promise<void>, retryMs: number): Promise<void> {
    try {
      await migrate(this.#database.main);
      this.#ready = true;
      await onReady();
    } catch (error) {
      this.#ready = false;
      const away = isDatabaseAway(error) || (error instanceof Error && isDatabaseAway(error.cause));
      this.#log[away ? 'warn' : 'error']({ err: error, retryMs }, 'the database is not ready; trying again');
      if (this.#closed) return;
      this.#retry = this.#clock.after(retryMs, () => {
        this.#trying = this.#try(onReady, Math.min(longestRetryMs, retryMs * 2));
      });
    }
  }
}
