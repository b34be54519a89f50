import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { every, type Cancel, type Clock } from '../../kernel/clock.js';
import type { Scope } from '../../kernel/scope.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import type { TrunkGate } from './admission.js';
import type { SipCall, SipEndpoint } from './call.js';
import type { ClientCredentials } from './digest-client.js';
import type { Outcome } from './dialog/dialog-request.js';
import { dnsResolver, sameEndpoint, type Resolver } from './location.js';
import { AddressMatch, numberThrough, shownUri, uriThrough, type TrunkSettings } from './trunk.js';

/**
 * `unknown` until the first OPTIONS has its answer; calls are tried through it meanwhile. Without keep-alive a trunk is
 * `up` once its address is known.
 */
export type TrunkState = 'unknown' | 'up' | 'down';

export type TrunkEvent =
  | { readonly type: 'wentUp'; readonly trunk: string }
  | { readonly type: 'wentDown'; readonly trunk: string; readonly why: string };

/** What a call through a trunk is sent as. */
export interface TrunkWay {
  readonly uri: string;
  readonly route: SipEndpoint;
  readonly credentials?: ClientCredentials;
  /** Number and host for From where the carrier wants its own. */
  readonly callerId?: string;
  readonly domain?: string;
}

export interface TrunkStatus {
  readonly name: string;
  readonly uri: string;
  readonly state: TrunkState;
  readonly calls: number;
  readonly maxCalls: number;
  /** Calls kept out because the limit was reached, since the start. */
  readonly refused: number;
}

/** What the list needs of the user agent. */
export interface TrunkUserAgent {
  /** Every call, in and out, as it begins. */
  readonly started: Listenable<SipCall>;
  /** Sends OPTIONS outside a dialog. */
  options(uri: string, route: SipEndpoint, credentials?: ClientCredentials): Promise<Outcome>;
}

export interface TrunkListOptions {
  readonly trunks: readonly TrunkSettings[];
  readonly clock: Clock;
  readonly scope: Scope;
  readonly resolver?: Resolver;
}

/** OPTIONS in a row that must fail before a trunk is down: one lost answer is no outage. */
const failuresUntilDown = 2;
/** How often a name is looked up again where there is no keep-alive that does it. */
const lookUpEveryMs = 60_000;

interface Trunk {
  readonly settings: TrunkSettings;
  match: AddressMatch;
  /** Where its address is, best first; a name is looked up again with each keep-alive, or each minute. */
  endpoints: readonly SipEndpoint[];
  state: TrunkState;
  failures: number;
  refused: number;
  readonly calls: Set<SipCall>;
  /** Ends its keep-alive. */
  stop: Cancel;
}

/** The trunks: who is one, how a number is called through one, which are up and how full they are. */
export class TrunkList implements TrunkGate {
  readonly #trunks = new Map<string, Trunk>();
  readonly #clock: Clock;
  readonly #scope: Scope;
  readonly #resolver: Resolver;
  readonly #events = new Signal<TrunkEvent>();
  #userAgent: TrunkUserAgent | undefined;

