import { connect, type Socket } from 'node:net';
import type { Clock } from '../../kernel/clock.js';
import { FrameReader, parseHeaders, type Frame } from '../../kernel/event-socket.js';
import { gatheredWrites } from '../../kernel/gathered-writes.js';
import { refuse, type Result } from '../../kernel/result.js';
import { parseEslEvent, type EslEvent } from './esl-event.js';
import { FrameQueue, type FrameKind } from './frame-queue.js';
import { PendingReplies } from './pending-replies.js';

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly clock: Clock;
  readonly onEvent: (event: EslEvent) => void;
  /** Events were dropped, here or by the switch. */
  readonly onLost: (events: number) => void;
  /** Called once, when it is over or never came to be. */
  readonly onClosed: (why: string) => void;
  /** Frames that may wait to be handled. Default 10,000. */
  readonly capacity?: number;
}

const commandTimeoutMs = 10_000;
const connectTimeoutMs = 5_000;
/** Commands in flight; a switch that leaves so many unanswered is not alive. */
const mostPending = 20_000;
const batch = 256;

/** One TCP connection to an Event Socket, from the greeting to the end. Commands are pipelined. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  readonly #write: (text: string) => boolean;
  readonly #reader = new FrameReader();
  readonly #frames: FrameQueue;
  readonly #replies: PendingReplies;
  readonly #greeted: Promise<void>;
  #greet: () => void = () => undefined;
  #closed: string | undefined;
  #lastHeardAt: number;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#lastHeardAt = options.clock.monotonic();
    this.#replies = new PendingReplies(options.clock, mostPending);
    this.#frames = new FrameQueue({
      clock: options.clock,
      capacity: options.capacity ?? 10_000,
      batch,
      handle: (kind, frame) => this.#handle(kind, frame),
      onLost: options.onLost,
    });
    this.#greeted = new Promise((resolve) => {
      this.#greet = resolve;
    });
    this.#socket = connect({ host: options.host, port: options.port, noDelay: true, keepAlive: true });
    this.#write = gatheredWrites(this.#socket);
    this.#socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    this.#socket.on('error', (error) => this.close(error.message));
    this.#socket.on('close', () => this.close('the switch closed the connection'));
  }

  /** Waits for the greeting and signs in. */
  async authenticate(): Promise<Result<string>> {
    const cancel = this.#options.clock.after(connectTimeoutMs, () => this.close('no greeting in time'));
    await this.#greeted;
    cancel();
    const answer = await this.command(`auth ${this.#options.password}`);
    if (answer.ok && !answer.value.startsWith('+OK'))
      return refuse(`the password is refused: ${answer.value}`);
    return answer;
  }

  /**
   * Sends one command; the answer is the text of `Reply-Text`, or the body of an `api` command.
   * @param text without its end; line breaks inside make further headers (`sendmsg`).
   */
  command(text: string, timeoutMs = commandTimeoutMs): Promise<Result<string>> {
    if (this.#closed !== undefined) return Promise.resolve(refuse(this.#closed));
    if (this.#replies.full) return Promise.resolve(refuse('too many commands are unanswered'));
    this.#write(`${text}\n\n`);
    return this.#replies.expect(timeoutMs, text.slice(0, text.search(/[\n ]|$/)));
  }

  /** Milliseconds since anything came from the switch. */
  get silentMs(): number {
    return this.#options.clock.monotonic() - this.#lastHeardAt;
  }

  close(why: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = why;
    this.#frames.close();
    this.#replies.failAll(why);
    this.#socket.destroy();
    this.#greet();
    this.#options.onClosed(why);
  }

  #onData(chunk: Buffer): void {
    this.#lastHeardAt = this.#options.clock.monotonic();
    const frames = this.#reader.push(chunk);
    if (!frames.ok) {
      this.close(`what the switch sends can't be read: ${frames.why}`);
      return;
    }
    for (const frame of frames.value) this.#sort(frame);
    this.#frames.drain();
  }

  #sort(frame: Frame): void {
    const type = contentType(frame);
    if (type === 'text/event-json') this.#frames.push('event', frame);
    else if (type === 'command/reply' || type === 'api/response') this.#frames.push('answer', frame);
    else if (type === 'auth/request') this.#greet();
    else if (type === 'text/disconnect-notice' || type === 'text/rude-rejection') {
      // The reason for the notice (a wrong password) stands before it in the queue.
      this.#frames.drain();
      this.close(`the switch ended the connection: ${frame.body.trim() || type}`);
    }
  }

  #handle(kind: FrameKind, frame: Frame): void {
    if (kind === 'answer') {
      const reply = parseHeaders(frame.lines).get('Reply-Text');
      if (!this.#replies.answer(reply ?? frame.body)) this.close('the switch answered what was not asked');
      return;
    }
    const event = parseEslEvent(frame.body);
    if (!event.ok) this.#options.onLost(1);
    else if (event.value.subclass === 'yihao::lost') {
      this.#options.onLost(Number(event.value.get('Lost-Events') ?? 1));
    } else this.#options.onEvent(event.value);
  }
}

function contentType(frame: Frame): string {
  for (const line of frame.lines) {
    if (/^content-type:/i.test(line)) return line.slice(line.indexOf(':') + 1).trim();
  }
  return '';
}
