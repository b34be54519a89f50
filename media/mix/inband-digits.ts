import { Concealer } from '../codec/concealment.js';
import { DtmfDetector } from '../codec/dtmf-detector.js';
import { expansion, type G711 } from '../codec/g711.js';
import type { Digit } from '../rtp/digit-receiver.js';
import { JitterBuffer } from '../rtp/jitter-buffer.js';

const samplesATick = 160;
/** Without packets for so long there is nothing to listen to. */
const idleMs = 1000;

/** Listens for DTMF tones in what a leg says, when it cannot send RFC 4733. */
export class InbandDigits {
  readonly #buffer = new JitterBuffer();
  readonly #detector = new DtmfDetector();
  readonly #concealer = new Concealer();
  #law: G711 = 'PCMA';
  #owedSamples = 0;
  #lastAtMs = Number.NEGATIVE_INFINITY;

  get late(): number {
    return this.#buffer.late;
  }

  /** Takes a packet; `codes` are copied. */
  packet(timestamp: number, codes: Uint8Array, law: G711, nowMs: number): void {
    this.#law = law;
    this.#lastAtMs = nowMs;
    this.#buffer.put(timestamp, Uint8Array.from(codes), nowMs);
  }

  /** Whether ticks are needed. */
  isBusy(nowMs: number): boolean {
    return nowMs - this.#lastAtMs < idleMs;
  }

  /** To be called each 20 ms while busy. @returns the digits that ended. */
  tick(nowMs: number): readonly Digit[] {
    const digits: Digit[] = [];
    this.#owedSamples += samplesATick;
    while (this.#owedSamples > 0) {
      const samples = this.#listen(nowMs);
      this.#owedSamples -= samples.length;
      digits.push(...this.#detector.feed(samples));
    }
    return digits;
  }

  #listen(nowMs: number): Int16Array {
    const frame = this.#buffer.take(nowMs);
    if (frame.kind === 'audio') {
      const table = expansion[this.#law];
      const samples = Int16Array.from(frame.codes, (code) => table[code] ?? 0);
      this.#concealer.heard(samples);
      return samples;
    }
    const samples = new Int16Array(samplesATick);
    if (frame.kind === 'lost') this.#concealer.fill(samples);
    return samples;
  }
}