  constructor(options: TrunkListOptions) {
    this.#clock = options.clock;
    this.#scope = options.scope;
    this.#resolver = options.resolver ?? dnsResolver;
    for (const settings of options.trunks) this.#trunks.set(settings.name, newTrunk(settings, new Set()));
    this.#scope.own(() => {
      for (const trunk of this.#trunks.values()) trunk.stop();
    });
  }

  get events(): Listenable<TrunkEvent> {
    return this.#events;
  }

  get status(): TrunkStatus[] {
    return [...this.#trunks.values()].map(({ settings, state, calls, refused }) => ({
      name: settings.name,
      uri: shownUri(settings),
      state,
      calls: calls.size,
      maxCalls: settings.maxCalls,
      refused,
    }));
  }

  /** Counts calls and keeps trunks alive from now on, until the scope closes. */
  watch(userAgent: TrunkUserAgent): void {
    this.#userAgent = userAgent;
    this.#scope.own(userAgent.started.on((call) => this.#count(call)));
    for (const trunk of this.#trunks.values()) this.#keepAlive(trunk);
  }

  /** Other trunks from now on. Those that stay as they were notice nothing; calls go on in any case. */
  replace(trunks: readonly TrunkSettings[]): void {
    const names = new Set(trunks.map(({ name }) => name));
    for (const name of this.#trunks.keys()) if (!names.has(name)) this.remove(name);
    for (const settings of trunks) {
      const before = this.#trunks.get(settings.name);
      if (before && isDeepStrictEqual(before.settings, settings)) continue;
      before?.stop();
      const trunk = newTrunk(settings, before?.calls ?? new Set());
      this.#trunks.set(settings.name, trunk);
      this.#keepAlive(trunk);
    }
  }

  /** @returns false when there is none of that name. */
  remove(name: string): boolean {
    this.#trunks.get(name)?.stop();
    return this.#trunks.delete(name);
  }

  trunkOf(source: SipEndpoint): { readonly name: string; readonly full: boolean } | undefined {
    for (const trunk of this.#trunks.values()) {
      if (!trunk.match.has(source.address)) continue;
      const full = isFull(trunk);
      if (full) trunk.refused++;
      return { name: trunk.settings.name, full };
    }
    return undefined;
  }

  /** Whether the address belongs to a trunk. */
  covers(address: string): boolean {
    for (const { match } of this.#trunks.values()) if (match.has(address)) return true;
    return false;
  }

  /** The ways to a number, the best first; or why there is none. */
  waysTo(name: string, number: string): readonly TrunkWay[] | 'unknown' | 'down' | 'full' {
    const trunk = this.#trunks.get(name);
    if (!trunk) return 'unknown';
    if (trunk.state === 'down' || trunk.endpoints.length === 0) return 'down';
    if (isFull(trunk)) {
      trunk.refused++;
      return 'full';
    }
    const { settings } = trunk;
    const uri = uriThrough(settings, numberThrough(settings, number));
    return trunk.endpoints.map((route) => ({
      uri,
      route,
      ...(settings.credentials && { credentials: settings.credentials }),
      ...(settings.callerId !== undefined && { callerId: settings.callerId }),
      ...(settings.domain !== undefined && { domain: settings.domain }),
    }));
  }

  /** Calls out are known by where they go, calls in by who let them in. */
  #count(call: SipCall): void {
    const { admission, direction, remote } = call.info;
    const trunk =
      direction === 'inbound'
        ? admission?.kind === 'trunk' && this.#trunks.get(admission.trunk)
        : [...this.#trunks.values()].find(({ endpoints }) =>
            endpoints.some((one) => sameEndpoint(one, remote)),
          );
    if (!trunk) return;
    trunk.calls.add(call);
    call.events.on((event) => {
      if (event.type === 'ended') trunk.calls.delete(call);
    });
  }

  async #check(trunk: Trunk, userAgent: TrunkUserAgent): Promise<void> {
    const { settings } = trunk;
    if (isIP(settings.address) === 0) await this.#lookUp(trunk);
    const [route] = trunk.endpoints;
    if (!route) {
      this.#failed(trunk, 'its name leads to no address');
    } else if (settings.keepAliveS === 0) {
      this.#up(trunk);
    } else {
      const { status, reason } = await userAgent.options(
        uriThrough(settings, ''),
        route,
        settings.credentials,
      );
      // Answers to a trunk that was taken away or changed say nothing of the new one.
      if (this.#scope.closed || this.#trunks.get(settings.name) !== trunk) return;
      // Any answer proves that somebody is there, also 404 or 405; but 408 and 503 are what no answer looks like.
      if (status === 408 || status === 503) this.#failed(trunk, `${status} ${reason}`);
      else this.#up(trunk);
    }
  }

  async #lookUp(trunk: Trunk): Promise<void> {
    const { address, port, protocol } = trunk.settings;
    const found = await this.#resolver.resolve(address, port, protocol).catch(() => []);
    // A name server that is away moves nobody: the last addresses stay.
    if (found.length === 0) return;
    trunk.endpoints = found;
    trunk.match = matchOf(trunk.settings, found);
  }

  #up(trunk: Trunk): void {
    trunk.failures = 0;
    if (trunk.state === 'up') return;
    trunk.state = 'up';
    this.#events.emit({ type: 'wentUp', trunk: trunk.settings.name });
  }

  #failed(trunk: Trunk, why: string): void {
    trunk.failures++;
    if (trunk.state === 'down' || trunk.failures < failuresUntilDown) return;
    trunk.state = 'down';
    this.#events.emit({ type: 'wentDown', trunk: trunk.settings.name, why });
  }

  #keepAlive(trunk: Trunk): void {
    const userAgent = this.#userAgent;
    if (!userAgent || this.#scope.closed) return;
    void this.#check(trunk, userAgent);
    const { keepAliveS, address } = trunk.settings;
    const everyMs = keepAliveS > 0 ? 1000 * keepAliveS : isIP(address) === 0 ? lookUpEveryMs : 0;
    if (everyMs > 0) trunk.stop = every(this.#clock, everyMs, () => void this.#check(trunk, userAgent));
  }
}

function newTrunk(settings: TrunkSettings, calls: Set<SipCall>): Trunk {
  const { address, port, protocol } = settings;
  const endpoints = isIP(address) === 0 ? [] : [{ protocol, address, port }];
  const state = settings.keepAliveS === 0 && endpoints.length > 0 ? 'up' : 'unknown';
  return {
    settings,
    match: matchOf(settings, endpoints),
    endpoints,
    state,
    failures: 0,
    refused: 0,
    calls,
    stop: () => undefined,
  };
}

function isFull({ settings, calls }: Trunk): boolean {
  return settings.maxCalls > 0 && calls.size >= settings.maxCalls;
}

function matchOf(settings: TrunkSettings, endpoints: readonly SipEndpoint[]): AddressMatch {
  return new AddressMatch(
    settings.match.length > 0 ? settings.match : endpoints.map(({ address }) => address),
  );
}
