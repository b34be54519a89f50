import type { Cancel } from './clock.js';

/** What others may do with a signal: listen. */
export interface Listenable<T> {
  on(listener: (event: T) => void): Cancel;
}

/**
 * One typed stream of events of one object. Events are past tense and form a union.
 * A listener that throws harms neither the emitter nor the other listeners.
 */
export class Signal<T> implements Listenable<T> {
  readonly #listeners = new Set<(event: T) => void>();
  readonly #onThrow: (error: unknown) => void;

  /** @param onThrow told of what a listener threw; without it the error surfaces as an uncaught exception. */
  constructor(onThrow: (error: unknown) => void = surface) {
    this.#onThrow = onThrow;
  }

  on(listener: (event: T) => void): Cancel {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(event: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.#onThrow(error);
      }
    }
  }

  /** Listeners still subscribed. */
  get size(): number {
    return this.#listeners.size;
  }
}

function surface(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
