import { every, type Cancel, type Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { Random } from '../../kernel/random.js';
import { refuse, type Result } from '../../kernel/result.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import { Connection } from './connection.js';
import type { EslEvent } from './esl-event.js';

export type ClientEvent =
  | { readonly type: 'event'; readonly event: EslEvent }
  /** Signed in and subscribed. What happened before is unknown: resynchronise. */
  | { readonly type: 'connected' }
  | { readonly type: 'disconnected'; readonly why: string }
  /** Events are missing: resynchronise. */
  | { readonly type: 'lost'; readonly events: number };

export interface ClientOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Sent after signing in, in order; each must be answered +OK. */
  readonly subscribe: readonly string[];
  /** Frames that may wait to be handled. */
  readonly capacity?: number;
}

const firstRetryMs = 200;
const longestRetryMs = 5_000;
/** HEARTBEAT comes every 20 s; two and a half missed and the peer is gone without a word. */
const silenceMs = 50_000;
const watchEveryMs = 5_000;
const backgroundTimeoutMs = 120_000;

interface Job {
  readonly settle: (answer: Result<string>) => void;
  readonly cancelTimer: Cancel;
}

/** Keeps one Event Socket connected, for as long as it is open. Commands while there is none are refused at once. */
export class EslClient {
  readonly #options: ClientOptions;
  readonly #signal: Signal<ClientEvent>;
  readonly #jobs = new Map<string, Job>();
  #connection: Connection | undefined;
  #ready = false;
  #retries = 0;
  #cancelRetry: Cancel | undefined;
  #cancelWatch: Cancel | undefined;
  #closed = false;
  #lost = 0;
  #connects = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#signal = new Signal((error) =>
      options.log.error({ error }, 'a listener of the event socket threw'),
    );
  }

  get events(): Listenable<ClientEvent> {
    return this.#signal;
  }

  get connected(): boolean {
    return this.#ready;
  }

  /** Events lost and connections made since the start. */
  get counters(): { readonly lost: number; readonly connects: number } {
    return { lost: this.#lost, connects: this.#connects };
  }

  open(): void {
    if (!this.#closed && !this.#connection) this.#connect();
  }

  close(): void {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#connection?.close('closed');
  }

  /** `api COMMAND`: the body of the answer; `-ERR ...` is a refusal, with the reason behind it. */
  async api(command: string, timeoutMs?: number): Promise<Result<string>> {
    return refuseErrors(await this.#send(`api ${command}`, timeoutMs));
  }

  /**
   * `bgapi COMMAND`: the body of its BACKGROUND_JOB. The bytes leave with this turn, in the order of the calls.
   * @param timeoutMs until the job is done.
   */
  bgapi(command: string, timeoutMs = backgroundTimeoutMs): Promise<Result<string>> {
    const id = this.#options.random.uuid();
    const done = new Promise<Result<string>>((resolve) => {
      const cancelTimer = this.#options.clock.after(timeoutMs, () => {
        this.#settle(id, refuse(`the background job is not done in ${timeoutMs} ms`));
      });
      this.#jobs.set(id, { settle: resolve, cancelTimer });
    });
    void this.#send(`bgapi ${command}\nJob-UUID: ${id}`).then((accepted) => {
      const answer = refuseErrors(accepted);
      if (!answer.ok) this.#settle(id, answer);
    });
    return done;
  }

  /** `sendmsg UUID` with its headers; resolves when it is accepted, not when it is done. */
  async sendmsg(uuid: string, headers: Readonly<Record<string, string>>): Promise<Result<string>> {
    return refuseErrors(await this.#send(withHeaders(`sendmsg ${uuid}`, headers)));
  }

  /** `sendevent NAME` with its headers, to the leg that `unique-id` names. */
  async sendevent(name: string, headers: Readonly<Record<string, string>>): Promise<Result<string>> {
    return refuseErrors(await this.#send(withHeaders(`sendevent ${name}`, headers)));
  }

  #send(text: string, timeoutMs?: number): Promise<Result<string>> {
    if (!this.#ready || !this.#connection) return Promise.resolve(refuse('the switch is not connected'));
    return this.#connection.command(text, timeoutMs);
  }

  #connect(): void {
    const { host, port, password, clock, capacity } = this.#options;
    const connection = new Connection({
      host,
      port,
      password,
      clock,
      ...(capacity === undefined ? {} : { capacity }),
      onEvent: (event) => this.#onEvent(event),
      onLost: (events) => this.#onLost(events),
      onClosed: (why) => this.#onClosed(why),
    });
    this.#connection = connection;
    void this.#prepare(connection);
  }

  async #prepare(connection: Connection): Promise<void> {
    const signedIn = await connection.authenticate();
    if (!signedIn.ok) {
      connection.close(signedIn.why);
      return;
    }
    const answers = await Promise.all(this.#options.subscribe.map((command) => connection.command(command)));
    const refused = answers.find((answer) => !answer.ok || answer.value.startsWith('-ERR'));
    if (refused) {
      connection.close(refused.ok ? `the switch refused to subscribe: ${refused.value}` : refused.why);
      return;
    }
    this.#ready = true;
    this.#retries = 0;
    this.#connects++;
    this.#watch(connection);
    this.#signal.emit({ type: 'connected' });
  }

  #watch(connection: Connection): void {
    this.#cancelWatch = every(this.#options.clock, watchEveryMs, () => {
      if (connection.silentMs > silenceMs) connection.close(`nothing heard for ${silenceMs / 1000} s`);
    });
  }

  #onEvent(event: EslEvent): void {
    if (event.name === 'BACKGROUND_JOB') {
      const id = event.get('Job-UUID') ?? '';
      if (this.#jobs.has(id)) this.#settle(id, refuseErrors({ ok: true, value: event.body }));
      return;
    }
    this.#signal.emit({ type: 'event', event });
  }

  #onLost(events: number): void {
    this.#lost += events;
    this.#options.log.warn({ events }, 'events of the switch were lost');
    this.#signal.emit({ type: 'lost', events });
  }

  #onClosed(why: string): void {
    const wasReady = this.#ready;
    this.#connection = undefined;
    this.#ready = false;
    this.#cancelWatch?.();
    for (const id of [...this.#jobs.keys()]) this.#settle(id, refuse(why));
    if (!this.#closed) this.#scheduleRetry(why);
    if (wasReady) this.#signal.emit({ type: 'disconnected', why });
  }

  #scheduleRetry(why: string): void {
    const { clock, random, log, host, port } = this.#options;
    const ceiling = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(this.#retries, 10));
    // Half fixed, half chance: many engines don't come back to a restarted switch in one moment.
    const waitMs = ceiling / 2 + random.below(ceiling / 2 + 1);
    this.#retries++;
    log.warn({ host, port, why, waitMs }, 'the switch is not connected');
    this.#cancelRetry = clock.after(waitMs, () => this.#connect());
  }

  #settle(id: string, answer: Result<string>): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    this.#jobs.delete(id);
    job.cancelTimer();
    job.settle(answer);
  }
}

function withHeaders(line: string, headers: Readonly<Record<string, string>>): string {
  return [line, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n');
}

function refuseErrors(answer: Result<string>): Result<string> {
  if (!answer.ok) return answer;
  const text = answer.value.trim();
  if (text.startsWith('-ERR')) return refuse(text.slice(4).trim());
  return { ok: true, value: text };
}
