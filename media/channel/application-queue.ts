import type { Channel } from './channel.js';

/** One `execute`, as the Event Socket asks for it. */
export interface ApplicationRequest {
  readonly name: string;
  readonly argument: string;
  /** Comes back as `Application-UUID`. */
  readonly uuid: string;
  /** How often it runs. */
  readonly loops: number;
}

/** What a running application is handed. */
export interface ApplicationRun {
  readonly channel: Channel;
  readonly argument: string;
  /** Aborts on break, hang-up, and when another command takes the channel over. */
  readonly signal: AbortSignal;
  /** Lets the next application run while this one goes on: a bridge does, once both sides talk. */
  readonly release: () => void;
}

export interface Application {
  readonly name: string;
  /** @returns `Application-Response`. */
  run(run: ApplicationRun): Promise<string>;
}

/** `_none_` is what FreeSWITCH reports for an application that has nothing to say. */
export const noResponse = '_none_';

interface Running {
  readonly request: ApplicationRequest;
  readonly abort: AbortController;
  released: boolean;
}

export interface QueueOwner {
  /** @returns the application, or undefined when there is none of that name. */
  find(name: string): Application | undefined;
  started(request: ApplicationRequest): void;
  completed(request: ApplicationRequest, response: string): void;
  /** An application threw: a bug, or a resource that failed. */
  failed(request: ApplicationRequest, error: unknown): void;
}

const mostWaiting = 100;

/** The applications of one channel, one after the other in order of arrival (event-lock). */
export class ApplicationQueue {
  readonly #channel: Channel;
  readonly #owner: QueueOwner;
  readonly #waiting: ApplicationRequest[] = [];
  readonly #running = new Set<Running>();
  #idle: (() => void)[] = [];
  #ended = false;

  constructor(channel: Channel, owner: QueueOwner) {
    this.#channel = channel;
    this.#owner = owner;
  }

  /** @returns false when the bound is reached or the channel has ended. */
  push(request: ApplicationRequest): boolean {
    if (this.#ended || this.#waiting.length >= mostWaiting) return false;
    this.#waiting.push(request);
    this.#next();
    return true;
  }

  /** The application in front, for `show channels`. */
  get current(): ApplicationRequest | undefined {
    return [...this.#running].at(-1)?.request;
  }

  /** Ends what runs in front; `all` also forgets what waits. A bridge is not ended by it. */
  break(all: boolean): void {
    if (all) this.#waiting.length = 0;
    for (const running of this.#running) if (!running.released) running.abort.abort('break');
  }

  /** Ends everything, so that another command can have the channel. Resolves when nothing runs. */
  clear(): Promise<void> {
    this.#waiting.length = 0;
    for (const running of this.#running) running.abort.abort('taken');
    return this.#whenIdle();
  }

  /** The channel has hung up: as `clear`, and nothing more is taken. */
  end(): Promise<void> {
    this.#ended = true;
    return this.clear();
  }

  #next(): void {
    if ([...this.#running].some((running) => !running.released)) return;
    const request = this.#waiting.shift();
    if (request) void this.#run(request);
  }

  async #run(request: ApplicationRequest): Promise<void> {
    const running: Running = { request, abort: new AbortController(), released: false };
    this.#running.add(running);
    this.#owner.started(request);
    const response = await this.#repeat(running).catch((error: unknown) => {
      this.#owner.failed(request, error);
      return '-ERR';
    });
    this.#running.delete(running);
    this.#owner.completed(request, response);
    this.#next();
    if (this.#running.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #repeat(running: Running): Promise<string> {
    const { request, abort } = running;
    const application = this.#owner.find(request.name);
    if (!application) return 'INVALID APPLICATION';
    let response = noResponse;
    for (let turn = 0; turn < request.loops && !abort.signal.aborted; turn++) {
      response = await application.run({
        channel: this.#channel,
        argument: this.#channel.variables.expand(request.argument),
        signal: abort.signal,
        release: () => {
          running.released = true;
          this.#next();
        },
      });
    }
    return response;
  }

  #whenIdle(): Promise<void> {
    return this.#running.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }
}
