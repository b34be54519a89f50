import type { Clock } from '../../../kernel/clock.js';
import { Signal } from '../../../kernel/signal.js';
import type { SipEndpoint } from '../call.js';
import { header, type SipMessage } from '../message.js';
import type { Transport, TransportEvent } from '../transport.js';
import { withArrivalNoted } from '../transport-via.js';

/** When each copy of a message arrives, in milliseconds from now; none is a loss, two are a duplicate. */
export type Fate = (message: SipMessage) => readonly number[];

/** What was put on the wire, whether it arrived or not. */
export interface Sent {
  readonly atMs: number;
  readonly from: SipEndpoint;
  readonly to: SipEndpoint;
  readonly message: SipMessage;
}

/** A network in memory on a clock, for tests: it loses, doubles and overtakes as it is told. */
export class FakeNetwork {
  readonly sent: Sent[] = [];
  fate: Fate = () => [1];
  readonly #clock: Clock;
  readonly #hosts = new Map<string, FakeTransport>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  host(local: SipEndpoint): FakeTransport {
    const transport = new FakeTransport(local, (message, to) => this.#carry(local, message, to));
    this.#hosts.set(keyOf(local), transport);
    return transport;
  }

  /** `INVITE`, `180 INVITE`, ... of all that was sent, in order. */
  get story(): string[] {
    return this.sent.map(({ message }) => titleOf(message));
  }

  #carry(from: SipEndpoint, message: SipMessage, to: SipEndpoint): void {
    this.sent.push({ atMs: this.#clock.monotonic(), from, to, message });
    for (const delayMs of this.fate(message)) {
      this.#clock.after(delayMs, () => this.#hosts.get(keyOf(to))?.arrive(message, from));
    }
  }
}

export class FakeTransport implements Transport {
  readonly events = new Signal<TransportEvent>();
  readonly local: SipEndpoint;
  readonly #carry: (message: SipMessage, to: SipEndpoint) => void;

  constructor(local: SipEndpoint, carry: (message: SipMessage, to: SipEndpoint) => void) {
    this.local = local;
    this.#carry = carry;
  }

  send(message: SipMessage, to: SipEndpoint): void {
    this.#carry(message, to);
  }

  localFor(to: SipEndpoint): SipEndpoint | undefined {
    return to.protocol === this.local.protocol ? this.local : undefined;
  }

  /** A message comes in as from `source`. */
  arrive(message: SipMessage, source: SipEndpoint): void {
    const noted = message.kind === 'request' ? withArrivalNoted(message, source) : message;
    this.events.emit({ type: 'received', message: noted, source, local: this.local });
  }

  fail(remote: SipEndpoint): void {
    this.events.emit({ type: 'failed', remote, why: 'refused' });
  }
}

export function titleOf(message: SipMessage): string {
  if (message.kind === 'request') return message.method;
  const method = /\S+$/.exec(header(message, 'cseq') ?? '')?.[0] ?? '';
  return `${message.status} ${method}`;
}

function keyOf(endpoint: SipEndpoint): string {
  return `${endpoint.protocol} ${endpoint.address} ${endpoint.port}`;
}
