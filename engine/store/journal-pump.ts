/**
 * From the journal to PostgreSQL: a batch each quarter of a second at most, in one statement with the place that was
 * reached, so that each fact is written once; where the place is lost (a restored backup) facts come again, which
 * changes nothing.
 */
import { appendFile } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import type { Cancel, Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import { isDataRefused } from './database.js';
import { lineToFact } from './fact-line.js';
import { writeFacts } from './fact-writer.js';
import type { Fact } from './facts.js';
import type { Journal } from './journal.js';
import type { Lines, Position } from './journal-segments.js';
import type { Schema } from './schema.js';

export interface PumpFigures {
  /** Facts that are in the database. */
  readonly stored: number;
  readonly batches: number;
  /** Batches that failed and were tried again. */
  readonly failures: number;
  /** Facts that the database refuses, set aside in a file. */
  readonly refused: number;
  /** Lines that are no facts: what a killed writer left. */
  readonly unreadable: number;
}

/** Facts are safe in the journal: a batch gathers, for a statement costs about as much as the rows of a call. */
const batchMs = 250;
const batchOctets = 512 * 1024;
const firstBackOffMs = 100;
const longestBackOffMs = 5_000;

export class JournalPump {
  readonly #journal: Journal;
  readonly #db: Kysely<Schema>;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #refusedFile: string;
  readonly #figures = { stored: 0, batches: 0, failures: 0, refused: 0, unreadable: 0 };
  #position: Position | undefined;
  #stopped = false;
  #running: Promise<void> | undefined;
  #hurry: (() => void) | undefined;
  #idle: (() => void) | undefined;
  #dirty = true;
  #caughtUp: (() => void)[] = [];

  /** @param refusedFile takes the facts that PostgreSQL will never accept, a line each. */
  constructor(
    journal: Journal,
    db: Kysely<Schema>,
    deps: { readonly clock: Clock; readonly log: Logger; readonly refusedFile: string },
  ) {
    this.#journal = journal;
    this.#db = db;
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#refusedFile = deps.refusedFile;
  }

  get figures(): PumpFigures {
    return { ...this.#figures };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when everything written to the journal so far is in the database, or the pump was stopped. */
  async drained(): Promise<void> {
    await this.#journal.flush();
    if (this.#stopped) return;
    await new Promise<void>((resolve) => {
      this.#caughtUp.push(resolve);
      this.#hurry?.();
    });
  }

  /** Ends after the batch at hand. What is left stays in the journal. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#hurry?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const unsubscribe = this.#journal.appended.on(() => {
      this.#dirty = true;
      this.#idle?.();
    });
    let backOffMs = firstBackOffMs;
    while (!this.#stopped) {
      try {
        const more = await this.#step();
        backOffMs = firstBackOffMs;
        if (!more) await this.#moreToDo();
      } catch (error) {
        this.#figures.failures++;
        // The commit may have come through although its answer did not: ask the database where it stands.
        this.#position = undefined;
        this.#log.warn({ err: error, backOffMs }, 'facts could not be stored; they wait in the journal');
        await this.#pause(backOffMs);
        backOffMs = Math.min(longestBackOffMs, backOffMs * 2);
      }
    }
    unsubscribe();
    for (const resolve of this.#caughtUp.splice(0)) resolve();
  }

  /** @returns false when there was nothing left to read. */
  async #step(): Promise<boolean> {
    this.#position ??= this.#journal.first(await this.#storedPosition());
    const from = this.#position;
    this.#dirty = false;
    const read = await this.#journal.read(from, batchOctets);
    if (read.end.segment === from.segment && read.end.offset === from.offset) {
      for (const resolve of this.#caughtUp.splice(0)) resolve();
      return false;
    }
    await this.#store(read);
    this.#position = read.end;
    await this.#journal.release(read.end);
    return true;
  }

  async #store(read: Lines): Promise<void> {
    const facts = this.#parse(read.lines);
    try {
      await this.#commit(facts, read.end);
    } catch (error) {
      if (!isDataRefused(error)) throw error;
      await this.#storeOneByOne(facts, read.end);
    }
    this.#figures.batches++;
  }

  async #commit(facts: readonly Fact[], end: Position): Promise<void> {
    await writeFacts(this.#db, facts, { journal: this.#journal.id, end });
    this.#figures.stored += facts.length;
  }

  /** One fact that PostgreSQL can't take must not hold up the others. */
  async #storeOneByOne(facts: readonly Fact[], end: Position): Promise<void> {
    for (const fact of facts) {
      try {
        await writeFacts(this.#db, [fact]);
        this.#figures.stored++;
      } catch (error) {
        if (!isDataRefused(error)) throw error;
        this.#figures.refused++;
        // PostgreSQL's own words quote the values, which may be personal.
        const { code } = error as Error & { code?: string };
        this.#log.error({ code, kind: fact.kind, file: this.#refusedFile }, 'the database refuses a fact');
        await appendFile(this.#refusedFile, `${JSON.stringify(fact)}\n`, { mode: 0o600 });
      }
    }
    await this.#commit([], end);
  }

  #parse(lines: readonly string[]): Fact[] {
    const facts: Fact[] = [];
    for (const line of lines) {
      const fact = lineToFact(line);
      if (fact.ok) facts.push(fact.value);
      else if (line !== '') this.#figures.unreadable++;
    }
    return facts;
  }

  async #storedPosition(): Promise<Position | undefined> {
    const row = await this.#db
      .selectFrom('journalPositions')
      .selectAll()
      .where('journal', '=', this.#journal.id)
      .executeTakeFirst();
    return row && { segment: row.segment, offset: row.byteOffset };
  }

  /** Waits for an append, then lets a batch gather. */
  async #moreToDo(): Promise<void> {
    if (!this.#dirty && !this.#hurried()) {
      await new Promise<void>((resolve) => (this.#idle = this.#hurry = resolve));
      this.#idle = undefined;
    }
    if (!this.#hurried()) await this.#pause(batchMs);
  }

  /** Ends early on `stop` and with each call of `drained`; who waits already does not make tries follow each other. */
  async #pause(ms: number): Promise<void> {
    if (this.#stopped) return;
    let cancel: Cancel | undefined;
    await new Promise<void>((resolve) => {
      this.#hurry = resolve;
      cancel = this.#clock.after(ms, resolve);
    });
    cancel?.();
    this.#hurry = undefined;
  }

  #hurried(): boolean {
    return this.#stopped || this.#caughtUp.length > 0;
  }
}
