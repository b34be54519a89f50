import type { MessagePort } from 'node:worker_threads';
import { Conference, Seat } from './conference.js';
import { CrossLink } from './cross-link.js';
import type { Leg } from './leg.js';
import type { WatchMode } from './media-plane.js';
import type { Party } from './party.js';
import { Watcher } from './watched.js';

/** How one leg, or a guest, takes part in something, and how to undo that. */
interface Connection {
  readonly undo: () => void;
  readonly seat?: Seat;
  readonly setMode?: (mode: WatchMode) => void;
}

export interface ConnectionsHost {
  leg(id: number): Leg | undefined;
  /** Monotonic milliseconds. */
  now(): number;
  /** A number for a stream that no other stream of this worker has. */
  nextFeeder(): number;
  /** The conference needs ticks until its tick() returns false. */
  wantsTicks(conference: Conference): void;
}

/**
 * Who talks with whom in one worker: each leg is in one bridge, one conference, or watches one leg. A guest is a leg of
 * another worker that takes part here over a link.
 */
export class Connections {
  readonly #host: ConnectionsHost;
  readonly #connections = new Map<number, Connection>();
  readonly #conferences = new Map<number, Conference>();
  /** By watched leg. */
  readonly #watchers = new Map<number, Set<number>>();
  readonly #links = new Set<CrossLink>();
  /** Of links that are closed. */
  #dropped = 0;

  constructor(host: ConnectionsHost) {
    this.#host = host;
  }

  /** Packets on the way to other workers that stood still, since the start. */
  get packetsDropped(): number {
    return [...this.#links].reduce((sum, { dropped }) => sum + dropped, this.#dropped);
  }

  bridge(id: number, otherId: number): void {
    const leg = this.#host.leg(id);
    const other = this.#host.leg(otherId);
    if (!leg || !other || leg === other) return;
    this.end(id);
    this.end(otherId);
    leg.connect(other);
    other.connect(leg);
    this.#connections.set(id, { undo: () => this.#forget(otherId) });
    this.#connections.set(otherId, { undo: () => this.#forget(id) });
  }

  /** What the leg talks with is in another worker, whatever it is there. */
  bridgeAcross(id: number, port: MessagePort): void {
    const leg = this.#host.leg(id);
    if (!leg) {
      port.close();
      return;
    }
    this.end(id);
    const link = this.#link(port, leg);
    leg.connect(link);
    this.#connections.set(id, { undo: () => this.#unlink(link) });
  }

  join(id: number, conference: number, muted: boolean): void {
    const leg = this.#host.leg(id);
    if (!leg) return;
    this.end(id);
    const seat = new Seat(leg, this.#host.nextFeeder(), muted);
    leg.connect(seat);
    this.#seat(id, conference, seat, () => undefined);
  }

  joinAcross(guest: number, conference: number, muted: boolean, port: MessagePort): void {
    this.end(guest);
    const link = this.#linkTo(port, (hears) => new Seat(hears, this.#host.nextFeeder(), muted));
    this.#seat(guest, conference, link.party, () => link.close());
  }

  watch(id: number, target: number, mode: WatchMode): void {
    const leg = this.#host.leg(id);
    const watched = this.#host.leg(target);
    if (!leg || !watched || leg === watched) return;
    this.end(id);
    const watcher = new Watcher(leg, this.#host.nextFeeder(), mode);
    leg.connect(watcher);
    this.#watch(id, target, watched, watcher, () => undefined);
  }

  watchAcross(guest: number, target: number, mode: WatchMode, port: MessagePort): void {
    this.end(guest);
    const watched = this.#host.leg(target);
    if (!watched) {
      port.close();
      return;
    }
    const link = this.#linkTo(port, (hears) => new Watcher(hears, this.#host.nextFeeder(), mode));
    this.#watch(guest, target, watched, link.party, () => link.close());
  }

  muteMember(member: number, on: boolean): void {
    const seat = this.#connections.get(member)?.seat;
    if (seat) seat.muted = on;
  }

  setWatchMode(watcher: number, mode: WatchMode): void {
    this.#connections.get(watcher)?.setMode?.(mode);
  }

  /** Takes a leg or guest out of what it is in. */
  end(id: number): void {
    const connection = this.#connections.get(id);
    this.#forget(id);
    connection?.undo();
  }

  /** The leg goes: it is in nothing any more, and nobody watches it. */
  legCloses(id: number): void {
    for (const watcher of [...(this.#watchers.get(id) ?? [])]) this.end(watcher);
    this.end(id);
  }

  endAll(): void {
    for (const id of [...this.#connections.keys()]) this.end(id);
  }

  #forget(id: number): void {
    this.#connections.delete(id);
    this.#host.leg(id)?.disconnect();
  }

  #link(port: MessagePort, here: Party): CrossLink {
    const link = new CrossLink(port, here, () => this.#host.now());
    this.#links.add(link);
    return link;
  }

  #unlink(link: CrossLink): void {
    this.#links.delete(link);
    this.#dropped += link.dropped;
    link.close();
  }

  /** A party that hears through a link and is fed by it. */
  #linkTo<P extends Party>(port: MessagePort, make: (hears: Party) => P): { party: P; close: () => void } {
    // Each needs the other: the link exists first, and nothing comes through it before this turn is over.
    const relay: { to?: P } = {};
    const link = this.#link(port, {
      relayAudio: (...packet) => relay.to?.relayAudio(...packet),
      relayEvent: (...packet) => relay.to?.relayEvent(...packet),
      relayDigit: (...digit) => relay.to?.relayDigit(...digit),
    });
    const party = make(link);
    relay.to = party;
    return { party, close: () => this.#unlink(link) };
  }

  #seat(id: number, conferenceId: number, seat: Seat, close: () => void): void {
    let conference = this.#conferences.get(conferenceId);
    if (!conference) {
      conference = new Conference();
      this.#conferences.set(conferenceId, conference);
    }
    const joined = conference;
    joined.add(seat);
    this.#host.wantsTicks(joined);
    const undo = (): void => {
      close();
      joined.remove(seat);
      if (joined.size === 0) this.#conferences.delete(conferenceId);
    };
    this.#connections.set(id, { undo, seat });
  }

  #watch(id: number, target: number, watched: Leg, watcher: Watcher, close: () => void): void {
    watched.admit(watcher);
    const watchers = this.#watchers.get(target) ?? new Set();
    this.#watchers.set(target, watchers.add(id));
    const undo = (): void => {
      close();
      watched.dismiss(watcher);
      watchers.delete(id);
      if (watchers.size === 0) this.#watchers.delete(target);
    };
    this.#connections.set(id, { undo, setMode: (mode) => watched.setWatchMode(watcher, mode) });
  }
}
