/** WAV files for the peers, and as the recordings of the product are read. */
import { fromALaw, rateHz, toALaw } from './tone.js';

const pcm = 1;
const aLaw = 6;

/** A mono A-law WAV of 8 kHz. */
export function writeALawWav(samples: Float32Array): Buffer {
  return monoWav(aLaw, Buffer.from(Uint8Array.from(samples, toALaw)), 1);
}

/** A mono WAV of 8 kHz and 16 bits. */
export function writePcmWav(samples: Float32Array): Buffer {
  const data = Buffer.alloc(2 * samples.length);
  samples.forEach((sample, n) => data.writeInt16LE(Math.round(sample * 0x7fff), 2 * n));
  return monoWav(pcm, data, 2);
}

function monoWav(format: number, data: Buffer, octetsPerSample: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(format, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rateHz, 24);
  head.writeUInt32LE(rateHz * octetsPerSample, 28);
  head.writeUInt16LE(octetsPerSample, 32);
  head.writeUInt16LE(8 * octetsPerSample, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

export interface Wav {
  readonly rateHz: number;
  /** One a channel: of a recording, the caller first, then the agent. */
  readonly channels: readonly Float32Array[];
}

/**
 * Reads PCM of 16 bits or A-law of any number of channels; a data length beyond the file's end is cut there.
 * @throws Error when it is no such WAV.
 */
export function readWav(file: Buffer): Wav {
  if (file.toString('latin1', 0, 4) !== 'RIFF') throw new Error('no WAV');
  let format = 0;
  let count = 0;
  let rate = 0;
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const from = at + 8;
    if (name === 'fmt ') {
      format = file.readUInt16LE(from);
      count = file.readUInt16LE(from + 2);
      rate = file.readUInt32LE(from + 4);
    } else if (name === 'data') {
      return { rateHz: rate, channels: deinterleave(file.subarray(from, from + length), format, count) };
    }
    at = from + length + (length % 2);
  }
  throw new Error('a WAV without data');
}

function deinterleave(data: Buffer, format: number, count: number): Float32Array[] {
  if (format !== pcm && format !== aLaw) throw new Error(`WAV format ${format}`);
  const width = format === pcm ? 2 : 1;
  const frames = Math.floor(data.length / (width * count));
  return Array.from({ length: count }, (_, channel) =>
    Float32Array.from({ length: frames }, (_, frame) => {
      const at = (frame * count + channel) * width;
      return format === pcm ? data.readInt16LE(at) / 0x8000 : fromALaw(data.readUInt8(at));
    }),
  );
}
