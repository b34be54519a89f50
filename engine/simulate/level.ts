/** A number that goes up and down over the day: its mean by interval, and its height. Outside of the day it is not seen. */
export class Level {
  readonly #fromMs: number;
  readonly #toMs: number;
  readonly #intervalMs: number;
  /** Number times milliseconds, by interval from the beginning of the day. */
  readonly #areas: number[] = [];
  #value = 0;
  #sinceMs = 0;
  #most = 0;

  /** Counts from `fromMs` to `toMs`. */
  constructor(fromMs: number, toMs: number, intervalMs: number) {
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    this.#intervalMs = intervalMs;
  }

  add(change: number, atMs: number): void {
    this.#advance(atMs);
    this.#value += change;
  }

  /** Heights that lasted no time are not seen. */
  most(): number {
    this.#advance(this.#toMs);
    return this.#most;
  }

  /** Over the whole time; null when there was none. */
  mean(): number | null {
    this.#advance(this.#toMs);
    const ms = this.#toMs - this.#fromMs;
    return ms > 0 ? this.#areas.reduce((sum, area) => sum + area, 0) / ms : null;
  }

  /** By interval; null where nothing was counted. */
  means(): (number | null)[] {
    this.#advance(this.#toMs);
    const intervals = Math.ceil(this.#toMs / this.#intervalMs);
    return Array.from({ length: intervals }, (_, i) => {
      const from = Math.max(this.#fromMs, i * this.#intervalMs);
      const to = Math.min(this.#toMs, (i + 1) * this.#intervalMs);
      return to > from ? (this.#areas[i] ?? 0) / (to - from) : null;
    });
  }

  #advance(atMs: number): void {
    const until = Math.min(atMs, this.#toMs);
    for (let from = Math.max(this.#sinceMs, this.#fromMs); from < until;) {
      this.#most = Math.max(this.#most, this.#value);
      const interval = Math.floor(from / this.#intervalMs);
      const to = Math.min(until, (interval + 1) * this.#intervalMs);
      this.#areas[interval] = (this.#areas[interval] ?? 0) + this.#value * (to - from);
      from = to;
    }
    this.#sinceMs = Math.max(this.#sinceMs, atMs);
  }
}
