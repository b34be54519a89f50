/** A program that the launcher runs: started, watched, started again when it dies, stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Cancel, Clock } from '../kernel/clock.js';
import { YihaoError } from '../kernel/errors.js';
import { Signal, type Listenable } from '../kernel/signal.js';

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly account?: { readonly uid: number; readonly gid: number };
  /** A Node program with an IPC channel: it says `{ kind: 'ready' }` there, and ends when the channel closes. */
  readonly channel: boolean;
  /** For programs without a channel: whether a line of output says that it serves. */
  isReady?(line: string): boolean;
  readonly stopSignal: NodeJS.Signals;
  /** It is killed when it has not stopped so long after `stopSignal`. */
  readonly stopMs: number;
  /** Runs before each start. */
  prepare?(): Promise<void>;
}

export type ChildEvent =
  | { readonly type: 'child.ready' }
  | { readonly type: 'child.said'; readonly line: string }
  | { readonly type: 'child.reported'; readonly message: unknown }
  | { readonly type: 'child.exited'; readonly how: string; readonly restartMs: number | undefined };

/** The first restart comes at once, so that a killed engine is back within a second; then they grow rarer. */
const firstRestartMs = 100;
const longestRestartMs = 10_000;
/** A child that lived so long counts as healthy: its next restart is a first one. */
const healthyMs = 10_000;
/** Starts that may fail before anything was ever ready. */
const firstTries = 3;

export class Child {
  readonly #spec: ChildSpec;
  readonly #clock: Clock;
  readonly #events = new Signal<ChildEvent>();
  #process: ChildProcess | undefined;
  #readyProcess: ChildProcess | undefined;
  #stopping = false;
  #startedAt = 0;
  #everReady = false;
  #failures = 0;
  #restarts = 0;
  #restart: Cancel | undefined;
  #lastLine = '';

  constructor(spec: ChildSpec, clock: Clock) {
    this.#spec = spec;
    this.#clock = clock;
  }

  get events(): Listenable<ChildEvent> {
    return this.#events;
  }

  get name(): string {
    return this.#spec.name;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Times it was started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /**
   * Starts it and resolves once it serves; from then on it is kept alive until `stop`.
   * @throws YihaoError 'child.failed' when it ended three times without ever serving.
   */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = this.#events.on((event) => {
        if (event.type === 'child.ready') {
          done();
          resolve();
        } else if (event.type === 'child.exited' && event.restartMs === undefined) {
          done();
          const reason = this.#lastLine === '' ? event.how : `${event.how}: ${this.#lastLine}`;
          reject(new YihaoError('child.failed', { name: this.name, reason }));
        }
      });
      this.#launch();
    });
  }

  /** Ends the process for good; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#restart?.();
    const process = this.#process;
    if (!process) return;
    const gone = new Promise<void>((resolve) => process.once('exit', () => resolve()));
    process.kill(this.#spec.stopSignal);
    const kill = this.#clock.after(this.#spec.stopMs, () => process.kill('SIGKILL'));
    await gone;
    kill();
  }

  /** Ends the process at once; it is started again unless stopped. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#process?.kill(signal);
  }

  #launch(): void {
    this.#startedAt = this.#clock.monotonic();
    const prepared = this.#spec.prepare?.() ?? Promise.resolve();
    prepared.then(
      () => {
        if (!this.#stopping) this.#spawn();
      },
      (error: unknown) => this.#ended(error instanceof Error ? error.message : String(error)),
    );
  }

  #spawn(): void {
    const { command, args, env, cwd, account, channel } = this.#spec;
    const child = spawn(command, args, {
      ...{ env, cwd, ...account },
      // A group of its own: Ctrl-C reaches the launcher alone, which then stops everything in order.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe', ...(channel ? (['ipc'] as const) : [])],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#said(child, line));
    }
    child.on('message', (message: unknown) => {
      this.#events.emit({ type: 'child.reported', message });
      if (isReadyMessage(message)) this.#ready(child);
    });
    child.once('error', (error) => {
      if (child.pid === undefined) this.#ended(error.message);
    });
    child.once('exit', (code, signal) => this.#ended(signal === null ? `exit ${code ?? ''}` : signal));
  }

  #said(child: ChildProcess, line: string): void {
    if (line.trim() !== '') this.#lastLine = line;
    this.#events.emit({ type: 'child.said', line });
    if (this.#spec.isReady?.(line) === true) this.#ready(child);
  }

  /** Once a process: what says it in two ways is not ready twice. */
  #ready(child: ChildProcess): void {
    if (this.#readyProcess === child) return;
    this.#readyProcess = child;
    this.#everReady = true;
    this.#events.emit({ type: 'child.ready' });
  }

  #ended(how: string): void {
    this.#process = undefined;
    const healthy = this.#clock.monotonic() - this.#startedAt >= healthyMs;
    this.#failures = healthy ? 1 : this.#failures + 1;
    const again = !this.#stopping && (this.#everReady || this.#failures < firstTries);
    const restartMs = again
      ? Math.min(longestRestartMs, firstRestartMs * 2 ** (this.#failures - 1))
      : undefined;
    this.#events.emit({ type: 'child.exited', how, restartMs });
    if (restartMs === undefined) return;
    this.#restart = this.#clock.after(restartMs, () => {
      this.#restarts++;
      this.#launch();
    });
  }
}

function isReadyMessage(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready';
}
