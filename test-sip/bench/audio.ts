/** The lines of the audio process, as the media of scripted phones. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Scope } from '../../kernel/scope.js';
import type { CallMedia } from '../peer/phone-call.js';
import { repository } from '../repository.js';
import type { AudioFigures, AudioOrder, AudioReport } from './audio-order.js';

export class AudioLine implements CallMedia {
  readonly port: number;
  readonly #index: number;
  readonly #audio: Audio;

  constructor(audio: Audio, index: number, port: number) {
    this.#audio = audio;
    this.#index = index;
    this.port = port;
  }

  sendTo(target: { readonly port: number }): void {
    this.#audio.order({ order: 'send', line: this.#index, port: target.port });
  }

  /** Resolves once the other telephone of the call is heard. */
  heard(): Promise<void> {
    return this.#audio.heard(this.#index);
  }

  /** Presses a key of 100 ms. @returns when its first end packet left, by `sharedMs`. */
  press(key: string): Promise<number> {
    return this.#audio.press(this.#index, key);
  }

  close(): void {
    this.#audio.release(this, this.#index);
  }
}

export class Audio {
  readonly #child: ChildProcess;
  readonly #free: AudioLine[] = [];
  readonly #heard = new Map<number, () => void>();
  readonly #pressed = new Map<number, (atMs: number) => void>();
  #onFigures: (figures: AudioFigures) => void = () => undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts the process with that many lines; it ends with `scope`. */
  static async start(scope: Scope, lines: number): Promise<Audio> {
    const child = fork(join(repository, 'dist', 'test-sip', 'bench', 'audio-process.js'));
    scope.own(() => {
      child.kill();
    });
    const audio = new Audio(child);
    await new Promise<void>((resolve) => {
      child.on('message', (report: AudioReport) => {
        if (report.report !== 'opened') {
          audio.#onReport(report);
          return;
        }
        report.ports.forEach((port, index) => audio.#free.push(new AudioLine(audio, index, port)));
        resolve();
      });
      audio.order({ order: 'open', lines });
    });
    return audio;
  }

  /** A line that no call has. */
  line(): Promise<AudioLine> {
    const line = this.#free.shift();
    return line ? Promise.resolve(line) : Promise.reject(new Error('no audio line is free'));
  }

  /** Figures of all lines since the last time. */
  figures(): Promise<AudioFigures> {
    return new Promise((resolve) => {
      this.#onFigures = resolve;
      this.order({ order: 'figures' });
    });
  }

  order(order: AudioOrder): void {
    this.#child.send(order);
  }

  heard(index: number): Promise<void> {
    return new Promise((resolve) => this.#heard.set(index, resolve));
  }

  press(index: number, key: string): Promise<number> {
    return new Promise((resolve) => {
      this.#pressed.set(index, resolve);
      this.order({ order: 'press', line: index, key });
    });
  }

  release(line: AudioLine, index: number): void {
    this.order({ order: 'stop', line: index });
    this.#heard.delete(index);
    this.#free.push(line);
  }

  #onReport(report: AudioReport): void {
    if (report.report === 'heard') this.#heard.get(report.line)?.();
    else if (report.report === 'pressed') this.#pressed.get(report.line)?.(report.atMs);
    else if (report.report === 'figures') this.#onFigures(report.figures);
  }
}
