import { mkdir, open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BoundedQueue } from '../kernel/bounded-queue.js';

const defaultMaxOctets = 16 * 1024 * 1024;
/** Older ones than `NAME.4` are overwritten, so a log takes 80 MiB at most. */
const keptFiles = 4;
/** Lines that wait while the disk is slow; then the oldest are lost, and the file says how many. */
const longestLine = 10_000;

/**
 * Lines of one child, in a file that is put aside when it is full. Writing never blocks: a launcher that waited for
 * its disk would let the child's pipe fill up, and the child wait too.
 */
export class LogFile {
  readonly #path: string;
  readonly #maxOctets: number;
  readonly #waiting = new BoundedQueue<string>(longestLine);
  #file: FileHandle | undefined;
  #octets = 0;
  #lost = 0;
  #writing: Promise<void> | undefined;

  constructor(path: string, maxOctets = defaultMaxOctets) {
    this.#path = path;
    this.#maxOctets = maxOctets;
  }

  write(line: string): void {
    this.#waiting.push(line);
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
  }

  /** Resolves when what was written is in the file, or the disk refused it. */
  async close(): Promise<void> {
    while (this.#writing) await this.#writing;
    await this.#file?.close();
    this.#file = undefined;
  }

  async #writeAll(): Promise<void> {
    for (let line = this.#waiting.shift(); line !== undefined; line = this.#waiting.shift()) {
      const lost = this.#waiting.dropped - this.#lost;
      this.#lost += lost;
      const text = lost > 0 ? `... ${lost} lines lost\n${line}\n` : `${line}\n`;
      // A full disk must not end the launcher: the line is lost, the children go on.
      await this.#put(text).catch(() => undefined);
    }
  }

  async #put(text: string): Promise<void> {
    this.#file ??= await this.#open();
    await this.#file.appendFile(text);
    this.#octets += Buffer.byteLength(text);
    if (this.#octets > this.#maxOctets) await this.#rotate(this.#file);
  }

  async #rotate(full: FileHandle): Promise<void> {
    this.#file = undefined;
    await full.close();
    for (let n = keptFiles - 1; n >= 0; n--) {
      const from = n === 0 ? this.#path : `${this.#path}.${n}`;
      await rename(from, `${this.#path}.${n + 1}`).catch(() => undefined);
    }
  }

  async #open(): Promise<FileHandle> {
    await mkdir(dirname(this.#path), { recursive: true });
    const file = await open(this.#path, 'a', 0o600);
    this.#octets = (await file.stat()).size;
    return file;
  }
}
