import type { ListEntry, ListKind } from '../ivr/tables.js';
import { plainListed, plainNumber } from './plain-number.js';

export interface ListedNumber extends ListEntry {
  readonly reason: string;
  /** Milliseconds since the epoch; null: never. */
  readonly expiresAt: number | null;
  readonly createdBy: string;
  readonly createdAt: number;
}

interface Index {
  readonly exact: Map<string, ListedNumber>;
  readonly prefix: Map<string, ListedNumber>;
  longest: number;
}

/** Blacklist (黑名单), whitelist (白名单) and important callers (重点来电), looked up in a time that does not grow. */
export class NumberLists {
  readonly #lists = new Map<ListKind, Index>();

  constructor(entries: readonly ListedNumber[]) {
    for (const entry of entries) {
      const index = this.#index(entry.list);
      const number = plainListed(entry.match, entry.number);
      index[entry.match].set(number, entry);
      if (entry.match === 'prefix') index.longest = Math.max(index.longest, number.length);
    }
  }

  listed(list: ListKind, number: string, now: number): ListedNumber | undefined {
    const index = this.#lists.get(list);
    if (!index || number === '') return undefined;
    const plain = plainNumber(number);
    const valid = (entry: ListedNumber | undefined): ListedNumber | undefined =>
      entry && (entry.expiresAt === null || entry.expiresAt > now) ? entry : undefined;
    const exact = valid(index.exact.get(plain));
    if (exact) return exact;
    for (let length = Math.min(index.longest, plain.length); length > 0; length--) {
      const entry = valid(index.prefix.get(plain.slice(0, length)));
      if (entry) return entry;
    }
    return undefined;
  }

  #index(list: ListKind): Index {
    let index = this.#lists.get(list);
    if (!index) {
      index = { exact: new Map(), prefix: new Map(), longest: 0 };
      this.#lists.set(list, index);
    }
    return index;
  }
}
