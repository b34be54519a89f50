/** The server's side of digest: challenges, checks, and a stop to those who try passwords. */
import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
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
import { DigestOffer } from './digest-offer.js';
import { FailureThrottle, type ThrottleLimits } from './digest-throttle.js';
import { header, headersOf, type SipRequest } from './message.js';
import { defaultNonceLimits, NonceStore, type NonceLimits } from './nonce-store.js';
import { sourceKey } from './token-buckets.js';

/** What is known of a user's password; any one of the three is enough for the algorithms that it serves. */
export interface DigestSecret {
  readonly password?: string;
  /** H(user:realm:password) in lower-case hex. */
  readonly ha1Md5?: string;
  readonly ha1Sha256?: string;
  /** Whom the user stands for in From and To; itself when absent. Several short-lived users may stand for one. */
  readonly addressOfRecord?: string;
}

/** Finds a user's secret; undefined when there is no such user. */
export type CredentialLookup = (user: string, realm: string) => Promise<DigestSecret | undefined>;

/** 401 of a user agent server or registrar, 407 of a proxy; what FreeSWITCH sends to an INVITE is a 407. */
export type ChallengeKind = 401 | 407;

export type Verdict =
  | { readonly kind: 'accepted'; readonly user: string; readonly addressOfRecord: string }
  /** To be answered with `status`, `reason` and `headers`. */
  | {
      readonly kind: 'challenged' | 'blocked';
      readonly status: 401 | 403 | 407;
      readonly reason: string;
      readonly headers: Headers;
      /** What led to it: no credentials, an old nonce, a wrong password or user, too many of those. */
      readonly why: 'absent' | 'stale' | 'wrong' | 'throttled';
    };

export interface DigestServerOptions {
  readonly realm: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly lookup: CredentialLookup;
  /** Offered and taken, the preferred first; both when absent. MD5 alone is for phones that know no other. */
  readonly algorithms?: readonly DigestAlgorithm[];
  readonly nonceLimits?: NonceLimits;
  readonly throttle?: { readonly perSource: ThrottleLimits; readonly perUser: ThrottleLimits };
}

export const defaultThrottle = {
  perSource: { failures: 20, windowMs: 5 * 60_000, blockMs: 10 * 60_000, keys: 10_000 },
  perUser: { failures: 100, windowMs: 5 * 60_000, blockMs: 10 * 60_000, keys: 10_000 },
} as const;

const maxTrusted = 10_000;

export class DigestServer {
  readonly #options: DigestServerOptions;
  readonly #offer: DigestOffer;
  readonly #nonces: NonceStore;
  readonly #perSource: FailureThrottle;
  readonly #perUser: FailureThrottle;
  /** `source user` of sign-ins that succeeded, oldest first. */
  readonly #trusted = new Set<string>();
  /** Stands in for the secret of a user that does not exist, so that the answer takes as long. */
  readonly #nobody: DigestSecret;

  constructor(options: DigestServerOptions) {
    this.#options = options;
    this.#offer = new DigestOffer(options.algorithms);
    this.#nonces = new NonceStore(options.clock, options.random, options.nonceLimits ?? defaultNonceLimits);
    const { perSource, perUser } = options.throttle ?? defaultThrottle;
    this.#perSource = new FailureThrottle(options.clock, perSource);
    this.#perUser = new FailureThrottle(options.clock, perUser);
    this.#nobody = { password: options.random.hex(16) };
  }

