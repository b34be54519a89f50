import { sequenceDelta } from './packet.js';

/** Packets in sequence that an unexpected source must send before it is believed: 60 ms and 100 ms of audio. */
const firstProbation = 3;
const changeProbation = 5;
/** A source that was heard this lately isn't replaced, whoever else sends. */
const activeMs = 500;

export interface Source {
  readonly address: string;
  readonly port: number;
}

interface Candidate extends Source {
  readonly ssrc: number;
  sequence: number;
  packets: number;
}

/**
 * Symmetric RTP (RFC 4961): who the stream comes from, and so where ours goes to. Packets from where the SDP says are
 * believed at once. Another source is believed after a few packets in sequence, and not while the one latched still
 * sends, so that neither a stray packet nor somebody who guesses ports can take a call.
 */
export class Latch {
  #expected: Source;
  #current: Source | undefined;
  #candidate: Candidate | undefined;
  #heardAtMs = 0;

  constructor(expected: Source) {
    this.#expected = expected;
  }

  /** Where to send: the latched source, before that what the SDP says. */
  get target(): Source {
    return this.#current ?? this.#expected;
  }

  get latched(): boolean {
    return this.#current !== undefined;
  }

  /** The SDP names a new address: what is latched stays only if it is the same. */
  expect(expected: Source): void {
    if (same(expected, this.#expected)) return;
    this.#expected = expected;
    this.#current = undefined;
    this.#candidate = undefined;
  }

  /** Decides about a valid packet. @returns whether it is part of the stream. */
  accept(from: Source, ssrc: number, sequence: number, nowMs: number): boolean {
    const current = this.#current;
    if (current && same(from, current)) {
      this.#heardAtMs = nowMs;
      return true;
    }
    if (current && !this.isSilent(nowMs)) return false;
    if (!same(from, this.#expected) && !this.#proved(from, ssrc, sequence, current !== undefined))
      return false;
    this.#current = { address: from.address, port: from.port };
    this.#candidate = undefined;
    this.#heardAtMs = nowMs;
    return true;
  }

  /** Whether nothing came for so long that another source may take over. */
  isSilent(nowMs: number): boolean {
    return nowMs - this.#heardAtMs >= activeMs;
  }

  #proved(from: Source, ssrc: number, sequence: number, isChange: boolean): boolean {
    const candidate = this.#candidate;
    const follows =
      candidate !== undefined &&
      same(from, candidate) &&
      candidate.ssrc === ssrc &&
      sequenceDelta(sequence, candidate.sequence) === 1;
    if (!follows) {
      this.#candidate = { address: from.address, port: from.port, ssrc, sequence, packets: 1 };
      return false;
    }
    candidate.sequence = sequence;
    return ++candidate.packets >= (isChange ? changeProbation : firstProbation);
  }
}

const same = (a: Source, b: Source): boolean => a.port === b.port && a.address === b.address;
