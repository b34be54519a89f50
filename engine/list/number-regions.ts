import { plainNumber } from './plain-number.js';

/** Which region a number is of, by the longest prefix that is known: 0755 → 深圳, 1380013 → 北京. */
export class NumberRegions {
  readonly #byPrefix: ReadonlyMap<string, string>;
  readonly #longest: number;

  constructor(byPrefix: ReadonlyMap<string, string>) {
    this.#byPrefix = byPrefix;
    let longest = 0;
    for (const prefix of byPrefix.keys()) longest = Math.max(longest, prefix.length);
    this.#longest = longest;
  }

  get size(): number {
    return this.#byPrefix.size;
  }

  region(number: string): string {
    return this.match(number)?.region ?? '';
  }

  /** The entry that decides. */
  match(number: string): { readonly prefix: string; readonly region: string } | undefined {
    const plain = plainNumber(number);
    for (let length = Math.min(this.#longest, plain.length); length > 0; length--) {
      const prefix = plain.slice(0, length);
      const region = this.#byPrefix.get(prefix);
      if (region !== undefined) return { prefix, region };
    }
    return undefined;
  }
}
