import type { Course, Figures, QueueFigures } from './figures.js';
import { Level } from './level.js';
import type { Measuring } from './model.js';

/** What becomes of the callers of one queue, or of all. Callers are counted when they came within the time measured. */
export class QueueTally {
  readonly #by: Measuring;
  readonly #waiting: Level;
  readonly #answeredWaits: number[] = [];
  readonly #offered: number[] = [];
  readonly #shortAbandoned: number[] = [];
  readonly #inTime: number[] = [];
  #answered = 0;
  #abandoned = 0;
  #refused = 0;
  #overflowed = 0;
  #unfinished = 0;
  #waited = 0;
  #waitMs = 0;
  #joined = 0;

  /** @param lengthMs of the day. */
  constructor(by: Measuring, lengthMs: number) {
    this.#by = by;
    this.#waiting = new Level(by.warmUpMs, lengthMs, by.intervalMs);
    const intervals = Math.ceil(lengthMs / by.intervalMs);
    for (const list of [this.#offered, this.#shortAbandoned, this.#inTime]) list.push(...zeros(intervals));
  }

  came(atMs: number): void {
    if (this.#counts(atMs)) this.#count(this.#offered, atMs);
  }

  refused(atMs: number): void {
    if (this.#counts(atMs)) this.#refused++;
  }

  /** Sent elsewhere by a rule. */
  overflowed(atMs: number): void {
    if (this.#counts(atMs)) this.#overflowed++;
  }

  waitBegan(nowMs: number): void {
    this.#waiting.add(1, nowMs);
  }

  waitEnded(nowMs: number): void {
    this.#waiting.add(-1, nowMs);
  }

  answered(cameMs: number, nowMs: number, atOnce: boolean): void {
    this.waitEnded(nowMs);
    if (!this.#counts(cameMs)) return;
    const waitMs = nowMs - cameMs;
    this.#ended(waitMs);
    this.#answered++;
    this.#answeredWaits.push(waitMs);
    if (!atOnce) this.#waited++;
    if (waitMs <= this.#by.targetMs) this.#count(this.#inTime, cameMs);
  }

  abandoned(cameMs: number, nowMs: number, atOnce: boolean): void {
    this.waitEnded(nowMs);
    if (!this.#counts(cameMs)) return;
    const waitMs = nowMs - cameMs;
    this.#ended(waitMs);
    this.#abandoned++;
    if (!atOnce) this.#waited++;
    if (waitMs <= this.#by.shortAbandonMs) this.#count(this.#shortAbandoned, cameMs);
  }

  unfinished(cameMs: number, nowMs: number): void {
    this.waitEnded(nowMs);
    if (!this.#counts(cameMs)) return;
    this.#unfinished++;
    this.#waited++;
  }

  figures(occupancy: number | null): QueueFigures {
    const sum = (list: readonly number[]): number => list.reduce((total, n) => total + n, 0);
    const [offered, short] = [sum(this.#offered), sum(this.#shortAbandoned)];
    const waits = this.#answeredWaits.sort((a, b) => a - b);
    const figures: Figures = {
      offered,
      answered: this.#answered,
      abandoned: this.#abandoned,
      shortAbandoned: short,
      refused: this.#refused,
      overflowed: this.#overflowed,
      unfinished: this.#unfinished,
      serviceLevel: share(sum(this.#inTime), offered - short),
      abandonShare: share(this.#abandoned, offered),
      asaSeconds: share(sum(waits) / 1000, waits.length),
      waitSeconds: share(this.#waitMs / 1000, this.#joined),
      wait90Seconds: inSeconds(waits[Math.ceil(waits.length * 0.9) - 1]),
      longestWaitSeconds: inSeconds(waits.at(-1)),
      waitedShare: share(this.#waited, this.#joined + this.#unfinished),
      waiting: this.#waiting.mean(),
      mostWaiting: this.#waiting.most(),
      occupancy,
    };
    return { figures, course: this.#course() };
  }

  #course(): Course {
    return {
      offered: this.#offered,
      serviceLevel: this.#offered.map((offered, i) =>
        share(this.#inTime[i] ?? 0, offered - (this.#shortAbandoned[i] ?? 0)),
      ),
      waiting: this.#waiting.means(),
    };
  }

  #ended(waitMs: number): void {
    this.#joined++;
    this.#waitMs += waitMs;
  }

  #counts(cameMs: number): boolean {
    return cameMs >= this.#by.warmUpMs;
  }

  #count(list: number[], atMs: number): void {
    const interval = Math.min(list.length - 1, Math.floor(atMs / this.#by.intervalMs));
    list[interval] = (list[interval] ?? 0) + 1;
  }
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0);
export const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
const inSeconds = (ms: number | undefined): number | null => (ms === undefined ? null : ms / 1000);
