import type { CodecName } from './media-plane.js';
import type { RtpPacket } from '../rtp/packet.js';

/**
 * Who a leg talks with: another leg of this worker, or one in another worker. `bytes` is the datagram that `packet`
 * describes; it is handed over, the party may write into it.
 */
export interface Party {
  /** @param feeder identity of the stream that the packet is of. */
  relayAudio(feeder: number, packet: RtpPacket, bytes: Uint8Array, law: CodecName, nowMs: number): void;
  /** A packet of telephone-event (RFC 4733). */
  relayEvent(feeder: number, packet: RtpPacket, bytes: Uint8Array, nowMs: number): void;
  /** A digit is complete; for a party to which its event packets could not be relayed. */
  relayDigit(digit: string, durationMs: number): void;
}
