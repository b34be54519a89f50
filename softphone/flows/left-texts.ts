/** Texts whose page went away because the session ended; whoever signs in again at this browser goes on with them. */
import type { Base } from './open-text.js';

export interface LeftText {
  readonly text: string;
  readonly base: Base;
}

const mostKept = 20;

export class LeftTexts {
  readonly #texts = new Map<string, LeftText>();

  leave(user: string, flow: string, left: LeftText): void {
    this.#texts.set(keyOf(user, flow), left);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > mostKept && oldest !== undefined) this.#texts.delete(oldest);
  }

  of(user: string, flow: string): LeftText | undefined {
    return this.#texts.get(keyOf(user, flow));
  }

  drop(user: string, flow: string): void {
    this.#texts.delete(keyOf(user, flow));
  }
}

const keyOf = (user: string, flow: string): string => JSON.stringify([user, flow]);
