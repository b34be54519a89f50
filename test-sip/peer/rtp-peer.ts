/** One side of an RTP session: says a tone or silence in PCMA every 20 ms, keeps what it hears, sends RFC 4733 keys. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { systemRandom } from '../../kernel/random.js';
import { fromALaw, rateHz, toALaw } from './tone.js';

export interface RtpTarget {
  readonly address: string;
  readonly port: number;
}

const packetMs = 20;
const samplesPerPacket = (rateHz * packetMs) / 1000;
const eventPayloadType = 101;
const pcmaPayloadType = 8;
const keys = '0123456789*#ABCD';

export class RtpPeer {
  readonly port: number;
  readonly #socket: Socket;
  readonly #heard: Float32Array[] = [];
  readonly #keysHeard: string[] = [];
  readonly #ssrc = systemRandom.below(2 ** 32);
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = performance.now();
  #target: RtpTarget | undefined;
  #toneHz = 0;
  #muted = false;
  #sequence = systemRandom.below(2 ** 16);
  #timestamp = systemRandom.below(2 ** 32);
  #ticks = 0;
  #spoken = 0;
  #keyQueue: { event: number; elapsed: number; endsLeft: number; timestamp: number }[] = [];
  #lastEventTimestamp: number | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (packet) => this.#receive(packet));
    this.#timer = setInterval(() => this.#tick(), packetMs / 2);
  }

  static async open(address = '127.0.0.1'): Promise<RtpPeer> {
    // Even ports only (RFC 3550 11): some switches round an odd one down.
    for (;;) {
      const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
      socket.bind(0, address);
      await once(socket, 'listening');
      if (socket.address().port % 2 === 0) return new RtpPeer(socket);
      socket.close();
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  sendTo(target: RtpTarget): void {
    this.#target = target;
  }

  /** 0 is silence, as packets. */
  say(hz: number): void {
    this.#toneHz = hz;
  }

  /** No packets at all while muted. */
  mute(muted: boolean): void {
    this.#muted = muted;
  }

  /** Queues keys of 100 ms each (RFC 4733: marker on the first packet, the end sent three times). */
  press(digits: string): void {
    for (const digit of digits) {
      this.#keyQueue.push({ event: keys.indexOf(digit), elapsed: 0, endsLeft: 3, timestamp: 0 });
    }
  }

  /** Packets of audio that came in. */
  get packets(): number {
    return this.#heard.length;
  }

  get keysHeard(): string {
    return this.#keysHeard.join('');
  }

  /** What was heard since packet number `from` (see `packets`). */
  heardSince(from: number): Float32Array {
    const parts = this.#heard.slice(from);
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #tick(): void {
    const due = Math.floor((performance.now() - this.#startedAt) / packetMs);
    for (; this.#ticks < due; this.#ticks++) this.#sendNext();
  }

  #sendNext(): void {
    const key = this.#keyQueue[0];
    if (this.#target && !this.#muted) {
      if (key) this.#sendKey(key);
      else this.#send(pcmaPayloadType, this.#timestamp, false, this.#nextAudio());
    }
    this.#timestamp = (this.#timestamp + samplesPerPacket) >>> 0;
  }

  #nextAudio(): Buffer {
    const payload = Buffer.alloc(samplesPerPacket);
    for (let n = 0; n < samplesPerPacket; n++) {
      const phase = (2 * Math.PI * this.#toneHz * (this.#spoken + n)) / rateHz;
      payload[n] = toALaw(0.5 * Math.sin(phase));
    }
    this.#spoken += samplesPerPacket;
    return payload;
  }

  #sendKey(key: { event: number; elapsed: number; endsLeft: number; timestamp: number }): void {
    const first = key.elapsed === 0;
    if (first) key.timestamp = this.#timestamp;
    const ending = key.elapsed >= rateHz / 10;
    if (ending) key.endsLeft--;
    else key.elapsed += samplesPerPacket;
    const payload = Buffer.alloc(4);
    payload[0] = key.event;
    payload[1] = (ending ? 0x80 : 0) | 10;
    payload.writeUInt16BE(key.elapsed, 2);
    this.#send(eventPayloadType, key.timestamp, first, payload);
    if (key.endsLeft === 0) this.#keyQueue.shift();
  }

  #send(payloadType: number, timestamp: number, marker: boolean, payload: Buffer): void {
    if (!this.#target) return;
    const head = Buffer.alloc(12);
    head[0] = 0x80;
    head[1] = payloadType | (marker ? 0x80 : 0);
    head.writeUInt16BE(this.#sequence, 2);
    head.writeUInt32BE(timestamp, 4);
    head.writeUInt32BE(this.#ssrc, 8);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#socket.send(Buffer.concat([head, payload]), this.#target.port, this.#target.address);
  }

  #receive(packet: Buffer): void {
    if (packet.length < 12) return;
    const payloadType = packet.readUInt8(1) & 0x7f;
    const payload = packet.subarray(12);
    if (payloadType === pcmaPayloadType) this.#heard.push(Float32Array.from(payload, fromALaw));
    else if (payloadType === eventPayloadType && payload.length >= 4) {
      const timestamp = packet.readUInt32BE(4);
      if (timestamp !== this.#lastEventTimestamp) this.#keysHeard.push(keys[payload.readUInt8(0)] ?? '?');
      this.#lastEventTimestamp = timestamp;
    }
  }
}
