import type { Chance } from './chance.js';
import type { Duration } from './model.js';

/** One draw, in milliseconds with a fraction; Infinity for what never ends. */
export function drawMs(duration: Duration, chance: Chance): number {
  switch (duration.kind) {
    case 'exponential':
      return exponential(duration.meanSeconds, chance) * 1000;
    case 'lognormal': {
      const { meanSeconds, sdSeconds } = duration;
      const variance = Math.log(1 + (sdSeconds / meanSeconds) ** 2);
      return meanSeconds * 1000 * Math.exp(normal(chance) * Math.sqrt(variance) - variance / 2);
    }
    case 'deterministic':
      return duration.seconds * 1000;
    case 'empirical':
      return (duration.seconds[Math.floor(chance.next() * duration.seconds.length)] ?? 0) * 1000;
    case 'unlimited':
      return Infinity;
  }
}

export const exponential = (mean: number, chance: Chance): number => -mean * Math.log(1 - chance.next());

/** Mean 0, deviation 1 (Box and Muller 1958); always two numbers, so that streams stay in step. */
function normal(chance: Chance): number {
  const radius = Math.sqrt(-2 * Math.log(1 - chance.next()));
  return radius * Math.cos(2 * Math.PI * chance.next());
}
