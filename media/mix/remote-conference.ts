import type { MediaConference, MediaLeg } from './media-plane.js';
import { RemoteLeg } from './remote-leg.js';
import type { WorkerHandle } from './worker-handle.js';

/**
 * A conference as the main thread holds it; it is mixed in one worker, and members of others take part over links. When
 * that worker dies, those who are left go on in one of theirs.
 */
export class RemoteConference implements MediaConference {
  readonly #id: number;
  /** With whether they are muted, in order of joining. */
  readonly #members = new Map<RemoteLeg, boolean>();
  /** Conferences of the plane with members, to be told of workers that died. */
  readonly #occupied: Set<RemoteConference>;
  #home: WorkerHandle | undefined;

  constructor(id: number, occupied: Set<RemoteConference>) {
    this.#id = id;
    this.#occupied = occupied;
  }

  join(leg: MediaLeg, { muted }: { readonly muted: boolean }): void {
    if (!(leg instanceof RemoteLeg)) return;
    this.#settle(leg);
    this.#join(leg, muted);
  }

  mute(leg: MediaLeg, on: boolean): void {
    if (!(leg instanceof RemoteLeg) || !this.#members.has(leg)) return;
    this.#members.set(leg, on);
    this.#home?.send({ do: 'muteMember', member: leg.id, on });
  }

  /** A worker died, with the legs that it carried. */
  workerDied(worker: WorkerHandle): void {
    if (this.#home !== worker) return;
    this.#home = undefined;
    const left = [...this.#members].filter(([leg]) => leg.worker !== worker);
    const [first] = left;
    if (!first) return;
    this.#settle(first[0]);
    for (const [leg, muted] of left) this.#join(leg, muted);
  }

  /** An empty conference is mixed where its first member is. */
  #settle(leg: RemoteLeg): void {
    if (this.#members.size === 0 || !this.#home) this.#home = leg.worker;
  }

  #join(leg: RemoteLeg, muted: boolean): void {
    const home = this.#home;
    if (!home) return;
    leg.join(home, this.#id, muted, () => {
      this.#members.delete(leg);
      if (this.#members.size === 0) this.#occupied.delete(this);
    });
    this.#members.set(leg, muted);
    this.#occupied.add(this);
  }
}
