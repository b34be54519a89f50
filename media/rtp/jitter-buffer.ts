import { timestampDelta } from './packet.js';

/** 20 ms at 8 kHz: what take() hands out. */
const frameUnits = 160;
const unitsPerMs = 8;
const minDelayMs = 20;
const maxDelayMs = 200;
/** A second of packets; more means that nobody takes. */
const maxPackets = 50;
/** Frames concealed after the last packet before the buffer takes it for the end of a talk spurt. */
const maxConcealed = 3;
/** Takes in a row that the buffer must be too full before one frame is left out. */
const shrinkAfter = 25;
/** A timestamp this far from what is played is a new stream. */
const maxJumpUnits = 16_000;

interface Held {
  readonly timestamp: number;
  readonly codes: Uint8Array;
  readonly arrivalMs: number;
}

/** What to hear in these 20 ms: audio, a loss to conceal, or silence (between talk spurts, or filling up). */
export type Frame =
  { readonly kind: 'audio'; readonly codes: Uint8Array } | { readonly kind: 'lost' | 'silence' };

/**
 * Adaptive jitter buffer for audio that is consumed here on a 20 ms clock. The delay follows the jitter seen (each talk
 * spurt begins with twice of it, 20 to 200 ms); a sender whose clock is faster than ours is met by leaving a frame out
 * now and then, a slower one by waiting a frame. Frames come out in order, each once; what is late is counted.
 *
 * A take() gives the whole of the next packet, however long; who takes accounts for its length.
 */
export class JitterBuffer {
  /** By timestamp, oldest first. */
  #held: Held[] = [];
  /** Timestamp that the next take() should find; undefined while filling up. */
  #next: number | undefined;
  /** End of the newest audio given out: what lies before has had its turn. */
  #played: number | undefined;
  #concealed = 0;
  #tooFull = 0;
  #tooEmpty = false;
  #jitterMs = 0;
  #transitMs: number | undefined;
  #late = 0;
  #dropped = 0;

  /** Packets that came after their turn. */
  get late(): number {
    return this.#late;
  }

  /** Packets left out because the buffer was full, or to catch up. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How long the next talk spurt is held back. */
  get delayMs(): number {
    return Math.min(maxDelayMs, Math.max(minDelayMs, minDelayMs + 2 * this.#jitterMs));
  }

  /** Takes a packet as it comes; `codes` belong to the buffer. */
  put(timestamp: number, codes: Uint8Array, arrivalMs: number): void {
    if (codes.length === 0) return;
    this.#followJitter(timestamp, arrivalMs);
    const reference = this.#next ?? this.#played ?? this.#held[0]?.timestamp;
    if (reference !== undefined && Math.abs(timestampDelta(timestamp, reference)) > maxJumpUnits)
      this.#restart();
    const due = this.#next ?? this.#played;
    if (due !== undefined && timestampDelta(timestamp, due) < 0) {
      this.#late++;
      this.#tooEmpty = true;
      return;
    }
    let at = this.#held.length;
    while (at > 0 && timestampDelta(this.#held[at - 1]?.timestamp ?? 0, timestamp) > 0) at--;
    if (this.#held[at - 1]?.timestamp === timestamp) return;
    this.#held.splice(at, 0, { timestamp, codes, arrivalMs });
    if (this.#held.length > maxPackets) this.#leaveOut();
  }

  /** To be called each 20 ms. */
  take(nowMs: number): Frame {
    this.#next ??= this.#begin(nowMs);
    if (this.#next === undefined) return { kind: 'silence' };
    if (this.#stretch()) return { kind: 'lost' };
    this.#shrink();
    const first = this.#held[0];
    const gap = first ? timestampDelta(first.timestamp, this.#next) : 0;
    if (first && gap < frameUnits) {
      this.#held.shift();
      this.#next = this.#played = (first.timestamp + first.codes.length) >>> 0;
      this.#concealed = 0;
      return { kind: 'audio', codes: first.codes };
    }
    if (++this.#concealed > maxConcealed) {
      this.#concealed = 0;
      this.#next = undefined;
      return { kind: 'silence' };
    }
    this.#next = (this.#next + frameUnits) >>> 0;
    return { kind: 'lost' };
  }

  /** The first packet of a talk spurt plays once it has been held for the delay. */
  #begin(nowMs: number): number | undefined {
    const first = this.#held[0];
    return first && nowMs - first.arrivalMs >= this.delayMs - frameUnits / unitsPerMs
      ? first.timestamp
      : undefined;
  }

  /** After a late packet: one more frame of delay, up to what the jitter asks for. @returns whether to wait. */
  #stretch(): boolean {
    const wanted = this.#tooEmpty && this.#heldMs() < this.delayMs;
    this.#tooEmpty = false;
    return wanted;
  }

  #heldMs(): number {
    const newest = this.#held.at(-1);
    return newest && this.#next !== undefined ? timestampDelta(newest.timestamp, this.#next) / unitsPerMs : 0;
  }

  /** Held audio above the delay for half a second: the sender is fast, or the jitter is over. */
  #shrink(): void {
    this.#tooFull = this.#heldMs() > this.delayMs + 2 * minDelayMs ? this.#tooFull + 1 : 0;
    if (this.#tooFull < shrinkAfter) return;
    this.#tooFull = 0;
    this.#leaveOut();
  }

  #leaveOut(): void {
    const out = this.#held.shift();
    this.#dropped++;
    if (out && this.#next !== undefined) this.#next = (out.timestamp + out.codes.length) >>> 0;
  }

  /** Fast up, slow down: a burst of jitter is remembered for seconds. */
  #followJitter(timestamp: number, arrivalMs: number): void {
    const transitMs = arrivalMs - timestamp / unitsPerMs;
    const change = this.#transitMs === undefined ? 0 : Math.abs(transitMs - this.#transitMs);
    this.#transitMs = transitMs;
    if (change > maxDelayMs) return;
    this.#jitterMs += (change - this.#jitterMs) / (change > this.#jitterMs ? 4 : 64);
  }

  #restart(): void {
    this.#held = [];
    this.#next = this.#played = undefined;
    this.#concealed = 0;
  }
}
