import { Concealer } from '../codec/concealment.js';
import { expansion, type G711 } from '../codec/g711.js';
import { JitterBuffer } from '../rtp/jitter-buffer.js';

/** 20 ms at 8 kHz: what a mix is made of. */
export const frameSamples = 160;

/** One stream that is mixed: packets go in as they come, 20 ms of linear samples come out on our clock. */
export class Voice {
  readonly #buffer = new JitterBuffer();
  readonly #concealer = new Concealer();
  /** Decoded and not taken: a packet may be longer or shorter than a frame. */
  #left = new Int16Array(0);
  #law: G711 = 'PCMA';

  /** Packets that came after their turn. */
  get late(): number {
    return this.#buffer.late;
  }

  /** The law of the last packet. */
  get law(): G711 {
    return this.#law;
  }

  /** Takes a packet; `bytes[from, to)` is copied. */
  put(timestamp: number, bytes: Uint8Array, from: number, to: number, law: G711, nowMs: number): void {
    this.#law = law;
    this.#buffer.put(timestamp, bytes.slice(from, to), nowMs);
  }

  /**
   * Writes the next frame into `out`, to be called each 20 ms.
   * @returns false when there is nothing to hear; `out` is silent then.
   */
  take(out: Int16Array, nowMs: number): boolean {
    let speaks = false;
    for (let at = 0; at < frameSamples;) {
      if (this.#left.length === 0) {
        const decoded = this.#decode(nowMs);
        if (!decoded) {
          out.fill(0, at);
          return speaks;
        }
        this.#left = decoded;
      }
      const count = Math.min(frameSamples - at, this.#left.length);
      out.set(this.#left.subarray(0, count), at);
      this.#left = this.#left.subarray(count);
      at += count;
      speaks = true;
    }
    return true;
  }

  #decode(nowMs: number): Int16Array<ArrayBuffer> | undefined {
    const frame = this.#buffer.take(nowMs);
    if (frame.kind === 'silence') return undefined;
    if (frame.kind === 'audio') {
      const table = expansion[this.#law];
      const samples = new Int16Array(frame.codes.length);
      for (let i = 0; i < samples.length; i++) samples[i] = table[frame.codes[i] ?? 0] ?? 0;
      this.#concealer.heard(samples);
      return samples;
    }
    const samples = new Int16Array(frameSamples);
    this.#concealer.fill(samples);
    return samples;
  }
}
