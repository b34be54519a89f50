/** Puts the softphone bar on the page while an agent is signed in, and takes it away afterwards. */
import type { YihaoBar } from '../bar/bar-element.js';
import type { SessionState } from './session.js';
import type { Shade } from './tone.js';

export class BarPlace {
  readonly #place: HTMLElement;
  #bar: YihaoBar | undefined;
  #shade: Shade | undefined;
  #user = '';
  readonly #signedOut: (chosen: boolean) => void;

  /** @param signedOut told when the session ended at the bar; `chosen` when the person wanted it. */
  constructor(place: HTMLElement, signedOut: (chosen: boolean) => void) {
    this.#place = place;
    this.#signedOut = signedOut;
  }

  readonly bar = (): YihaoBar | undefined => this.#bar;

  /** The bar stands outside of Ant Design's theme and is told of it. */
  dress(shade: Shade): void {
    this.#shade = shade;
    this.#bar?.setAttribute('theme', shade);
  }

  /** Resolves when the bar that the session asks for stands there. */
  async follow(session: SessionState): Promise<void> {
    const user = session.name === 'signedIn' && session.user.agent !== null ? session.user.name : '';
    if (user === this.#user) return;
    this.#user = user;
    this.#bar?.remove();
    this.#bar = undefined;
    this.#place.hidden = user === '';
    if (user === '') return;
    // The first registers the element that the second has.
    await import('../bar/main.js');
    const { YihaoBar: Bar } = await import('../bar/bar-element.js');
    if (!this.#isFor(user)) return;
    this.#bar = new Bar();
    if (this.#shade) this.dress(this.#shade);
    this.#watch(this.#bar);
    this.#place.append(this.#bar);
  }

  #watch({ desk }: YihaoBar): void {
    let before = desk.get();
    desk.changed.on((state) => {
      const ended = before.session === 'signedIn' && state.session === 'signedOut';
      const chosen = before.pending === 'signOut';
      before = state;
      if (ended) this.#signedOut(chosen);
    });
  }

  /** Somebody else may have signed in, and got a bar, while this one's was loading. */
  #isFor(user: string): boolean {
    return this.#user === user && this.#bar === undefined;
  }
}
