import { digestAlgorithms, type DigestAlgorithm } from './digest.js';

/**
 * User-Agents, in lower case, that give up on any challenge with another algorithm than MD5, although RFC 3261 22.4
 * tells them to pass it over, and whatever comes over a WebSocket. baresip learnt SHA-256 with version 2, SIPp with 3.7 (its scenarios must name it).
 */
const md5Only = ['baresip v0.', 'baresip v1.', 'sipp', 'websocket'];

const maxClients = 10_000;

/**
 * Which algorithms a client is offered: all of them, until it shows that it can't stand that. A phone that comes back
 * without an answer to its challenge is one that chokes on SHA-256, and gets MD5 alone from then on.
 */
export class DigestOffer {
  readonly #algorithms: readonly DigestAlgorithm[];
  /** Clients that were challenged and have not answered, and those that get MD5 alone; oldest first. */
  readonly #clients = new Map<string, 'asked' | 'md5'>();

  constructor(algorithms: readonly DigestAlgorithm[] = digestAlgorithms) {
    this.#algorithms = algorithms;
  }

  /** What a client that came without credentials is offered. */
  first(client: string, userAgent: string | undefined): readonly DigestAlgorithm[] {
    const before = this.#clients.get(client);
    const lower = userAgent?.toLowerCase() ?? '';
    const chokes = before !== undefined || md5Only.some((name) => lower.startsWith(name));
    const md5 = chokes && this.#algorithms.includes('MD5');
    this.#clients.delete(client);
    this.#clients.set(client, md5 ? 'md5' : 'asked');
    if (this.#clients.size > maxClients) {
      for (const oldest of this.#clients.keys()) {
        this.#clients.delete(oldest);
        break;
      }
    }
    return md5 ? ['MD5'] : this.#algorithms;
  }

  /** What a client that answered with `used` is offered when it has to answer again: what it can do for sure. */
  again(used: DigestAlgorithm | undefined): readonly DigestAlgorithm[] {
    return used && this.#algorithms.includes(used) ? [used] : this.#algorithms;
  }

  /** The client answered: it understood what it was offered. */
  answered(client: string): void {
    if (this.#clients.get(client) === 'asked') this.#clients.delete(client);
  }
}
