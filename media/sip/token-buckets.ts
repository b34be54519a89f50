import type { Clock } from '../../kernel/clock.js';

export interface BucketLimits {
  readonly perSecond: number;
  /** Tokens a rested key has. */
  readonly burst: number;
  /** Keys remembered; beyond them the one longest untouched is forgotten. */
  readonly keys: number;
}

/** One token bucket a key, in bounded memory: lets a source have `burst` at once and `perSecond` in the long run. */
export class TokenBuckets {
  readonly #clock: Clock;
  readonly #limits: BucketLimits;
  /** In order of last use, oldest first. */
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(clock: Clock, limits: BucketLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Takes one token of `key`. @returns false when there is none left. */
  take(key: string): boolean {
    const now = this.#clock.monotonic();
    const { perSecond, burst, keys } = this.#limits;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > keys) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
    }
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /** Keys remembered now. */
  get size(): number {
    return this.#buckets.size;
  }
}

/** The key that a source is counted under: its address, or the /64 of an IPv6 one, which a single host can fill. */
export function sourceKey(address: string): string {
  if (!address.includes(':')) return address;
  const [front = '', back] = address.split('::', 2);
  const head = front === '' ? [] : front.split(':');
  const tail = back === undefined || back === '' ? [] : back.split(':');
  const zeros = Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}
