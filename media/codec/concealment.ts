/** 8 kHz samples kept of what was heard: two of the longest pitch periods and the window to compare. */
const historySamples = 400;
const minPeriod = 40;
const maxPeriod = 120;
const windowSamples = 160;
/** Full level for the first 10 ms, then down to nothing at 60 ms (G.711 appendix I). */
const holdSamples = 80;
const fadeSamples = 400;

/**
 * Fills what was lost with the last pitch period, repeated and faded out, in the manner of ITU-T G.711 appendix I
 * (without its overlap-add). One for each stream.
 */
export class Concealer {
  readonly #history = new Int16Array(historySamples);
  #period = 0;
  #concealed = 0;

  /** Takes samples that arrived. */
  heard(samples: Int16Array): void {
    const kept = samples.subarray(Math.max(0, samples.length - historySamples));
    this.#history.copyWithin(0, kept.length);
    this.#history.set(kept, historySamples - kept.length);
    this.#concealed = 0;
  }

  /** Writes what to hear instead of `out.length` lost samples; a longer loss goes on where the last call ended. */
  fill(out: Int16Array): void {
    if (this.#concealed === 0) this.#period = this.#findPeriod();
    for (let i = 0; i < out.length; i++) {
      const at = this.#concealed++;
      const gain = at < holdSamples ? 1 : 1 - (at - holdSamples) / fadeSamples;
      if (gain <= 0) {
        out.fill(0, i);
        this.#concealed += out.length - i - 1;
        return;
      }
      const from = historySamples - this.#period + (at % this.#period);
      out[i] = Math.round((this.#history[from] ?? 0) * gain);
    }
  }

  /** The lag at which the end of the history resembles itself most (normalised correlation). */
  #findPeriod(): number {
    const history = this.#history;
    const start = historySamples - windowSamples;
    let best = minPeriod;
    let bestScore = -1;
    for (let lag = minPeriod; lag <= maxPeriod; lag++) {
      let product = 0;
      let energy = 1;
      for (let i = start; i < historySamples; i++) {
        const past = history[i - lag] ?? 0;
        product += (history[i] ?? 0) * past;
        energy += past * past;
      }
      const score = product <= 0 ? 0 : (product * product) / energy;
      if (score > bestScore) {
        bestScore = score;
        best = lag;
      }
    }
    return best;
  }
}
