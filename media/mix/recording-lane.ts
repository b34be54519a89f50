import { Concealer } from '../codec/concealment.js';
import { expansion, type G711 } from '../codec/g711.js';
import { timestampDelta } from '../rtp/packet.js';

/** Marks a sample that nothing was placed at; no G.711 code expands to it. */
const hole = -32_768;
/** Two seconds: what may lie between the oldest sample not yet taken and the newest placed. Power of two. */
const ringSamples = 16_384;
/** A packet that claims to come this far ahead of the wall clock shows that the anchor was set by a late one. */
const maxAheadSamples = 320;
/** When even the promptest of `driftPackets` packets is this far behind, the sender's clock is slow. */
const maxBehindSamples = 480;
const driftPackets = 50;
const maxLateInRow = 5;
/** No packet is that late: the stream has started over. */
const jumpSamples = ringSamples;

/**
 * One channel of a recording: packets are laid on the time line of the recording by their RTP timestamps, so reordering
 * costs nothing and a loss or a silence takes the time that it took. The anchor between timestamp and wall clock is
 * renewed when the stream jumps or its clock drifts. A recording has no listener waiting, so a fixed window, far
 * longer than any jitter, stands in for an adaptive buffer.
 *
 * Positions are samples (8 kHz) since the recording began.
 */
export class RecordingLane {
  readonly #ring = new Int16Array(ringSamples).fill(hole);
  readonly #concealer = new Concealer();
  #taken = 0;
  #anchored = false;
  #anchorTimestamp = 0;
  #anchorPosition = 0;
  #lateInRow = 0;
  #sinceDriftCheck = 0;
  #leastBehind = Number.POSITIVE_INFINITY;
  #late = 0;

  /** Packets that came after their time had been written. */
  get late(): number {
    return this.#late;
  }

  /**
   * Places a packet.
   * @param codes holds its payload from `from` up to `to`.
   * @param endPosition the wall clock at arrival: where its last sample would lie if nothing had delayed it.
   */
  place(
    timestamp: number,
    codes: Uint8Array,
    from: number,
    to: number,
    law: G711,
    endPosition: number,
  ): void {
    const count = to - from;
    const position = this.#positionOf(timestamp, count, endPosition);
    const skip = Math.max(0, this.#taken - position);
    if (skip >= count) {
      this.#late++;
      return;
    }
    // Ahead of the ring only when the reader stands still; then what does not fit is dropped.
    if (position + count > this.#taken + ringSamples) return;
    const table = expansion[law];
    const ring = this.#ring;
    const mask = ringSamples - 1;
    for (let i = skip; i < count; i++) ring[(position + i) & mask] = table[codes[from + i] ?? 0] ?? 0;
  }

  /**
   * Takes the next `count` samples (at most the ring), concealing short losses.
   * @param out interleaved target, little-endian 16 bit.
   * @param at index of the first sample in `out`.
   * @param stride channels of `out`.
   */
  take(count: number, out: Int16Array, at: number, stride: number): void {
    const ring = this.#ring;
    const mask = ringSamples - 1;
    let done = 0;
    while (done < count) {
      const start = (this.#taken + done) & mask;
      const limit = Math.min(count - done, ringSamples - start);
      const lost = ring[start] === hole;
      let length = 1;
      while (length < limit && (ring[start + length] === hole) === lost) length++;
      const run = ring.subarray(start, start + length);
      if (lost) this.#concealer.fill(run);
      else this.#concealer.heard(run);
      for (let i = 0; i < length; i++) out[at + (done + i) * stride] = run[i] ?? 0;
      run.fill(hole);
      done += length;
    }
    this.#taken += count;
  }

  #positionOf(timestamp: number, count: number, endPosition: number): number {
    const prompt = Math.max(this.#taken, endPosition - count);
    if (!this.#anchored) return this.#anchor(timestamp, prompt);
    const position = this.#anchorPosition + timestampDelta(timestamp, this.#anchorTimestamp);
    const behind = prompt - position;
    if (behind < -maxAheadSamples || behind > jumpSamples) return this.#anchor(timestamp, prompt);
    this.#lateInRow = position + count <= this.#taken ? this.#lateInRow + 1 : 0;
    if (this.#lateInRow >= maxLateInRow) return this.#anchor(timestamp, prompt);
    if (behind < this.#leastBehind) this.#leastBehind = behind;
    if (++this.#sinceDriftCheck >= driftPackets) {
      const drift = this.#leastBehind;
      this.#sinceDriftCheck = 0;
      this.#leastBehind = Number.POSITIVE_INFINITY;
      if (drift > maxBehindSamples) return this.#anchor(timestamp, position + drift);
    }
    // The anchor moves along, so that the distance stays within timestamp arithmetic on calls of any length.
    this.#anchorTimestamp = timestamp;
    this.#anchorPosition = position;
    return position;
  }

  #anchor(timestamp: number, position: number): number {
    this.#anchored = true;
    this.#anchorTimestamp = timestamp;
    this.#anchorPosition = position;
    this.#lateInRow = 0;
    this.#sinceDriftCheck = 0;
    this.#leastBehind = Number.POSITIVE_INFINITY;
    return position;
  }
}
