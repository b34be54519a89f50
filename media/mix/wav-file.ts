import { close, ftruncate, open, write } from 'node:fs';
import { wavHeaderBytes, writeWavHeader } from '../codec/wav.js';

/** Waiting for the disk at most; 16 s of stereo. What comes on top is dropped and leaves silence in its place. */
const maxWaitingBytes = 512 * 1024;
const maxDataBytes = 0xffff_ffff - wavHeaderBytes;

interface Chunk {
  readonly bytes: Uint8Array;
  readonly position: number;
}

export interface WavFileListener {
  opened(): void;
  /** Called once, when the file cannot be opened or written; nothing is written after. */
  failed(why: string): void;
}

/**
 * A 16-bit WAV that is playable at any moment: after each piece of audio the header is rewritten with the true length,
 * so what a killed process leaves behind is whole up to its last piece. Pieces are written one after the other,
 * asynchronously.
 */
export class WavFile {
  readonly #path: string;
  readonly #rate: number;
  readonly #channels: 1 | 2;
  readonly #listener: WavFileListener;
  #fd: number | undefined;
  #waiting: Chunk[] = [];
  #waitingBytes = 0;
  #position = 0;
  #writtenBytes = 0;
  #droppedBytes = 0;
  #busy = true;
  #failed = false;
  #closed: (() => void) | undefined;

  constructor(path: string, rate: number, channels: 1 | 2, listener: WavFileListener) {
    this.#path = path;
    this.#rate = rate;
    this.#channels = channels;
    this.#listener = listener;
    // Node throws at once, not through the callback, on a path with a zero in it.
    open(path.replaceAll('\0', '\ufffd'), 'w', 0o640, (error, fd) => {
      if (error) {
        this.#fail(error);
        return;
      }
      this.#fd = fd;
      listener.opened();
      this.#writeHeader();
    });
  }

  /** Bytes of audio that found no room while the disk was slow. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /** Adds audio at the end; `bytes` belong to the file until written. */
  append(bytes: Uint8Array): void {
    const position = this.#position;
    this.#position += bytes.length;
    if (this.#failed) return;
    if (this.#waitingBytes + bytes.length > maxWaitingBytes || this.#position > maxDataBytes) {
      this.#droppedBytes += bytes.length;
      return;
    }
    this.#waiting.push({ bytes, position });
    this.#waitingBytes += bytes.length;
    this.#next();
  }

  /** Writes what waits and closes. Resolves also when writing failed. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#closed = resolve;
      this.#next();
    });
  }

  #next(): void {
    if (this.#busy) return;
    const chunk = this.#waiting.shift();
    const fd = this.#fd;
    if (fd === undefined || this.#failed) {
      this.#closed?.();
    } else if (chunk) {
      this.#busy = true;
      this.#waitingBytes -= chunk.bytes.length;
      this.#write(fd, chunk.bytes, 0, wavHeaderBytes + chunk.position, () => {
        this.#writtenBytes = chunk.position + chunk.bytes.length;
        this.#writeHeader();
      });
    } else if (this.#closed) {
      this.#finish(fd);
    }
  }

  #writeHeader(): void {
    const header = writeWavHeader(this.#rate, this.#channels, this.#writtenBytes);
    if (this.#fd === undefined) return;
    this.#write(this.#fd, header, 0, 0, () => {
      this.#busy = false;
      this.#next();
    });
  }

  #write(fd: number, bytes: Uint8Array, from: number, position: number, done: () => void): void {
    write(fd, bytes, from, bytes.length - from, position, (error, written) => {
      if (error) this.#fail(error);
      else if (from + written < bytes.length)
        this.#write(fd, bytes, from + written, position + written, done);
      else done();
    });
  }

  /** Also when the last pieces were dropped the file is as long as the recording was. */
  #finish(fd: number): void {
    this.#fd = undefined;
    this.#busy = true;
    const end = Math.min(this.#position, maxDataBytes);
    const closing = (): void => {
      close(fd, () => this.#closed?.());
    };
    if (end === this.#writtenBytes) {
      closing();
      return;
    }
    ftruncate(fd, wavHeaderBytes + end, () => {
      write(fd, writeWavHeader(this.#rate, this.#channels, end), 0, wavHeaderBytes, 0, closing);
    });
  }

  #fail(error: Error): void {
    this.#failed = true;
    this.#busy = false;
    this.#waiting = [];
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) close(fd, () => this.#closed?.());
    else this.#closed?.();
    this.#listener.failed(`${this.#path}: ${error.message}`);
  }
}
