import type { MediaLeg } from '../mix/media-plane.js';
import type { Channel } from './channel.js';

const mostAtOnce = 8;
/** A worker that died says nothing; the hang-up goes on without it. */
const stopWaitMs = 2000;

/** What is being recorded of one channel. */
export class Recordings {
  readonly #channel: Channel;
  readonly #stopped = new Map<string, () => void>();

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Tells RECORD_START and RECORD_STOP of what the leg reports. */
  watch(leg: MediaLeg): void {
    leg.events.on((event) => {
      if (event.type === 'recordStarted') {
        this.#channel.notice('RECORD_START', [['Record-File-Path', event.path]]);
      } else if (event.type === 'recordStopped') {
        this.#end(event.path, event.recordedMs, event.why);
      }
    });
  }

  /** @returns false when there is no media, or the path is being recorded to already, or there are too many. */
  start(path: string, options: Omit<Parameters<MediaLeg['startRecording']>[0], 'path'>): boolean {
    const leg = this.#channel.media?.leg;
    if (!leg || !path.startsWith('/') || this.#stopped.has(path) || this.#stopped.size >= mostAtOnce)
      return false;
    this.#stopped.set(path, () => undefined);
    leg.startRecording({ path, ...options });
    return true;
  }

  /** `all` or a path. @returns false when it is not being recorded. */
  stop(path: string): boolean {
    if (path === 'all') {
      for (const one of this.#stopped.keys()) this.#channel.media?.leg.stopRecording(one);
      return this.#stopped.size > 0;
    }
    if (!this.#stopped.has(path)) return false;
    this.#channel.media?.leg.stopRecording(path);
    return true;
  }

  mask(path: string, on: boolean): boolean {
    if (!this.#stopped.has(path)) return false;
    this.#channel.media?.leg.maskRecording(path, on);
    return true;
  }

  /** Stops and waits until the files are whole. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#stopped.keys()].map((path) => this.finish(path)));
  }

  /** Stops one and waits until its file is whole. */
  async finish(path: string): Promise<void> {
    const whole = this.whenStopped(path);
    if (!this.stop(path)) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#channel.host.clock.after(stopWaitMs, resolve);
      void whole.then(() => {
        cancel();
        resolve();
      });
    });
  }

  /** Resolves when the recording ends, by itself or by stop; at once when there is none. */
  whenStopped(path: string): Promise<void> {
    const before = this.#stopped.get(path);
    if (!before) return Promise.resolve();
    return new Promise((resolve) => {
      this.#stopped.set(path, () => {
        before();
        resolve();
      });
    });
  }

  #end(path: string, recordedMs: number, why: string | undefined): void {
    const { variables, host, uuid } = this.#channel;
    if (why !== undefined) host.log.warn({ leg: uuid, path, why }, 'recording ended early');
    variables.set('record_ms', String(Math.round(recordedMs)));
    variables.set('record_seconds', String(Math.floor(recordedMs / 1000)));
    variables.set('record_samples', String(Math.round(recordedMs * 8)));
    variables.set('record_file_path', path);
    this.#channel.notice('RECORD_STOP', [
      ['Record-File-Path', path],
      // FreeSWITCH's word for a file that could not be written; what exactly was wrong is in the log.
      ...(why === undefined ? [] : [['Record-Completion-Cause', 'uri-failure'] as const]),
    ]);
    const resolve = this.#stopped.get(path);
    this.#stopped.delete(path);
    resolve?.();
  }
}
