import { readFile, stat } from 'node:fs/promises';
import { type Clock, sleep } from '../../kernel/clock.js';
import { refuse, ok, type Result } from '../../kernel/result.js';
import { parseTone, synthesizeTone } from '../codec/tone.js';
import { lineSamples, resampleWav } from '../codec/resampler.js';
import { parseWav } from '../codec/wav.js';
import { Clip } from './clip.js';

const maxFileBytes = 64 * 1024 * 1024;
/** 8 kHz samples made in one go: about a millisecond, so that no packet waits long behind a prompt being read. */
const samplesATurn = 4000;
/** A file is not looked at again so soon: each look costs a system call in another thread, and prompts play often. */
const trustedMs = 2_000;

interface Entry {
  readonly modifiedMs: number;
  readonly size: number;
  readonly clip: Clip;
  /** When the file was last looked at, in the clock's monotonic time. */
  readonly seenMs: number;
}

/**
 * Prompts as they go on the line, least recently used out first. A file that changed on disk is read anew within two
 * seconds; one that is asked for twice at once is read once.
 */
export class ClipCache {
  readonly #clock: Clock;
  readonly #maxBytes: number;
  /** In order of use, oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #loading = new Map<string, Promise<Result<Clip>>>();
  #bytes = 0;

  /** @param maxBytes of all clips together; one that is larger is played but not kept. */
  constructor(clock: Clock, maxBytes: number) {
    this.#clock = clock;
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The clip of a WAV file. Never throws; the refusal names the file and what is wrong with it. */
  async file(path: string): Promise<Result<Clip>> {
    const running = this.#loading.get(path);
    if (running) return running;
    const loading = this.#load(path).catch((error: unknown) => refuse(`${path}: ${reason(error)}`));
    this.#loading.set(path, loading);
    try {
      return await loading;
    } finally {
      this.#loading.delete(path);
    }
  }

  /** One cycle of a tone and how often it is played. */
  tone(tgml: string): Result<{ readonly clip: Clip; readonly times: number }> {
    const tone = parseTone(tgml);
    if (!tone.ok) return refuse(`tone ${tgml}: ${tone.why}`);
    const key = `tone:${tgml}`;
    const kept = this.#entries.get(key);
    if (kept) return ok({ clip: this.#keep(key, kept), times: tone.value.times });
    const clip = new Clip(synthesizeTone(tone.value));
    return ok({
      clip: this.#keep(key, { modifiedMs: 0, size: 0, clip, seenMs: 0 }),
      times: tone.value.times,
    });
  }

  async #load(path: string): Promise<Result<Clip>> {
    const seenMs = this.#clock.monotonic();
    const trusted = this.#entries.get(path);
    if (trusted && seenMs - trusted.seenMs < trustedMs) return ok(this.#keep(path, trusted));
    const { mtimeMs, size } = await stat(path);
    const kept = this.#entries.get(path);
    if (kept?.modifiedMs === mtimeMs && kept.size === size) return ok(this.#keep(path, { ...kept, seenMs }));
    if (size > maxFileBytes) return refuse(`${path}: larger than ${maxFileBytes} bytes`);
    const wav = parseWav(await readFile(path));
    if (!wav.ok) return refuse(`${path}: ${wav.why}`);
    const linear = new Int16Array(lineSamples(wav.value));
    for (let at = 0; at < linear.length; at += samplesATurn) {
      linear.set(resampleWav(wav.value, at, Math.min(samplesATurn, linear.length - at)), at);
      await sleep(this.#clock, 0);
    }
    return ok(this.#keep(path, { modifiedMs: mtimeMs, size, clip: new Clip(linear), seenMs }));
  }

  #keep(key: string, entry: Entry): Clip {
    this.#drop(key);
    this.#entries.set(key, entry);
    this.#bytes += entry.clip.bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest);
    }
    return entry.clip;
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.clip.bytes;
  }
}

/** What the operating system said, in a few words. */
function reason(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'no such file';
  return error instanceof Error ? error.message : String(error);
}
