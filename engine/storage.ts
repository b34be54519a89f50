/**
 * The database, and what goes there. A module that engine/main.ts loads when it is time: the database's libraries are
 * half of what an engine loads, and a killed one has callers waiting who need none of them.
 */
import { sleep, type Clock } from '../kernel/clock.js';
import { tellLauncher, type Credential, type CredentialsOf } from '../kernel/launch-message.js';
import type { Logger } from '../kernel/log.js';
import type { Random } from '../kernel/random.js';
import type { Settings } from '../kernel/settings-table.js';
import { demoData, firstAdministrator } from './first-run.js';
import type { CallerHistory } from './list/caller-history.js';
import type { CurrentConfiguration } from './store/current-configuration.js';
import type { CurrentTables } from './store/current-tables.js';
import { earlierCalls } from './store/earlier-calls.js';
import { openDatabase, type Database } from './store/database.js';
import { DatabaseLink } from './store/database-link.js';
import type { Journal } from './store/journal.js';
import { JournalPump } from './store/journal-pump.js';

/** How long the last facts may take to reach the database at the end; what is left waits in the journal. */
const drainPatienceMs = 2_000;

export interface StorageOptions {
  readonly settings: Settings;
  readonly journal: Journal;
  readonly current: CurrentConfiguration;
  readonly tables: CurrentTables;
  /** Called once, when the tables can be used and what is kept has been read. */
  readonly inUse: () => void;
  /** Takes the facts that the database will never accept. */
  readonly refusedFile: string;
  /** Takes in what is known of earlier calls. */
  readonly history: CallerHistory;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export class Storage {
  readonly database: Database;
  readonly link: DatabaseLink;
  readonly pump: JournalPump;
  /** Resolves after the first try to reach the database. */
  readonly tried: Promise<void>;
  readonly #options: StorageOptions;

  constructor(options: StorageOptions) {
    const { settings, journal, clock, refusedFile } = options;
    this.#options = options;
    const log = options.log.child({ part: 'database' });
    this.database = openDatabase(settings.databaseUrl, log);
    this.link = new DatabaseLink(this.database, clock, log);
    this.pump = new JournalPump(journal, this.database.main, {
      ...{ clock, log: options.log.child({ part: 'journal' }), refusedFile },
    });
    this.tried = this.link.connect(() => this.#inUse());
  }

  /** Writes the last facts to the database, if it takes them in time, and leaves it. */
  async close(): Promise<void> {
    await Promise.race([this.pump.drained(), sleep(this.#options.clock, drainPatienceMs)]);
    await this.pump.stop();
    await this.link.close();
  }

  async #inUse(): Promise<void> {
    await this.#fillEmpty();
    const { current, tables, inUse } = this.#options;
    await current.reload(this.database.main);
    await tables.reload(this.database.main);
    await tables.reloadRegions(this.database.main);
    this.pump.start();
    const { history, clock } = this.#options;
    inUse();
    for (const call of await earlierCalls(this.database.reports, clock.now())) history.add(call);
  }

  /** The first administrator, and with `demo` the demo hotline; their passwords are said once and kept nowhere. */
  async #fillEmpty(): Promise<void> {
    const { settings, random, log } = this.#options;
    const { main } = this.database;
    const administrator = await firstAdministrator(main, random);
    if (administrator) announce('administrator', [administrator]);
    if (!settings.demo) return;
    const agents = await demoData(main, random, settings.sipDomain);
    if (agents.length > 0) announce('demo', agents);
    log.info({ agents: agents.length }, 'demo hotline is there');
  }
}

function announce(of: CredentialsOf, list: readonly Credential[]): void {
  if (tellLauncher({ kind: 'credentials', of, list })) return;
  for (const one of list)
    process.stdout.write(`${one.name} / ${one.password} (${one.about}; shown this once)\n`);
}
