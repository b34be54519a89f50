import { MixedParty } from './mixed-party.js';
import { Mix } from './mixing.js';
import type { Party } from './party.js';

/** A member of a conference. Keys stay with the leg, as in FreeSWITCH. */
export class Seat extends MixedParty {
  muted: boolean;

  /** @param hears where what the others say goes. */
  constructor(hears: Party, feeder: number, muted: boolean) {
    super(hears, feeder);
    this.muted = muted;
  }
}

/** Members who hear each other, each without their own voice, mixed on the 20 ms tick. */
export class Conference {
  readonly #seats = new Set<Seat>();
  readonly #mix = new Mix();

  get size(): number {
    return this.#seats.size;
  }

  add(seat: Seat): void {
    this.#seats.add(seat);
  }

  remove(seat: Seat): void {
    this.#seats.delete(seat);
  }

  /** @returns whether more ticks are needed. */
  tick(nowMs: number): boolean {
    const mix = this.#mix;
    mix.clear();
    for (const seat of this.#seats) {
      // A muted one's packets are taken all the same, so that they don't wait for the end of it.
      seat.speaks = seat.voice.take(seat.frame, nowMs) && !seat.muted;
      if (seat.speaks) mix.add(seat.frame);
    }
    for (const seat of this.#seats) {
      const law = seat.voice.law;
      const codes = seat.speaks ? mix.codesWithout(seat.frame, law) : mix.codes(law);
      seat.stream.send(seat.hears, codes, law, nowMs);
    }
    return this.#seats.size > 0;
  }
}
