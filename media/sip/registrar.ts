import type { Cancel, Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { Scope } from '../../kernel/scope.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import {
  applyRegister,
  defaultBindingLimits,
  type Binding,
  type BindingChange,
  type BindingLimits,
} from './binding.js';
import type { Headers, SipEndpoint } from './call.js';
import type { DigestServer } from './digest-server.js';
import { makeResponse } from './make-response.js';
import { header, type SipRequest, type SipResponse } from './message.js';
import { formatAddress, parseAddress } from './name-addr.js';

export type RegistrarEvent =
  /** A device of the user is new. */
  | { readonly type: 'registered'; readonly binding: Binding }
  | { readonly type: 'refreshed'; readonly binding: Binding }
  /** The device said so, the bound on devices pushed it out, or its connection (TCP, WebSocket) closed. */
  | {
      readonly type: 'unregistered';
      readonly binding: Binding;
      readonly why: 'removed' | 'displaced' | 'disconnected';
    }
  | { readonly type: 'expired'; readonly binding: Binding };

export interface RegistrarOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly scope: Scope;
  /** Shared with whoever else checks users, so that guessing is counted once. */
  readonly digest: Pick<DigestServer, 'authenticate'>;
  readonly limits?: BindingLimits;
  /** Users that may be registered at a time; more get 503. */
  readonly maxUsers?: number;
  /** Hosts of addresses that are ours, in lower case; any host when absent, as phones often dial by number alone. */
  readonly domains?: readonly string[];
}

interface Registration {
  readonly bindings: readonly Binding[];
  readonly cancelExpiry: Cancel;
}

/** Registrar and location service (RFC 3261 10.3): who is reached where. Keeps its bindings in memory. */
export class Registrar {
  readonly #options: RegistrarOptions;
  readonly #limits: BindingLimits;
  readonly #events = new Signal<RegistrarEvent>();
  readonly #registrations = new Map<string, Registration>();
  /** Users by the connection (TCP, WebSocket) that a device of theirs is reached over. */
  readonly #overFlow = new Map<string, Set<string>>();

