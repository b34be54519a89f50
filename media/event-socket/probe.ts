/** A client of the Event Socket for tests: plain, strict, and with everything that it heard kept. */
import { connect, type Socket } from 'node:net';
import { systemClock } from '../../kernel/clock.js';
import {
  FrameReader,
  parseHeaders,
  parseJsonEvent,
  parsePlainEvent,
  type Frame,
} from '../../kernel/event-socket.js';

export type Heard = ReadonlyMap<string, string>;

const patienceMs = 10_000;

export class Probe {
  readonly events: Heard[] = [];
  /** Frames that are neither replies nor events: auth/request, text/disconnect-notice ... */
  readonly notices: Frame[] = [];
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #replies: ((frame: Frame) => void)[] = [];
  #wake: (() => void)[] = [];
  closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#received(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      this.#wakeAll();
    });
  }

  /** Connects and waits for the greeting. */
  static async connect(port: number, host = '127.0.0.1'): Promise<Probe> {
    const socket = connect(port, host);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const probe = new Probe(socket);
    await probe.until(() => probe.notices.length > 0 || probe.closed);
    return probe;
  }

  /** Connects, signs in, and listens to everything. */
  static async signedIn(port: number, password: string): Promise<Probe> {
    const probe = await Probe.connect(port);
    const reply = await probe.command(`auth ${password}`);
    if (!reply.startsWith('+OK')) throw new Error(`not signed in: ${reply}`);
    await probe.command('event json ALL');
    return probe;
  }

  /** Sends a command (more header lines after a line end) and gives the Reply-Text or the api body. */
  async command(text: string, body = ''): Promise<string> {
    const frame = await this.frame(text, body);
    return frame.body === '' ? (parseHeaders(frame.lines).get('Reply-Text') ?? '') : frame.body;
  }

  frame(text: string, body = ''): Promise<Frame> {
    const reply = new Promise<Frame>((resolve) => this.#replies.push(resolve));
    this.send(body === '' ? `${text}\n\n` : `${text}\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`);
    return reply;
  }

  send(octets: string | Buffer): void {
    this.#socket.write(octets);
  }

  api(line: string): Promise<string> {
    return this.command(`api ${line}`);
  }

  /** Runs an application on a channel and waits for its end. @returns the CHANNEL_EXECUTE_COMPLETE. */
  async execute(uuid: string, application: string, argument = ''): Promise<Heard> {
    const id = await this.begin(uuid, application, argument);
    return this.event('CHANNEL_EXECUTE_COMPLETE', (event) => event.get('Application-UUID') === id);
  }

  /** Runs an application and does not wait. @returns its Application-UUID. */
  async begin(uuid: string, application: string, argument = ''): Promise<string> {
    const id = `${application}-${++this.#executions}`;
    const reply = await this.command(
      `sendmsg ${uuid}\ncall-command: execute\nexecute-app-name: ${application}\n` +
        `execute-app-arg: ${argument}\nevent-lock: true\nEvent-UUID: ${id}`,
    );
    if (reply !== '+OK') throw new Error(`${application}: ${reply}`);
    return id;
  }

  #executions = 0;

  /** Waits for an event, or takes the first that has come already. @throws after ten seconds. */
  async event(name: string, matches: (event: Heard) => boolean = () => true): Promise<Heard> {
    const find = (): Heard | undefined =>
      this.events.find((one) => one.get('Event-Name') === name && matches(one));
    await this.until(() => find() !== undefined, `event ${name}`);
    return find() ?? new Map<string, string>();
  }

  count(name: string): number {
    return this.events.filter((event) => event.get('Event-Name') === name).length;
  }

  /** Waits until `holds`. @throws after ten seconds. */
  async until(holds: () => boolean, what = 'something'): Promise<void> {
    const deadline = systemClock.monotonic() + patienceMs;
    while (!holds()) {
      if (systemClock.monotonic() > deadline)
        throw new Error(`waited in vain for ${what}; heard ${this.#names()}`);
      await new Promise<void>((resolve) => {
        const cancel = systemClock.after(50, resolve);
        this.#wake.push(() => {
          cancel();
          resolve();
        });
      });
    }
  }

  /** Stops and starts reading, to be a slow client. */
  pause(on: boolean): void {
    if (on) this.#socket.pause();
    else this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  #names(): string {
    return this.events.map((event) => event.get('Event-Name') ?? '').join(' ');
  }

  #received(chunk: Buffer): void {
    const frames = this.#reader.push(chunk);
    if (!frames.ok) throw new Error(`the server sent nonsense: ${frames.why}`);
    for (const frame of frames.value) this.#take(frame);
    this.#wakeAll();
  }

  #take(frame: Frame): void {
    const type = parseHeaders(frame.lines).get('Content-Type');
    if (type === 'command/reply' || type === 'api/response') this.#replies.shift()?.(frame);
    else if (type === 'text/event-json' || type === 'text/event-plain') {
      const event = type === 'text/event-json' ? parseJsonEvent(frame.body) : parsePlainEvent(frame.body);
      if (!event.ok) throw new Error(event.why);
      this.events.push(new Map([...event.value.headers, ['_body', event.value.body]]));
    } else this.notices.push(frame);
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
