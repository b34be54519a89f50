/**
 * Facts on disk: appended at once and in order, from where journal-pump.ts takes them to PostgreSQL.
 *
 * What is written survives a killed engine as soon as it is in the page cache, which is `flushMs` after `write`; a
 * power cut can take the last seconds. Every segment begins with all snapshots that are in force, so the journal alone
 * can tell a restarted engine which calls it had, also while the database is away.
 *
 * The bound: from nine tenths of `maxOctets` on the lines of timelines ('callEvent') are dropped, which are most of the
 * volume and the part that no figure is made from; at `maxOctets` everything is. Both are counted.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cancel, Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import { factToLine, lineToFact, storableText } from './fact-line.js';
import type { Fact, FactSink } from './facts.js';
import { JournalSegments, type Lines, type Position } from './journal-segments.js';

export interface JournalLimits {
  /** Longest that a fact waits for its append. */
  readonly flushMs: number;
  /** A segment is ended when it is so long. */
  readonly segmentOctets: number;
  /** Of all segments together, and of what waits in memory while the disk refuses. */
  readonly maxOctets: number;
}

export const defaultJournalLimits: JournalLimits = {
  flushMs: 10,
  segmentOctets: 8 * 1024 * 1024,
  maxOctets: 1024 * 1024 * 1024,
};

export interface JournalFigures {
  readonly written: number;
  readonly dropped: number;
  readonly octets: number;
  /** Appends that the disk refused; they are tried again. */
  readonly failedAppends: number;
}

const retryMs = 1_000;

export class Journal implements FactSink {
  readonly id: string;
  readonly #segments: JournalSegments;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #limits: JournalLimits;
  readonly #appended = new Signal<void>();
  readonly #live = new Map<string, string>();
  readonly #memos = new Map<string, string>();
  #waiting: string[] = [];
  #waitingOctets = 0;
  #timer: Cancel | undefined;
  #appending: Promise<void> = Promise.resolve();
  #file: { segment: number; handle: FileHandle } | undefined;
  #torn = false;
  #closed = false;
  #written = 0;
  #dropped = 0;
  #failedAppends = 0;

  private constructor(
    id: string,
    segments: JournalSegments,
    clock: Clock,
    log: Logger,
    limits: JournalLimits,
  ) {
    this.id = id;
    this.#segments = segments;
    this.#clock = clock;
    this.#log = log;
    this.#limits = limits;
  }

