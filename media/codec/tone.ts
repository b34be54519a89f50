import { ok, refuse, type Result } from '../../kernel/result.js';
import { lineRate } from './resampler.js';

/** One burst of a cadence: frequencies together for `onMs`, then silence. */
interface Burst {
  readonly onMs: number;
  readonly offMs: number;
  readonly frequencies: readonly number[];
  /** dBm0 of each frequency. */
  readonly level: number;
}

export interface Tone {
  readonly bursts: readonly Burst[];
  /** How often the whole is played; Infinity for endless. */
  readonly times: number;
}

/** Level of 0 dB of full scale (ITU-T G.711: A-law overload is +3.14 dBm0). */
const fullScaleDbm0 = 3.14;
/** What FreeSWITCH plays when no `v=` is given. */
const defaultLevelDbm0 = -7;
const maxCycleMs = 60_000;
const maxBursts = 64;
const maxFrequencies = 8;

/**
 * Reads TGML as in FreeSWITCH's `tone_stream://`: `%(on,off,f1[,f2...])` once or more, `v=` level in dBm0 for what
 * follows, `l=` repetitions of each burst that follows, `L=` or `loops=` of the whole (-1 is endless), parted by `;`.
 */
export function parseTone(tgml: string): Result<Tone> {
  const bursts: Burst[] = [];
  let level = defaultLevelDbm0;
  let repeat = 1;
  let times = 1;
  let offset = 0;
  for (const part of tgml.split(';')) {
    const text = part.trim();
    const setting = /^(v|l|L|loops)=(-?\d+(?:\.\d+)?)$/.exec(text);
    if (setting) {
      const value = Number(setting[2]);
      if (setting[1] === 'v') level = Math.min(0, Math.max(-60, value));
      else if (setting[1] === 'l') repeat = value;
      else times = value < 0 ? Infinity : Math.max(1, Math.round(value));
    } else if (text !== '') {
      const found = parseBursts(text, level);
      if (!found.ok) return refuse(found.why, offset);
      if (repeat < 0) {
        // An endless burst never lets what follows be heard.
        bursts.push(...found.value);
        times = Infinity;
      } else
        for (let i = 0; i < Math.max(1, repeat) && bursts.length <= maxBursts; i++)
          bursts.push(...found.value);
    }
    offset += part.length + 1;
  }
  if (bursts.length === 0) return refuse('no %(on,off,frequency) in it', 0);
  if (bursts.length > maxBursts) return refuse(`more than ${maxBursts} bursts`, 0);
  const cycleMs = bursts.reduce((sum, b) => sum + b.onMs + b.offMs, 0);
  if (cycleMs <= 0 || cycleMs > maxCycleMs)
    return refuse(`a cycle of ${cycleMs} ms; 1 to ${maxCycleMs} are possible`, 0);
  return ok({ bursts, times });
}

function parseBursts(text: string, level: number): Result<Burst[]> {
  if (!/^(?:%\([^()]*\)\s*)+$/.test(text)) return refuse(`cannot read ${text}`);
  const bursts: Burst[] = [];
  for (const match of text.matchAll(/%\(([^()]*)\)/g)) {
    const numbers = (match[1] ?? '').split(',').map((n) => Number(n.trim()));
    const [onMs = Number.NaN, offMs = 0, ...frequencies] = numbers;
    if (numbers.some((n) => !Number.isFinite(n) || n < 0) || Number.isNaN(onMs))
      return refuse(`wrong number in ${text}`);
    if (frequencies.length > maxFrequencies) return refuse(`more than ${maxFrequencies} frequencies`);
    if (frequencies.some((f) => f >= lineRate / 2)) return refuse(`a frequency above ${lineRate / 2} Hz`);
    bursts.push({ onMs, offMs, frequencies, level });
  }
  return ok(bursts);
}

/** Makes one cycle of a tone, 8 kHz. */
export function synthesizeTone(tone: Tone): Int16Array {
  const samplesOf = (ms: number): number => Math.round((ms * lineRate) / 1000);
  const total = tone.bursts.reduce((sum, b) => sum + samplesOf(b.onMs) + samplesOf(b.offMs), 0);
  const samples = new Int16Array(total);
  let at = 0;
  for (const burst of tone.bursts) {
    const peak = 32_768 * 10 ** ((burst.level - fullScaleDbm0) / 20);
    const steps = burst.frequencies.map((f) => (2 * Math.PI * f) / lineRate);
    const on = samplesOf(burst.onMs);
    for (let i = 0; i < on; i++) {
      let sum = 0;
      for (const step of steps) sum += Math.sin(step * i);
      samples[at + i] = Math.max(-32_768, Math.min(32_767, Math.round(sum * peak)));
    }
    at += on + samplesOf(burst.offMs);
  }
  return samples;
}
