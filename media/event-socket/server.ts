import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Cancel } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import { FrameReader, type Frame } from '../../kernel/event-socket.js';
import { gatheredWrites } from '../../kernel/gathered-writes.js';
import type { CommandContext } from './command.js';
import { Outbox } from './outbox.js';
import { Session } from './session.js';

export interface EventSocketOptions {
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly password: string;
  /** Most connections at once. */
  readonly connections?: number;
  readonly signInMs?: number;
}

const defaultConnections = 64;
const defaultSignInMs = 10_000;
/** What a client that has not signed in may send. */
const strangerLimits = { headBytes: 1024, bodyBytes: 1024 };
const clientLimits = { headBytes: 64 * 1024, bodyBytes: 1024 * 1024 };
const lingerMs = 2000;
/** Frames that wait behind a slow command before the socket is no longer read. */
const mostWaiting = 1000;

/** The Event Socket's server: FreeSWITCH's inbound mode. */
export class EventSocketServer {
  readonly #server: Server;
  readonly #options: EventSocketOptions;
  readonly #context: CommandContext;
  readonly #connections = new Set<Connection>();

  private constructor(options: EventSocketOptions, context: CommandContext) {
    this.#options = options;
    this.#context = context;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** @throws YihaoError port.busy. */
  static async listen(options: EventSocketOptions, context: CommandContext): Promise<EventSocketServer> {
    const { address, port } = options;
    const server = new EventSocketServer(options, context);
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', (error: NodeJS.ErrnoException) => {
        const busy = { what: 'the Event Socket', address, port, setting: 'YIHAO_EVENT_SOCKET_PORT' };
        reject(error.code === 'EADDRINUSE' ? new YihaoError('port.busy', busy, error) : error);
      });
      server.#server.listen(port, address, resolve);
    });
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Tells every client and closes. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections)
      connection.end('Disconnected, goodbye.\nThe switch goes down.\n');
    await closed;
  }

  #accept(socket: Socket): void {
    if (this.#connections.size >= (this.#options.connections ?? defaultConnections)) {
      const sentence = 'Too many connections, go away.\n';
      socket.on('error', () => undefined);
      socket.end(`Content-Type: text/rude-rejection\nContent-Length: ${sentence.length}\n\n${sentence}`);
      return;
    }
    const connection = new Connection(socket, this.#options, this.#context, () =>
      this.#connections.delete(connection),
    );
    this.#connections.add(connection);
  }
}

class Connection {
  readonly #socket: Socket;
  readonly #session: Session;
  readonly #frames: Frame[] = [];
  readonly #forget: () => void;
  readonly #reader = new FrameReader(strangerLimits);
  #working = false;
  #cancelLinger: Cancel = () => undefined;
  #drained: (() => void) | undefined;

  constructor(socket: Socket, options: EventSocketOptions, context: CommandContext, closed: () => void) {
    this.#socket = socket;
    const { clock, events } = context;
    const outbox = new Outbox({ write: gatheredWrites(socket) }, (count) =>
      events.build('CUSTOM', 'yihao::lost', [['Lost-Events', String(count)]]).frame(this.#session.format),
    );
    this.#session = new Session(context, options.password, outbox, {
      signedIn: () => this.#reader.allow(clientLimits),
      end: () => {
        socket.end();
        // A client that does not close its side would keep the connection.
        this.#cancelLinger = clock.after(lingerMs, () => socket.destroy());
      },
    });
    this.#forget = events.add(this.#session);
    const cancelSignIn = clock.after(options.signInMs ?? defaultSignInMs, () => {
      if (!this.#session.signedIn) this.#session.disconnect('Sign-in took too long.\n');
    });
    socket.on('data', (chunk) => this.#received(chunk));
    socket.on('drain', () => {
      outbox.drained();
      this.#drained?.();
    });
    // What a broken connection says is said by its 'close' as well.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      cancelSignIn();
      this.#cancelLinger();
      this.#forget();
      this.#frames.length = 0;
      this.#drained?.();
      closed();
    });
    this.#session.greet();
  }

  end(sentence: string): void {
    this.#session.disconnect(sentence);
    this.#forget();
    // A client that does not read would keep us from closing.
    if (this.#socket.writableNeedDrain) this.#socket.destroy();
  }

  #received(chunk: Buffer): void {
    const frames = this.#reader.push(chunk);
    if (!frames.ok) {
      this.#socket.pause();
      this.#session.disconnect(`Disconnected: ${frames.why}.\n`);
      return;
    }
    this.#frames.push(...frames.value);
    if (this.#frames.length > mostWaiting) this.#socket.pause();
    void this.#work();
  }

  /** One frame after the other; none is begun while the client does not take the answers to those before. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (let frame = this.#frames.shift(); frame; frame = this.#frames.shift()) {
      await this.#session.handle(frame);
      if (this.#socket.writableNeedDrain && !this.#socket.destroyed) await this.#whenDrained();
    }
    this.#working = false;
    if (this.#socket.isPaused() && !this.#socket.destroyed) this.#socket.resume();
  }

  #whenDrained(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = () => {
        this.#drained = undefined;
        resolve();
      };
    });
  }
}
