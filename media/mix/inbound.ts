import { silenceCode } from '../codec/g711.js';
import { DigitReceiver, type Digit } from '../rtp/digit-receiver.js';
import { Latch, type Source } from '../rtp/latch.js';
import { parseRtp, type RtpPacket } from '../rtp/packet.js';
import { ReceiveStatistics } from '../rtp/receive-statistics.js';
import { parseTelephoneEvent } from '../rtp/telephone-event.js';
import type { CodecName, Endpoint, Negotiated } from './media-plane.js';

const unitsAMs = 8;
/** Who closes the link may be on the way back (a page that is reloaded), or its BYE on another way. */
const returnMs = 8000;
/** RFC 3551: payload types that stand for the same codec everywhere; some phones switch to one unasked. */
const staticLaws: Readonly<Record<number, CodecName>> = { 0: 'PCMU', 8: 'PCMA' };

/** Who takes what a leg says. */
export interface Inlet {
  audio(feeder: number, packet: RtpPacket, bytes: Uint8Array, law: CodecName, nowMs: number): void;
  event(feeder: number, packet: RtpPacket, bytes: Uint8Array, nowMs: number): void;
  digit(digit: Digit): void;
  /** The first packet. */
  heard(): void;
  /** Nothing came for the time-out. */
  timedOut(): void;
  /** A new source: its SSRC is another one. @returns a feeder number for it. */
  sourceChanged(): number;
}

/** What comes in from a leg: checked, counted, and told apart. */
export class Inbound {
  readonly #inlet: Inlet;
  readonly #digits = new DigitReceiver();
  #latch: Latch | undefined;
  #negotiated: Negotiated | undefined;
  #timeoutMs = 0;
  #lastAtMs = 0;
  #heard = false;
  #timedOut = false;
  /** When the link was found to be closed. */
  #linkLostAtMs: number | undefined;
  #muted = false;
  #ssrc: number | undefined;
  #feeder = 0;
  #statistics = new ReceiveStatistics();
  /** Of sources before the present one. */
  #lostBefore = 0;
  #maxJitterBefore = 0;
  packets = 0;
  bytes = 0;
  invalid = 0;

  constructor(inlet: Inlet) {
    this.#inlet = inlet;
  }

