/** The journal's files: numbered segments of lines, each a fact as JSON. Nothing here is ever rewritten. */
import { open, readdir, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** A place between two lines. */
export interface Position {
  readonly segment: number;
  readonly offset: number;
}

export interface Lines {
  readonly lines: readonly string[];
  /** Behind the last of `lines`. */
  readonly end: Position;
}

const suffix = '.facts.jsonl';
const newline = 10;

export class JournalSegments {
  readonly #folder: string;
  /** Octets by segment, oldest first. */
  readonly #sizes = new Map<number, number>();
  #reading: { segment: number; handle: FileHandle } | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async find(folder: string): Promise<JournalSegments> {
    const found = new JournalSegments(folder);
    const numbers = (await readdir(folder))
      .filter((name) => name.endsWith(suffix))
      .map((name) => Number.parseInt(name, 10));
    for (const number of numbers.sort((a, b) => a - b)) {
      found.#sizes.set(number, (await stat(found.#path(number))).size);
    }
    return found;
  }

  get numbers(): readonly number[] {
    return [...this.#sizes.keys()];
  }

  get newest(): number {
    return this.numbers.at(-1) ?? 0;
  }

  /** Octets of all segments. */
  get octets(): number {
    let sum = 0;
    for (const size of this.#sizes.values()) sum += size;
    return sum;
  }

  size(segment: number): number {
    return this.#sizes.get(segment) ?? 0;
  }

  /** Creates the file of a segment; it counts, and is read, once `grown` names it. */
  create(segment: number): Promise<FileHandle> {
    return open(this.#path(segment), 'a', 0o600);
  }

  grown(segment: number, octets: number): void {
    this.#sizes.set(segment, this.size(segment) + octets);
  }

  /**
   * Reads whole lines from `from` on, about `octets` of them, within one segment. What a killed writer left of a
   * line at the end of an older segment is passed over.
   */
  async read(from: Position, octets: number): Promise<Lines> {
    const segment = this.#sizes.has(from.segment) ? from.segment : this.#after(from.segment);
    if (segment === undefined) return { lines: [], end: from };
    const offset = segment === from.segment ? from.offset : 0;
    const left = this.size(segment) - offset;
    if (left > 0) {
      const chunk = await this.#readLines(segment, offset, Math.min(octets, left), left);
      if (chunk.length > 0) {
        return {
          lines: chunk.toString('utf8').trimEnd().split('\n'),
          end: { segment, offset: offset + chunk.length },
        };
      }
    }
    const next = this.#after(segment);
    return { lines: [], end: next === undefined ? { segment, offset } : { segment: next, offset: 0 } };
  }

  /** Deletes the segments before `position`. */
  async release(position: Position): Promise<void> {
    for (const segment of this.numbers.filter((number) => number < position.segment)) {
      this.#sizes.delete(segment);
      await unlink(this.#path(segment)).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    await this.#reading?.handle.close();
    this.#reading = undefined;
  }

  /** @returns octets up to and with the last line end within `octets`, or within more where one line is longer. */
  async #readLines(segment: number, offset: number, octets: number, left: number): Promise<Buffer> {
    const handle = await this.#handle(segment);
    for (let size = octets; ; size = Math.min(size * 4, left)) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size), 0, size, offset);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(newline);
      if (end >= 0 || size >= left) return buffer.subarray(0, end + 1);
    }
  }

  async #handle(segment: number): Promise<FileHandle> {
    if (this.#reading?.segment === segment) return this.#reading.handle;
    await this.#reading?.handle.close();
    this.#reading = undefined;
    const handle = await open(this.#path(segment), 'r');
    this.#reading = { segment, handle };
    return handle;
  }

  #after(segment: number): number | undefined {
    return this.numbers.find((number) => number > segment);
  }

  #path(segment: number): string {
    return join(this.#folder, `${String(segment).padStart(10, '0')}${suffix}`);
  }
}
