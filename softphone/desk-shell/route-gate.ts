/** Lets nobody leave a page by accident: while something is held, a new address waits for an answer. */
export interface Address {
  readonly read: () => string;
  /** Without a step of the history, and without telling anybody. */
  readonly replace: (hash: string) => void;
  readonly go: (hash: string) => void;
}

interface Held {
  readonly hash: string;
  readonly ask: (leave: () => void) => void;
}

export class RouteGate {
  readonly #address: Address;
  #held: Held | undefined;

  constructor(address: Address) {
    this.#address = address;
  }

  /** The address whose page is shown. */
  readonly shown = (): string => this.#held?.hash ?? this.#address.read();

  /**
   * Holds the page of now.
   * @param ask hears of every attempt to leave; `leave` goes where it was meant to.
   * @returns what lets it go again.
   */
  hold(ask: Held['ask']): () => void {
    const held: Held = { hash: this.#address.read(), ask };
    this.#held = held;
    return () => this.#release(held);
  }

  /** The address has changed. @returns whether its page shall be shown. */
  moved(): boolean {
    const held = this.#held;
    if (!held) return true;
    const wanted = this.#address.read();
    if (wanted === held.hash) return false;
    this.#address.replace(held.hash);
    held.ask(() => {
      this.#release(held);
      this.#address.go(wanted);
    });
    return false;
  }

  #release(held: Held): void {
    if (this.#held === held) this.#held = undefined;
  }
}