  /**
   * Checks who sent a request. The `uri` parameter is taken as it is: proxies rewrite the Request-URI on the way
   * (RFC 3261 22.4), and the nonce count stops a replay for another target.
   * @throws what the lookup throws.
   */
  async authenticate(request: SipRequest, address: string, kind: ChallengeKind): Promise<Verdict> {
    const source = sourceKey(address);
    const client = `${source} ${header(request, 'from')?.replace(/;.*/s, '') ?? ''}`;
    const params = this.#credentialsIn(request, kind);
    const user = params?.get('username');
    if (!params || user === undefined) {
      return this.#challenge(kind, source, 'absent', this.#offer.first(client, clientName(request)));
    }
    this.#offer.answered(client);
    const blockedMs = this.#blockedMs(source, user);
    if (blockedMs > 0) return blocked(blockedMs);
    const algorithm = algorithmOf(params);
    const again = this.#offer.again(algorithm);
    const nonce = params.get('nonce') ?? '';
    // A nonce of before our restart, of another source, an invented one, or an algorithm never offered: not worth a look-up.
    if (!this.#nonces.isOurs(nonce, source) || !algorithm || !again.includes(algorithm)) {
      return this.#challenge(kind, source, 'stale', again);
    }
    const secret = await this.#options.lookup(user, this.#options.realm);
    if (secret && !ha1Of(algorithm, user, this.#options.realm, secret)) {
      return this.#challenge(kind, source, 'stale', servedBy(secret));
    }
    const right = verifyDigest(params, request.method, this.#options.realm, secret ?? this.#nobody);
    if (!right || !secret) return this.#wrong(kind, source, user, again);
    if (!this.#nonces.use(nonce, source, countOf(params)))
      return this.#challenge(kind, source, 'stale', again);
    this.#trust(`${source} ${user}`);
    return { kind: 'accepted', user, addressOfRecord: secret.addressOfRecord ?? user };
  }

  #credentialsIn(request: SipRequest, kind: ChallengeKind): DigestParams | undefined {
    for (const line of headersOf(request, kind === 407 ? 'proxy-authorization' : 'authorization')) {
      const params = parseDigestParams(line);
      if (params.ok && params.value.get('realm') === this.#options.realm) return params.value;
    }
    return undefined;
  }

  /**
   * Where the user signed in from before neither block counts: one phone with an old password does not lock out its
   * office, nor wrong passwords from elsewhere the user.
   */
  #blockedMs(source: string, user: string): number {
    if (this.#trusted.has(`${source} ${user}`)) return 0;
    return Math.max(this.#perSource.blockedMs(source), this.#perUser.blockedMs(user));
  }

  #wrong(kind: ChallengeKind, source: string, user: string, algorithms: readonly DigestAlgorithm[]): Verdict {
    this.#trusted.delete(`${source} ${user}`);
    this.#perSource.failed(source);
    this.#perUser.failed(user);
    const blockedMs = this.#blockedMs(source, user);
    return blockedMs > 0 ? blocked(blockedMs) : this.#challenge(kind, source, 'wrong', algorithms);
  }

  #trust(key: string): void {
    this.#trusted.delete(key);
    this.#trusted.add(key);
    if (this.#trusted.size <= maxTrusted) return;
    for (const oldest of this.#trusted) {
      this.#trusted.delete(oldest);
      return;
    }
  }

  #challenge(
    kind: ChallengeKind,
    source: string,
    why: 'absent' | 'stale' | 'wrong',
    algorithms: readonly DigestAlgorithm[],
  ): Verdict {
    const nonce = this.#nonces.issue(source);
    return {
      kind: 'challenged',
      status: kind,
      reason: kind === 407 ? 'Proxy Authentication Required' : 'Unauthorized',
      headers: challengeFields(kind, {
        realm: this.#options.realm,
        nonce,
        stale: why === 'stale',
        algorithms,
      }),
      why,
    };
  }
}

/** SIP.js and JsSIP read the first challenge alone, and know MD5 alone; whatever a page calls itself, it is one of them. */
function clientName(request: SipRequest): string | undefined {
  const overWebSocket = /^SIP\/2\.0\/WSS?\s/i.test(header(request, 'via') ?? '');
  return overWebSocket ? 'websocket' : header(request, 'user-agent');
}

function blocked(ms: number): Verdict {
  const headers = [['retry-after', String(Math.ceil(ms / 1000))]] as const;
  return { kind: 'blocked', status: 403, reason: 'Forbidden', headers, why: 'throttled' };
}

/** One challenge an algorithm, the preferred on top (RFC 8760 2.3). */
export function challengeFields(
  kind: ChallengeKind,
  challenge: {
    readonly realm: string;
    readonly nonce: string;
    readonly stale: boolean;
    readonly algorithms?: readonly DigestAlgorithm[];
  },
): Headers {
  const name = kind === 407 ? 'proxy-authenticate' : 'www-authenticate';
  return (challenge.algorithms ?? digestAlgorithms).map((algorithm) => {
    const params = new Map([
      ['realm', challenge.realm],
      ['nonce', challenge.nonce],
      ['algorithm', algorithm],
      ['qop', 'auth'],
    ]);
    if (challenge.stale) params.set('stale', 'true');
    return [name, formatDigestParams(params, 'challenge')] as const;
  });
}

/** Whether the credentials were made with this secret. Says nothing of the nonce. Compares in constant time. */
export function verifyDigest(
  params: DigestParams,
  method: string,
  realm: string,
  secret: DigestSecret,
): boolean {
  const algorithm = algorithmOf(params);
  const [user, uri, nonce, response] = ['username', 'uri', 'nonce', 'response'].map((name) =>
    params.get(name),
  );
  if (!algorithm || user === undefined || uri === undefined || nonce === undefined || !response) return false;
  const ha1 = ha1Of(algorithm, user, realm, secret);
  if (ha1 === undefined) return false;
  const qop = params.get('qop');
  const nonceCount = params.get('nc');
  const cnonce = params.get('cnonce');
  if (qop !== undefined && (qop.toLowerCase() !== 'auth' || countOf(params) === undefined || !cnonce))
    return false;
  const quality =
    qop === undefined || nonceCount === undefined || cnonce === undefined
      ? {}
      : { quality: { qop: 'auth', nonceCount, cnonce } as const };
  const expected = Buffer.from(digestResponse({ algorithm, ha1, method, uri, nonce, ...quality }));
  const given = Buffer.from(response.toLowerCase());
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The nonce count; undefined without qop, or when it is not eight hexadecimal digits. */
function countOf(params: DigestParams): number | undefined {
  const text = params.get('nc');
  return params.has('qop') && text !== undefined && /^[0-9a-f]{8}$/i.test(text)
    ? parseInt(text, 16)
    : undefined;
}

function ha1Of(
  algorithm: DigestAlgorithm,
  user: string,
  realm: string,
  secret: DigestSecret,
): string | undefined {
  const stored = algorithm === 'MD5' ? secret.ha1Md5 : secret.ha1Sha256;
  if (stored !== undefined) return stored;
  return secret.password === undefined ? undefined : hashA1(algorithm, user, realm, secret.password);
}

function servedBy(secret: DigestSecret): readonly DigestAlgorithm[] {
  return digestAlgorithms.filter((algorithm) => ha1Of(algorithm, '', '', secret) !== undefined);
}
