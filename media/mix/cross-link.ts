import type { MessagePort } from 'node:worker_threads';
import { rtpHeaderBytes, type RtpPacket } from '../rtp/packet.js';
import type { CodecName } from './media-plane.js';
import type { Party } from './party.js';

/** Packets under way at most: 640 ms of a call. More means that the other worker stands still. */
const maxUnderWay = 32;

type LinkMessage =
  | {
      readonly kind: 'audio';
      readonly feeder: number;
      readonly packet: RtpPacket;
      readonly bytes: Uint8Array;
      readonly law: CodecName;
    }
  | {
      readonly kind: 'event';
      readonly feeder: number;
      readonly packet: RtpPacket;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'digit'; readonly digit: string; readonly durationMs: number }
  | { readonly kind: 'taken' };

/**
 * The party of a leg when it lives in another worker. Packets cross in messages, bounded by what the other side has
 * acknowledged: when it stands still, new packets are dropped and counted, never queued without end.
 */
export class CrossLink implements Party {
  readonly #port: MessagePort;
  #underWay = 0;
  #dropped = 0;

  /** @param here the leg of this worker that hears what the other side says. */
  constructor(port: MessagePort, here: Party, now: () => number) {
    this.#port = port;
    port.on('message', (message: LinkMessage) => {
      if (message.kind === 'taken') {
        this.#underWay--;
        return;
      }
      this.#post({ kind: 'taken' });
      if (message.kind === 'digit') here.relayDigit(message.digit, message.durationMs);
      else if (message.kind === 'audio')
        here.relayAudio(message.feeder, message.packet, message.bytes, message.law, now());
      else here.relayEvent(message.feeder, message.packet, message.bytes, now());
    });
  }

  /** Packets lost here because the other worker did not take them. */
  get dropped(): number {
    return this.#dropped;
  }

  relayAudio(feeder: number, packet: RtpPacket, bytes: Uint8Array, law: CodecName): void {
    if (this.#hasRoom())
      this.#post({ kind: 'audio', feeder: crossFeeder(feeder), law, ...detached(packet, bytes) });
  }

  relayEvent(feeder: number, packet: RtpPacket, bytes: Uint8Array): void {
    if (this.#hasRoom())
      this.#post({ kind: 'event', feeder: crossFeeder(feeder), ...detached(packet, bytes) });
  }

  relayDigit(digit: string, durationMs: number): void {
    if (this.#hasRoom()) this.#post({ kind: 'digit', digit, durationMs });
  }

  close(): void {
    this.#port.close();
  }

  #hasRoom(): boolean {
    if (this.#underWay >= maxUnderWay) {
      this.#dropped++;
      return false;
    }
    this.#underWay++;
    return true;
  }

  #post(message: LinkMessage): void {
    this.#port.postMessage(message);
  }
}

/** Feeders of another worker must not be taken for ours: ours are whole numbers. */
const crossFeeder = (feeder: number): number => feeder + 0.5;

/** The payload with room for a header before it; the datagram's own buffer stays here. */
function detached(packet: RtpPacket, bytes: Uint8Array): { packet: RtpPacket; bytes: Uint8Array } {
  const copy = new Uint8Array(rtpHeaderBytes + packet.payloadBytes);
  copy.set(bytes.subarray(packet.payloadOffset, packet.payloadOffset + packet.payloadBytes), rtpHeaderBytes);
  return { packet: { ...packet, payloadOffset: rtpHeaderBytes }, bytes: copy };
}
