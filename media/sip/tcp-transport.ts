/**
 * SIP over TCP (RFC 3261 18): one table of connections by remote address and port, whoever opened them. A request
 * to a registered contact finds the connection that its REGISTER came in by (the reuse of RFC 5923), a response the
 * one of its request.
 */
import { connect, createServer, isIPv6, type Server, type Socket } from 'node:net';
import type { Clock } from '../../kernel/clock.js';
import type { Scope } from '../../kernel/scope.js';
import type { SipEndpoint } from './call.js';
import { TcpConnection, type TcpTimes } from './tcp-connection.js';
import { sourceKey } from './token-buckets.js';
import type { StreamRefusal } from './stream-reader.js';
import { bindError } from './transport-error.js';

export interface TcpLimits extends TcpTimes {
  /** Connections from everywhere, and from one address (or IPv6 /64; offices share one address by NAT). */
  readonly connections: number;
  readonly connectionsPerSource: number;
  /** Milliseconds to wait for a connection that we open. */
  readonly connectMs: number;
}

export const defaultTcpLimits: TcpLimits = {
  connections: 4096,
  connectionsPerSource: 512,
  connectMs: 5_000,
  silentMs: 30_000,
  // Longer than the longest registration, whose refresh keeps the connection of a phone without keep-alive.
  idleMs: 65 * 60_000,
};

export interface TcpHandlers {
  readonly onMessage: (octets: Buffer, source: SipEndpoint, local: SipEndpoint) => void;
  /** The stream can't be read on; it is closed behind this call, after what `onUnreadable` sends. */
  readonly onUnreadable: (refusal: StreamRefusal, source: SipEndpoint, local: SipEndpoint) => void;
  /** The connection is there no more, and no newer one took its place. */
  readonly onClosed: (remote: SipEndpoint) => void;
  readonly onFailure: (remote: SipEndpoint, why: string) => void;
  /** A connection over the limits was turned away. */
  readonly onTurnedAway: () => void;
}

const keyOf = (address: string, port: number): string => `${address} ${port}`;

export class TcpTransport {
  readonly #connections = new Map<string, TcpConnection>();
  readonly #perSource = new Map<string, number>();
  readonly #clock: Clock;
  readonly #scope: Scope;
  readonly #limits: TcpLimits;
  readonly #handlers: TcpHandlers;

  constructor(clock: Clock, scope: Scope, limits: TcpLimits, handlers: TcpHandlers) {
    this.#clock = clock;
    this.#scope = scope;
    this.#limits = limits;
    this.#handlers = handlers;
    scope.own(() => this.#closeAll());
  }

  /**
   * Listens until the scope closes.
   * @throws YihaoError 'port.busy' or 'port.unusable'.
   */
  async listen(bind: {
    readonly address: string;
    readonly port: number;
    readonly setting: string;
  }): Promise<SipEndpoint> {
    const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(bindError(error, 'SIP over TCP', bind)));
      server.listen({ host: bind.address, port: bind.port, ipv6Only: isIPv6(bind.address) }, resolve);
    });
    const local = { protocol: 'tcp', address: bind.address, port: portOf(server) } as const;
    server.removeAllListeners('error');
    // Out of file descriptors: the system keeps the connection waiting, and the next accept tries again.
    server.on('error', () => undefined);
    server.on('connection', (socket) => this.#accept(socket, local));
    this.#scope.own(() => new Promise<void>((resolve) => server.close(() => resolve())));
    // Runs before the above: a server closes only when its connections have.
    this.#scope.own(() => this.#closeAll());
    return local;
  }

  /** Open connections, and those being opened. */
  get size(): number {
    return this.#connections.size;
  }

  /**
   * Sends over the connection to `to`, opening one when there is none.
   * @param local the listening socket that the messages coming back are told to have come in at.
   * @param onFailure told instead of the handler when this message could not be sent.
   */
  send(
    octets: Buffer,
    to: SipEndpoint,
    local: SipEndpoint,
    options: { readonly onFailure?: (why: string) => void; readonly connectMs?: number } = {},
  ): void {
    const fail = options.onFailure ?? ((why: string) => this.#handlers.onFailure(to, why));
    const connection =
      this.#connections.get(keyOf(to.address, to.port)) ?? this.#open(to, local, options.connectMs);
    if (!connection) queueMicrotask(() => fail('too many TCP connections'));
    else connection.send(octets, fail);
  }

  #accept(socket: Socket, local: SipEndpoint): void {
    const { remoteAddress, remotePort } = socket;
    const gone = remoteAddress === undefined || remotePort === undefined;
    if (gone || this.#scope.closed || !this.#hasRoom(remoteAddress)) {
      socket.destroy();
      if (!gone) this.#handlers.onTurnedAway();
      return;
    }
    this.#add(socket, { protocol: 'tcp', address: remoteAddress, port: remotePort }, local);
  }

  #open(to: SipEndpoint, local: SipEndpoint, connectMs = this.#limits.connectMs): TcpConnection | undefined {
    if (this.#scope.closed || !this.#hasRoom(to.address)) return undefined;
    const socket = connect({ host: to.address, port: to.port, noDelay: true, keepAlive: true });
    return this.#add(socket, to, local, connectMs);
  }

  #closeAll(): void {
    for (const connection of this.#connections.values()) connection.close('the switch stops');
  }

  #hasRoom(address: string): boolean {
    const here = this.#perSource.get(sourceKey(address)) ?? 0;
    return this.#connections.size < this.#limits.connections && here < this.#limits.connectionsPerSource;
  }

  #add(socket: Socket, remote: SipEndpoint, local: SipEndpoint, connectMs?: number): TcpConnection {
    const key = keyOf(remote.address, remote.port);
    const source = sourceKey(remote.address);
    const before = this.#connections.get(key);
    this.#perSource.set(source, (this.#perSource.get(source) ?? 0) + 1);
    const connection: TcpConnection = new TcpConnection(socket, this.#clock, this.#limits, connectMs, {
      onMessage: (octets) => this.#handlers.onMessage(octets, remote, local),
      onUnreadable: (refusal) => this.#handlers.onUnreadable(refusal, remote, local),
      onClosed: () => {
        const current = this.#connections.get(key) === connection;
        if (current) this.#connections.delete(key);
        const left = (this.#perSource.get(source) ?? 1) - 1;
        if (left === 0) this.#perSource.delete(source);
        else this.#perSource.set(source, left);
        if (current && !this.#scope.closed) this.#handlers.onClosed(remote);
      },
      onBroken: (why) => this.#handlers.onFailure(remote, why),
    });
    this.#connections.set(key, connection);
    // The same remote port can come anew before the old connection is seen to be dead.
    before?.close('replaced by a newer connection');
    return connection;
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listening TCP server has a port');
  return address.port;
}
