/** Tells from the packets that come whether the way of the audio is open. */

/** The switch sends a packet every 20 ms, also on hold (music); nothing for so long is a way that is closed. */
const quietMs = 10_000;

export class MediaWatch {
  #lastHeardAt: number | null = null;

  begin(): void {
    this.#lastHeardAt = null;
  }

  /**
   * @param packets since the reading before.
   * @param at of the reading, ms.
   * @param held the other side may send nothing then.
   * @returns what is to be told; null for nothing new.
   */
  heard(packets: number, at: number, held: boolean): 'works' | 'failed' | null {
    if (packets > 0 || held || this.#lastHeardAt === null) {
      this.#lastHeardAt = at;
      return packets > 0 ? 'works' : null;
    }
    return at - this.#lastHeardAt >= quietMs ? 'failed' : null;
  }
}