  negotiate(negotiated: Negotiated, timeoutMs: number, nowMs: number): void {
    if (this.#latch) this.#latch.expect(negotiated.remote);
    else this.#latch = new Latch(negotiated.remote);
    // A hold may last; the clock starts again when the other side is to send again.
    this.#lastAtMs = nowMs;
    this.#timedOut = false;
    this.#timeoutMs = timeoutMs;
    this.#negotiated = negotiated;
  }

  /** The other side is there, though it may send no audio. */
  alive(nowMs: number): void {
    this.#lastAtMs = nowMs;
  }

  /** The link is closed: nothing will come any more. */
  linkLost(nowMs: number): void {
    this.#linkLostAtMs ??= nowMs;
  }

  /** There is a new link; who comes over it gets the time that anybody gets. */
  relinked(nowMs: number): void {
    this.#linkLostAtMs = undefined;
    this.alive(nowMs);
  }

  mute(on: boolean): void {
    this.#muted = on;
  }

  /** Where our packets go to. */
  get target(): Endpoint | undefined {
    return this.#latch?.target;
  }

  /** Whether the source is known and sends: then the socket may be connected to it. */
  isSettled(nowMs: number): boolean {
    return this.#latch?.latched === true && !this.#latch.isSilent(nowMs);
  }

  /** The present source, for reports. */
  get source(): { readonly ssrc: number; readonly statistics: ReceiveStatistics } | undefined {
    return this.#ssrc === undefined ? undefined : { ssrc: this.#ssrc, statistics: this.#statistics };
  }

  get lost(): number {
    return this.#lostBefore + lostOf(this.#statistics);
  }

  get jitterMs(): number {
    return this.#statistics.jitter / unitsAMs;
  }

  get maxJitterMs(): number {
    return Math.max(this.#maxJitterBefore, this.#statistics.maxJitter) / unitsAMs;
  }

  /** Takes a datagram of the RTP port. */
  receive(bytes: Buffer, from: Source, nowMs: number): void {
    const negotiated = this.#negotiated;
    const latch = this.#latch;
    if (!negotiated || !latch) return;
    const parsed = parseRtp(bytes);
    if (!parsed.ok) {
      this.invalid++;
      return;
    }
    const packet = parsed.value;
    const isEvent = packet.payloadType === negotiated.dtmfPayloadType;
    const law =
      packet.payloadType === negotiated.payloadType ? negotiated.codec : staticLaws[packet.payloadType];
    if (!latch.accept(from, packet.ssrc, packet.sequence, nowMs) || (!isEvent && law === undefined)) {
      this.invalid++;
      return;
    }
    this.#count(packet, nowMs);
    if (negotiated.direction === 'sendonly' || negotiated.direction === 'inactive') return;
    if (isEvent) this.#event(packet, bytes, nowMs);
    else if (law) this.#audio(packet, bytes, law, nowMs);
  }

  /** Whether a key is down, so that endDigit() matters. */
  get hasDigit(): boolean {
    return this.#digits.active;
  }

  /** A key whose end did not come ends after a while. */
  endDigit(nowMs: number): void {
    const digit = this.#digits.elapsed(nowMs);
    if (digit) this.#inlet.digit(digit);
  }

  /** To be called a few times a second: what did not come. */
  housekeep(nowMs: number): void {
    if (this.#timedOut || !this.#isOverdue(nowMs)) return;
    this.#timedOut = true;
    this.#inlet.timedOut();
  }

  #isOverdue(nowMs: number): boolean {
    if (this.#linkLostAtMs !== undefined) return nowMs - this.#linkLostAtMs >= returnMs;
    const { direction, security } = this.#negotiated ?? {};
    // Who is held over DTLS-SRTP still sends its reports (RFC 3550 6.2), which come in on the same port.
    const expects =
      direction === 'sendrecv' ||
      direction === 'recvonly' ||
      (direction === 'sendonly' && security !== undefined);
    return expects && this.#timeoutMs > 0 && nowMs - this.#lastAtMs >= this.#timeoutMs;
  }

  #count(packet: RtpPacket, nowMs: number): void {
    this.packets++;
    this.bytes += packet.payloadBytes;
    this.#lastAtMs = nowMs;
    this.#timedOut = false;
    if (packet.ssrc !== this.#ssrc) this.#newSource(packet.ssrc);
    this.#statistics.packet(packet.sequence);
    if (this.#heard) return;
    this.#heard = true;
    this.#inlet.heard();
  }

  #newSource(ssrc: number): void {
    this.#lostBefore += lostOf(this.#statistics);
    this.#maxJitterBefore = Math.max(this.#maxJitterBefore, this.#statistics.maxJitter);
    this.#statistics = new ReceiveStatistics();
    this.#ssrc = ssrc;
    this.#digits.reset();
    this.#feeder = this.#inlet.sourceChanged();
  }

  #audio(packet: RtpPacket, bytes: Buffer, law: CodecName, nowMs: number): void {
    if (packet.marker) this.#statistics.breakTiming();
    this.#statistics.timing(packet.timestamp, Math.round(nowMs * unitsAMs));
    if (this.#muted)
      bytes.fill(silenceCode[law], packet.payloadOffset, packet.payloadOffset + packet.payloadBytes);
    this.#inlet.audio(this.#feeder, packet, bytes, law, nowMs);
  }

  #event(packet: RtpPacket, bytes: Buffer, nowMs: number): void {
    const event = parseTelephoneEvent(
      bytes.subarray(packet.payloadOffset, packet.payloadOffset + packet.payloadBytes),
    );
    if (!event.ok) {
      this.invalid++;
      return;
    }
    const digits = this.#digits.packet(packet.timestamp, event.value, nowMs);
    this.#inlet.event(this.#feeder, packet, bytes, nowMs);
    for (const digit of digits) this.#inlet.digit(digit);
  }
}

const lostOf = (statistics: ReceiveStatistics): number =>
  Math.max(0, statistics.expected - statistics.received);
