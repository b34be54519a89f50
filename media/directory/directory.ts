import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import { parseDirectory, type DirectoryUser } from './directory-xml.js';

export type { DirectoryUser };

/** Posts a form and gives the body of a 200. @throws when nothing, or anything else, comes back. */
export type Post = (form: URLSearchParams) => Promise<string>;

export interface DirectoryOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly post: Post;
  /** Most users kept. */
  readonly bound?: number;
}

interface Kept {
  readonly user: DirectoryUser;
  /** Monotonic milliseconds until which it is fresh. */
  readonly until: number;
}

const defaultBound = 10_000;
/** Questions that may be open at once; a stranger may claim to be anybody, so that more come from none of our phones. */
const mostAsking = 500;
/** "There is none" is kept shortly, so that guessing names costs the engine little. */
const absentMs = 5000;

/** The users that the engine knows, asked for one by one and kept for as long as each answer allows. */
export class Directory {
  readonly #options: DirectoryOptions;
  readonly #kept = new Map<string, Kept>();
  /** Names that nobody has, apart from the users: names made up by strangers shall push no user out. */
  readonly #absent = new Map<string, number>();
  readonly #asking = new Map<string, Promise<DirectoryUser | undefined>>();

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  /**
   * @returns the user, or undefined when there is none. While the engine is away an answer kept before stands.
   * @throws what asking threw when nothing was kept.
   */
  async find(user: string, domain: string): Promise<DirectoryUser | undefined> {
    const key = `${user}@${domain}`;
    const kept = this.#kept.get(key);
    const now = this.#options.clock.monotonic();
    if (kept && kept.until > now) return kept.user;
    if ((this.#absent.get(key) ?? -Infinity) > now) return undefined;
    const asking = this.#asking.get(key) ?? this.#ask(key, user, domain);
    try {
      return await asking;
    } catch (error) {
      if (!kept) throw error;
      this.#options.log.warn({ err: error }, 'the directory does not answer; a kept user stands');
      return kept.user;
    }
  }

  /** Users kept now. */
  get size(): number {
    return this.#kept.size;
  }

  #ask(key: string, user: string, domain: string): Promise<DirectoryUser | undefined> {
    if (this.#asking.size >= mostAsking) return Promise.reject(new Error('too many questions are open'));
    const asking = this.#request(key, user, domain).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asking);
    return asking;
  }

  async #request(key: string, user: string, domain: string): Promise<DirectoryUser | undefined> {
    const form = new URLSearchParams({
      section: 'directory',
      tag_name: 'domain',
      key_name: 'name',
      key_value: domain,
      user,
      domain,
      action: 'sip_auth',
    });
    const answer = parseDirectory(await this.#options.post(form), user);
    if (!answer.ok) throw new Error(`the directory's answer makes no sense: ${answer.why}`);
    const found = answer.value;
    const now = this.#options.clock.monotonic();
    this.#absent.delete(key);
    this.#kept.delete(key);
    if (found) this.#keep(this.#kept, key, { user: found, until: now + found.cacheableMs });
    else this.#keep(this.#absent, key, now + absentMs);
    return found;
  }

  /** Behind all others; the oldest goes when there are too many. */
  #keep<V>(map: Map<string, V>, key: string, value: V): void {
    map.set(key, value);
    if (map.size <= (this.#options.bound ?? defaultBound)) return;
    const oldest = map.keys().next();
    if (oldest.done !== true) map.delete(oldest.value);
  }
}
