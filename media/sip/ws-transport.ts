/**
 * SIP over WebSocket (RFC 7118): one message a frame, in connections that browsers open. None is ever opened from here,
 * so that a call to a browser finds the connection of its REGISTER (RFC 5626 5.3) or fails.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIP, isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock } from '../../kernel/clock.js';
import type { Scope } from '../../kernel/scope.js';
import type { SipEndpoint } from './call.js';
import { messageLimits } from './parse.js';
import { sourceKey } from './token-buckets.js';
import { isLoopback } from './transport-address.js';
import { bindError } from './transport-error.js';
import { WsConnection, type WsTimes } from './ws-connection.js';

export interface WsLimits extends WsTimes {
  /** Connections from everywhere, and from one address (or IPv6 /64). */
  readonly connections: number;
  readonly connectionsPerSource: number;
}

export const defaultWsLimits: WsLimits = {
  connections: 4096,
  connectionsPerSource: 512,
  silentMs: 30_000,
  // A vanished browser is noticed within 10 s.
  pingMs: 5_000,
};

export interface WsHandlers {
  readonly onMessage: (octets: Buffer, source: SipEndpoint, local: SipEndpoint) => void;
  readonly onKeepAlive: () => void;
  /** A connection ended, in whatever way. */
  readonly onClosed: (remote: SipEndpoint) => void;
  readonly onFailure: (remote: SipEndpoint, why: string) => void;
  /** A connection over the limits was turned away. */
  readonly onTurnedAway: () => void;
}

export interface WsBind {
  readonly address: string;
  readonly port: number;
  readonly setting: string;
  /** PEM; with it the connections are secure. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

const keyOf = ({ protocol, address, port }: SipEndpoint): string => `${protocol} ${address} ${port}`;

export class WsTransport {
  readonly #connections = new Map<string, WsConnection>();
  readonly #perSource = new Map<string, number>();
  readonly #clock: Clock;
  readonly #scope: Scope;
  readonly #limits: WsLimits;
  readonly #handlers: WsHandlers;

  constructor(clock: Clock, scope: Scope, limits: WsLimits, handlers: WsHandlers) {
    this.#clock = clock;
    this.#scope = scope;
    this.#limits = limits;
    this.#handlers = handlers;
    scope.own(() => this.#closeAll());
  }

  /** Open connections. */
  get size(): number {
    return this.#connections.size;
  }

  /**
   * Listens until the scope closes.
   * @throws YihaoError 'port.busy' or 'port.unusable'.
   */
  async listen(bind: WsBind): Promise<SipEndpoint> {
    const { tls } = bind;
    const server = tls ? createTlsServer({ cert: tls.certificate, key: tls.key }) : createServer();
    server.on('request', (_request, response) => response.writeHead(426, { upgrade: 'websocket' }).end());
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(bindError(error, 'SIP over WebSocket', bind)));
      server.listen({ host: bind.address, port: bind.port, ipv6Only: isIPv6(bind.address) }, resolve);
    });
    server.removeAllListeners('error');
    server.on('error', () => undefined);
    const local = { protocol: tls ? 'wss' : 'ws', address: bind.address, port: portOf(server) } as const;
    const upgrades = new WebSocketServer({
      noServer: true,
      maxPayload: messageLimits.messageBytes,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
    });
    server.on('upgrade', (request, socket, head) => this.#upgrade(upgrades, request, socket, head, local));
    this.#scope.own(() => new Promise<void>((resolve) => server.close(() => resolve())));
    this.#scope.own(() => {
      this.#closeAll();
      server.closeAllConnections();
    });
    return local;
  }

  /** Sends over the connection to `to`. */
  send(octets: Buffer, to: SipEndpoint): void {
    const connection = this.#connections.get(keyOf(to));
    if (connection) connection.send(octets);
    else queueMicrotask(() => this.#handlers.onFailure(to, 'the WebSocket is closed'));
  }

  #upgrade(
    upgrades: WebSocketServer,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    local: SipEndpoint,
  ): void {
    const refuse = (status: string): void => {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    };
    const remote = remoteOf(request, local.protocol);
    if (!remote || this.#scope.closed) refuse('503 Service Unavailable');
    else if (!offersSip(request)) refuse('400 Bad Request');
    else if (!this.#hasRoom(remote.address)) {
      this.#handlers.onTurnedAway();
      refuse('503 Service Unavailable');
    } else upgrades.handleUpgrade(request, socket, head, (webSocket) => this.#add(webSocket, remote, local));
  }

  #hasRoom(address: string): boolean {
    const here = this.#perSource.get(sourceKey(address)) ?? 0;
    return this.#connections.size < this.#limits.connections && here < this.#limits.connectionsPerSource;
  }

  #add(socket: WebSocket, remote: SipEndpoint, local: SipEndpoint): void {
    const key = keyOf(remote);
    const source = sourceKey(remote.address);
    this.#connections.get(key)?.close('replaced by a newer connection');
    this.#perSource.set(source, (this.#perSource.get(source) ?? 0) + 1);
    const connection: WsConnection = new WsConnection(socket, this.#clock, this.#limits, {
      onMessage: (octets) => this.#handlers.onMessage(octets, remote, local),
      onKeepAlive: () => this.#handlers.onKeepAlive(),
      onClosed: () => {
        if (this.#connections.get(key) === connection) this.#connections.delete(key);
        const left = (this.#perSource.get(source) ?? 1) - 1;
        if (left === 0) this.#perSource.delete(source);
        else this.#perSource.set(source, left);
        this.#handlers.onClosed(remote);
      },
    });
    this.#connections.set(key, connection);
  }

  #closeAll(): void {
    for (const connection of this.#connections.values()) connection.close('the switch stops');
  }
}

/** RFC 7118 4.1: the subprotocol is named by the client, or this is no SIP. */
function offersSip(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').some((name) => name.trim().toLowerCase() === 'sip');
}

/**
 * Who is at the other end. A proxy on this machine (the engine's `/sip`) tells the browser's address; from elsewhere
 * nobody is believed. The port is the connection's own, which keeps the browsers behind one address apart.
 */
function remoteOf(request: IncomingMessage, protocol: SipEndpoint['protocol']): SipEndpoint | undefined {
  const { remoteAddress, remotePort } = request.socket;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  const address = plain(remoteAddress);
  const told = plain(request.headers['x-forwarded-for']?.toString().split(',').at(-1)?.trim() ?? '');
  const believed = isLoopback(address) && isIP(told) !== 0;
  return { protocol, address: believed ? told : address, port: remotePort };
}

/** IPv4 mapped into IPv6 is IPv4. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port');
  return address.port;
}
