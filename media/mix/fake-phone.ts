import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeG711, expansion } from '../codec/g711.js';
import { goertzelPower } from '../codec/goertzel.js';
import { parseRtp, rtpHeaderBytes, writeRtpHeader, type RtpPacket } from '../rtp/packet.js';
import { telephoneEventBytes, writeTelephoneEvent, type TelephoneEvent } from '../rtp/telephone-event.js';
import type { CodecName, Endpoint, MediaLeg, Negotiated } from './media-plane.js';

const address = '127.0.0.1';
const frame = 160;
export const eventPayloadType = 101;
const staticPayloadTypes = { PCMU: 0, PCMA: 8 } as const satisfies Record<CodecName, number>;

/** For tests: a telephone on loopback that sends a tone in real time and keeps all that it gets. */
export class FakePhone {
  readonly codec: CodecName;
  readonly received: (RtpPacket & { readonly payload: Buffer })[] = [];
  readonly #socket: Socket;
  readonly #ssrc: number;
  #sequence = 1000;
  #timestamp = 50_000;

  private constructor(socket: Socket, codec: CodecName) {
    this.#socket = socket;
    this.codec = codec;
    this.#ssrc = socket.address().port;
    socket.on('message', (bytes) => {
      const packet = parseRtp(bytes);
      if (!packet.ok || (packet.value.payloadType >= 72 && packet.value.payloadType <= 95)) return;
      const { payloadOffset, payloadBytes } = packet.value;
      this.received.push({
        ...packet.value,
        payload: bytes.subarray(payloadOffset, payloadOffset + payloadBytes),
      });
    });
  }

  static async open(codec: CodecName): Promise<FakePhone> {
    const socket = createSocket('udp4');
    await new Promise<void>((done) => socket.bind(0, address, done));
    return new FakePhone(socket, codec);
  }

  get endpoint(): Endpoint {
    return { address, port: this.#socket.address().port };
  }

  /** Configures a leg to talk with this telephone. */
  attach(leg: MediaLeg, changes: Partial<Negotiated> & { readonly timeoutMs?: number } = {}): void {
    const { timeoutMs = 0, ...negotiated } = changes;
    leg.configure(
      {
        remote: this.endpoint,
        // Nothing listens there: a report must not turn up among the audio of a test.
        remoteRtcp: { address, port: 9 },
        codec: this.codec,
        payloadType: staticPayloadTypes[this.codec],
        dtmfPayloadType: eventPayloadType,
        ptimeMs: 20,
        direction: 'sendrecv',
        ...negotiated,
      },
      { timeoutMs },
    );
  }

  /** Sends a tone in real time. */
  async say(frequency: number, ms: number, to: Endpoint): Promise<void> {
    const start = performance.now();
    for (let sent = 0; sent < ms; sent += 20) {
      await sleep(Math.max(0, start + sent - performance.now()));
      const samples = Int16Array.from({ length: frame }, (_, i) =>
        Math.round(12_000 * Math.sin((2 * Math.PI * frequency * (this.#timestamp + i)) / 8000)),
      );
      this.#send(staticPayloadTypes[this.codec], encodeG711(samples, this.codec), sent === 0, to);
      this.#timestamp += frame;
    }
  }

  /** Sends one packet of an event that began at the present timestamp. */
  event(event: TelephoneEvent, to: Endpoint): void {
    const payload = new Uint8Array(telephoneEventBytes);
    writeTelephoneEvent(payload, 0, event);
    this.#send(eventPayloadType, payload, false, to);
  }

  /** Power of a frequency in what was received since packet `from`. */
  heard(frequency: number, from = 0): number {
    const samples = this.received
      .slice(from)
      .filter((packet) => packet.payloadType === staticPayloadTypes[this.codec])
      .flatMap((packet) => [...packet.payload].map((code) => expansion[this.codec][code] ?? 0));
    return samples.length === 0
      ? 0
      : goertzelPower(Int16Array.from(samples), { frequency, rate: 8000, from: 0, count: samples.length });
  }

  close(): void {
    this.#socket.close();
  }

  #send(payloadType: number, payload: Uint8Array, marker: boolean, to: Endpoint): void {
    const bytes = Buffer.alloc(rtpHeaderBytes + payload.length);
    writeRtpHeader(bytes, 0, {
      payloadType,
      marker,
      sequence: this.#sequence++ & 0xffff,
      timestamp: this.#timestamp >>> 0,
      ssrc: this.#ssrc,
    });
    bytes.set(payload, rtpHeaderBytes);
    this.#socket.send(bytes, to.port, to.address);
  }
}
