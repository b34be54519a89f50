import { eventOfDigit, type TelephoneEvent } from './telephone-event.js';

/** Length of one step, milliseconds: the tick of the media thread. */
export const digitStepMs = 20;
const unitsPerStep = digitStepMs * 8;
/** RFC 4733 2.5.1.4: the end is sent three times. */
const endPackets = 3;
/** Silence between digits, after the end packets; together at least the 50 ms that receivers need. */
const gapSteps = 3;
const pauseSteps = { w: 25, W: 50 } as const;
/** -10 dBm0, as telephones send. */
const volume = 10;
const maxQueued = 128;
const maxDurationUnits = 0xffff;

export interface DigitPacket extends TelephoneEvent {
  /** First packet of the event: it takes a new timestamp and the marker. */
  readonly first: boolean;
}

/** Paces the packets of digits to send (RFC 4733 2.5.1): one step each 20 ms. `w` is half a second of pause, `W` a whole one. */
export class DigitSender {
  readonly #queue: { readonly event: number | undefined; readonly steps: number }[] = [];
  #step = 0;

  /**
   * Queues digits; what is no digit is left out.
   * @param durationMs of each, 40 to 8000.
   * @returns how many were left out, also for want of room.
   */
  send(digits: string, durationMs: number): number {
    let refused = 0;
    const steps = Math.round(Math.min(8000, Math.max(40, durationMs)) / digitStepMs);
    for (const digit of digits) {
      const pause = digit === 'w' || digit === 'W' ? pauseSteps[digit] : 0;
      const event = pause === 0 ? eventOfDigit(digit) : undefined;
      if ((pause === 0 && event === undefined) || this.#queue.length >= maxQueued) refused++;
      else this.#queue.push({ event, steps: pause || steps });
    }
    return refused;
  }

  get idle(): boolean {
    return this.#queue.length === 0;
  }

  /** The packet of this step; undefined in a gap, a pause, or when nothing is queued. */
  step(): DigitPacket | undefined {
    const digit = this.#queue[0];
    if (!digit) return undefined;
    const step = this.#step++;
    if (digit.event === undefined) {
      if (step + 1 >= digit.steps) this.#next();
      return undefined;
    }
    // The last packet of the event is its first end packet, so two more follow.
    const packets = digit.steps + endPackets - 1;
    if (step >= packets) {
      if (step + 1 >= packets + gapSteps) this.#next();
      return undefined;
    }
    const duration = Math.min(maxDurationUnits, Math.min(step + 1, digit.steps) * unitsPerStep);
    return { event: digit.event, end: step >= digit.steps - 1, volume, duration, first: step === 0 };
  }

  #next(): void {
    this.#queue.shift();
    this.#step = 0;
  }
}
