import type { Clock } from '../../kernel/clock.js';
import { createHash } from 'node:crypto';
import type { Random } from '../../kernel/random.js';
import type { SipEndpoint } from './call.js';
import { splitList } from './header-list.js';
import { makeResponse } from './make-response.js';
import { header, headersOf, type SipResponse } from './message.js';
import type { ParseRefusal } from './parse.js';
import { sourceKey, TokenBuckets, type BucketLimits } from './token-buckets.js';
import { formatVia, parseVia, responseTarget, viaOnArrival } from './via.js';

export interface GuardLimits {
  /** Answers to malformed requests: to one source, and to all together. */
  readonly answersPerSource: BucketLimits;
  readonly answers: BucketLimits;
  /** Requests that begin something (INVITE, REGISTER, ...) from one source. */
  readonly requestsPerSource: BucketLimits;
  /** Lower-case parts of User-Agent by which scanners give themselves away. They get no answer at all. */
  readonly scanners: readonly string[];
}

export const defaultGuardLimits: GuardLimits = {
  answersPerSource: { perSecond: 1, burst: 10, keys: 4096 },
  answers: { perSecond: 50, burst: 100, keys: 1 },
  // Room for an office behind one address whose phones all register anew at once, twice each.
  requestsPerSource: { perSecond: 50, burst: 600, keys: 8192 },
  scanners: [
    'friendly-scanner',
    'friendly-request',
    'sipvicious',
    'sundayddr',
    'sipcli',
    'sip-scan',
    'iwar',
    'pplsip',
  ],
};

/** Methods that end or go with something begun: to drop them would cost more than to take them. */
const belonging: ReadonlySet<string> = new Set(['ACK', 'BYE', 'CANCEL', 'INFO', 'PRACK', 'UPDATE']);

/** Decides what strangers get for an answer: nothing for scanners, little for senders of nonsense. */
export class TransportGuard {
  readonly #limits: GuardLimits;
  readonly #perSource: TokenBuckets;
  readonly #all: TokenBuckets;
  readonly #requests: TokenBuckets;
  readonly #tagKey: string;

  constructor(clock: Clock, random: Random, limits: GuardLimits) {
    this.#limits = limits;
    this.#perSource = new TokenBuckets(clock, limits.answersPerSource);
    this.#all = new TokenBuckets(clock, limits.answers);
    this.#requests = new TokenBuckets(clock, limits.requestsPerSource);
    this.#tagKey = random.hex(16);
  }

  /** @returns false for a request too many of its source; what belongs to something begun is never one. */
  admits(method: string, source: SipEndpoint): boolean {
    return belonging.has(method) || this.#requests.take(sourceKey(source.address));
  }

  isScanner(userAgent: string | undefined): boolean {
    if (userAgent === undefined) return false;
    const lower = userAgent.toLowerCase();
    return this.#limits.scanners.some((scanner) => lower.includes(scanner));
  }

  /** The stateless answer (RFC 3261 8.2.7) and where it goes; undefined when there is to be none. */
  answer(
    refusal: ParseRefusal,
    source: SipEndpoint,
  ): { readonly response: SipResponse; readonly to: SipEndpoint } | undefined {
    const { answerTo, status, reason } = refusal;
    if (!answerTo) return undefined;
    if (!this.#perSource.take(sourceKey(source.address)) || !this.#all.take('all')) return undefined;
    const request = { headers: answerTo };
    // The same for each retransmission, and not to be guessed (8.2.7).
    const toTag = createHash('sha256')
      .update(`${this.#tagKey} ${header(request, 'call-id') ?? ''} ${header(request, 'cseq') ?? ''}`)
      .digest('hex')
      .slice(0, 16);
    const [line = ''] = headersOf(request, 'via');
    const values = splitList(line);
    const [top = '', ...below] = values.ok ? values.value : [];
    const via = parseVia(top);
    if (!via.ok) return { response: makeResponse(request, status, { reason, toTag }), to: source };
    const noted = viaOnArrival(via.value, source.address, source.port);
    let first = true;
    const headers = answerTo.map((field) => {
      if (field[0] !== 'via' || !first) return field;
      first = false;
      return ['via', [formatVia(noted), ...below].join(', ')] as const;
    });
    const { port } = responseTarget(noted);
    const to = source.protocol === 'udp' ? { ...source, port } : source;
    return { response: makeResponse({ headers }, status, { reason, toTag }), to };
  }
}
