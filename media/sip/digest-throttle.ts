import type { Clock } from '../../kernel/clock.js';

export interface ThrottleLimits {
  /** Wrong passwords within `windowMs` until the key is blocked for `blockMs`. */
  readonly failures: number;
  readonly windowMs: number;
  readonly blockMs: number;
  /** Keys remembered; beyond them the one that failed longest ago is forgotten. */
  readonly keys: number;
}

interface Record {
  failures: number;
  since: number;
  blockedUntil: number;
}

/** Counts failures by key and blocks a key that has too many, in bounded memory. */
export class FailureThrottle {
  readonly #clock: Clock;
  readonly #limits: ThrottleLimits;
  /** In order of the last failure, oldest first. */
  readonly #records = new Map<string, Record>();

  constructor(clock: Clock, limits: ThrottleLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Milliseconds that the key stays blocked; 0 when it is not. */
  blockedMs(key: string): number {
    const record = this.#records.get(key);
    return record ? Math.max(0, record.blockedUntil - this.#clock.monotonic()) : 0;
  }

  /** @returns whether this failure blocked the key. */
  failed(key: string): boolean {
    const now = this.#clock.monotonic();
    const { failures, windowMs, blockMs, keys } = this.#limits;
    let record = this.#records.get(key);
    if (!record || now - record.since >= windowMs) record = { failures: 0, since: now, blockedUntil: 0 };
    record.failures++;
    const blocks = record.failures >= failures;
    if (blocks) {
      record.blockedUntil = now + blockMs;
      record.failures = 0;
      record.since = now;
    }
    this.#records.delete(key);
    this.#records.set(key, record);
    if (this.#records.size > keys) {
      for (const oldest of this.#records.keys()) {
        this.#records.delete(oldest);
        break;
      }
    }
    return blocks;
  }

  get size(): number {
    return this.#records.size;
  }
}
