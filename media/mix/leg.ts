import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import { meanOpinionScore } from '../rtp/mos.js';
import { OutgoingStream } from '../rtp/outgoing-stream.js';
import { isRtcp, type RtpPacket } from '../rtp/packet.js';
import { RtcpSession } from '../rtp/rtcp-session.js';
import type { ClipCache } from './clip-cache.js';
import { Inbound } from './inbound.js';
import { InbandDigits } from './inband-digits.js';
import type { LocalStreams } from './local-streams.js';
import type { LegLink } from './leg-link.js';
import type {
  CodecName,
  Endpoint,
  MediaEvent,
  MediaStats,
  Negotiated,
  PlayRequest,
  SilenceLimit,
  WatchMode,
} from './media-plane.js';
import { Outbound } from './outbound.js';
import type { Party } from './party.js';
import { loadTracks, Player } from './player.js';
import { Recorder } from './recorder.js';
import { Watched, type Watcher } from './watched.js';

const maxRecordings = 8;

/** What a leg shares with the other legs of its worker. */
export interface LegSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly clips: ClipCache;
  readonly streams: LocalStreams;
  /** A number for a stream that no other stream of this worker has. */
  nextFeeder(): number;
  /** The leg needs ticks until its tick() returns false. */
  wantsTicks(leg: Leg): void;
}

/** One leg in its worker: the link to the other side, a stream each way, and what is connected to them. */
export class Leg implements Party {
  readonly #around: LegSurroundings;
  #link: LegLink;
  readonly #emit: (event: MediaEvent) => void;
  readonly #stream: OutgoingStream;
  readonly #rtcp: RtcpSession;
  readonly #inbound: Inbound;
  readonly #outbound: Outbound;
  readonly #recorders = new Map<string, Recorder>();
  #negotiated: Negotiated | undefined;
  /** When the other side has no telephone-event. */
  #inband: InbandDigits | undefined;
  /** Where RTCP really comes from, when it was heard. */
  #rtcpFrom: { readonly address: string; readonly port: number; readonly muxed: boolean } | undefined;
  #party: Party | undefined;
  /** While somebody listens in. */
  #watched: Watched | undefined;
  #playId: number | undefined;
  /** Of recordings that have ended. */
  #lateBefore = 0;
  #connected = false;
  #closed = false;

