import type { WebSocket } from 'ws';
import type { Cancel, Clock } from '../../kernel/clock.js';

export interface WsTimes {
  /** Milliseconds that a connection may be without its first message. */
  readonly silentMs: number;
  /** A ping (RFC 6455 5.5.2) goes out this often; who hasn't answered by the next one is gone. */
  readonly pingMs: number;
}

export interface WsConnectionHandlers {
  readonly onMessage: (octets: Buffer) => void;
  readonly onKeepAlive: () => void;
  /** Once. */
  readonly onClosed: () => void;
}

/** A peer that reads nothing while this much waits for it is given up. */
const maxWaitingBytes = 1024 * 1024;
/** RFC 6455 7.4.1. */
const goingAway = 1001;

const pong = '\r\n';

/** One WebSocket that carries SIP, with its keep-alive of both kinds. */
export class WsConnection {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #times: WsTimes;
  readonly #handlers: WsConnectionHandlers;
  #spoke = false;
  /** Since the last ping. */
  #alive = true;
  #closed = false;
  #silentForMs = 0;
  #cancelTimer: Cancel;

  constructor(socket: WebSocket, clock: Clock, times: WsTimes, handlers: WsConnectionHandlers) {
    this.#socket = socket;
    this.#clock = clock;
    this.#times = times;
    this.#handlers = handlers;
    this.#cancelTimer = this.#watch();
    socket.on('message', (data) => this.#read(data as Buffer));
    socket.on('pong', () => (this.#alive = true));
    socket.on('error', () => this.#end());
    socket.on('close', () => this.#end());
  }

  send(octets: Buffer): void {
    if (this.#closed) return;
    // SIP is UTF-8 (RFC 3261 7), and browsers take text where they would have to convert binary frames.
    this.#socket.send(octets, { binary: false });
    if (this.#socket.bufferedAmount > maxWaitingBytes) this.#drop();
  }

  close(why: string): void {
    this.#socket.close(goingAway, why);
    this.#end();
    // Who does not answer the close frame is not waited for.
    this.#clock.after(0, () => this.#socket.terminate());
  }

  #read(octets: Buffer): void {
    if (this.#closed) return;
    this.#alive = true;
    // RFC 7118 6: CRLF as keep-alive; two of them ask for one (RFC 5626 3.5.1).
    if (octets.length <= 4) {
      this.#handlers.onKeepAlive();
      if (octets.length === 4) this.#socket.send(pong);
      return;
    }
    this.#spoke = true;
    this.#handlers.onMessage(octets);
  }

  #watch(): Cancel {
    const { pingMs, silentMs } = this.#times;
    return this.#clock.after(pingMs, () => {
      this.#silentForMs += pingMs;
      if (!this.#alive || (!this.#spoke && this.#silentForMs >= silentMs)) {
        this.#drop();
        return;
      }
      this.#alive = false;
      this.#socket.ping();
      this.#cancelTimer = this.#watch();
    });
  }

  #drop(): void {
    this.#socket.terminate();
    this.#end();
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer();
    this.#handlers.onClosed();
  }
}
