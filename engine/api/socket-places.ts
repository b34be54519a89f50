/** Places for WebSockets: so many of one user, so many in all. */
export class SocketPlaces {
  readonly #mostPerUser: number;
  readonly #mostTogether: number;
  readonly #perUser = new Map<string, number>();
  #open = 0;

  constructor(mostPerUser: number, mostTogether: number) {
    this.#mostPerUser = mostPerUser;
    this.#mostTogether = mostTogether;
  }

  /** @returns what gives the place back, once; undefined when there is none. */
  take(user: string): (() => void) | undefined {
    const here = this.#perUser.get(user) ?? 0;
    if (here >= this.#mostPerUser || this.#open >= this.#mostTogether) return undefined;
    this.#open++;
    this.#perUser.set(user, here + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#open--;
      const left = (this.#perUser.get(user) ?? 1) - 1;
      if (left === 0) this.#perUser.delete(user);
      else this.#perUser.set(user, left);
    };
  }
}
