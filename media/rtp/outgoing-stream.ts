import { sequenceDelta } from './packet.js';

/** Timestamp units a millisecond: everything here runs on an 8 kHz clock. */
const unitsPerMs = 8;
/** A source that jumps further than this starts a new stretch instead of tearing a hole. */
const maxJump = 3000;
const maxMisorder = 100;

/**
 * Our stream towards one leg: one SSRC, one numbering and one clock, whoever feeds it. The feeders (a player, the
 * bridged party, digits) change; the receiver sees one unbroken stream (RFC 3550 5.1), with the marker set where a new
 * stretch begins and the timestamp advanced by the time that really passed.
 *
 * After next() or map(), `sequence`, `timestamp` and `marker` are those of the packet to send; fields instead of a
 * returned object, because this runs for each packet relayed.
 */
export class OutgoingStream {
  readonly ssrc: number;
  sequence: number;
  timestamp: number;
  marker = false;
  packets = 0;
  octets = 0;

  #highestSequence: number;
  /** The newest timestamp sent, when, and how long its packet lasts. */
  #clockTimestamp: number;
  #clockAtMs = Number.NEGATIVE_INFINITY;
  #clockUnits = 0;
  #feeder = -1;
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #lastFed = 0;
  #fedInStretch = 0;
  #firstInStretch = 0;

  /** All three start at random values (RFC 3550 5.1). */
  constructor(ssrc: number, sequence: number, timestamp: number) {
    this.ssrc = ssrc;
    this.#highestSequence = sequence & 0xffff;
    this.#clockTimestamp = timestamp >>> 0;
    this.sequence = this.#highestSequence;
    this.timestamp = this.#clockTimestamp;
  }

  /**
   * Numbers the next packet of audio made here.
   * @param feeder who feeds; a change starts a new stretch.
   * @param units length of the packet in timestamp units.
   */
  next(feeder: number, units: number, nowMs: number): void {
    this.marker = feeder !== this.#feeder;
    this.#feeder = feeder;
    this.sequence = this.#highestSequence = (this.#highestSequence + 1) & 0xffff;
    this.timestamp = this.marker ? this.#timestampAt(nowMs) : (this.#clockTimestamp + this.#clockUnits) >>> 0;
    this.#advance(this.timestamp, units, nowMs);
  }

  /** Numbers one more packet with the timestamp of the one before (RFC 4733 2.5.1.2: an event keeps its own). */
  repeat(): void {
    this.marker = false;
    this.sequence = this.#highestSequence = (this.#highestSequence + 1) & 0xffff;
  }

  /** Ends the stretch: what comes next carries a marker and the time that passed. */
  endStretch(): void {
    this.#feeder = -1;
  }

  /**
   * Maps a packet of another stream into this one, keeping its gaps and its order.
   * @param feeder identity of the other stream; a change of its SSRC is a change of feeder.
   * @returns false when the packet is older than the stretch, so that it has no place.
   */
  map(
    feeder: number,
    packet: { sequence: number; timestamp: number; marker: boolean },
    units: number,
    nowMs: number,
  ): boolean {
    const step = sequenceDelta(packet.sequence, this.#lastFed);
    const begins = feeder !== this.#feeder || step > maxJump || step < -maxMisorder;
    if (begins) {
      this.#feeder = feeder;
      this.#sequenceOffset = (this.#highestSequence + 1 - packet.sequence) & 0xffff;
      this.#timestampOffset = (this.#timestampAt(nowMs) - packet.timestamp) >>> 0;
      this.#firstInStretch = packet.sequence;
      this.#fedInStretch = 0;
      this.marker = true;
    } else {
      if (this.#isBeforeStretch(packet.sequence)) return false;
      this.marker = packet.marker;
    }
    this.#fedInStretch++;
    this.sequence = (packet.sequence + this.#sequenceOffset) & 0xffff;
    this.timestamp = (packet.timestamp + this.#timestampOffset) >>> 0;
    if (sequenceDelta(this.sequence, this.#highestSequence) > 0) {
      this.#highestSequence = this.sequence;
      this.#lastFed = packet.sequence;
      // Packets of one event share a timestamp: its clock reading is that of the first.
      if (begins || this.timestamp !== this.#clockTimestamp) this.#advance(this.timestamp, units, nowMs);
    }
    return true;
  }

  /** Counts what was sent, for the sender report. */
  sent(payloadBytes: number): void {
    this.packets++;
    this.octets += payloadBytes;
  }

  /** The timestamp that belongs to `nowMs`, for the sender report (RFC 3550 6.4.1). */
  timestampNow(nowMs: number): number {
    const passed = Number.isFinite(this.#clockAtMs) ? Math.round((nowMs - this.#clockAtMs) * unitsPerMs) : 0;
    return (this.#clockTimestamp + passed) >>> 0;
  }

  #timestampAt(nowMs: number): number {
    if (!Number.isFinite(this.#clockAtMs)) return this.#clockTimestamp;
    const passed = Math.round((nowMs - this.#clockAtMs) * unitsPerMs);
    return (this.#clockTimestamp + Math.max(this.#clockUnits, passed)) >>> 0;
  }

  #advance(timestamp: number, units: number, nowMs: number): void {
    this.#clockTimestamp = timestamp;
    this.#clockUnits = units;
    this.#clockAtMs = nowMs;
  }

  /** Compared only while the stretch is young: sequence arithmetic wraps after 32768 packets. */
  #isBeforeStretch(sequence: number): boolean {
    return this.#fedInStretch < maxMisorder && sequenceDelta(sequence, this.#firstInStretch) < 0;
  }
}
