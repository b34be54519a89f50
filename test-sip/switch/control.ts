/** A client of the Event Socket for tests: commands with their answers, and every event kept in order. */
import { createConnection, type Socket } from 'node:net';
import { once } from 'node:events';
import {
  FrameReader,
  parseHeaders,
  parseJsonEvent,
  parsePlainEvent,
  type Frame,
  type SwitchEvent,
} from '../../kernel/event-socket.js';
import { type Result } from '../../kernel/result.js';
import { systemRandom } from '../../kernel/random.js';
import { Signal } from '../../kernel/signal.js';
import { eventually } from '../eventually.js';

export interface Reply {
  readonly headers: ReadonlyMap<string, string>;
  /** `Reply-Text` of a command, the body of an `api`. */
  readonly text: string;
}

export type Variables = Readonly<Record<string, string>>;

export class Control {
  /** Every event so far, in order. */
  readonly events: SwitchEvent[] = [];
  readonly arrived = new Signal<SwitchEvent>();
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #waiting: ((reply: Reply) => void)[] = [];
  readonly #received: Frame[] = [];
  #closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed = true;
    });
  }

  /** Connects without signing in. */
  static async connect(port: number): Promise<Control> {
    const socket = createConnection(port, '127.0.0.1');
    const control = new Control(socket);
    await once(socket, 'connect');
    await eventually('the switch greets', () => control.#received.length > 0);
    return control;
  }

  /** Connects, signs in, and takes every event as JSON. */
  static async open(at: { readonly port: number; readonly password: string }): Promise<Control> {
    const control = await Control.connect(at.port);
    await control.command(`auth ${at.password}`);
    await control.command('event json ALL');
    return control;
  }

  close(): void {
    this.#socket.destroy();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Content types of the frames that were neither replies nor events. */
  get notices(): (string | undefined)[] {
    return this.#received.map((frame) => parseHeaders(frame.lines).get('Content-Type'));
  }

  /** Sends a command with its header lines, and a body when there is one. */
  command(line: string, headers: Variables = {}, body = ''): Promise<Reply> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
    const length = body === '' ? '' : `content-length: ${Buffer.byteLength(body)}\n`;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#socket.write(`${line}\n${lines.join('')}${length}\n${body}`);
    });
  }

  /** The answer of an `api` command. */
  async api(command: string): Promise<string> {
    return (await this.command(`api ${command}`)).text;
  }

  /** The answer of a `bgapi` command, once its BACKGROUND_JOB came. */
  async job(command: string, timeoutMs = 15_000): Promise<string> {
    const id = systemRandom.uuid();
    await this.command(`bgapi ${command}`, { 'Job-UUID': id });
    const event = await this.until('BACKGROUND_JOB', { 'Job-UUID': id }, timeoutMs);
    return event.body;
  }

  /** Runs an application on a leg with event-lock. @returns the Event-UUID that its completion will carry. */
  async execute(leg: string, application: string, args = ''): Promise<string> {
    const id = systemRandom.uuid();
    const reply = await this.command(`sendmsg ${leg}`, {
      'call-command': 'execute',
      'execute-app-name': application,
      ...(args === '' ? {} : { 'execute-app-arg': args }),
      'event-lock': 'true',
      'Event-UUID': id,
    });
    if (!reply.text.startsWith('+OK')) throw new Error(`${application}: ${reply.text}`);
    return id;
  }

  /** The completion of an application by the id that `execute` gave. */
  completion(id: string, timeoutMs = 10_000): Promise<SwitchEvent> {
    return this.until('CHANNEL_EXECUTE_COMPLETE', { 'Application-UUID': id }, timeoutMs);
  }

  /** Runs an application and waits for its end. */
  async run(leg: string, application: string, args = '', timeoutMs = 10_000): Promise<SwitchEvent> {
    return this.completion(await this.execute(leg, application, args), timeoutMs);
  }

  /** The first event of that name with those headers, from event number `from` on; waits for it. */
  async until(name: string, headers: Variables = {}, timeoutMs = 10_000, from = 0): Promise<SwitchEvent> {
    const found = (): SwitchEvent | undefined => this.find(name, headers, from);
    await eventually(`${name} ${JSON.stringify(headers)} comes`, () => found() !== undefined, timeoutMs);
    const event = found();
    if (!event) throw new Error('unreachable');
    return event;
  }

  find(name: string, headers: Variables = {}, from = 0): SwitchEvent | undefined {
    return this.events.slice(from).find((event) => event.name === name && holds(event, headers));
  }

  /** Names of the events of a leg, in order. */
  namesOf(leg: string): string[] {
    return this.events.filter((event) => event.headers.get('Unique-ID') === leg).map((event) => event.name);
  }

  #onData(chunk: Buffer): void {
    const frames = this.#reader.push(chunk);
    if (!frames.ok) throw new Error(frames.why);
    for (const frame of frames.value) this.#onFrame(frame);
  }

  #onFrame(frame: Frame): void {
    const headers = parseHeaders(frame.lines);
    const type = headers.get('Content-Type');
    if (type === 'command/reply') {
      this.#waiting.shift()?.({ headers, text: headers.get('Reply-Text') ?? '' });
    } else if (type === 'api/response') {
      this.#waiting.shift()?.({ headers, text: frame.body });
    } else if (type === 'text/event-json') this.#keep(parseJsonEvent(frame.body), frame.body);
    else if (type === 'text/event-plain') this.#keep(parsePlainEvent(frame.body), frame.body);
    else this.#received.push(frame);
  }

  #keep(event: Result<SwitchEvent>, text: string): void {
    if (!event.ok) throw new Error(`${event.why}: ${text}`);
    this.events.push(event.value);
    this.arrived.emit(event.value);
  }
}

function holds(event: SwitchEvent, headers: Variables): boolean {
  return Object.entries(headers).every(([name, value]) => event.headers.get(name) === value);
}
