import { ok, refuse, type Result } from '../../kernel/result.js';

/** Length of an RTP header without CSRC and extension (RFC 3550 5.1). */
export const rtpHeaderBytes = 12;

/** Larger than any packet of a telephone codec; what exceeds it is refused unread. */
const maxPacketBytes = 2048;

/** What the fixed header says, and where in the datagram the payload lies (padding taken off). */
export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  /** Units of the codec's clock: 8 kHz for everything here. */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payloadOffset: number;
  readonly payloadBytes: number;
}

/** Header fields to write; the payload follows right after. */
export interface RtpHeader {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

export const readUint16 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

export const readUint32 = (bytes: Uint8Array, at: number): number =>
  (readUint16(bytes, at) * 0x1_0000 + readUint16(bytes, at + 2)) >>> 0;

export function writeUint16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  writeUint16(bytes, at, value >>> 16);
  writeUint16(bytes, at + 2, value & 0xffff);
}

/** Reads a datagram as RTP (RFC 3550 5.1, 5.3.1); copies nothing. */
export function parseRtp(bytes: Uint8Array): Result<RtpPacket> {
  const length = bytes.length;
  if (length < rtpHeaderBytes) return refuse('short header', length);
  if (length > maxPacketBytes) return refuse('packet too long', maxPacketBytes);
  const first = bytes[0] ?? 0;
  if (first >> 6 !== 2) return refuse('version is not 2', 0);
  let payloadOffset = rtpHeaderBytes + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (payloadOffset + 4 > length) return refuse('short extension', length);
    payloadOffset += 4 + readUint16(bytes, payloadOffset + 2) * 4;
  }
  if (payloadOffset > length) return refuse('header longer than packet', length);
  let payloadBytes = length - payloadOffset;
  if ((first & 0x20) !== 0) {
    const padding = bytes[length - 1] ?? 0;
    if (padding === 0 || padding > payloadBytes) return refuse('wrong padding', length - 1);
    payloadBytes -= padding;
  }
  const second = bytes[1] ?? 0;
  return ok({
    payloadType: second & 0x7f,
    marker: second >= 0x80,
    sequence: readUint16(bytes, 2),
    timestamp: readUint32(bytes, 4),
    ssrc: readUint32(bytes, 8),
    payloadOffset,
    payloadBytes,
  });
}

/** Writes a header without CSRC, extension or padding into `bytes` at `at`. */
export function writeRtpHeader(bytes: Uint8Array, at: number, header: RtpHeader): void {
  bytes[at] = 0x80;
  bytes[at + 1] = header.payloadType | (header.marker ? 0x80 : 0);
  writeUint16(bytes, at + 2, header.sequence);
  writeUint32(bytes, at + 4, header.timestamp);
  writeUint32(bytes, at + 8, header.ssrc);
}

/** Whether a datagram on an RTP port is RTCP: packet types 192 to 223 (RFC 5761 4). */
export function isRtcp(bytes: Uint8Array): boolean {
  const type = bytes[1] ?? 0;
  return type >= 192 && type <= 223;
}

/** `a - b` in sequence-number arithmetic: -32768 to 32767. */
export const sequenceDelta = (a: number, b: number): number => ((a - b) << 16) >> 16;

/** `a - b` in timestamp arithmetic: signed 32 bit. */
export const timestampDelta = (a: number, b: number): number => (a - b) | 0;
