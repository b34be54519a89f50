import type { Socket } from 'node:net';
import type { Cancel, Clock } from '../../kernel/clock.js';
import { StreamReader, type StreamRefusal } from './stream-reader.js';

export interface TcpTimes {
  /** Milliseconds that a connection may be without its first whole message, or with half a message. */
  readonly silentMs: number;
  /** Milliseconds without anything received, keep-alives included. */
  readonly idleMs: number;
}

export interface ConnectionHandlers {
  readonly onMessage: (octets: Buffer) => void;
  readonly onUnreadable: (refusal: StreamRefusal) => void;
  /** Once, before onBroken. */
  readonly onClosed: () => void;
  /** The connection ended while something was still to be sent, or by an error; not on an orderly end. */
  readonly onBroken: (why: string) => void;
}

/** A peer that reads nothing while this much waits for it is given up. */
const maxWaitingBytes = 1024 * 1024;

const pong = Buffer.from('\r\n');

/** One TCP connection with its framing, keep-alive and time-outs. */
export class TcpConnection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #times: TcpTimes;
  readonly #handlers: ConnectionHandlers;
  readonly #reader = new StreamReader();
  /** Told when the connection fails before it was open; afterwards onBroken speaks for all. */
  #waiting: ((why: string) => void)[] = [];
  #open: boolean;
  #closed = false;
  #spoke = false;
  #heardAt: number;
  #cancelTimer: Cancel;

  /** @param connectMs set when `socket` is still connecting. */
  constructor(
    socket: Socket,
    clock: Clock,
    times: TcpTimes,
    connectMs: number | undefined,
    handlers: ConnectionHandlers,
  ) {
    this.#socket = socket;
    this.#clock = clock;
    this.#times = times;
    this.#handlers = handlers;
    this.#open = connectMs === undefined;
    this.#heardAt = clock.monotonic();
    this.#cancelTimer = this.#open
      ? this.#watch(times.silentMs)
      : clock.after(connectMs ?? 0, () => this.#fail('no connection in time'));
    socket.on('connect', () => this.#opened());
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error.message));
    socket.on('close', () => this.#end(undefined));
  }

  /** @param onFailure told when the connection never opened. */
  send(octets: Buffer, onFailure: (why: string) => void): void {
    if (this.#closed) {
      queueMicrotask(() => onFailure('the connection is closed'));
      return;
    }
    if (!this.#open) this.#waiting.push(onFailure);
    this.#socket.write(octets);
    if (this.#socket.writableLength > maxWaitingBytes) this.#fail('the peer does not read');
  }

  /** Ends it without a word to onBroken. */
  close(why: string): void {
    this.#end(undefined, why);
    this.#socket.destroy();
  }

  #opened(): void {
    this.#open = true;
    this.#waiting = [];
    this.#cancelTimer();
    // We opened it, so that we speak first; the peer may answer when it likes.
    this.#spoke = true;
    this.#heardAt = this.#clock.monotonic();
    this.#cancelTimer = this.#watch(this.#times.idleMs);
  }

  #read(chunk: Buffer): void {
    if (this.#closed) return;
    this.#heardAt = this.#clock.monotonic();
    const items = this.#reader.push(chunk);
    if (!items.ok) {
      this.#handlers.onUnreadable(items);
      this.#end(undefined);
      // Not destroy(): what onUnreadable answered goes out first.
      this.#socket.destroySoon();
      return;
    }
    for (let i = Math.min(items.value.pings, 4); i > 0; i--) this.#socket.write(pong);
    for (const octets of items.value.messages) {
      this.#spoke = true;
      this.#handlers.onMessage(octets);
    }
  }

  /** One timer that looks how long it has been silent, rather than one set anew by every packet. */
  #watch(ms: number): Cancel {
    return this.#clock.after(ms, () => {
      const allowed = this.#spoke && this.#reader.held === 0 ? this.#times.idleMs : this.#times.silentMs;
      const left = allowed - (this.#clock.monotonic() - this.#heardAt);
      if (left <= 0) this.close('idle');
      else this.#cancelTimer = this.#watch(Math.min(left, this.#times.silentMs));
    });
  }

  #fail(why: string): void {
    this.#end(why);
    this.#socket.destroy();
  }

  #end(broken: string | undefined, closing = 'the connection is closed'): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer();
    this.#handlers.onClosed();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const onFailure of waiting) onFailure(broken ?? closing);
    if (waiting.length === 0 && broken !== undefined) this.#handlers.onBroken(broken);
  }
}
