import { Signal } from '../../../kernel/signal.js';

/**
 * A signal whose listeners all hear its events in the order in which they happened: what a listener causes while it
 * hears one event comes to everybody after that event. With it nothing follows a call's `ended`, whoever hangs up where.
 */
export class OrderedSignal<T> extends Signal<T> {
  readonly #waiting: T[] = [];
  #emitting = false;

  override emit(event: T): void {
    this.#waiting.push(event);
    if (this.#emitting) return;
    this.#emitting = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) super.emit(next);
    this.#emitting = false;
  }
}
