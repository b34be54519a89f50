/** A capture file of one RTP stream for SIPp to play: a sound, with keys as RFC 4733 packets at their times. */
import { rateHz, toALaw } from './tone.js';

export interface Key {
  readonly key: string;
  /** Milliseconds from the beginning. */
  readonly atMs: number;
}

const packetMs = 20;
const samplesPerPacket = (rateHz * packetMs) / 1000;
const keyMs = 100;
const keys = '0123456789*#ABCD';
const linkTypeEthernet = 1;

/** @param sound a tone of so many Hz, or samples at 8 kHz; silence behind them. */
export function rtpCapture(sound: number | Float32Array, ms: number, pressed: readonly Key[]): Buffer {
  const parts: Buffer[] = [fileHead()];
  for (let packet = 0; packet * packetMs < ms; packet++) {
    const at = packet * packetMs;
    const key = pressed.find((one) => at >= one.atMs && at < one.atMs + keyMs + 2 * packetMs);
    const rtp = key ? keyPacket(packet, key) : soundPacket(packet, sound);
    parts.push(record(at, rtp));
  }
  return Buffer.concat(parts);
}

function soundPacket(packet: number, sound: number | Float32Array): Buffer {
  const payload = Buffer.alloc(samplesPerPacket);
  for (let n = 0; n < samplesPerPacket; n++) {
    const at = packet * samplesPerPacket + n;
    payload[n] = toALaw(
      typeof sound === 'number' ? 0.5 * Math.sin((2 * Math.PI * sound * at) / rateHz) : (sound[at] ?? 0),
    );
  }
  return rtpPacket(packet, packet * samplesPerPacket, 8, false, payload);
}

function keyPacket(packet: number, key: Key): Buffer {
  const first = Math.ceil(key.atMs / packetMs);
  const done = packet - first;
  const ending = done * packetMs >= keyMs;
  const payload = Buffer.alloc(4);
  payload[0] = keys.indexOf(key.key);
  payload[1] = (ending ? 0x80 : 0) | 10;
  payload.writeUInt16BE(Math.min(done + 1, keyMs / packetMs) * samplesPerPacket, 2);
  return rtpPacket(packet, first * samplesPerPacket, 101, done === 0, payload);
}

function rtpPacket(
  sequence: number,
  timestamp: number,
  payloadType: number,
  marker: boolean,
  payload: Buffer,
): Buffer {
  const head = Buffer.alloc(12);
  head[0] = 0x80;
  head[1] = payloadType | (marker ? 0x80 : 0);
  head.writeUInt16BE(sequence & 0xffff, 2);
  head.writeUInt32BE(timestamp, 4);
  head.writeUInt32BE(0x59494841, 8);
  return Buffer.concat([head, payload]);
}

function fileHead(): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(65_535, 16);
  head.writeUInt32LE(linkTypeEthernet, 20);
  return head;
}

/** Ethernet, IPv4 and UDP around it; SIPp puts its own addresses in. */
function record(atMs: number, rtp: Buffer): Buffer {
  const frame = Buffer.alloc(42 + rtp.length);
  frame.writeUInt16BE(0x0800, 12);
  frame[14] = 0x45;
  frame.writeUInt16BE(28 + rtp.length, 16);
  frame[22] = 64;
  frame[23] = 17;
  frame.writeUInt32BE(0x7f000001, 26);
  frame.writeUInt32BE(0x7f000001, 30);
  frame.writeUInt16BE(6_000, 34);
  frame.writeUInt16BE(6_000, 36);
  frame.writeUInt16BE(8 + rtp.length, 38);
  rtp.copy(frame, 42);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(Math.floor(atMs / 1000), 0);
  head.writeUInt32LE((atMs % 1000) * 1000, 4);
  head.writeUInt32LE(frame.length, 8);
  head.writeUInt32LE(frame.length, 12);
  return Buffer.concat([head, frame]);
}
