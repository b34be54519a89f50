import { ok, refuse, type Result } from '../../kernel/result.js';
import { expansion } from './g711.js';

/** Length of the header that writeWavHeader writes. */
export const wavHeaderBytes = 44;

const formatPcm = 1;
const formatALaw = 6;
const formatMuLaw = 7;
const formatExtensible = 0xfffe;
const maxChunks = 64;

type SampleKind = 'pcm8' | 'pcm16' | 'alaw' | 'mulaw';

/** A WAV file in memory; samples are decoded on demand. */
export interface Wav {
  readonly rate: number;
  readonly channels: 1 | 2;
  readonly kind: SampleKind;
  /** Samples a channel. */
  readonly frames: number;
  /** The data chunk. */
  readonly data: Uint8Array;
}

/**
 * Reads the header of a RIFF/WAVE file: PCM of 8 or 16 bit, A-law or µ-law, up to 48 kHz, one or two channels.
 * A data chunk longer than the file (a writer that was cut off) is read as far as it goes.
 */
export function parseWav(bytes: Uint8Array): Result<Wav> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tag(bytes, 0) !== 'RIFF' || tag(bytes, 8) !== 'WAVE')
    return refuse('not a WAV file', 0);
  let format: { kind: SampleKind; rate: number; channels: 1 | 2 } | undefined;
  let at = 12;
  for (let chunk = 0; chunk < maxChunks && at + 8 <= bytes.length; chunk++) {
    const name = tag(bytes, at);
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (name === 'fmt ') {
      const parsed = parseFormat(view, body, size);
      if (!parsed.ok) return parsed;
      format = parsed.value;
    } else if (name === 'data') {
      if (!format) return refuse('data before format', at);
      const data = bytes.subarray(body, Math.min(bytes.length, body + size));
      const frameBytes = format.channels * (format.kind === 'pcm16' ? 2 : 1);
      return ok({ ...format, frames: Math.floor(data.length / frameBytes), data });
    }
    at = body + size + (size & 1);
  }
  return refuse('no audio data', Math.min(at, bytes.length));
}

function parseFormat(
  view: DataView,
  at: number,
  size: number,
): Result<{ kind: SampleKind; rate: number; channels: 1 | 2 }> {
  if (size < 16 || at + size > view.byteLength) return refuse('short format chunk', at);
  const stated = view.getUint16(at, true);
  // WAVE_FORMAT_EXTENSIBLE keeps the real format in the first two octets of its sub-format.
  const code = stated === formatExtensible && size >= 26 ? view.getUint16(at + 24, true) : stated;
  const channels = view.getUint16(at + 2, true);
  const rate = view.getUint32(at + 4, true);
  const bits = view.getUint16(at + 14, true);
  if (channels !== 1 && channels !== 2)
    return refuse(`${channels} channels; one or two are possible`, at + 2);
  if (rate < 4000 || rate > 48_000) return refuse(`${rate} Hz; 4000 to 48000 are possible`, at + 4);
  const kind = sampleKind(code, bits);
  if (!kind)
    return refuse(`format ${code} with ${bits} bits; PCM of 8 or 16 bits, A-law, µ-law are possible`, at);
  return ok({ kind, rate, channels });
}

function sampleKind(code: number, bits: number): SampleKind | undefined {
  if (code === formatPcm) return bits === 16 ? 'pcm16' : bits === 8 ? 'pcm8' : undefined;
  if (bits !== 8) return undefined;
  return code === formatALaw ? 'alaw' : code === formatMuLaw ? 'mulaw' : undefined;
}

/**
 * Decodes frames `from` up to `to` to mono, two channels averaged.
 * @returns values from -32768 to 32767; zeros outside the file.
 */
export function decodeWav(wav: Wav, from: number, to: number): Float32Array {
  const mono = new Float32Array(Math.max(0, to - from));
  const first = Math.max(0, from);
  const last = Math.min(wav.frames, to);
  const read = sampleReader(wav);
  for (let frame = first; frame < last; frame++) {
    mono[frame - from] = wav.channels === 1 ? read(frame) : (read(frame * 2) + read(frame * 2 + 1)) / 2;
  }
  return mono;
}

function sampleReader({ kind, data }: Wav): (index: number) => number {
  switch (kind) {
    case 'pcm16': {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      return (index) => view.getInt16(index * 2, true);
    }
    case 'pcm8':
      return (index) => ((data[index] ?? 128) - 128) * 256;
    case 'alaw':
      return (index) => expansion.PCMA[data[index] ?? 0] ?? 0;
    case 'mulaw':
      return (index) => expansion.PCMU[data[index] ?? 0] ?? 0;
  }
}

/** The header of a 16-bit PCM file with `dataBytes` of samples after it. */
export function writeWavHeader(rate: number, channels: 1 | 2, dataBytes: number): Buffer {
  const header = Buffer.alloc(wavHeaderBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(formatPcm, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

const tag = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
