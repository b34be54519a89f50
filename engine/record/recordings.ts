import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import { Scope } from '../../kernel/scope.js';
import type { FactSink, RecordingKind } from '../store/facts.js';
import type { SwitchCommands } from '../switch/switch.js';

export interface RecordingsOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly facts: FactSink;
  /** Makes a folder and those above it. */
  readonly makeFolder: (path: string) => Promise<unknown>;
  readonly commands: Pick<SwitchCommands, 'startRecording' | 'stopRecording'>;
}

interface Running {
  readonly id: string;
  readonly leg: string;
  readonly startedAt: number;
}

/** A leg that ended takes its recording with it; the word of the switch about the length may come a little later. */
const lastWordMs = 5_000;

/** The recording's id in the record: its file's name. */
export function recordingId(path: string): string {
  return basename(path, '.wav');
}

/** Recordings that run: the switch writes them, this keeps the record. Paths are relative to the data folder. */
export class Recordings {
  readonly #options: RecordingsOptions;
  /** By absolute path, which is what the switch names. */
  readonly #running = new Map<string, Running>();
  readonly #delays = new Scope();
  readonly #folders = new Map<string, Promise<void>>();

  constructor(options: RecordingsOptions) {
    this.#options = options;
  }

  /** `recordings/2026/01/31/NAME.wav`, in local time. */
  pathFor(name: string, at: number): string {
    const day = new Date(at);
    const two = (n: number): string => String(n).padStart(2, '0');
    const folder = [String(day.getFullYear()), two(day.getMonth() + 1), two(day.getDate())];
    return ['recordings', ...folder, `${name}.wav`].join('/');
  }

  absolute(path: string): string {
    return join(this.#options.dataFolder, path);
  }

  /** Makes the folder for a day, so that the recording's start need not wait for it. */
  prepare(at: number): void {
    void this.#folder(dirname(this.absolute(this.pathFor('x', at))));
  }

  /** Records the conversation of a leg. */
  start(call: string, leg: string, path: string): void {
    this.#open(call, leg, path, 'conversation');
    void this.#begin(leg, this.absolute(path), recordingId(path));
  }

  /** A message that an application of the leg records; the switch tells of its end like of any other's. */
  expectMessage(call: string, leg: string, path: string): void {
    this.#open(call, leg, path, 'message');
  }

  /** Nothing is to be heard in a message: what the switch says of it later counts no more. */
  foundEmpty(path: string): void {
    this.#running.delete(this.absolute(path));
    this.#write(recordingId(path), { state: 'empty', durationMs: 0 });
  }

  /** One that ran when the engine came. */
  adopt(leg: string, path: string, startedAt: number): void {
    this.#running.set(this.absolute(path), { id: recordingId(path), leg, startedAt });
  }

  /** The record is closed at once; what the switch says of the length then replaces it. */
  stop(path: string): void {
    const file = this.absolute(path);
    const running = this.#running.get(file);
    if (!running) return;
    this.#write(running.id, { durationMs: this.#options.clock.now() - running.startedAt, state: 'complete' });
    void this.#options.commands.stopRecording(running.leg, file);
  }

  /** The switch has closed the file. @param failed it could not be written to its end. */
  stopped(file: string, durationMs: number | undefined, failed: boolean): void {
    this.#finish(file, durationMs, failed ? 'cutOff' : 'complete');
  }

  /** @param lost the switch went with it: the file ends where the switch did. */
  legEnded(leg: string, lost: boolean): void {
    for (const [file, running] of this.#running) {
      if (running.leg !== leg) continue;
      if (lost) this.#finish(file, undefined, 'cutOff');
      else this.#finishLater(file);
    }
  }

  close(): Promise<void> {
    return this.#delays.close();
  }

  get running(): number {
    return this.#running.size;
  }

  #open(call: string, leg: string, path: string, kind: RecordingKind): void {
    const startedAt = this.#options.clock.now();
    const id = recordingId(path);
    this.#running.set(this.absolute(path), { id, leg, startedAt });
    this.#write(id, { call, path, kind, startedAt, durationMs: 0, state: 'recording' });
  }

  async #begin(leg: string, file: string, id: string): Promise<void> {
    await this.#folder(dirname(file));
    const answer = await this.#options.commands.startRecording(leg, file);
    if (answer.ok || !this.#running.delete(file)) return;
    this.#options.log.error({ leg, why: answer.why }, 'the switch refused to record');
    this.#write(id, { state: 'cutOff', durationMs: 0 });
  }

  #finishLater(file: string): void {
    const forget = this.#delays.own(
      this.#options.clock.after(lastWordMs, () => {
        void forget();
        this.#finish(file, undefined, 'complete');
      }),
    );
  }

  #finish(file: string, durationMs: number | undefined, state: 'complete' | 'cutOff'): void {
    const running = this.#running.get(file);
    if (!running) return;
    this.#running.delete(file);
    const lasted = durationMs ?? this.#options.clock.now() - running.startedAt;
    this.#write(running.id, { durationMs: lasted, state });
  }

  #write(id: string, set: Extract<Parameters<FactSink['write']>[0], { kind: 'recording' }>['set']): void {
    this.#options.facts.write({ kind: 'recording', id, set });
  }

  /** A folder that can't be made shows in the switch's answer to the recording's start. */
  #folder(path: string): Promise<void> {
    const known = this.#folders.get(path);
    if (known) return known;
    const made = this.#options.makeFolder(path).then(
      () => undefined,
      (error: unknown) => {
        this.#folders.delete(path);
        this.#options.log.error({ path, error }, 'cannot make the folder for recordings');
      },
    );
    this.#folders.set(path, made);
    return made;
  }
}
