import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessagePort, Worker, type WorkerOptions } from 'node:worker_threads';
import { atEndOfTurn } from '../../kernel/end-of-turn.js';
import type { Command, Report, WorkerSettings } from './worker-protocol.js';

/** Reports taken before the worker is told: far below what it lets pile up, and each telling wakes its thread. */
const acknowledgeEvery = 512;

/** What a worker tells of itself. */
export interface WorkerListener {
  reported(report: Report): void;
  /** It is gone, with all of its legs; `why` from its error or exit code. */
  died(why: string): void;
}

/** Beside this file: built, or as TypeScript when tests run from the sources; Node 20 needs tsx brought in by hand then. */
function startWorker(options: WorkerOptions): Worker {
  const built = new URL('./worker.js', import.meta.url);
  if (existsSync(fileURLToPath(built))) return new Worker(built, options);
  const source = new URL('./worker.ts', import.meta.url);
  const bootstrap = `import('tsx/esm/api').then(({ register }) => { register(); return import('${source.href}'); })`;
  return new Worker(bootstrap, { ...options, eval: true });
}

/** One worker thread as the main thread holds it: commands go in batches, replies come back to their requests. */
export class WorkerHandle {
  readonly index: number;
  /** Legs that it carries or is about to. */
  readonly legs = new Set<number>();
  readonly #worker: Worker;
  readonly #replies = new Map<number, (report: Report | undefined) => void>();
  #commands: Command[] = [];
  #ports: MessagePort[] = [];
  #requests = 0;
  /** Reports taken that the worker was not told of. */
  #taken = 0;
  #gone = false;

  constructor(index: number, settings: WorkerSettings, listener: WorkerListener) {
    this.index = index;
    this.#worker = startWorker({ name: `media-${index}`, workerData: settings });
    let why: string | undefined;
    this.#worker.on('message', (reports: readonly Report[]) => {
      this.#acknowledge(reports.length);
      for (const report of reports) this.#take(report, listener);
    });
    this.#worker.on('error', (error) => {
      why = error.message;
    });
    this.#worker.on('exit', (code) => {
      this.#gone = true;
      for (const reply of this.#replies.values()) reply(undefined);
      this.#replies.clear();
      listener.died(why ?? `exit code ${code}`);
    });
  }

  get alive(): boolean {
    return !this.#gone;
  }

  /** Posts a command with the others of this turn. */
  send(command: Command): void {
    if (this.#gone) return;
    if ('port' in command && command.port instanceof MessagePort) this.#ports.push(command.port);
    if (this.#commands.push(command) === 1) atEndOfTurn(() => this.#flush());
  }

  /** Posts a command that is answered. @returns the answer; undefined when the worker died before it. */
  request(make: (request: number) => Command): Promise<Report | undefined> {
    if (this.#gone) return Promise.resolve(undefined);
    const request = ++this.#requests;
    return new Promise((resolve) => {
      this.#replies.set(request, resolve);
      this.send(make(request));
    });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #acknowledge(count: number): void {
    this.#taken += count;
    if (this.#taken < acknowledgeEvery) return;
    this.send({ do: 'acknowledge', count: this.#taken });
    this.#taken = 0;
  }

  #take(report: Report, listener: WorkerListener): void {
    if (report.report === 'event' || report.report === 'losses') {
      listener.reported(report);
      return;
    }
    const reply = this.#replies.get(report.request);
    this.#replies.delete(report.request);
    reply?.(report);
  }

  #flush(): void {
    const commands = this.#commands;
    const ports = this.#ports;
    this.#commands = [];
    this.#ports = [];
    if (!this.#gone) this.#worker.postMessage(commands, ports);
  }
}
