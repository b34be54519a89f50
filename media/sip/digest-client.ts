import { refuse, ok, type Result } from '../../kernel/result.js';
import type { Headers } from './call.js';
import {
  algorithmOf,
  digestAlgorithms,
  digestResponse,
  formatDigestParams,
  hashA1,
  parseDigestParams,
  type DigestAlgorithm,
  type DigestParams,
} from './digest.js';
import { headersOf, type SipResponse } from './message.js';

export interface ClientCredentials {
  readonly user: string;
  readonly password: string;
}

export interface ChallengeAnswer {
  /** Authorization or Proxy-Authorization, one for each realm that asked. */
  readonly fields: Headers;
  /**
   * The nonce before was merely too old. Without it a second challenge after an answer means that the password
   * is wrong, and asking again would lock the account (RFC 3261 22.2).
   */
  readonly stale: boolean;
}

export interface AnswerOptions {
  readonly method: string;
  /** Request-URI of the request that will carry the answer. */
  readonly uri: string;
  readonly credentials: ClientCredentials;
  /** Unguessable, new for each request: `random.hex(8)`. */
  readonly cnonce: string;
  /** How often this nonce was used, this time included; 1 for a fresh challenge. */
  readonly nonceCount?: number;
}

/** Answers a 401 or 407 with the strongest algorithm that each realm offers and that is spoken here. */
export function answerChallenges(response: SipResponse, options: AnswerOptions): Result<ChallengeAnswer> {
  const proxy = response.status === 407;
  const lines = headersOf(response, proxy ? 'proxy-authenticate' : 'www-authenticate');
  const strongest = new Map<string, { readonly algorithm: DigestAlgorithm; readonly params: DigestParams }>();
  let why = 'no challenge in the response';
  for (const line of lines) {
    const params = parseDigestParams(line);
    if (!params.ok) {
      why = params.why;
      continue;
    }
    const algorithm = algorithmOf(params.value);
    const realm = params.value.get('realm') ?? '';
    if (!algorithm || !params.value.has('nonce') || !offersAuth(params.value)) {
      why = 'no algorithm or quality of protection in the challenge that is spoken here';
      continue;
    }
    const before = strongest.get(realm)?.algorithm;
    if (before && digestAlgorithms.indexOf(before) <= digestAlgorithms.indexOf(algorithm)) continue;
    strongest.set(realm, { algorithm, params: params.value });
  }
  if (strongest.size === 0) return refuse(why);
  const name = proxy ? 'proxy-authorization' : 'authorization';
  const chosen = [...strongest.values()];
  return ok({
    fields: chosen.map(({ algorithm, params }) => [name, answerOne(algorithm, params, options)] as const),
    stale: chosen.every(({ params }) => params.get('stale')?.toLowerCase() === 'true'),
  });
}

/** Without qop the challenge is one of RFC 2069, which is answered in its own way. */
function offersAuth(params: DigestParams): boolean {
  const qop = params.get('qop');
  return qop === undefined || qop.split(',').some((one) => one.trim().toLowerCase() === 'auth');
}

function answerOne(algorithm: DigestAlgorithm, challenge: DigestParams, options: AnswerOptions): string {
  const { method, uri, cnonce, credentials } = options;
  const realm = challenge.get('realm') ?? '';
  const nonce = challenge.get('nonce') ?? '';
  const nonceCount = (options.nonceCount ?? 1).toString(16).padStart(8, '0');
  const quality = challenge.has('qop') ? ({ qop: 'auth', nonceCount, cnonce } as const) : undefined;
  const ha1 = hashA1(algorithm, credentials.user, realm, credentials.password);
  const response = digestResponse({ algorithm, ha1, method, uri, nonce, ...(quality ? { quality } : {}) });
  const params = new Map([
    ['username', credentials.user],
    ['realm', realm],
    ['nonce', nonce],
    ['uri', uri],
    ['response', response],
    // Servers of RFC 2069 know no algorithm parameter; it is echoed only where it was sent.
    ...(challenge.has('algorithm') ? ([['algorithm', algorithm]] as const) : []),
  ]);
  const opaque = challenge.get('opaque');
  if (opaque !== undefined) params.set('opaque', opaque);
  if (quality) params.set('cnonce', cnonce).set('qop', 'auth').set('nc', nonceCount);
  return formatDigestParams(params, 'credentials');
}
