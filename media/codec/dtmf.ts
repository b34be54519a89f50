import { lineRate } from './resampler.js';

export const dtmfRows = [697, 770, 852, 941] as const;
export const dtmfColumns = [1209, 1336, 1477, 1633] as const;
const keys = ['123A', '456B', '789C', '*0#D'] as const;
/** Peak of each of the two tones: -7 dBm0 each, the usual sending level. */
const peak = 10_150;

/** The low and the high frequency of a digit (ITU-T Q.23); undefined when it is none. */
export function dtmfFrequencies(digit: string): readonly [low: number, high: number] | undefined {
  for (const [row, key] of keys.entries()) {
    const column = digit === '' ? -1 : key.indexOf(digit);
    const low = dtmfRows[row];
    const high = dtmfColumns[column];
    if (low !== undefined && high !== undefined) return [low, high];
  }
  return undefined;
}

/** The digit of a row and a column, each 0 to 3. */
export const dtmfKeyAt = (row: number, column: number): string | undefined => keys[row]?.[column];

/** Samples `from` to `from + count` (8 kHz) of a digit's tone; zeros when it is none. */
export function dtmfTone(digit: string, from: number, count: number): Int16Array {
  const pair = dtmfFrequencies(digit);
  const samples = new Int16Array(count);
  if (!pair) return samples;
  const [low, high] = pair.map((f) => (2 * Math.PI * f) / lineRate) as [number, number];
  for (let i = 0; i < count; i++)
    samples[i] = Math.round(peak * (Math.sin(low * (from + i)) + Math.sin(high * (from + i))));
  return samples;
}
