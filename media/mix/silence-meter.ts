import { lineRate } from '../codec/resampler.js';
import type { SilenceLimit } from './media-plane.js';

/** FreeSWITCH measures frame by frame of 20 ms. */
const frameSamples = lineRate / 50;

/** Tells when somebody has been silent for long enough: so many frames in a row whose mean amplitude is low. */
export class SilenceMeter {
  readonly #threshold: number;
  readonly #framesWanted: number;
  #frames = 0;
  #sum = 0;
  #samples = 0;

  constructor({ threshold, ms }: SilenceLimit) {
    this.#threshold = threshold;
    this.#framesWanted = Math.max(1, Math.round(ms / 20));
  }

  get over(): boolean {
    return this.#frames >= this.#framesWanted;
  }

  /** @param stride every so manieth sample is one of the speaker's, the first among them. */
  hear(samples: Int16Array, stride: number): void {
    for (let at = 0; at < samples.length && !this.over; at += stride) {
      this.#sum += Math.abs(samples[at] ?? 0);
      if (++this.#samples < frameSamples) continue;
      this.#frames = this.#sum / frameSamples < this.#threshold ? this.#frames + 1 : 0;
      this.#sum = 0;
      this.#samples = 0;
    }
  }
}
