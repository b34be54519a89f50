import { Signal, type Listenable } from '../../kernel/signal.js';

/** State that changes through one pure function alone; the same state is told nobody. */
export class Store<S, E> {
  readonly #reduce: (state: S, event: E) => S;
  readonly #changed = new Signal<S>();
  #state: S;

  constructor(initial: S, reduce: (state: S, event: E) => S) {
    this.#state = initial;
    this.#reduce = reduce;
  }

  /** An arrow, so that React's useSyncExternalStore can take it as it is. */
  readonly get = (): S => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => this.#changed.on(listener);

  get changed(): Listenable<S> {
    return this.#changed;
  }

  dispatch(event: E): void {
    const next = this.#reduce(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    this.#changed.emit(next);
  }
}
