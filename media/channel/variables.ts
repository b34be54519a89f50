const mostVariables = 500;
const mostCharacters = 64 * 1024;

/** Channel variables, bounded in number and size; the bound protects the switch from a program that never unsets. */
export class Variables {
  readonly #values = new Map<string, string>();
  #characters = 0;

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** FreeSWITCH's idea of truth. */
  isTrue(name: string): boolean {
    return /^(true|yes|on|enabled?|active|t|[1-9]\d*)$/i.test(this.#values.get(name) ?? '');
  }

  /** An empty or absent value unsets, as in FreeSWITCH. @returns false when a bound kept it from being set. */
  set(name: string, value: string | undefined): boolean {
    const before = this.#values.get(name);
    const held = before === undefined ? 0 : name.length + before.length;
    if (value === undefined || value === '') {
      this.#values.delete(name);
      this.#characters -= held;
      return true;
    }
    const after = this.#characters - held + name.length + value.length;
    if (after > mostCharacters || (before === undefined && this.#values.size >= mostVariables)) return false;
    this.#values.set(name, value);
    this.#characters = after;
    return true;
  }

  entries(): IterableIterator<[string, string]> {
    return this.#values.entries();
  }

  get size(): number {
    return this.#values.size;
  }

  /** Replaces `${name}` by its value, or by nothing; not within what it put in. */
  expand(text: string): string {
    return text.includes('${')
      ? text.replace(/\$\{([^}]*)\}/g, (_, name: string) => this.get(name) ?? '')
      : text;
  }
}
