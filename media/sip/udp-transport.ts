import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Scope } from '../../kernel/scope.js';
import type { SipEndpoint } from './call.js';
import { bindError } from './transport-error.js';

/** Room for a burst that comes while the process is busy; the kernel's default holds some 200 small messages. */
const bufferBytes = 1024 * 1024;

/**
 * In place of DNS: addresses are numeric here. Node sends within the call then, not a tick later, which spares work for
 * each datagram and lets a BYE out that is followed by the socket's close.
 */
function alreadyFound(
  address: string,
  _options: unknown,
  found: (error: null, address: string, family: number) => void,
): void {
  found(null, address, isIPv6(address) ? 6 : 4);
}

export interface UdpHandlers {
  readonly onDatagram: (octets: Buffer, source: SipEndpoint, local: SipEndpoint) => void;
  /** Sending to `remote` failed, by the local stack's word. */
  readonly onFailure: (remote: SipEndpoint, why: string) => void;
}

/** One bound UDP socket. */
export class UdpTransport {
  readonly local: SipEndpoint;
  readonly #socket: Socket;
  readonly #handlers: UdpHandlers;

  private constructor(socket: Socket, local: SipEndpoint, handlers: UdpHandlers) {
    this.#socket = socket;
    this.local = local;
    this.#handlers = handlers;
    socket.on('message', (octets, { address, port }) =>
      handlers.onDatagram(octets, { protocol: 'udp', address, port }, local),
    );
  }

  /**
   * Binds and reads until the scope closes. An IPv6 socket takes IPv6 alone, so that `0.0.0.0` and `::` go together.
   * @param port 0 lets the system choose.
   * @throws YihaoError 'port.busy' or 'port.unusable'.
   */
  static async open(
    bind: { readonly address: string; readonly port: number; readonly setting: string },
    scope: Scope,
    handlers: UdpHandlers,
  ): Promise<UdpTransport> {
    const v6 = isIPv6(bind.address);
    const socket = createSocket({ type: v6 ? 'udp6' : 'udp4', ipv6Only: v6, lookup: alreadyFound });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (error) => {
        socket.close();
        reject(bindError(error, 'SIP over UDP', bind));
      });
      socket.bind({ address: bind.address, port: bind.port }, resolve);
    });
    socket.removeAllListeners('error');
    // What arrives here later is about one datagram; send() told its sender.
    socket.on('error', () => undefined);
    try {
      socket.setRecvBufferSize(bufferBytes);
    } catch {
      // A system with less to give keeps its own size.
    }
    scope.own(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    return new UdpTransport(
      socket,
      { protocol: 'udp', address: bind.address, port: socket.address().port },
      handlers,
    );
  }

  send(octets: Buffer, to: SipEndpoint): void {
    try {
      this.#socket.send(octets, to.port, to.address, (error) => {
        if (error) this.#handlers.onFailure(to, error.message);
      });
    } catch (error) {
      // The socket is closed: the switch goes down while a timer of a call still runs.
      this.#handlers.onFailure(to, error instanceof Error ? error.message : String(error));
    }
  }
}
