const maxDropout = 3000;
const maxMisorder = 100;

/** What a reception report says of the time since the last report (RFC 3550 6.4.1). */
export interface ReceptionInterval {
  /** Fraction lost, in 1/256. */
  readonly fractionLost: number;
  /** Since the beginning; negative with duplicates; clamped to 24 bit signed. */
  readonly cumulativeLost: number;
  readonly extendedHighest: number;
  /** In timestamp units. */
  readonly jitter: number;
}

/** Sequence numbers, loss and jitter of one source (RFC 3550 A.1, A.3, A.8). Times are in timestamp units (8 kHz). */
export class ReceiveStatistics {
  #started = false;
  /** Extended number of the first packet; below 0 when restarts carried older packets over. */
  #base = 0;
  #highest = 0;
  #cycles = 0;
  /** A jump waits for the packet that follows it (A.1 "bad_seq"). */
  #afterJump = -1;
  #received = 0;
  #jitter = 0;
  #maxJitter = 0;
  #transit: number | undefined;
  #expectedPrior = 0;
  #receivedPrior = 0;

  /**
   * Takes the next packet.
   * @returns false on a jump that the next packet has yet to confirm; such a packet is not counted.
   */
  packet(sequence: number): boolean {
    if (!this.#started) {
      this.#restart(sequence);
    } else {
      const delta = (sequence - this.#highest) & 0xffff;
      if (delta < maxDropout) {
        if (sequence < this.#highest) this.#cycles += 0x1_0000;
        this.#highest = sequence;
      } else if (delta <= 0x1_0000 - maxMisorder) {
        if (sequence !== this.#afterJump) {
          this.#afterJump = (sequence + 1) & 0xffff;
          return false;
        }
        this.#restart(sequence);
      }
    }
    this.#received++;
    return true;
  }

  /** Takes a packet's times, both in timestamp units; for audio only, since an event repeats its timestamp. */
  timing(timestamp: number, arrival: number): void {
    const transit = (arrival - timestamp) | 0;
    if (this.#transit !== undefined) {
      const change = Math.abs((transit - this.#transit) | 0);
      this.#jitter += (change - this.#jitter) / 16;
      if (this.#jitter > this.#maxJitter) this.#maxJitter = this.#jitter;
    }
    this.#transit = transit;
  }

  /** The next timing() starts afresh: after a talk spurt, a hold, or a new clock. */
  breakTiming(): void {
    this.#transit = undefined;
  }

  /** Closes the interval since the last call. */
  report(): ReceptionInterval {
    const expected = this.expected;
    const expectedInterval = expected - this.#expectedPrior;
    const lostInterval = expectedInterval - (this.#received - this.#receivedPrior);
    this.#expectedPrior = expected;
    this.#receivedPrior = this.#received;
    return {
      fractionLost:
        expectedInterval === 0 || lostInterval <= 0
          ? 0
          : Math.min(255, Math.floor((lostInterval * 256) / expectedInterval)),
      cumulativeLost: Math.max(-0x80_0000, Math.min(0x7f_ffff, expected - this.#received)),
      extendedHighest: (this.#cycles + this.#highest) >>> 0,
      jitter: Math.round(this.#jitter),
    };
  }

  get received(): number {
    return this.#received;
  }

  get expected(): number {
    return !this.#started ? 0 : this.#cycles + this.#highest - this.#base + 1;
  }

  /** In timestamp units. */
  get jitter(): number {
    return this.#jitter;
  }

  get maxJitter(): number {
    return this.#maxJitter;
  }

  /** Begins a new numbering; what was expected and lost before it stays counted. */
  #restart(sequence: number): void {
    this.#base = sequence - this.expected;
    this.#started = true;
    this.#highest = sequence;
    this.#cycles = 0;
    this.#afterJump = -1;
  }
}
