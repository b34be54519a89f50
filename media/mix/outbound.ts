import { dtmfTone } from '../codec/dtmf.js';
import { encodeG711, silenceCode, transcodeG711 } from '../codec/g711.js';
import { DigitSender, digitStepMs } from '../rtp/digit-sender.js';
import type { OutgoingStream } from '../rtp/outgoing-stream.js';
import { rtpHeaderBytes, writeRtpHeader, type RtpPacket } from '../rtp/packet.js';
import { digitOfEvent, telephoneEventBytes, writeTelephoneEvent } from '../rtp/telephone-event.js';
import type { CodecName, Negotiated } from './media-plane.js';
import type { Player } from './player.js';

/** The tick of the thread: what play and digits are paced by. */
export const tickMs = digitStepMs;
const samplesATick = tickMs * 8;
/** What may be asked for with a=ptime. */
const minPtimeMs = 10;
const maxPtimeMs = 60;
/** Feeder of digits; players count down from here, relayed streams up from 1. */
const digitFeeder = -2;
const firstPlayerFeeder = -3;

/** Where packets of a leg go. */
export interface Outlet {
  sendRtp(bytes: Uint8Array, offset: number, length: number): void;
  /** The same audio for whoever records: codes of `law` in `bytes[from, to)`. */
  heard(timestamp: number, bytes: Uint8Array, from: number, to: number, law: CodecName, nowMs: number): void;
  playEnded(player: Player): void;
}

/**
 * What goes out to a leg. One feeder at a time: digits before a player before the bridged party. Relayed packets are
 * written over in place and leave in the same turn of the loop; only players and digits take ticks.
 */
export class Outbound {
  readonly #stream: OutgoingStream;
  readonly #outlet: Outlet;
  readonly #digits = new DigitSender();
  #negotiated: Negotiated | undefined;
  #player: Player | undefined;
  #playerFeeder = firstPlayerFeeder;
  /** Samples that ticks have granted the player and that have not filled a packet yet. */
  #granted = 0;
  #muted = false;

  constructor(stream: OutgoingStream, outlet: Outlet) {
    this.#stream = stream;
    this.#outlet = outlet;
  }

  negotiate(negotiated: Negotiated): void {
    this.#negotiated = negotiated;
  }

  /** Replaces the audio by silence; digits go through. */
  mute(on: boolean): void {
    this.#muted = on;
  }

  play(player: Player): void {
    this.#player = player;
    this.#playerFeeder--;
    // The first packet goes out with the first tick, however long a packet is.
    this.#granted = this.#packetSamples() - samplesATick;
  }

  /** @returns the player that was stopped. */
  stopPlay(): Player | undefined {
    const player = this.#player;
    this.#player = undefined;
    return player;
  }

  /** @returns how many characters were no digits, or too many. */
  sendDigits(digits: string, durationMs: number): number {
    return this.#digits.send(digits, durationMs);
  }

  /** Whether ticks are needed. */
  get busy(): boolean {
    return this.#player !== undefined || !this.#digits.idle;
  }

  get canSendEvents(): boolean {
    return this.#negotiated?.dtmfPayloadType !== undefined;
  }

