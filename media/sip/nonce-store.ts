import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';

export interface NonceLimits {
  readonly lifeMs: number;
  /** Nonces in use whose count is remembered. */
  readonly tracked: number;
}

export const defaultNonceLimits: NonceLimits = { lifeMs: 5 * 60_000, tracked: 10_000 };

/**
 * Nonces of digest challenges. One that is handed out costs no memory: it carries its time and a signature. Only one
 * that was used with the right password is remembered, with its count, so strangers can't fill the table.
 */
export class NonceStore {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #limits: NonceLimits;
  readonly #key: string;
  /** Highest count seen of each nonce in use; in order of first use. */
  readonly #counts = new Map<string, number>();
  /** Nonces issued up to here and not in the table are stale: one of them may have been pushed out of it. */
  #staleUpTo = -Infinity;

  constructor(clock: Clock, random: Random, limits: NonceLimits = defaultNonceLimits) {
    this.#clock = clock;
    this.#random = random;
    this.#limits = limits;
    this.#key = random.hex(32);
  }

  /**
   * @param source who will get it, and may use it: whoever forges the source address of a datagram never sees the
   *   nonce, so that wrong passwords can't be laid at another's door.
   */
  issue(source: string): string {
    const stamp = `${Math.trunc(this.#clock.now()).toString(16)}.${this.#random.hex(8)}`;
    return `${stamp}.${this.#sign(stamp, source)}`;
  }

  /** Whether this store made it for this source, however long ago. */
  isOurs(nonce: string, source: string): boolean {
    const dot = nonce.lastIndexOf('.');
    const signature = Buffer.from(nonce.slice(dot + 1));
    const expected = Buffer.from(this.#sign(nonce.slice(0, Math.max(0, dot)), source));
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  }

  /**
   * Uses up the count of a nonce for a request whose digest was right.
   * @param count of the request (`nc`), each greater than the one before; undefined for a peer without qop, which
   *   has no count and gets one use.
   * @returns false when it is too old, not ours or used already: challenge with stale=true.
   */
  use(nonce: string, source: string, count: number | undefined): boolean {
    if (!this.isOurs(nonce, source)) return false;
    const issuedAt = parseInt(nonce, 16);
    const age = this.#clock.now() - issuedAt;
    if (age < 0 || age >= this.#limits.lifeMs) {
      this.#counts.delete(nonce);
      return false;
    }
    const seen = this.#counts.get(nonce);
    if (seen === undefined && issuedAt <= this.#staleUpTo) return false;
    if (count !== undefined && count <= (seen ?? 0)) return false;
    if (count === undefined && seen !== undefined) return false;
    this.#counts.set(nonce, count ?? Infinity);
    if (this.#counts.size > this.#limits.tracked) this.#forgetOldest();
    return true;
  }

  /** Nonces in the table. */
  get size(): number {
    return this.#counts.size;
  }

  #forgetOldest(): void {
    for (const oldest of this.#counts.keys()) {
      this.#counts.delete(oldest);
      this.#staleUpTo = Math.max(this.#staleUpTo, parseInt(oldest, 16));
      return;
    }
  }

  #sign(stamp: string, source: string): string {
    return createHmac('sha256', this.#key).update(`${stamp} ${source}`).digest('hex').slice(0, 32);
  }
}