  constructor(around: LegSurroundings, link: LegLink, emit: (event: MediaEvent) => void) {
    const { random, clock } = around;
    this.#around = around;
    this.#emit = emit;
    this.#stream = new OutgoingStream(random.below(2 ** 32), random.below(2 ** 16), random.below(2 ** 32));
    this.#rtcp = new RtcpSession(this.#stream, random, clock.now());
    this.#outbound = new Outbound(this.#stream, {
      sendRtp: (bytes, offset, length) => this.#sendRtp(bytes, offset, length),
      heard: (timestamp, bytes, from, to, law, nowMs) => {
        if (this.#watched?.mixesHeard === false) this.#watched.heard(timestamp, bytes, from, to, law, nowMs);
        if (this.#recorders.size === 0) return;
        for (const recorder of this.#recorders.values())
          recorder.heard(timestamp, bytes, from, to, law, nowMs);
      },
      playEnded: (player) => this.#playEnded(player),
    });
    this.#inbound = new Inbound({
      audio: (feeder, packet, bytes, law, nowMs) => this.#said(feeder, packet, bytes, law, nowMs),
      event: (feeder, packet, bytes, nowMs) => {
        this.#watched?.key('said', nowMs);
        // Its end may be lost: then the tick ends it.
        around.wantsTicks(this);
        this.#party?.relayEvent(feeder, packet, bytes, nowMs);
      },
      digit: (digit) => {
        this.#party?.relayDigit(digit.digit, digit.durationMs);
        emit({ type: 'digit', ...digit });
      },
      heard: () => emit({ type: 'heard' }),
      timedOut: () => emit({ type: 'timedOut' }),
      sourceChanged: () => {
        this.#rtcp.sourceChanged();
        return around.nextFeeder();
      },
    });
    this.#link = this.#take(link);
  }

  /** Another link in the place of the one there is, which ends; to be configured. */
  relink(link: LegLink): void {
    void this.#link.close();
    this.#link = this.#take(link);
    this.#rtcpFrom = undefined;
    this.#inbound.relinked(this.#around.clock.monotonic());
  }

  configure(negotiated: Negotiated, timeoutMs: number): void {
    this.#negotiated = negotiated;
    this.#inband =
      negotiated.dtmfPayloadType === undefined ? (this.#inband ?? new InbandDigits()) : undefined;
    this.#outbound.negotiate(negotiated);
    this.#inbound.negotiate(negotiated, timeoutMs, this.#around.clock.monotonic());
    this.#disconnect();
    this.#link.configure(negotiated);
  }

  async play(id: number, request: PlayRequest): Promise<void> {
    this.stopPlay();
    this.#playId = id;
    const { clips, streams, clock } = this.#around;
    const tracks = await loadTracks(request, clips, streams, clock);
    // Stopped or replaced while the files were read: that was reported then.
    if (this.#playId !== id) return;
    if (!tracks.ok) {
      this.#playId = undefined;
      this.#emit({ type: 'played', id, how: 'failed', playedMs: 0, why: tracks.why });
      return;
    }
    this.#outbound.play(new Player(id, tracks.value, request.times));
    this.#around.wantsTicks(this);
  }

  stopPlay(): void {
    const player = this.#outbound.stopPlay();
    const id = this.#playId;
    this.#playId = undefined;
    if (id !== undefined) this.#emit({ type: 'played', id, how: 'stopped', playedMs: player?.playedMs ?? 0 });
  }

  /** Hands what the leg says to `party`, and nothing more; the other direction is the party's own doing. */
  connect(party: Party): void {
    this.stopPlay();
    this.#party = party;
  }

  disconnect(): void {
    this.#party = undefined;
  }

  /** Lets a watcher in. Until the last one leaves, what this leg says and hears is taken to them on the tick. */
  admit(watcher: Watcher): void {
    this.#watched ??= new Watched(() => this.#around.nextFeeder());
    this.#watched.add(watcher);
    this.#around.wantsTicks(this);
  }

  dismiss(watcher: Watcher): void {
    this.#watched?.remove(watcher);
    if (this.#watched?.size === 0) this.#watched = undefined;
  }

  setWatchMode(watcher: Watcher, mode: WatchMode): void {
    watcher.mode = mode;
    this.#watched?.modeChanged();
  }

  sendDigits(digits: string, durationMs: number): void {
    this.#outbound.sendDigits(digits, durationMs);
    this.#around.wantsTicks(this);
  }

  startRecording(request: {
    readonly path: string;
    readonly stereo: boolean;
    readonly limitMs?: number;
    readonly silence?: SilenceLimit;
  }): void {
    const { path } = request;
    if (this.#recorders.has(path)) return;
    if (this.#recorders.size >= maxRecordings) {
      const why = `more than ${maxRecordings} recordings of one leg`;
      this.#emit({ type: 'recordStopped', path, recordedMs: 0, why });
      return;
    }
    const recorder = new Recorder(this.#around.clock, request, {
      started: () => this.#emit({ type: 'recordStarted', path }),
      ended: (end) => {
        this.#lateBefore += recorder.late;
        if (this.#recorders.get(path) === recorder) this.#recorders.delete(path);
        this.#emit({ type: 'recordStopped', ...end });
      },
    });
    this.#recorders.set(path, recorder);
  }

  stopRecording(path: string): void {
    void this.#recorders.get(path)?.stop();
  }

  maskRecording(path: string, on: boolean): void {
    this.#recorders.get(path)?.mask(on);
  }

  mute(direction: 'read' | 'write', on: boolean): void {
    if (direction === 'read') this.#inbound.mute(on);
    else this.#outbound.mute(on);
  }

  stats(): MediaStats {
    const inbound = this.#inbound;
    const remote = this.#rtcp.remote;
    const lossFraction = inbound.lost / Math.max(1, inbound.packets + inbound.lost);
    // A receiver's buffer is about twice the jitter and one packet.
    const delayMs = (remote?.roundTripMs ?? 0) / 2 + inbound.jitterMs * 2 + (this.#negotiated?.ptimeMs ?? 20);
    return {
      inPackets: inbound.packets,
      inBytes: inbound.bytes,
      outPackets: this.#stream.packets,
      outBytes: this.#stream.octets,
      inLost: inbound.lost,
      inJitterMs: inbound.jitterMs,
      inMaxJitterMs: inbound.maxJitterMs,
      inLate: this.#late,
      inInvalid: inbound.invalid,
      ...(remote && {
        remoteLostFraction: remote.lostFraction,
        remoteLost: remote.lost,
        remoteJitterMs: remote.jitterMs,
        ...(remote.roundTripMs !== undefined && { roundTripMs: remote.roundTripMs }),
      }),
      mos: meanOpinionScore(lossFraction, delayMs),
    };
  }

  /** Ends play and recordings, says goodbye (RTCP BYE) and frees the ports. */
  async close(): Promise<MediaStats> {
    const stats = this.stats();
    if (this.#closed) return stats;
    this.stopPlay();
    await Promise.all([...this.#recorders.values()].map((recorder) => recorder.stop()));
    this.#closed = true;
    this.#party = undefined;
    if (this.#negotiated)
      this.#sendRtcp(this.#rtcp.report(this.#around.clock.now(), this.#inbound.source, true));
    await this.#link.close();
    return stats;
  }

  /** @returns whether more ticks are needed. */
  tick(nowMs: number): boolean {
    if (this.#closed) return false;
    this.#outbound.tick(nowMs);
    this.#watched?.tick(nowMs, { toLeg: this.#outbound, toParty: this.#party });
    this.#inbound.endDigit(nowMs);
    const inband = this.#inband;
    // The tone itself goes to the other party as audio; only the event is new.
    for (const digit of inband?.tick(nowMs) ?? []) this.#emit({ type: 'digit', ...digit });
    const listens = this.#inbound.hasDigit || inband?.isBusy(nowMs) === true;
    return this.#outbound.busy || this.#watched !== undefined || listens;
  }

  /** To be called a few times a second: time-outs, reports and the connection of the socket. */
  housekeep(nowMs: number): void {
    if (!this.#negotiated || this.#closed) return;
    this.#inbound.housekeep(nowMs);
    this.#settle(nowMs);
    const report = this.#rtcp.due(this.#around.clock.now(), this.#inbound.source);
    if (report) this.#sendRtcp(report);
  }

  relayAudio(feeder: number, packet: RtpPacket, bytes: Uint8Array, law: CodecName, nowMs: number): void {
    if (this.#watched?.mixesHeard === true) {
      const from = packet.payloadOffset;
      this.#watched.heard(packet.timestamp, bytes, from, from + packet.payloadBytes, law, nowMs);
    } else this.#outbound.relayAudio(feeder, packet, bytes, law, nowMs);
  }

  relayEvent(feeder: number, packet: RtpPacket, bytes: Uint8Array, nowMs: number): void {
    this.#watched?.key('heard', nowMs);
    this.#outbound.relayEvent(feeder, packet, bytes, nowMs);
  }

  relayDigit(digit: string, durationMs: number): void {
    if (!this.#outbound.canSendEvents) this.sendDigits(digit, durationMs);
  }

  get #late(): number {
    const recorders = [...this.#recorders.values()];
    return (
      recorders.reduce((sum, recorder) => sum + recorder.late, this.#lateBefore) + (this.#inband?.late ?? 0)
    );
  }

  #said(feeder: number, packet: RtpPacket, bytes: Uint8Array, law: CodecName, nowMs: number): void {
    if (this.#recorders.size > 0) {
      const from = packet.payloadOffset;
      for (const recorder of this.#recorders.values())
        recorder.said(packet.timestamp, bytes, from, from + packet.payloadBytes, law, nowMs);
    }
    if (this.#inband) this.#listenInband(this.#inband, packet, bytes, law, nowMs);
    this.#watched?.said(packet, bytes, law, nowMs);
    if (this.#watched?.mixesSaid !== true) this.#party?.relayAudio(feeder, packet, bytes, law, nowMs);
  }

  #listenInband(
    inband: InbandDigits,
    packet: RtpPacket,
    bytes: Uint8Array,
    law: CodecName,
    nowMs: number,
  ): void {
    const { timestamp, payloadOffset: from, payloadBytes } = packet;
    if (!inband.isBusy(nowMs)) this.#around.wantsTicks(this);
    inband.packet(timestamp, bytes.subarray(from, from + payloadBytes), law, nowMs);
  }

  #playEnded(player: Player): void {
    this.#playId = undefined;
    this.#emit({ type: 'played', id: player.id, how: 'finished', playedMs: player.playedMs });
  }

  #take(link: LegLink): LegLink {
    link.listen({
      rtp: (bytes, from) => this.#onRtp(bytes, from),
      rtcp: (bytes, from) => this.#onRtcp(bytes, from, false),
      lost: () => this.#inbound.linkLost(this.#around.clock.monotonic()),
    });
    return link;
  }

  #onRtp(bytes: Buffer, from: Endpoint): void {
    if (isRtcp(bytes)) this.#onRtcp(bytes, from, true);
    else this.#inbound.receive(bytes, from, this.#around.clock.monotonic());
  }

  #onRtcp(bytes: Buffer, from: Endpoint, muxed: boolean): void {
    // Reports of strangers would falsify the record.
    const known = [this.#inbound.target?.address, this.#negotiated?.remoteRtcp.address];
    if (!known.includes(from.address) || !this.#rtcp.received(bytes, this.#around.clock.now())) {
      this.#inbound.invalid++;
      return;
    }
    this.#rtcpFrom = { address: from.address, port: from.port, muxed };
    if (this.#negotiated?.security) this.#inbound.alive(this.#around.clock.monotonic());
  }

  #sendRtp(bytes: Uint8Array, offset: number, length: number): void {
    const target = this.#inbound.target;
    if (target && !this.#closed) this.#link.sendRtp(bytes, offset, length, target);
  }

  #sendRtcp(report: Uint8Array): void {
    const negotiated = this.#negotiated;
    if (!negotiated) return;
    const { remote, remoteRtcp } = negotiated;
    const isMux = remote.port === remoteRtcp.port && remote.address === remoteRtcp.address;
    if (this.#rtcpFrom?.muxed ?? isMux) {
      const target = this.#inbound.target;
      if (target) this.#link.sendRtp(report, 0, report.length, target);
    } else this.#link.sendRtcp(report, this.#rtcpFrom ?? remoteRtcp);
  }

  /** The socket is connected to its peer while that sends, and open to others when it falls silent. */
  #settle(nowMs: number): void {
    const settled = this.#inbound.isSettled(nowMs);
    if (settled === this.#connected) return;
    if (!settled) {
      this.#disconnect();
      return;
    }
    const target = this.#inbound.target;
    if (!target) return;
    this.#link.connect(target);
    this.#connected = true;
  }

  #disconnect(): void {
    this.#link.disconnect();
    this.#connected = false;
  }
}
