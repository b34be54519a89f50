/** The Transport over real sockets: what arrives is parsed, checked and noted here, what leaves finds its socket. */
import { isIP, isIPv6 } from 'node:net';
import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { Random } from '../../kernel/random.js';
import type { Scope } from '../../kernel/scope.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import type { SipEndpoint, SipProtocol } from './call.js';
import { header, type SipMessage, type SipRequest } from './message.js';
import { parseMessage, salvageHead, type ParseRefusal } from './parse.js';
import { serializeMessage } from './serialize.js';
import { defaultTcpLimits, TcpTransport, type TcpLimits } from './tcp-transport.js';
import type { StreamRefusal } from './stream-reader.js';
import { defaultSources, isWildcard, LocalAddresses } from './transport-address.js';
import { defaultGuardLimits, TransportGuard, type GuardLimits } from './transport-guard.js';
import type { Transport, TransportEvent } from './transport.js';
import { UdpTransport } from './udp-transport.js';
import { isWebSocket } from './web-socket.js';
import { withArrivalNoted, withViaMoved } from './transport-via.js';
import { defaultWsLimits, WsTransport, type WsBind } from './ws-transport.js';

export interface Bind {
  readonly protocol: SipProtocol;
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Name of the setting, for the error when the port is taken. */
  readonly setting?: string;
  /** The address that others reach this socket by, when a NAT or load balancer stands before it. */
  readonly advertise?: string;
  /** Of 'wss', as PEM. */
  readonly tls?: NonNullable<WsBind['tls']>;
}

export interface TransportOptions {
  readonly binds: readonly Bind[];
  readonly clock: Clock;
  readonly random: Random;
  readonly scope: Scope;
  readonly log: Logger;
  readonly tcpLimits?: TcpLimits;
  readonly guardLimits?: GuardLimits;
  /** Sources that may send as much as they like: the trunks. */
  readonly isTrusted?: (source: SipEndpoint) => boolean;
}

/** Counted since the start. */
export interface TransportCounts {
  received: number;
  sent: number;
  malformed: number;
  /** Malformed messages that were answered; the others could not be, or came too fast. */
  malformedAnswered: number;
  scannersDropped: number;
  /** Requests of sources that sent too many. */
  flooded: number;
  keepAlives: number;
  connectionsTurnedAway: number;
  failures: number;
}

/** Largest request sent over UDP when the path MTU is not known (RFC 3261 18.1.1). */
const maxUdpRequestBytes = 1300;
/** Wait for TCP with a request that was meant for UDP; retransmissions wait meanwhile. */
const switchConnectMs = 1_000;
/** How long a target that refused TCP gets large requests over UDP at once. */
const noTcpMs = 10 * 60_000;
const maxRemembered = 4096;

const keyOf = (remote: SipEndpoint): string => `${remote.address} ${remote.port}`;

interface Bound {
  readonly local: SipEndpoint;
  readonly v6: boolean;
  readonly advertise: string | undefined;
  /** Absent on TCP, whose connections are in one table. */
  readonly udp?: UdpTransport;
}

/**
 * Binds every socket; the scope closes them.
 * @throws YihaoError 'port.busy' or 'port.unusable' when one can't be bound; those bound before are the scope's.
 */
export async function createTransport(options: TransportOptions): Promise<SipTransport> {
  const addresses = new LocalAddresses(options.clock, await defaultSources());
  const transport = new SipTransport(options, addresses);
  for (const bind of options.binds) await transport.bind(bind);
  return transport;
}

export class SipTransport implements Transport {
  readonly counts: TransportCounts = {
    received: 0,
    sent: 0,
    malformed: 0,
    malformedAnswered: 0,
    scannersDropped: 0,
    flooded: 0,
    keepAlives: 0,
    connectionsTurnedAway: 0,
    failures: 0,
  };
  readonly #events: Signal<TransportEvent>;
  readonly #options: TransportOptions;
  readonly #addresses: LocalAddresses;
  readonly #tcp: TcpTransport;
  readonly #ws: WsTransport;
  readonly #guard: TransportGuard;
  readonly #bound: Bound[] = [];
  /** Which of several UDP sockets of one family a remote was last heard on; oldest first. */
  readonly #heardOn = new Map<string, Bound>();
  /** Until when a remote is taken to have no TCP. */
  readonly #withoutTcp = new Map<string, number>();

