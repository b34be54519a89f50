import type { RtpPacket } from '../rtp/packet.js';
import type { CodecName } from './media-plane.js';
import { MixedStream } from './mixing.js';
import type { Party } from './party.js';
import { frameSamples, Voice } from './voice.js';

/** The party that a leg talks with whose voice is mixed with others' on the tick. Keys go nowhere. */
export class MixedParty implements Party {
  readonly voice = new Voice();
  readonly frame = new Int16Array(frameSamples);
  readonly hears: Party;
  readonly stream: MixedStream;
  /** Whether `frame` is in the mix of this tick. */
  speaks = false;

  /** @param hears where what the leg is to hear goes. */
  constructor(hears: Party, feeder: number) {
    this.hears = hears;
    this.stream = new MixedStream(feeder);
  }

  relayAudio(_: number, packet: RtpPacket, bytes: Uint8Array, law: CodecName, nowMs: number): void {
    const from = packet.payloadOffset;
    this.voice.put(packet.timestamp, bytes, from, from + packet.payloadBytes, law, nowMs);
  }

  relayEvent(): void {
    return undefined;
  }

  relayDigit(): void {
    return undefined;
  }
}