  constructor(options: RegistrarOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultBindingLimits;
    options.scope.own(() => {
      for (const { cancelExpiry } of this.#registrations.values()) cancelExpiry();
      this.#registrations.clear();
    });
  }

  get events(): Listenable<RegistrarEvent> {
    return this.#events;
  }

  /**
   * Answers a REGISTER.
   * @throws what the look-up of credentials throws.
   */
  async handle(request: SipRequest, source: SipEndpoint): Promise<SipResponse> {
    const to = parseAddress(header(request, 'to') ?? '');
    if (!to.ok || to.value.user === '') return this.#respond(request, 400, 'Bad Request - To names no user');
    const { user, host } = to.value;
    if (this.#options.domains?.includes(host) === false) return this.#respond(request, 404, 'Not Found');
    const verdict = await this.#options.digest.authenticate(request, source.address, 401);
    if (verdict.kind !== 'accepted') {
      return this.#respond(request, verdict.status, verdict.reason, verdict.headers);
    }
    if (verdict.addressOfRecord !== user)
      return this.#respond(request, 403, 'Forbidden - not your own address');
    return this.#apply(request, user, source);
  }

  /** A connection is gone, and with it the only way to the devices that registered over it (RFC 5626 4.2.2). */
  disconnected(remote: SipEndpoint): void {
    for (const user of [...(this.#overFlow.get(flowOf(remote)) ?? [])]) {
      const isGone = ({ route }: Binding): boolean => flowOf(route) === flowOf(remote);
      const bindings = this.contactsOf(user);
      this.#store(
        user,
        bindings.filter((binding) => !isGone(binding)),
      );
      for (const binding of bindings.filter(isGone))
        this.#events.emit({ type: 'unregistered', binding, why: 'disconnected' });
    }
  }

  /** Forgets devices before their time is over; they are told of as expired, and may come again. */
  flush(isMeant: (binding: Binding) => boolean): void {
    for (const [user, { bindings }] of [...this.#registrations]) {
      const gone = bindings.filter(isMeant);
      if (gone.length === 0) continue;
      this.#store(
        user,
        bindings.filter((binding) => !gone.includes(binding)),
      );
      for (const binding of gone) this.#events.emit({ type: 'expired', binding });
    }
  }

  /** Where the user is reached, the device to try first in front; empty when nowhere. */
  contactsOf(user: string): readonly Binding[] {
    return this.#registrations.get(user)?.bindings ?? [];
  }

  /** Every device of every user. */
  *bindings(): Iterable<Binding> {
    for (const { bindings } of this.#registrations.values()) yield* bindings;
  }

  /** Users with a device. */
  get size(): number {
    return this.#registrations.size;
  }

  #apply(request: SipRequest, user: string, source: SipEndpoint): SipResponse {
    const now = this.#options.clock.now();
    const current = this.contactsOf(user);
    const change = applyRegister(current, request, { user, source, now, limits: this.#limits });
    if (!change.ok) return this.#respond(request, change.status, change.reason, change.headers);
    const { bindings } = change.value;
    const isFull = this.#registrations.size >= (this.#options.maxUsers ?? 10_000);
    if (bindings.length > 0 && current.length === 0 && isFull) {
      return this.#respond(request, 503, 'Service Unavailable', [['retry-after', '60']]);
    }
    this.#store(user, bindings);
    const response = this.#respond(request, 200, 'OK', [
      ...bindings.map((binding) => ['contact', contactField(binding, now)] as const),
      ['date', new Date(now).toUTCString()],
    ]);
    this.#tell(change.value);
    return response;
  }

  #tell({ added, refreshed, removed, displaced }: BindingChange): void {
    for (const binding of removed) this.#events.emit({ type: 'unregistered', binding, why: 'removed' });
    for (const binding of added) this.#events.emit({ type: 'registered', binding });
    for (const binding of refreshed) this.#events.emit({ type: 'refreshed', binding });
    for (const binding of displaced) this.#events.emit({ type: 'unregistered', binding, why: 'displaced' });
  }

  #store(user: string, bindings: readonly Binding[]): void {
    for (const flow of flowsOf(this.contactsOf(user))) {
      const users = this.#overFlow.get(flow);
      users?.delete(user);
      if (users?.size === 0) this.#overFlow.delete(flow);
    }
    for (const flow of flowsOf(bindings)) {
      const users = this.#overFlow.get(flow) ?? new Set();
      this.#overFlow.set(flow, users.add(user));
    }
    this.#registrations.get(user)?.cancelExpiry();
    this.#registrations.delete(user);
    if (bindings.length === 0 || this.#options.scope.closed) return;
    const { clock } = this.#options;
    const next = Math.min(...bindings.map(({ expiresAt }) => expiresAt));
    const cancelExpiry = clock.after(Math.max(0, next - clock.now()), () => this.#expire(user));
    this.#registrations.set(user, { bindings, cancelExpiry });
  }

  #expire(user: string): void {
    const now = this.#options.clock.now();
    const bindings = this.contactsOf(user);
    this.#store(
      user,
      bindings.filter(({ expiresAt }) => expiresAt > now),
    );
    for (const binding of bindings)
      if (binding.expiresAt <= now) this.#events.emit({ type: 'expired', binding });
  }

  #respond(request: SipRequest, status: number, reason: string, headers: Headers = []): SipResponse {
    return makeResponse(request, status, { reason, toTag: this.#options.random.hex(8), headers });
  }
}

/** What is left of a binding, as the 200 lists it (10.3, step 8). */
function contactField({ contact, q, expiresAt }: Binding, now: number): string {
  const params = new Map([['expires', String(Math.ceil((expiresAt - now) / 1000))]]);
  if (q !== 1) params.set('q', String(q));
  return formatAddress({ display: '', uri: contact }, params);
}

const flowOf = ({ protocol, address, port }: SipEndpoint): string => `${protocol} ${address} ${port}`;

/** UDP has no connections that could close. */
function flowsOf(bindings: readonly Binding[]): string[] {
  return bindings.flatMap(({ route }) => (route.protocol === 'udp' ? [] : [flowOf(route)]));
}
