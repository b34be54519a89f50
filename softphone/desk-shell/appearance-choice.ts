/** Light or dark, as the person chose or as the machine has it. */
import type { Shade } from './tone.js';

export type Appearance = 'system' | Shade;

export const appearances = ['system', 'light', 'dark'] as const satisfies readonly Appearance[];

export function readAppearance(kept: unknown): Appearance {
  return appearances.find((one) => one === kept) ?? 'system';
}

export function shadeOf(appearance: Appearance, systemIsDark: boolean): Shade {
  if (appearance !== 'system') return appearance;
  return systemIsDark ? 'dark' : 'light';
}
