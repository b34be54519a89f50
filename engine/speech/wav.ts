/** What a WAV file holds, as far as the engine listens to sound itself: 16 bit, of which the first channel counts, or both mixed. */
import { ok, refuse, type Result } from '../../kernel/result.js';

export interface Wav {
  readonly rateHz: number;
  readonly channels: number;
  /** Of the first channel, unless both were to be mixed. */
  readonly samples: Int16Array;
}

/** PCM, and the extensible form of it. */
const pcm = [1, 0xfffe];

export function readWav(file: Buffer, take: 'first' | 'mixed' = 'first'): Result<Wav> {
  if (
    file.length < 12 ||
    file.toString('latin1', 0, 4) !== 'RIFF' ||
    file.toString('latin1', 8, 12) !== 'WAVE'
  )
    return refuse('no WAV', 0);
  let format: { readonly rateHz: number; readonly channels: number } | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const kind = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const from = at + 8;
    if (kind === 'fmt ') {
      if (length < 16 || from + 16 > file.length) return refuse('a WAV with a short format', at);
      format = { channels: file.readUInt16LE(from + 2), rateHz: file.readUInt32LE(from + 4) };
      const isPlain = pcm.includes(file.readUInt16LE(from)) && file.readUInt16LE(from + 14) === 16;
      if (
        !isPlain ||
        format.channels < 1 ||
        format.channels > 2 ||
        format.rateHz < 8_000 ||
        format.rateHz > 48_000
      )
        return refuse('a WAV of another kind than 16 bit, 8 to 48 kHz, one or two channels', at);
    } else if (kind === 'data') {
      if (!format) return refuse('a WAV without a format', at);
      // A writer that streams, or was cut off, has not filled the length in.
      const data = file.subarray(from, from + length);
      const samples = take === 'mixed' ? mixed(data, format.channels) : firstChannel(data, format.channels);
      return ok({ ...format, samples });
    }
    at = from + length + (length & 1);
  }
  return refuse('a WAV without sound', file.length);
}

function firstChannel(data: Buffer, channels: number): Int16Array {
  const samples = new Int16Array(Math.floor(data.length / (2 * channels)));
  for (let i = 0; i < samples.length; i++) samples[i] = data.readInt16LE(2 * channels * i);
  return samples;
}

function mixed(data: Buffer, channels: number): Int16Array {
  const samples = firstChannel(data, channels);
  if (channels === 1) return samples;
  for (const [i, first] of samples.entries()) samples[i] = (first + data.readInt16LE(4 * i + 2)) >> 1;
  return samples;
}

/** Below this mean amplitude the switches take sound for silence, too (application.ts). */
const silence = 200;
const windowMs = 20;
/** A click is shorter. */
const shortestMs = 60;

/** Where in it something is to be heard. */
export interface Loudness {
  readonly isSilent: boolean;
  /** Silence at its end. */
  readonly quietMs: number;
}

export function listenTo({ samples, rateHz }: Pick<Wav, 'samples' | 'rateHz'>): Loudness {
  const window = Math.round((rateHz * windowMs) / 1000);
  let loud = 0;
  let last = 0;
  for (let from = 0; from + window <= samples.length; from += window) {
    let sum = 0;
    for (let i = from; i < from + window; i++) sum += Math.abs(samples[i] ?? 0);
    if (sum / window < silence) continue;
    loud++;
    last = from + window;
  }
  return { isSilent: loud * windowMs < shortestMs, quietMs: ((samples.length - last) / rateHz) * 1000 };
}
