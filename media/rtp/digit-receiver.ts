import { timestampDelta } from './packet.js';
import { digitOfEvent, type TelephoneEvent } from './telephone-event.js';

export interface Digit {
  readonly digit: string;
  readonly durationMs: number;
}

/** An event whose packets stop without an end is over after this: three lost end packets and some jitter. */
const silenceMs = 150;
/** RFC 4733 2.5.1.3: a longer event goes on in a new segment whose timestamp is this much later. */
const segmentUnits = 0xffff;
const unitsPerMs = 8;

interface Current {
  readonly digit: string;
  timestamp: number;
  /** Of segments before this one. */
  baseUnits: number;
  units: number;
  lastAtMs: number;
}

/**
 * Makes one digit of the packets of one event (RFC 4733 2.5): events are told apart by their timestamp, and a digit
 * counts once however many of its packets, end packets included, were lost, repeated or reordered.
 */
export class DigitReceiver {
  #current: Current | undefined;
  /** Timestamp of the last digit reported: late packets of it, and older ones, are nothing new. */
  #reported: number | undefined;

  /** @returns the digits that this packet completes: none, one, or two when it also shows that the one before ended. */
  packet(timestamp: number, event: TelephoneEvent, nowMs: number): readonly Digit[] {
    const done: Digit[] = [];
    const digit = digitOfEvent(event.event);
    if (digit === undefined || this.#isOld(timestamp)) return done;
    const current = this.#current;
    if (current && current.timestamp !== timestamp) {
      if (timestampDelta(timestamp, current.timestamp) < 0) return done;
      if (current.digit === digit && timestampDelta(timestamp, current.timestamp) === segmentUnits) {
        current.timestamp = timestamp;
        current.baseUnits += segmentUnits;
        current.units = 0;
      } else {
        done.push(this.#finish(current));
      }
    }
    this.#current ??= { digit, timestamp, baseUnits: 0, units: 0, lastAtMs: nowMs };
    this.#current.units = Math.max(this.#current.units, event.duration);
    this.#current.lastAtMs = nowMs;
    if (event.end) done.push(this.#finish(this.#current));
    return done;
  }

  /** @returns the digit whose end packets were lost, once its packets have stopped. */
  elapsed(nowMs: number): Digit | undefined {
    const current = this.#current;
    return current && nowMs - current.lastAtMs >= silenceMs ? this.#finish(current) : undefined;
  }

  /** Whether an event is under way, so that elapsed() matters. */
  get active(): boolean {
    return this.#current !== undefined;
  }

  /** A new source has a clock of its own. */
  reset(): void {
    this.#current = undefined;
    this.#reported = undefined;
  }

  #isOld(timestamp: number): boolean {
    return this.#reported !== undefined && timestampDelta(timestamp, this.#reported) <= 0;
  }

  #finish(current: Current): Digit {
    this.#current = undefined;
    this.#reported = current.timestamp;
    return { digit: current.digit, durationMs: Math.round((current.baseUnits + current.units) / unitsPerMs) };
  }
}
