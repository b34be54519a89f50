/** Tones: what the peers say, and how the tests find out who was heard. Audio is 8 kHz, linear, -1 to 1. */

export const rateHz = 8000;

/** `hz` for `ms`, half of full scale, beginning at phase 0. */
export function tone(hz: number, ms: number): Float32Array {
  const samples = new Float32Array((ms * rateHz) / 1000);
  for (let n = 0; n < samples.length; n++) samples[n] = 0.5 * Math.sin((2 * Math.PI * hz * n) / rateHz);
  return samples;
}

/**
 * Share of the signal's power that lies at `hz` (Goertzel): near 1 for that tone alone, near 0 for silence, for
 * another tone and for noise.
 */
export function shareAt(samples: Float32Array, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / rateHz);
  let [previous, before, power] = [0, 0, 0];
  for (const sample of samples) {
    [previous, before] = [sample + coefficient * previous - before, previous];
    power += sample * sample;
  }
  if (power < samples.length * 1e-6) return 0;
  const atTone = previous * previous + before * before - coefficient * previous * before;
  return (2 * atTone) / (samples.length * power);
}

/** Whether `hz` is what is heard in the loudest part of `samples`: most of the power of some 100 ms window. */
export function holdsTone(samples: Float32Array, hz: number): boolean {
  const window = rateHz / 10;
  for (let at = 0; at + window <= samples.length; at += window / 2) {
    if (shareAt(samples.subarray(at, at + window), hz) > 0.6) return true;
  }
  return false;
}

/** Root mean square, 0 for silence. */
export function loudness(samples: Float32Array): number {
  let power = 0;
  for (const sample of samples) power += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(power / samples.length);
}

/** G.711 A-law, written from the standard's table apart from the product's own codec, which it checks. */
export function toALaw(sample: number): number {
  const magnitude = Math.min(0xfff, Math.floor(Math.abs(sample) * 0x1000));
  let segment = 0;
  while (segment < 7 && magnitude >= 0x20 << segment) segment++;
  const step = segment < 2 ? magnitude >> 1 : magnitude >> segment;
  const code = (segment << 4) | (step & 0x0f);
  return (sample >= 0 ? code | 0x80 : code) ^ 0x55;
}

export function fromALaw(octet: number): number {
  const code = octet ^ 0x55;
  const segment = (code >> 4) & 7;
  const step = ((code & 0x0f) << 1) + 1;
  const magnitude = segment === 0 ? step : (step + 0x20) << (segment - 1);
  return (code & 0x80 ? magnitude : -magnitude) / 0x1000;
}
