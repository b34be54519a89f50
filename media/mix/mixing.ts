import { encodeG711, type G711 } from '../codec/g711.js';
import { rtpHeaderBytes } from '../rtp/packet.js';
import type { Party } from './party.js';
import { frameSamples } from './voice.js';

/** A sum of voices, wider than a sample, so that one voice can be taken out of it again. */
export class Mix {
  readonly #sum = new Int32Array(frameSamples);
  readonly #samples = new Int16Array(frameSamples);
  readonly #codes: Partial<Record<G711, Uint8Array>> = {};

  clear(): void {
    this.#sum.fill(0);
    this.#forgetCodes();
  }

  add(frame: Int16Array): void {
    const sum = this.#sum;
    for (let i = 0; i < frameSamples; i++) sum[i] = (sum[i] ?? 0) + (frame[i] ?? 0);
    this.#forgetCodes();
  }

  /** The sum in codes of `law`, encoded once however many hear it. Not to be written to. */
  codes(law: G711): Uint8Array {
    return (this.#codes[law] ??= encodeG711(this.#saturated(undefined), law));
  }

  /** The sum without `own`, which was added before. */
  codesWithout(own: Int16Array, law: G711): Uint8Array {
    return encodeG711(this.#saturated(own), law);
  }

  #forgetCodes(): void {
    delete this.#codes.PCMA;
    delete this.#codes.PCMU;
  }

  /** Too loud a sum is clipped: wrapped around, it would crack. */
  #saturated(own: Int16Array | undefined): Int16Array {
    const sum = this.#sum;
    const samples = this.#samples;
    for (let i = 0; i < frameSamples; i++) {
      const value = (sum[i] ?? 0) - (own?.[i] ?? 0);
      samples[i] = value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value;
    }
    return samples;
  }
}

/** A stream of mixed audio towards one party: numbered and timed as a sender would. */
export class MixedStream {
  readonly #feeder: number;
  #sequence = 0;
  #timestamp = 0;

  /** @param feeder a number that no other stream of this worker has. */
  constructor(feeder: number) {
    this.#feeder = feeder;
  }

  /** Hands a frame to `party`. */
  send(party: Pick<Party, 'relayAudio'>, codes: Uint8Array, law: G711, nowMs: number): void {
    const bytes = Buffer.allocUnsafe(rtpHeaderBytes + frameSamples);
    bytes.set(codes, rtpHeaderBytes);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + frameSamples) >>> 0;
    const packet = {
      payloadType: 0,
      marker: false,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      ssrc: 0,
      payloadOffset: rtpHeaderBytes,
      payloadBytes: frameSamples,
    };
    party.relayAudio(this.#feeder, packet, bytes, law, nowMs);
  }

  /** A frame that is left out takes its time all the same. */
  skip(): void {
    this.#timestamp = (this.#timestamp + frameSamples) >>> 0;
  }
}
