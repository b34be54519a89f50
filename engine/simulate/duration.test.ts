import t from 'tap';
import { chanceFor } from './chance.js';
import { drawMs } from './duration.js';
import type { Duration } from './model.js';
import { Patience } from './patience.js';

const draws = 200_000;

function momentsOf(duration: Duration): { readonly mean: number; readonly sd: number } {
  const chance = chanceFor(7, duration.kind);
  const values = Array.from({ length: draws }, () => drawMs(duration, chance) / 1000);
  const mean = values.reduce((sum, value) => sum + value, 0) / draws;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws) };
}

t.test('durations have the mean and the deviation that was asked for', async (t) => {
  for (const [duration, mean, sd] of [
    [{ kind: 'exponential', meanSeconds: 180 }, 180, 180],
    [{ kind: 'lognormal', meanSeconds: 240, sdSeconds: 120 }, 240, 120],
    [{ kind: 'deterministic', seconds: 30 }, 30, 0],
    [{ kind: 'empirical', seconds: [10, 20, 60] }, 30, Math.sqrt(4200 / 9)],
  ] as const) {
    const got = momentsOf(duration);
    // Five standard errors of the mean; the spread is looser.
    t.ok(Math.abs(got.mean - mean) <= (5 * sd) / Math.sqrt(draws) + 1e-9, `${duration.kind}: ${got.mean}`);
    t.ok(Math.abs(got.sd - sd) <= 0.03 * sd + 1e-9, `${duration.kind}: ${got.sd}`);
  }
  t.equal(drawMs({ kind: 'unlimited' }, chanceFor(1)), Infinity);
});

t.test('streams of chance differ by every label and repeat by all of them', async (t) => {
  const first = (...labels: (string | number)[]): number => chanceFor(1, ...labels).next();
  t.equal(first('a', 2), first('a', 2));
  t.equal(new Set([first('a', 1), first('a', 2), first('b', 1), first('a1'), first()]).size, 5);
});

t.test('patience is Kaplan and Meier’s estimate: who was answered would have waited longer', async (t) => {
  // Five callers: gone after 10 and 30 s, answered after 20, 30 and 40. S(10) = 4/5, S(30) = 4/5 · 2/3.
  const patience = new Patience([
    { waitMs: 10_000, gaveUp: true },
    { waitMs: 20_000, gaveUp: false },
    { waitMs: 30_000, gaveUp: true },
    { waitMs: 30_000, gaveUp: false },
    { waitMs: 40_000, gaveUp: false },
  ]);
  const chance = chanceFor(3);
  const drawn = Array.from({ length: draws }, () => patience.drawMs(0, chance));
  const share = (holds: (ms: number) => boolean): number => drawn.filter(holds).length / draws;
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.006;
  t.ok(
    near(
      share((ms) => ms === 10_000),
      1 / 5,
    ),
  );
  t.ok(
    near(
      share((ms) => ms === 30_000),
      4 / 15,
    ),
  );
  t.ok(
    near(
      share((ms) => ms > 40_000),
      8 / 15,
    ),
    'the rest beyond what was seen',
  );
  // All waits together over those who gave up: 130 s / 2.
  const tail = drawn.filter((ms) => ms > 40_000).map((ms) => ms - 40_000);
  t.ok(Math.abs(tail.reduce((sum, ms) => sum + ms, 0) / tail.length / 65_000 - 1) < 0.03);
  const further = Array.from({ length: 1000 }, () => patience.drawMs(20_000, chance));
  t.ok(
    further.every((ms) => ms >= 30_000),
    'one who was seen to wait 20 s waits longer',
  );
});

t.test('a day on which nobody gave up knows no end of patience', async (t) => {
  t.equal(new Patience([{ waitMs: 5, gaveUp: false }]).drawMs(0, chanceFor(1)), Infinity);
  t.equal(new Patience([]).drawMs(0, chanceFor(1)), Infinity);
});
