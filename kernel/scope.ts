type Undo = () => void | Promise<void>;

/**
 * Owns what was opened in it. Closing runs the undos in reverse order, once, children first;
 * what is handed to a closed scope is undone at once.
 */
export class Scope {
  #undos: Undo[] = [];
  #closing: Promise<void> | undefined;

  /** Hands `undo` to this scope. Returns a function that runs it early (and forgets it here). */
  own(undo: Undo): () => Promise<void> {
    if (this.#closing) {
      void this.#run(undo, []);
      return () => Promise.resolve();
    }
    this.#undos.push(undo);
    return async () => {
      const at = this.#undos.indexOf(undo);
      if (at < 0) return;
      this.#undos.splice(at, 1);
      await undo();
    };
  }

  /** A scope that closes with this one, or earlier by itself. */
  child(): Scope {
    const child = new Scope();
    const undo = (): Promise<void> => child.close();
    this.own(undo);
    child.own(() => {
      this.#undos = this.#undos.filter((u) => u !== undo);
    });
    return child;
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Runs every undo, last first, also when one fails.
   * @throws AggregateError with all that failed.
   */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let undo = this.#undos.pop(); undo; undo = this.#undos.pop()) await this.#run(undo, failures);
    if (failures.length > 0) throw new AggregateError(failures, 'closing left something behind');
  }

  async #run(undo: Undo, failures: unknown[]): Promise<void> {
    try {
      await undo();
    } catch (error) {
      failures.push(error);
    }
  }
}
