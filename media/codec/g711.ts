export type G711 = 'PCMA' | 'PCMU';

/** Expands A-law (ITU-T G.711 table 1) to 16-bit linear. */
function expandALaw(code: number): number {
  const inverted = code ^ 0x55;
  const exponent = (inverted >> 4) & 7;
  const mantissa = inverted & 0x0f;
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
  return (inverted & 0x80) !== 0 ? magnitude : -magnitude;
}

/** Expands µ-law (ITU-T G.711 table 2) to 16-bit linear. */
function expandMuLaw(code: number): number {
  const inverted = ~code & 0xff;
  const exponent = (inverted >> 4) & 7;
  const magnitude = ((((inverted & 0x0f) << 3) + 0x84) << exponent) - 0x84;
  return (inverted & 0x80) !== 0 ? -magnitude : magnitude;
}

/** Decision: segment and interval of the magnitude; A-law keeps 13 bits (12 and the sign). */
function compressALaw(sample: number): number {
  const positive = sample >= 0;
  const magnitude = Math.min(0x7fff, positive ? sample : -sample - 1);
  const exponent = magnitude < 0x100 ? 0 : 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 0x0f;
  return ((exponent << 4) | mantissa | (positive ? 0x80 : 0)) ^ 0x55;
}

const muLawBias = 0x84;
const muLawClip = 32_635;

function compressMuLaw(sample: number): number {
  const positive = sample >= 0;
  const magnitude = Math.min(muLawClip, Math.abs(sample)) + muLawBias;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((positive ? 0 : 0x80) | (exponent << 4) | mantissa) & 0xff;
}

/** Codes of a silent line: the smallest positive value of each law. */
export const silenceCode = { PCMA: 0xd5, PCMU: 0xff } as const satisfies Record<G711, number>;

/** 16-bit linear value of each code. */
export const expansion: Readonly<Record<G711, Int16Array>> = {
  PCMA: Int16Array.from({ length: 256 }, (_, code) => expandALaw(code)),
  PCMU: Int16Array.from({ length: 256 }, (_, code) => expandMuLaw(code)),
};

/** Code of each 16-bit value, indexed by the value as unsigned 16 bit. 64 KiB a law. */
const compression: Readonly<Record<G711, Uint8Array>> = {
  PCMA: Uint8Array.from({ length: 0x1_0000 }, (_, value) => compressALaw((value << 16) >> 16)),
  PCMU: Uint8Array.from({ length: 0x1_0000 }, (_, value) => compressMuLaw((value << 16) >> 16)),
};

/**
 * A µ-law value stands for a slightly higher level than the same A-law value: the overload points are +3.17 and
 * +3.14 dBm0 for full scales of 8159 and 4096 (ITU-T G.711 3.2). With this ratio the direct conversion comes out as in
 * tables 3 and 4 of G.711.
 */
const muLawLevel = 1.0055;

/** Code-to-code tables; a code and its negative differ in the first bit alone. */
const conversion: Readonly<Record<G711, Uint8Array>> = {
  PCMA: Uint8Array.from({ length: 256 }, (_, code) => {
    return compressMuLaw(Math.round(expandALaw(code | 0x80) / muLawLevel)) & (code | 0x7f);
  }),
  PCMU: Uint8Array.from({ length: 256 }, (_, code) => {
    const value = Math.round(expandMuLaw(code | 0x80) * muLawLevel);
    return compressALaw(Math.min(0x7fff, value)) & (code | 0x7f);
  }),
};

/** Encodes linear samples. @returns one code a sample. */
export function encodeG711(samples: Int16Array, law: G711): Uint8Array {
  const table = compression[law];
  const codes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) codes[i] = table[(samples[i] ?? 0) & 0xffff] ?? 0;
  return codes;
}

/** Turns codes of `law` into those of the other law, in place, from `from` up to `to`. */
export function transcodeG711(codes: Uint8Array, from: number, to: number, law: G711): void {
  const table = conversion[law];
  for (let i = from; i < to; i++) codes[i] = table[codes[i] ?? 0] ?? 0;
}
