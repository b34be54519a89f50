/**
 * Power of one frequency in a stretch of samples (Goertzel's algorithm).
 * @param step distance between samples, for interleaved channels.
 * @returns mean power relative to full scale: 0.5 for a sine of full amplitude, whatever the length.
 */
export function goertzelPower(
  samples: Int16Array,
  options: {
    readonly frequency: number;
    readonly rate: number;
    readonly from: number;
    readonly count: number;
    readonly step?: number;
  },
): number {
  const { frequency, rate, from, count, step = 1 } = options;
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / rate);
  let previous = 0;
  let before = 0;
  for (let i = 0; i < count; i++) {
    const value = (samples[from + i * step] ?? 0) / 32_768 + coefficient * previous - before;
    before = previous;
    previous = value;
  }
  const power = previous * previous + before * before - coefficient * previous * before;
  return (2 * power) / (count * count);
}
