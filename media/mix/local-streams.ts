import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Clip } from './clip.js';
import type { ClipCache } from './clip-cache.js';
import type { Track } from './player.js';

const samplesAMs = 8;

/**
 * Endless streams that all listeners hear at the same position (music on hold): the files of a name one after the
 * other, round and round, since the worker began. The position follows from the time, so a stream that nobody hears
 * costs nothing.
 */
export class LocalStreams {
  readonly #files: ReadonlyMap<string, readonly string[]>;
  readonly #clips: ClipCache;

  /** @param files absolute paths of the WAV files of each stream. */
  constructor(files: ReadonlyMap<string, readonly string[]>, clips: ClipCache) {
    this.#files = files;
    this.#clips = clips;
  }

  /** @param nowMs monotonic. */
  async track(name: string, nowMs: number): Promise<Result<Track>> {
    const paths = this.#files.get(name);
    if (!paths || paths.length === 0) return refuse(`there is no stream ${name}`);
    const clips: Clip[] = [];
    for (const path of paths) {
      const clip = await this.#clips.file(path);
      if (!clip.ok) return clip;
      clips.push(clip.value);
    }
    const samples = clips.reduce((sum, clip) => sum + clip.samples, 0);
    if (samples === 0) return refuse(`the stream ${name} is empty`);
    return ok({ clips, samples, times: Infinity, startSample: Math.floor(nowMs * samplesAMs) % samples });
  }
}
