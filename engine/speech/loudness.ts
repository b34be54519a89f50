/** Where in what was recorded something is to be heard. */
import { open, type FileHandle } from 'node:fs/promises';
import { findSound, type SoundPlace, type Wav } from './wav.js';

/** Below this mean amplitude the switches take sound for silence, too (application.ts). */
const silence = 200;
const windowMs = 20;
/** A click is shorter: 60 ms. */
const fewestWindows = 3;
/** A second of sound. */
const windowsAtOnce = 50;
/** What stands before the sound. */
const headOctets = 4096;

export interface Loudness {
  readonly isSilent: boolean;
  /** Silence at its end. */
  readonly quietMs: number;
}

export function listenTo({ samples, rateHz }: Pick<Wav, 'samples' | 'rateHz'>): Loudness {
  const window = windowOf(rateHz);
  let loud = 0;
  let last = 0;
  for (let from = 0; from + window <= samples.length; from += window) {
    if (!isLoud(samples, from, window, 1)) continue;
    loud++;
    last = from + window;
  }
  return { isSilent: loud < fewestWindows, quietMs: ((samples.length - last) / rateHz) * 1000 };
}

/**
 * Whether nothing is to be heard in a WAV file; one that is none is not silent. It may be minutes long: a second is
 * read at a time, the thread is given back in between, and nothing is read after what is heard.
 * @throws when it cannot be read.
 */
export async function isSilentFile(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer: head, bytesRead } = await file.read(Buffer.alloc(headOctets), 0, headOctets, 0);
    const sound = findSound(head.subarray(0, bytesRead));
    return sound.ok && !(await isHeard(file, sound.value));
  } finally {
    await file.close();
  }
}

async function isHeard(file: FileHandle, { rateHz, channels, from, to }: SoundPlace): Promise<boolean> {
  const window = windowOf(rateHz) * channels;
  const samples = new Int16Array(window * windowsAtOnce);
  const octets = new Uint8Array(samples.buffer);
  let loud = 0;
  for (let at = from; ;) {
    const { bytesRead } = await file.read(octets, 0, Math.min(octets.length, to - at), at);
    const windows = Math.floor(bytesRead / (2 * window));
    if (windows === 0) return false;
    for (let n = 0; n < windows; n++)
      if (isLoud(samples, n * window, window, channels) && ++loud === fewestWindows) return true;
    at += 2 * window * windows;
  }
}

const windowOf = (rateHz: number): number => Math.round((rateHz * windowMs) / 1000);

/** @param length in samples of all channels, of which the first counts. */
function isLoud(samples: Int16Array, from: number, length: number, channels: number): boolean {
  let sum = 0;
  for (let i = from; i < from + length; i += channels) sum += Math.abs(samples[i] ?? 0);
  return (sum * channels) / length >= silence;
}