  /** Opens the journal of `folder` and reads back the snapshots in force. Older segments are never appended to. */
  static async open(
    folder: string,
    deps: { readonly clock: Clock; readonly log: Logger; readonly limits?: JournalLimits },
  ): Promise<Journal> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const segments = await JournalSegments.find(folder);
    const id = await keptId(join(folder, 'id'));
    const journal = new Journal(id, segments, deps.clock, deps.log, deps.limits ?? defaultJournalLimits);
    await journal.#recover();
    await journal.#beginSegment();
    return journal;
  }

  /** Tells that there is more to read. */
  get appended(): Listenable<void> {
    return this.#appended;
  }

  /** Snapshots of calls in force, by call. */
  get live(): ReadonlyMap<string, string> {
    return this.#live;
  }

  get memos(): ReadonlyMap<string, string> {
    return this.#memos;
  }

  get figures(): JournalFigures {
    return {
      written: this.#written,
      dropped: this.#dropped,
      octets: this.#segments.octets,
      failedAppends: this.#failedAppends,
    };
  }

  write(fact: Fact): void {
    this.#remember(fact);
    if (this.#closed || this.#full(fact)) {
      this.#dropped++;
      return;
    }
    const line = `${factToLine(fact)}\n`;
    this.#waiting.push(line);
    this.#waitingOctets += Buffer.byteLength(line);
    this.#written++;
    this.#timer ??= this.#clock.after(this.#limits.flushMs, () => void this.flush());
  }

  /** Appends what waits; resolves when it is in the file (or the disk refused). */
  flush(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    this.#appending = this.#appending.then(() => this.#append());
    return this.#appending;
  }

  /** Where reading begins for one who was last at `position`. */
  first(position: Position | undefined): Position {
    const oldest = { segment: this.#segments.numbers[0] ?? 0, offset: 0 };
    if (!position || position.segment < oldest.segment) return oldest;
    return position.segment > this.#segments.newest ? oldest : position;
  }

  read(from: Position, octets: number): Promise<Lines> {
    return this.#segments.read(from, octets);
  }

  /** Everything before `position` is in the database. */
  release(position: Position): Promise<void> {
    return this.#segments.release(position);
  }

  /** Appends what waits and closes the files. */
  async close(): Promise<void> {
    await this.flush();
    this.#closed = true;
    this.#timer?.();
    await this.#appending;
    await this.#file?.handle.close();
    await this.#segments.close();
  }

  #full(fact: Fact): boolean {
    const share = (this.#segments.octets + this.#waitingOctets) / this.#limits.maxOctets;
    return fact.kind === 'callEvent' ? share >= 0.9 : share >= 1;
  }

  /** As the line will give it back, so that memory and disk never differ. */
  #remember(fact: Fact): void {
    if (fact.kind !== 'memo' && fact.kind !== 'live') return;
    const [kept, id] = [fact.kind === 'memo' ? this.#memos : this.#live, storableText(fact.id)];
    if (fact.snapshot === undefined) kept.delete(id);
    else kept.set(id, storableText(fact.snapshot));
  }

  async #append(): Promise<void> {
    if (this.#waiting.length === 0 || !this.#file) return;
    const lines = this.#waiting;
    const octets = this.#waitingOctets;
    this.#waiting = [];
    try {
      // Part of a refused append may be in the file; a line end in front keeps it from spoiling the next line.
      await this.#put(`${this.#torn ? '\n' : ''}${lines.join('')}`);
      this.#waitingOctets -= octets;
    } catch (error) {
      this.#torn = true;
      this.#failedAppends++;
      this.#waiting = lines.concat(this.#waiting);
      this.#log.error({ err: error }, 'the journal could not be written; trying again');
      if (!this.#closed) this.#timer ??= this.#clock.after(retryMs, () => void this.flush());
      return;
    }
    await this.#endFullSegment();
  }

  /** A next segment that can't be begun is tried again with the next append; what was appended stays appended. */
  async #endFullSegment(): Promise<void> {
    if (!this.#file || this.#segments.size(this.#file.segment) < this.#limits.segmentOctets) return;
    try {
      await this.#beginSegment();
    } catch (error) {
      this.#log.error({ err: error }, 'the next segment of the journal could not be begun; trying again');
    }
  }

  async #put(text: string): Promise<void> {
    if (!this.#file) return;
    const { segment, handle } = this.#file;
    try {
      await handle.writeFile(text);
      this.#torn = false;
      this.#segments.grown(segment, Buffer.byteLength(text));
    } catch (error) {
      const { size } = await handle.stat();
      this.#segments.grown(segment, size - this.#segments.size(segment));
      throw error;
    }
    this.#appended.emit();
  }

  /** The segment counts from the moment in which its snapshots are in it: until then the older ones are kept. */
  async #beginSegment(): Promise<void> {
    const segment = this.#segments.newest + 1;
    const handle = await this.#segments.create(segment);
    const head = [
      ...[...this.#live].map(([id, snapshot]): Fact => ({ kind: 'live', id, snapshot })),
      ...[...this.#memos].map(([id, snapshot]): Fact => ({ kind: 'memo', id, snapshot })),
    ];
    const text = head.map((fact) => `${factToLine(fact)}\n`).join('');
    try {
      // What a try before left in it would stand in front, half a line perhaps.
      await handle.truncate(0);
      await handle.writeFile(text);
    } catch (error) {
      await handle.close();
      throw error;
    }
    await this.#file?.handle.close();
    this.#file = { segment, handle };
    this.#segments.grown(segment, Buffer.byteLength(text));
  }

  async #recover(): Promise<void> {
    let at: Position = { segment: this.#segments.numbers[0] ?? 0, offset: 0 };
    for (;;) {
      const { lines, end } = await this.#segments.read(at, 1024 * 1024);
      for (const line of lines) {
        const fact = lineToFact(line);
        if (fact.ok) this.#remember(fact.value);
      }
      if (end.segment === at.segment && end.offset === at.offset) return;
      at = end;
    }
  }
}

async function keptId(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '') return kept;
  const id = randomUUID();
  await writeFile(file, id, { mode: 0o600 });
  return id;
}