  tick(nowMs: number): void {
    const negotiated = this.#sending();
    // A player on hold goes on in time, unheard.
    if (!this.#digits.idle) this.#sendDigitStep(negotiated, nowMs);
    else if (this.#player) this.#playTick(this.#player, negotiated, nowMs);
  }

  relayAudio(feeder: number, packet: RtpPacket, bytes: Uint8Array, law: CodecName, nowMs: number): void {
    const negotiated = this.#sending();
    if (!negotiated || this.busy) return;
    if (!this.#stream.map(feeder, packet, packet.payloadBytes, nowMs)) return;
    const from = packet.payloadOffset;
    const to = from + packet.payloadBytes;
    if (this.#muted) bytes.fill(silenceCode[negotiated.codec], from, to);
    else if (law !== negotiated.codec) transcodeG711(bytes, from, to, law);
    this.#send(bytes, from, to, negotiated.payloadType);
    this.#outlet.heard(this.#stream.timestamp, bytes, from, to, negotiated.codec, nowMs);
  }

  relayEvent(feeder: number, packet: RtpPacket, bytes: Uint8Array, nowMs: number): void {
    const payloadType = this.#sending()?.dtmfPayloadType;
    if (payloadType === undefined || this.busy) return;
    if (!this.#stream.map(feeder, packet, samplesATick, nowMs)) return;
    this.#send(bytes, packet.payloadOffset, packet.payloadOffset + packet.payloadBytes, payloadType);
  }

  #sending(): Negotiated | undefined {
    const direction = this.#negotiated?.direction;
    return direction === 'sendrecv' || direction === 'sendonly' ? this.#negotiated : undefined;
  }

  #packetSamples(): number {
    const ptimeMs = this.#negotiated?.ptimeMs ?? tickMs;
    return Math.round(Math.min(maxPtimeMs, Math.max(minPtimeMs, ptimeMs))) * 8;
  }

  #playTick(player: Player, negotiated: Negotiated | undefined, nowMs: number): void {
    const samples = this.#packetSamples();
    this.#granted += samplesATick;
    while (this.#granted >= samples && !player.finished) {
      this.#granted -= samples;
      this.#playPacket(player, negotiated, samples, nowMs);
    }
    if (player.finished && this.#player === player) {
      this.#player = undefined;
      this.#outlet.playEnded(player);
    }
  }

  #playPacket(player: Player, negotiated: Negotiated | undefined, samples: number, nowMs: number): void {
    const to = rtpHeaderBytes + samples;
    const bytes = Buffer.allocUnsafe(to);
    const law = negotiated?.codec ?? 'PCMA';
    player.read(bytes, rtpHeaderBytes, to, law);
    if (!negotiated) return;
    if (this.#muted) bytes.fill(silenceCode[law], rtpHeaderBytes, to);
    this.#stream.next(this.#playerFeeder, samples, nowMs);
    this.#send(bytes, rtpHeaderBytes, to, negotiated.payloadType);
    this.#outlet.heard(this.#stream.timestamp, bytes, rtpHeaderBytes, to, law, nowMs);
  }

  #sendDigitStep(negotiated: Negotiated | undefined, nowMs: number): void {
    const packet = this.#digits.step();
    if (!packet || !negotiated) return;
    if (negotiated.dtmfPayloadType === undefined) {
      this.#sendTone(packet, negotiated, nowMs);
      return;
    }
    if (packet.first) {
      this.#stream.endStretch();
      this.#stream.next(digitFeeder, samplesATick, nowMs);
    } else this.#stream.repeat();
    const bytes = Buffer.allocUnsafe(rtpHeaderBytes + telephoneEventBytes);
    writeTelephoneEvent(bytes, rtpHeaderBytes, packet);
    this.#send(bytes, rtpHeaderBytes, bytes.length, negotiated.dtmfPayloadType);
  }

  /** The other side takes no telephone-event: the digit goes as audio. */
  #sendTone(
    packet: { event: number; end: boolean; duration: number },
    negotiated: Negotiated,
    nowMs: number,
  ): void {
    const digit = packet.end ? '' : (digitOfEvent(packet.event) ?? '');
    const codes = encodeG711(dtmfTone(digit, packet.duration - samplesATick, samplesATick), negotiated.codec);
    const bytes = Buffer.allocUnsafe(rtpHeaderBytes + samplesATick);
    bytes.set(codes, rtpHeaderBytes);
    this.#stream.next(digitFeeder, samplesATick, nowMs);
    this.#send(bytes, rtpHeaderBytes, bytes.length, negotiated.payloadType);
    this.#outlet.heard(this.#stream.timestamp, bytes, rtpHeaderBytes, bytes.length, negotiated.codec, nowMs);
  }

  /** Writes the header right before the payload, over whatever header the packet came with, and sends. */
  #send(bytes: Uint8Array, from: number, to: number, payloadType: number): void {
    const { sequence, timestamp, marker, ssrc } = this.#stream;
    const at = from - rtpHeaderBytes;
    writeRtpHeader(bytes, at, { payloadType, marker, sequence, timestamp, ssrc });
    this.#outlet.sendRtp(bytes, at, to - at);
    this.#stream.sent(to - from);
  }
}
