import type { RtpPacket } from '../rtp/packet.js';
import type { CodecName, WatchMode } from './media-plane.js';
import { MixedParty } from './mixed-party.js';
import { Mix, MixedStream } from './mixing.js';
import type { Party } from './party.js';
import { frameSamples, Voice } from './voice.js';

/** Mixed audio keeps out of the way of a key for so long after each of its packets, lest the key falls apart. */
const keyQuietMs = 100;

/** Who listens to a watched leg, and may speak into it. Keys are the watcher's commands, not the call's. */
export class Watcher extends MixedParty {
  mode: WatchMode;

  /** @param hears where the watched call goes. */
  constructor(hears: Party, feeder: number, mode: WatchMode) {
    super(hears, feeder);
    this.mode = mode;
  }
}

type Listener = Pick<Party, 'relayAudio'>;

/** One direction of the watched leg: its voice, and the way of the mix when a watcher speaks into it. */
class Lane {
  readonly voice = new Voice();
  readonly frame = new Int16Array(frameSamples);
  readonly mix = new Mix();
  readonly stream: MixedStream;
  /** A watcher speaks into it: it is sent on the tick instead of being relayed. */
  mixed = false;
  keyUntilMs = Number.NEGATIVE_INFINITY;

  constructor(feeder: number) {
    this.stream = new MixedStream(feeder);
  }

  send(party: Listener, nowMs: number): void {
    const law = this.voice.law;
    if (nowMs < this.keyUntilMs) this.stream.skip();
    else this.stream.send(party, this.mix.codes(law), law, nowMs);
  }
}

/**
 * What a leg says and hears while somebody watches it. Audio is copied for the watchers; only a direction that a
 * watcher speaks into is taken out of the relay and mixed on the tick.
 */
export class Watched {
  readonly #watchers = new Set<Watcher>();
  readonly #said: Lane;
  readonly #heard: Lane;
  readonly #all = new Mix();

  /** @param nextFeeder gives a number that no other stream of this worker has. */
  constructor(nextFeeder: () => number) {
    this.#said = new Lane(nextFeeder());
    this.#heard = new Lane(nextFeeder());
  }

  get size(): number {
    return this.#watchers.size;
  }

  /** What the leg says reaches its party by tick(), not by relay. */
  get mixesSaid(): boolean {
    return this.#said.mixed;
  }

  /** What the leg hears of its party goes to it by tick(), not by relay. */
  get mixesHeard(): boolean {
    return this.#heard.mixed;
  }

  add(watcher: Watcher): void {
    this.#watchers.add(watcher);
    this.modeChanged();
  }

  remove(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    this.modeChanged();
  }

  /** To be called after a watcher's mode was set. */
  modeChanged(): void {
    const watchers = [...this.#watchers];
    this.#said.mixed = watchers.some(({ mode }) => mode.intoSaid);
    this.#heard.mixed = watchers.some(({ mode }) => mode.intoHeard);
  }

  /** A packet that the leg sent us. */
  said(packet: RtpPacket, bytes: Uint8Array, law: CodecName, nowMs: number): void {
    const from = packet.payloadOffset;
    this.#said.voice.put(packet.timestamp, bytes, from, from + packet.payloadBytes, law, nowMs);
  }

  /** Audio for the leg: what was sent to it, or, while that is mixed, what its party wants to send. */
  heard(timestamp: number, bytes: Uint8Array, from: number, to: number, law: CodecName, nowMs: number): void {
    this.#heard.voice.put(timestamp, bytes, from, to, law, nowMs);
  }

  /** A packet of a key passed from the leg (`said`) or to it (`heard`). */
  key(way: 'said' | 'heard', nowMs: number): void {
    (way === 'said' ? this.#said : this.#heard).keyUntilMs = nowMs + keyQuietMs;
  }

  /** To be called each 20 ms. @param send where mixed audio goes. */
  tick(nowMs: number, send: { readonly toLeg: Listener; readonly toParty: Listener | undefined }): void {
    const [said, heard] = [this.#said, this.#heard];
    for (const lane of [said, heard]) {
      lane.mix.clear();
      if (lane.voice.take(lane.frame, nowMs)) lane.mix.add(lane.frame);
    }
    this.#all.clear();
    this.#all.add(said.frame);
    this.#all.add(heard.frame);
    for (const watcher of this.#watchers) {
      watcher.speaks = watcher.voice.take(watcher.frame, nowMs);
      if (!watcher.speaks) continue;
      if (watcher.mode.intoSaid) said.mix.add(watcher.frame);
      if (watcher.mode.intoHeard) heard.mix.add(watcher.frame);
    }
    for (const watcher of this.#watchers)
      watcher.stream.send(watcher.hears, this.#all.codes(said.voice.law), said.voice.law, nowMs);
    if (heard.mixed) heard.send(send.toLeg, nowMs);
    if (said.mixed && send.toParty) said.send(send.toParty, nowMs);
  }
}
