import type { BuiltEvent } from './built-event.js';
import { eventNames } from './event-names.js';

interface Filter {
  /** Lower case. */
  readonly name: string;
  /** Lower case. */
  readonly value: string;
  readonly wanted: boolean;
}

const mostFilters = 10_000;
const mostSubclasses = 1000;

/** What one client wants to hear: `event`, `nixevent`, `noevents` and `filter`. */
export class Subscription {
  readonly #names = new Set<string>();
  readonly #subclasses = new Set<string>();
  #all = false;
  #filters: Filter[] = [];

  /** Anything at all. */
  get active(): boolean {
    return this.#all || this.#names.size > 0;
  }

  /** Adds names; those after CUSTOM are subclasses. @returns how many names FreeSWITCH knows. */
  add(words: readonly string[]): number {
    const { names, subclasses } = sortWords(words);
    for (const name of names) {
      if (name === 'ALL') this.#all = true;
      else this.#names.add(name);
    }
    for (const subclass of subclasses)
      if (this.#subclasses.size < mostSubclasses) this.#subclasses.add(subclass);
    return names.length;
  }

  /** @returns how many names FreeSWITCH knows. */
  remove(words: readonly string[]): number {
    const { names, subclasses } = sortWords(words);
    for (const name of names) this.#removeName(name, subclasses.length > 0);
    for (const subclass of subclasses) this.#subclasses.delete(subclass);
    return names.length;
  }

  clear(): void {
    this.#all = false;
    this.#names.clear();
    this.#subclasses.clear();
  }

  /** @returns false when there are too many. */
  addFilter(name: string, value: string): boolean {
    if (this.#filters.length >= mostFilters) return false;
    const wanted = !value.startsWith('!');
    this.#filters.push({
      name: name.toLowerCase(),
      value: (wanted ? value : value.slice(1)).toLowerCase(),
      wanted,
    });
    return true;
  }

  /** Every filter on that header, or the one with that value. */
  removeFilter(name: string, value?: string): void {
    const [n, v] = [name.toLowerCase(), value?.toLowerCase()];
    this.#filters = this.#filters.filter(
      (filter) => filter.name !== n || (v !== undefined && filter.value !== v),
    );
  }

  clearFilters(): void {
    this.#filters = [];
  }

  /** Whether an event of that name might be wanted, before it is built. */
  mayWant(name: string, subclass: string): boolean {
    if (this.#all) return true;
    if (!this.#names.has(name)) return false;
    return name !== 'CUSTOM' || this.#subclasses.has(subclass);
  }

  /** Whether it passes the filters: any one that matches lets it through; without filters everything passes. */
  passes(event: BuiltEvent): boolean {
    if (this.#filters.length === 0) return true;
    return this.#filters.some(({ name, value, wanted }) => event.has(name, value) === wanted);
  }

  #removeName(name: string, subclassesOnly: boolean): void {
    if (name === 'ALL') {
      this.clear();
      return;
    }
    if (name === 'CUSTOM' && subclassesOnly) return;
    if (this.#all) {
      this.#all = false;
      for (const one of eventNames) if (one !== 'ALL') this.#names.add(one);
    }
    this.#names.delete(name);
  }
}

function sortWords(words: readonly string[]): { names: string[]; subclasses: string[] } {
  const names: string[] = [];
  const subclasses: string[] = [];
  let custom = false;
  for (const word of words.filter((w) => w !== '')) {
    const name = word.toUpperCase();
    if (custom) subclasses.push(word);
    else if (eventNames.has(name)) names.push(name);
    if (name === 'CUSTOM') custom = true;
  }
  return { names, subclasses };
}
