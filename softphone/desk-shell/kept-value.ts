/** A setting of one person at one browser, kept over visits and the same in all tabs. */
import { Signal } from '../../kernel/signal.js';

/** As much of localStorage as is needed; what it throws (a browser that keeps nothing) costs the memory alone. */
export type Keeper = Pick<Storage, 'getItem' | 'setItem'>;

export class KeptValue<T> {
  readonly #key: string;
  readonly #read: (kept: unknown) => T;
  readonly #keeper: Keeper | undefined;
  readonly #changed = new Signal<T>();
  #value: T;

  /** @param read makes a value of whatever was kept, also of nothing (undefined) and of nonsense. */
  constructor(key: string, read: (kept: unknown) => T, keeper: Keeper | undefined) {
    this.#key = key;
    this.#read = read;
    this.#keeper = keeper;
    this.#value = read(this.#load());
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => this.#changed.on(listener);

  readonly set = (value: T): void => {
    this.#value = value;
    try {
      this.#keeper?.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Kept for this page alone.
    }
    this.#changed.emit(value);
  };

  /** Another tab kept something: to be called upon the window's `storage` event. */
  readonly keptElsewhere = (key: string | null): void => {
    if (key !== this.#key) return;
    this.#value = this.#read(this.#load());
    this.#changed.emit(this.#value);
  };

  #load(): unknown {
    try {
      const kept = this.#keeper?.getItem(this.#key);
      return kept === null || kept === undefined ? undefined : JSON.parse(kept);
    } catch {
      return undefined;
    }
  }
}
