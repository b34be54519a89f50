/** What a WAV file holds, as far as the engine listens to sound itself: 16 bit, of which the first channel counts, or both mixed. */
import { ok, refuse, type Result } from '../../kernel/result.js';

export interface Wav {
  readonly rateHz: number;
  readonly channels: number;
  /** Of the first channel, unless both were to be mixed. */
  readonly samples: Int16Array;
}

/** Where the sound stands in a file, as octets of it. */
export interface SoundPlace extends Pick<Wav, 'rateHz' | 'channels'> {
  readonly from: number;
  /** Beyond the file's end when the writer streams, or was cut off, and has not filled the length in. */
  readonly to: number;
}

/** PCM, and the extensible form of it. */
const pcm = [1, 0xfffe];

export function readWav(file: Buffer, take: 'first' | 'mixed' = 'first'): Result<Wav> {
  const found = findSound(file);
  if (!found.ok) return found;
  const { rateHz, channels, from, to } = found.value;
  const data = samplesOf(file.subarray(from, to));
  const samples = take === 'mixed' ? mixed(data, channels) : firstChannel(data, channels);
  return ok({ rateHz, channels, samples });
}

/** @param file all of it, or as much of its beginning as stands before the sound. */
export function findSound(file: Buffer): Result<SoundPlace> {
  if (
    file.length < 12 ||
    file.toString('latin1', 0, 4) !== 'RIFF' ||
    file.toString('latin1', 8, 12) !== 'WAVE'
  )
    return refuse('no WAV', 0);
  let format: Pick<Wav, 'rateHz' | 'channels'> | undefined;
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
      return format ? ok({ ...format, from, to: from + length }) : refuse('a WAV without a format', at);
    }
    at = from + length + (length & 1);
  }
  return refuse('a WAV without sound', file.length);
}

/** A copy: samples in a file need not begin at an even address. */
function samplesOf(data: Buffer): Int16Array {
  const samples = new Int16Array(data.length >> 1);
  data.copy(new Uint8Array(samples.buffer));
  return samples;
}

function firstChannel(data: Int16Array, channels: number): Int16Array {
  if (channels === 1) return data;
  const samples = new Int16Array(Math.floor(data.length / channels));
  for (let i = 0; i < samples.length; i++) samples[i] = data[channels * i] ?? 0;
  return samples;
}

function mixed(data: Int16Array, channels: number): Int16Array {
  const samples = firstChannel(data, channels);
  if (channels === 1) return samples;
  for (const [i, first] of samples.entries()) samples[i] = (first + (data[2 * i + 1] ?? 0)) >> 1;
  return samples;
}
