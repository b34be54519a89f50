import type { Random } from '../../../kernel/random.js';
import type { Headers } from '../call.js';
import { answerChallenges, type ClientCredentials } from '../digest-client.js';
import type { SipRequest, SipResponse } from '../message.js';

/** A proxy, the server behind it, and a stale nonce of either: more challenges than these are a loop. */
const maxAnswers = 4;

/** The digest credentials of one request through its retries (RFC 3261 22.2, 22.3). */
export class Authorization {
  readonly #random: Random;
  readonly #credentials: ClientCredentials | undefined;
  readonly #fields = new Map<401 | 407, Headers>();
  #answers = 0;

  constructor(random: Random, credentials: ClientCredentials | undefined) {
    this.#random = random;
    this.#credentials = credentials;
  }

  /** What the request carries from now on; an ACK to its 2xx carries the same (22.1). */
  get fields(): Headers {
    return [...this.#fields.values()].flat();
  }

  /**
   * Takes the challenge of a 401 or 407.
   * @returns whether the request is worth sending again; not when the password was wrong.
   */
  answer(response: SipResponse, request: SipRequest): boolean {
    const { status } = response;
    if ((status !== 401 && status !== 407) || !this.#credentials || this.#answers >= maxAnswers) return false;
    const answer = answerChallenges(response, {
      method: request.method,
      uri: request.uri,
      credentials: this.#credentials,
      cnonce: this.#random.hex(8),
    });
    if (!answer.ok || (this.#fields.has(status) && !answer.value.stale)) return false;
    this.#answers++;
    this.#fields.set(status, answer.value.fields);
    return true;
  }
}
