/** A media leg in memory, for tests of what stands on the media plane. */
import { Signal } from '../../kernel/signal.js';
import type {
  Endpoint,
  MediaConference,
  MediaEvent,
  MediaLeg,
  MediaPlane,
  MediaStats,
  Negotiated,
  PlayRequest,
  WatchMode,
} from '../mix/media-plane.js';

export const noStats: MediaStats = {
  inPackets: 0,
  inBytes: 0,
  outPackets: 0,
  outBytes: 0,
  inLost: 0,
  inJitterMs: 0,
  inMaxJitterMs: 0,
  inLate: 0,
  inInvalid: 0,
  mos: 4.4,
};

export class FakeLeg implements MediaLeg {
  readonly id: number;
  readonly local: Endpoint;
  readonly events = new Signal<MediaEvent>();
  /** Everything asked of it, in order. */
  readonly asked: string[] = [];
  /** What plays, until the test or a stop ends it. */
  playing: { readonly id: number; readonly request: PlayRequest } | undefined;
  peer: FakeLeg | undefined;
  negotiated: Negotiated | undefined;
  timeoutMs = 0;
  closed = false;
  readonly #recordings = new Set<string>();
  #plays = 0;

  constructor(id: number) {
    this.id = id;
    this.local = { address: '127.0.0.1', port: 20_000 + 2 * id };
  }

  configure(negotiated: Negotiated, { timeoutMs }: { readonly timeoutMs: number }): void {
    this.negotiated = negotiated;
    this.timeoutMs = timeoutMs;
  }

  play(request: PlayRequest): number {
    this.stopPlay();
    const id = ++this.#plays;
    this.asked.push(`play ${request.sources.map(textOf).join(' ')}`);
    this.playing = { id, request };
    const unreadable = request.sources.find((one) => one.kind === 'file' && one.path.includes('missing'));
    if (unreadable) queueMicrotask(() => this.endPlay('failed'));
    return id;
  }

  stopPlay(): void {
    this.endPlay('stopped');
  }

  /** What plays has ended. */
  endPlay(how: 'finished' | 'stopped' | 'failed' = 'finished', playedMs = 1000): void {
    const { playing } = this;
    this.playing = undefined;
    if (!playing) return;
    const why = how === 'failed' ? { why: 'no such file' } : {};
    this.events.emit({
      type: 'played',
      id: playing.id,
      how,
      playedMs: how === 'failed' ? 0 : playedMs,
      ...why,
    });
  }

  bridge(other: MediaLeg): void {
    if (!(other instanceof FakeLeg)) throw new Error('not one of ours');
    this.asked.push(`bridge ${other.id}`);
    this.peer = other;
    other.peer = this;
  }

  unbridge(): void {
    this.asked.push('unbridge');
    if (this.peer) this.peer.peer = undefined;
    this.peer = undefined;
  }

  watch(target: MediaLeg, { intoSaid, intoHeard }: WatchMode): void {
    this.asked.push(`watch ${target.id}${intoSaid ? ' said' : ''}${intoHeard ? ' heard' : ''}`);
  }

  sendDigits(digits: string, durationMs: number): void {
    this.asked.push(`digits ${digits} ${durationMs}`);
  }

  startRecording({ path, stereo }: { readonly path: string; readonly stereo: boolean }): void {
    this.asked.push(`record ${path} ${stereo ? 'stereo' : 'mono'}`);
    this.#recordings.add(path);
    this.events.emit({ type: 'recordStarted', path });
  }

  stopRecording(path: string): void {
    if (this.#recordings.delete(path)) this.events.emit({ type: 'recordStopped', path, recordedMs: 1500 });
  }

  maskRecording(path: string, on: boolean): void {
    this.asked.push(`mask ${path} ${on}`);
  }

  mute(direction: 'read' | 'write', on: boolean): void {
    this.asked.push(`mute ${direction} ${on}`);
  }

  /** The other side presses keys. */
  press(digits: string): void {
    for (const digit of Array.from(digits)) this.events.emit({ type: 'digit', digit, durationMs: 100 });
  }

  stats(): Promise<MediaStats> {
    return Promise.resolve(noStats);
  }

  renew(): Promise<void> {
    this.asked.push('renew');
    return Promise.resolve();
  }

  close(): Promise<MediaStats> {
    this.closed = true;
    this.endPlay('stopped');
    return Promise.resolve(noStats);
  }
}

function textOf(source: PlayRequest['sources'][number]): string {
  switch (source.kind) {
    case 'file':
      return source.path;
    case 'silence':
      return `silence:${source.ms}`;
    case 'tone':
      return `tone:${source.tgml}`;
    case 'stream':
      return `stream:${source.name}`;
  }
}

function askedOf(leg: MediaLeg): string[] {
  if (!(leg instanceof FakeLeg)) throw new Error('not one of ours');
  return leg.asked;
}

export class FakePlane implements MediaPlane {
  readonly legs: FakeLeg[] = [];
  full = false;

  open(): Promise<FakeLeg> {
    if (this.full) return Promise.reject(new Error('media.full'));
    const leg = new FakeLeg(this.legs.length + 1);
    this.legs.push(leg);
    return Promise.resolve(leg);
  }

  conference(): MediaConference {
    return {
      join: (leg, { muted }) => askedOf(leg).push(muted ? 'join muted' : 'join'),
      mute: (leg, on) => askedOf(leg).push(`mute member ${on}`),
    };
  }

  load(): ReturnType<MediaPlane['load']> {
    return [];
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