  constructor(options: TransportOptions, addresses: LocalAddresses) {
    this.#options = options;
    this.#addresses = addresses;
    this.#events = new Signal((error) =>
      options.log.error({ err: error }, 'a listener of the transport threw'),
    );
    this.#guard = new TransportGuard(
      options.clock,
      options.random,
      options.guardLimits ?? defaultGuardLimits,
    );
    this.#tcp = new TcpTransport(options.clock, options.scope, options.tcpLimits ?? defaultTcpLimits, {
      onMessage: (octets, source, local) => this.#arrived(octets, source, local),
      onUnreadable: (refusal, source) => this.#unreadable(refusal, source),
      onClosed: (remote) => this.#events.emit({ type: 'closed', remote }),
      onFailure: (remote, why) => this.#failed(remote, why),
      onTurnedAway: () => this.counts.connectionsTurnedAway++,
    });
    this.#ws = new WsTransport(options.clock, options.scope, defaultWsLimits, {
      onMessage: (octets, source, local) => this.#arrived(octets, source, local),
      onKeepAlive: () => this.counts.keepAlives++,
      onClosed: (remote) => {
        if (!options.scope.closed) this.#events.emit({ type: 'closed', remote });
      },
      onFailure: (remote, why) => this.#failed(remote, why),
      onTurnedAway: () => this.counts.connectionsTurnedAway++,
    });
  }

  get events(): Listenable<TransportEvent> {
    return this.#events;
  }

  /** Our sockets as they are bound, in order of the binds. */
  get listening(): readonly SipEndpoint[] {
    return this.#bound.map(({ local }) => local);
  }

  get tcpConnections(): number {
    return this.#tcp.size;
  }

  get wsConnections(): number {
    return this.#ws.size;
  }

  /** @throws YihaoError 'port.busy' or 'port.unusable'. */
  async bind(bind: Bind): Promise<SipEndpoint> {
    const { protocol, address, port, setting = 'sip.listen', advertise, tls } = bind;
    if (protocol !== 'udp') {
      const at = { address, port, setting };
      const local = await (protocol === 'tcp'
        ? this.#tcp.listen(at)
        : this.#ws.listen({ ...at, ...(tls && { tls }) }));
      this.#bound.push({ local, v6: isIPv6(address), advertise });
      return local;
    }
    const udp = await UdpTransport.open({ address, port, setting }, this.#options.scope, {
      onDatagram: (octets, source, local) => this.#datagram(octets, source, local),
      onFailure: (remote, why) => this.#failed(remote, why),
    });
    this.#bound.push({ local: udp.local, v6: isIPv6(address), advertise, udp });
    return udp.local;
  }

  localFor(to: SipEndpoint): SipEndpoint | undefined {
    if (isWebSocket(to)) return this.#webSocketFor(to);
    const bound = this.#boundFor(to);
    if (!bound) return undefined;
    const { protocol, address, port } = bound.local;
    const own = isWildcard(address) ? this.#addresses.for(to.address) : address;
    return { protocol, address: bound.advertise ?? own, port };
  }

  send(message: SipMessage, to: SipEndpoint): void {
    if (isIP(to.address) === 0) {
      this.#fail(to, 'not an IP address');
      return;
    }
    this.counts.sent++;
    const octets = serializeMessage(message);
    if (isWebSocket(to)) this.#ws.send(octets, to);
    else if (to.protocol === 'tcp') this.#sendTcp(octets, to);
    else if (message.kind === 'request' && octets.length > maxUdpRequestBytes)
      this.#sendLarge(message, octets, to);
    else this.#sendUdp(octets, to);
  }

  /** A browser may be behind a proxy that speaks to another address of ours, so its own address decides. */
  #webSocketFor(to: SipEndpoint): SipEndpoint | undefined {
    const bound = this.#bound.find(({ local }) => local.protocol === to.protocol);
    if (!bound) return undefined;
    const { protocol, port } = bound.local;
    return { protocol, address: bound.advertise ?? this.#addresses.for(to.address), port };
  }

  #sendUdp(octets: Buffer, to: SipEndpoint): void {
    const udp = this.#boundFor(to)?.udp;
    if (udp) udp.send(octets, to);
    else this.#fail(to, 'no UDP socket of this address family');
  }

  #sendTcp(octets: Buffer, to: SipEndpoint): void {
    // Without a listener a connection of our own does, its answers come back over it.
    const local = this.#boundFor(to)?.local ?? {
      protocol: 'tcp',
      address: isIPv6(to.address) ? '::' : '0.0.0.0',
      port: 0,
    };
    this.#tcp.send(octets, to, local);
  }

  /** RFC 3261 18.1.1: a large request goes by TCP, with its Via changed, and back to UDP when TCP is not there. */
  #sendLarge(request: SipRequest, octets: Buffer, to: SipEndpoint): void {
    const overTcp: SipEndpoint = { ...to, protocol: 'tcp' };
    const bound = this.#boundFor(overTcp);
    const local = this.localFor(overTcp);
    const moved = local && withViaMoved(request, local);
    const key = keyOf(to);
    const shunned = (this.#withoutTcp.get(key) ?? -Infinity) > this.#options.clock.monotonic();
    if (!bound || !moved || shunned) {
      this.#sendUdp(octets, to);
      return;
    }
    this.#tcp.send(serializeMessage(moved), overTcp, bound.local, {
      connectMs: switchConnectMs,
      onFailure: () => {
        remember(this.#withoutTcp, key, this.#options.clock.monotonic() + noTcpMs);
        if (!this.#options.scope.closed) this.#sendUdp(octets, to);
      },
    });
  }

  /** Sockets of the protocol and address family. */
  #fitting(remote: SipEndpoint): readonly Bound[] {
    const v6 = remote.address.includes(':');
    return this.#bound.filter(({ local, v6: ours }) => local.protocol === remote.protocol && ours === v6);
  }

  /** The socket heard on before, else one bound to an address of its own that reaches `to`, else the wildcard. */
  #boundFor(to: SipEndpoint): Bound | undefined {
    const fitting = this.#fitting(to);
    if (fitting.length <= 1) return fitting[0];
    const heard = to.protocol === 'udp' ? this.#heardOn.get(keyOf(to)) : undefined;
    if (heard) return heard;
    const own = this.#addresses.for(to.address);
    return (
      fitting.find(({ local }) => local.address === own) ??
      fitting.find(({ local }) => isWildcard(local.address)) ??
      fitting[0]
    );
  }

  #datagram(octets: Buffer, source: SipEndpoint, local: SipEndpoint): void {
    // Keep-alives of NAT bindings: CRLF, two of them, four zeros, "jaK" of old phones. No SIP message is as short.
    if (octets.length <= 4) {
      this.counts.keepAlives++;
      return;
    }
    this.#arrived(octets, source, local);
  }

  #arrived(octets: Buffer, source: SipEndpoint, local: SipEndpoint): void {
    this.counts.received++;
    const parsed = parseMessage(octets);
    if (!parsed.ok) {
      this.#refused(parsed, source);
      return;
    }
    const message = parsed.value;
    if (message.kind === 'request' && this.#guard.isScanner(header(message, 'user-agent'))) {
      this.counts.scannersDropped++;
      return;
    }
    if (message.kind === 'request' && this.#isFlood(message, source)) {
      this.counts.flooded++;
      return;
    }
    this.#noteSocket(source, local);
    const noted = message.kind === 'request' ? withArrivalNoted(message, source) : message;
    this.#events.emit({ type: 'received', message: noted, source, local });
  }

  /** Unanswered: an answer to each is what a flood would like to have. */
  #isFlood({ method }: SipRequest, source: SipEndpoint): boolean {
    return this.#options.isTrusted?.(source) !== true && !this.#guard.admits(method, source);
  }

  #noteSocket(source: SipEndpoint, local: SipEndpoint): void {
    if (source.protocol !== 'udp' || this.#fitting(source).length < 2) return;
    const bound = this.#bound.find((one) => one.local === local);
    if (bound) remember(this.#heardOn, keyOf(source), bound);
  }

  #unreadable(refusal: StreamRefusal, source: SipEndpoint): void {
    this.counts.received++;
    const tooLarge = refusal.why.startsWith('message longer');
    const [status, phrase] = tooLarge ? [513, 'Message Too Large'] : [400, 'Bad Request'];
    const { why } = refusal;
    this.#refused({ why, status, reason: `${phrase} - ${why}`, ...salvageHead(refusal.head) }, source);
  }

  #refused(refusal: ParseRefusal, source: SipEndpoint): void {
    this.counts.malformed++;
    const { why, offset, status } = refusal;
    if (this.#guard.isScanner(refusal.userAgent)) {
      this.counts.scannersDropped++;
      return;
    }
    const answer = this.#guard.answer(refusal, source);
    this.#options.log.debug(
      { source, why, offset, status, answered: answer !== undefined },
      'malformed SIP message',
    );
    if (!answer) return;
    this.counts.malformedAnswered++;
    this.send(answer.response, answer.to);
  }

  #fail(remote: SipEndpoint, why: string): void {
    // Not from inside send(): the transaction that calls it must first know that it has sent.
    queueMicrotask(() => this.#failed(remote, why));
  }

  #failed(remote: SipEndpoint, why: string): void {
    if (this.#options.scope.closed) return;
    this.counts.failures++;
    this.#options.log.debug({ remote, why }, 'SIP transport failed');
    this.#events.emit({ type: 'failed', remote, why });
  }
}

/** Remembers within a bound; the oldest goes first. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= maxRemembered) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
