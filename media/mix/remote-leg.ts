import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Signal } from '../../kernel/signal.js';
import type {
  Endpoint,
  MediaEvent,
  MediaLeg,
  MediaStats,
  Negotiated,
  PlayRequest,
  SecureSide,
  SilenceLimit,
  WatchMode,
} from './media-plane.js';
import type { WorkerHandle } from './worker-handle.js';

const noStats: MediaStats = {
  inPackets: 0,
  inBytes: 0,
  outPackets: 0,
  outBytes: 0,
  inLost: 0,
  inJitterMs: 0,
  inMaxJitterMs: 0,
  inLate: 0,
  inInvalid: 0,
  mos: 1,
};

/** Where a leg was bound. */
export interface Bound {
  readonly local: Endpoint;
  readonly secure: SecureSide | undefined;
}

/** A leg as the main thread holds it; its media are in a worker. */
export class RemoteLeg implements MediaLeg {
  readonly id: number;
  secure?: SecureSide;
  readonly events: Signal<MediaEvent>;
  readonly worker: WorkerHandle;
  readonly #onClosed: () => void;
  readonly #rebind: (addresses: readonly string[]) => Promise<Bound>;
  #local: Endpoint;
  /** Playing or recording now, to be ended by an event if the worker dies. */
  readonly #playing = new Set<number>();
  readonly #recording = new Set<string>();
  /** Ends what it is in: a bridge, a conference, a watch. */
  #disconnect: (() => void) | undefined;
  #watching: RemoteLeg | undefined;
  readonly #watchers = new Set<RemoteLeg>();
  #plays = 0;
  #closing: Promise<MediaStats> | undefined;
  #lastStats = noStats;

  constructor(
    id: number,
    local: Endpoint,
    worker: WorkerHandle,
    options: {
      readonly secure?: SecureSide;
      readonly rebind: (addresses: readonly string[]) => Promise<Bound>;
      readonly onClosed: () => void;
      readonly onThrow: (error: unknown) => void;
    },
  ) {
    this.id = id;
    this.#local = local;
    this.#rebind = options.rebind;
    if (options.secure) this.secure = options.secure;
    this.worker = worker;
    this.events = new Signal(options.onThrow);
    this.#onClosed = options.onClosed;
  }

  get local(): Endpoint {
    return this.#local;
  }

  configure(negotiated: Negotiated, options: { readonly timeoutMs: number }): void {
    this.worker.send({ do: 'configure', leg: this.id, negotiated, timeoutMs: options.timeoutMs });
  }

  play(request: PlayRequest): number {
    const id = ++this.#plays;
    this.#playing.add(id);
    this.worker.send({ do: 'play', leg: this.id, id, request });
    return id;
  }

  stopPlay(): void {
    this.worker.send({ do: 'stopPlay', leg: this.id });
  }

  bridge(other: MediaLeg): void {
    if (!(other instanceof RemoteLeg) || other.id === this.id) return;
    const undo = (leg: RemoteLeg): void => {
      leg.#disconnect = undefined;
      leg.worker.send({ do: 'unbridge', leg: leg.id });
    };
    this.#connect(() => undo(other));
    other.#connect(() => undo(this));
    if (other.worker === this.worker) {
      this.worker.send({ do: 'bridge', leg: this.id, other: other.id });
    } else other.worker.send({ do: 'bridgeAcross', leg: other.id, port: this.#reachAcross() });
  }

  unbridge(): void {
    const disconnect = this.#disconnect;
    if (!disconnect) return;
    this.#disconnect = undefined;
    this.worker.send({ do: 'unbridge', leg: this.id });
    disconnect();
  }

  watch(target: MediaLeg, mode: WatchMode): void {
    if (!(target instanceof RemoteLeg) || target.id === this.id || target.#closing) return;
    const { worker } = target;
    if (this.#watching === target) {
      worker.send({ do: 'setWatchMode', watcher: this.id, mode });
      return;
    }
    const isNear = worker === this.worker;
    this.#connect(() => {
      this.#watching = undefined;
      target.#watchers.delete(this);
      if (!isNear) worker.send({ do: 'dismiss', guest: this.id });
    });
    this.#watching = target;
    target.#watchers.add(this);
    if (isNear) worker.send({ do: 'watch', leg: this.id, target: target.id, mode });
    else
      worker.send({
        do: 'watchAcross',
        guest: this.id,
        target: target.id,
        mode,
        port: this.#reachAcross(),
      });
  }

  /** Leaves what it is in for `conference`. @param disconnect undoes it at the conference's end. */
  join(home: WorkerHandle, conference: number, muted: boolean, disconnect: () => void): void {
    const isNear = home === this.worker;
    this.#connect(() => {
      if (!isNear) home.send({ do: 'dismiss', guest: this.id });
      disconnect();
    });
    if (isNear) home.send({ do: 'join', leg: this.id, conference, muted });
    else home.send({ do: 'joinAcross', guest: this.id, conference, muted, port: this.#reachAcross() });
  }

  /** Leaves what it is in. @param disconnect undoes, beyond this leg's own worker, what begins now. */
  #connect(disconnect: () => void): void {
    this.unbridge();
    this.#disconnect = disconnect;
  }

  /** Connects this leg to a party in another worker. @returns the port for that worker. */
  #reachAcross(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.worker.send({ do: 'bridgeAcross', leg: this.id, port: port1 });
    return port2;
  }

  sendDigits(digits: string, durationMs: number): void {
    this.worker.send({ do: 'sendDigits', leg: this.id, digits, durationMs });
  }

  startRecording(request: {
    readonly path: string;
    readonly stereo: boolean;
    readonly limitMs?: number;
    readonly silence?: SilenceLimit;
  }): void {
    this.#recording.add(request.path);
    this.worker.send({ do: 'startRecording', leg: this.id, ...request });
  }

  stopRecording(path: string): void {
    this.worker.send({ do: 'stopRecording', leg: this.id, path });
  }

  maskRecording(path: string, on: boolean): void {
    this.worker.send({ do: 'maskRecording', leg: this.id, path, on });
  }

  mute(direction: 'read' | 'write', on: boolean): void {
    this.worker.send({ do: 'mute', leg: this.id, direction, on });
  }

  async stats(): Promise<MediaStats> {
    if (this.#closing) return this.#closing;
    const reply = await this.worker.request((request) => ({ do: 'stats', request, leg: this.id }));
    if (reply?.report === 'stats') this.#lastStats = reply.stats;
    return this.#lastStats;
  }

  async renew(addresses: readonly string[]): Promise<void> {
    const { local, secure } = await this.#rebind(addresses);
    this.#local = local;
    if (secure) this.secure = secure;
  }

  close(): Promise<MediaStats> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** An event of the worker. */
  take(event: MediaEvent): void {
    if (event.type === 'played') this.#playing.delete(event.id);
    if (event.type === 'recordStopped') this.#recording.delete(event.path);
    this.events.emit(event);
  }

  /** The worker died: whatever was under way ends, and the leg is as one that hears nothing any more. */
  lost(why: string): void {
    for (const id of this.#playing) this.take({ type: 'played', id, how: 'failed', playedMs: 0, why });
    for (const path of this.#recording) this.take({ type: 'recordStopped', path, recordedMs: 0, why });
    this.take({ type: 'timedOut' });
  }

  async #close(): Promise<MediaStats> {
    this.unbridge();
    for (const watcher of this.#watchers) watcher.unbridge();
    const reply = await this.worker.request((request) => ({ do: 'close', request, leg: this.id }));
    if (reply?.report === 'stats') this.#lastStats = reply.stats;
    this.#onClosed();
    return this.#lastStats;
  }
}
