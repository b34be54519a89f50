import type { PhoneHealth } from '../desk.js';

type Problem = Extract<PhoneHealth, { ok: false }>['problem'];

/** Which users have a phone registered, at any switch, and what is wrong with those that are. */
export class Registrations {
  readonly #byNode = new Map<string, Set<string>>();
  readonly #problems = new Map<string, Problem>();
  /** Nodes that were away: what is known of them is from before. */
  readonly #outOfTouch = new Set<string>();

  /** @returns whether anything is known: before the first list nobody can be called unregistered. */
  get known(): boolean {
    return this.#byNode.size > 0;
  }

  /** What the user's browser says of its phone. */
  report(user: string, health: PhoneHealth): void {
    if (health.ok) this.#problems.delete(user);
    else this.#problems.set(user, health.problem);
  }

  problemOf(user: string): Problem | undefined {
    return this.#problems.get(user);
  }

  /** Whether the user can be rung. */
  works(user: string): boolean {
    return (!this.known || this.has(user)) && !this.#problems.has(user);
  }

  /** A switch at which the user has a phone. */
  nodeOf(user: string): string | undefined {
    return [...this.#byNode].find(([, users]) => users.has(user))?.[0];
  }

  has(user: string): boolean {
    return [...this.#byNode.values()].some((users) => users.has(user));
  }

  /** The node is away. Its phones count as registered until its next list, which tells of all of them anew. */
  lostTouch(node: string): void {
    this.#outOfTouch.add(node);
  }

  /** @returns the users who were registered before and are no more, and those who are new, or heard of again. */
  replace(node: string, users: readonly string[]): { readonly gone: string[]; readonly come: string[] } {
    const before = this.#byNode.get(node) ?? new Set<string>();
    const isBack = this.#outOfTouch.delete(node);
    this.#byNode.set(node, new Set(users));
    return {
      gone: [...before].filter((user) => !this.has(user)),
      come: users.filter((user) => isBack || !before.has(user)),
    };
  }

  add(node: string, user: string): void {
    const users = this.#byNode.get(node);
    if (users) users.add(user);
    else this.#byNode.set(node, new Set([user]));
  }
}
