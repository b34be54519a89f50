/** Who hears whom, in pages and at SIP phones, by the tones that everybody says. */
import type { Frame, Page } from 'playwright-core';
import { sleep, systemClock } from '../../kernel/clock.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { rateHz, shareAt } from '../peer/tone.js';

/** One that counts in how many looks each tone was there. */
export interface Listener {
  begin(tones: readonly number[]): Promise<void>;
  heard(): Promise<{ readonly looks: number; readonly counts: readonly number[] }>;
}

/** What a page plays; ear.js counts. */
export function earOf(page: Page | Frame): Listener {
  return {
    begin: (tones) => page.evaluate(`window.ear.begin(${JSON.stringify(tones)})`),
    heard: () => page.evaluate('window.ear.heard()'),
  };
}

const windowSamples = rateHz / 10;
/** As often as ear.js looks. */
const lookMs = 40;
const hopSamples = (rateHz * lookMs) / 1000;
const leastShare = 0.12;

/** What a SIP phone hears. */
export function phoneEar(call: PhoneCall): Listener {
  let from = 0;
  let wanted: readonly number[] = [];
  let begun = 0;
  return {
    begin: (tones) => {
      [from, wanted, begun] = [call.media.packets, tones, systemClock.monotonic()];
      return Promise.resolve();
    },
    heard: () => {
      const samples = call.media.heardSince(from);
      const windows = Array.from(
        { length: Math.max(0, Math.floor((samples.length - windowSamples) / hopSamples) + 1) },
        (_, n) => samples.subarray(n * hopSamples, n * hopSamples + windowSamples),
      );
      const counts = wanted.map((hz) => windows.filter((one) => shareAt(one, hz) > leastShare).length);
      // A phone that is sent nothing hears silence.
      return Promise.resolve({ looks: (systemClock.monotonic() - begun) / lookMs, counts });
    },
  };
}

/** A stretch holds several syllables of everybody. */
const stretchLooks = 30;
const patienceMs = 45_000;
const surelyThere = 4;

/**
 * Listens at all of them at once, stretch by stretch, until one stretch is as expected: a change takes a while to reach
 * the ear, on a busy machine a long one.
 * @param tones of everybody who may be heard, by name.
 * @returns who was heard by whom in the last stretch.
 */
export async function untilHeard<Who extends string>(
  tones: Readonly<Record<Who, number>>,
  listeners: Readonly<Partial<Record<Who, Listener>>>,
  expected: Readonly<Partial<Record<Who, readonly Who[]>>>,
): Promise<Partial<Record<Who, Who[]>>> {
  const end = systemClock.monotonic() + patienceMs;
  for (;;) {
    const heard = await stretch(tones, listeners);
    if (same(heard, expected) || systemClock.monotonic() > end) return heard;
  }
}

async function stretch<Who extends string>(
  tones: Readonly<Record<Who, number>>,
  listeners: Readonly<Partial<Record<Who, Listener>>>,
): Promise<Partial<Record<Who, Who[]>>> {
  const names = Object.keys(tones) as Who[];
  const ears = Object.entries(listeners) as [Who, Listener][];
  await Promise.all(ears.map(([, ear]) => ear.begin(names.map((name) => tones[name]))));
  const results = await Promise.all(
    ears.map(async ([who, ear]) => {
      let now = await ear.heard();
      while (now.looks < stretchLooks) {
        await sleep(systemClock, 100);
        now = await ear.heard();
      }
      return [who, names.filter((_, at) => (now.counts[at] ?? 0) >= surelyThere)] as const;
    }),
  );
  return Object.fromEntries(results) as Partial<Record<Who, Who[]>>;
}

function same<Who extends string>(
  heard: Partial<Record<Who, Who[]>>,
  expected: Readonly<Partial<Record<Who, readonly Who[]>>>,
): boolean {
  const names = Object.keys(heard) as Who[];
  return names.every(
    (name) => [...(heard[name] ?? [])].sort().join() === [...(expected[name] ?? [])].sort().join(),
  );
}
