import fc from 'fast-check';
import t from 'tap';
import { goertzelPower } from './goertzel.js';
import { parseTone, synthesizeTone } from './tone.js';

function samplesOf(tgml: string): { samples: Int16Array; times: number } {
  const tone = parseTone(tgml);
  if (!tone.ok) throw new Error(tone.why);
  return { samples: synthesizeTone(tone.value), times: tone.value.times };
}

t.test('TGML: a burst has its frequencies for its time, then silence', async (t) => {
  const { samples, times } = samplesOf('%(1000,500,440,480)');
  t.equal(samples.length, 12_000);
  t.equal(times, 1);
  for (const frequency of [440, 480])
    t.ok(goertzelPower(samples, { frequency, rate: 8000, from: 0, count: 8000 }) > 0.03);
  t.ok(samples.subarray(8000).every((sample) => sample === 0));
});

t.test('TGML: v= is the level in dBm0, and 3.14 dBm0 is full scale', async (t) => {
  const { samples } = samplesOf('v=-16.86;%(1000,0,1000)');
  t.equal(Math.max(...samples), Math.round(32_768 * 10 ** (-20 / 20)));
});

t.test('TGML: l= repeats bursts, loops= and L= the whole, -1 without end', async (t) => {
  t.equal(samplesOf('l=3;%(100,100,440)').samples.length, 4800);
  t.equal(samplesOf('%(100,100,440);loops=4').times, 4);
  t.equal(samplesOf('L=-1;%(1000,4000,450)').times, Infinity);
  t.equal(samplesOf('%(100,0,350);%(200,0,450)').samples.length, 2400);
  t.equal(samplesOf('%(100,0,350)%(200,0,450)').samples.length, 2400);
});

for (const wrong of [
  '',
  'beep',
  '%(1000',
  '%(a,b,c)',
  '%(0,0,440)',
  '%(90000,0,440)',
  '%(100,0,5000)',
  'l=3',
])
  t.test(`refuses "${wrong}"`, async (t) => {
    t.equal(parseTone(wrong).ok, false);
  });

t.test('no text makes it throw, and no cycle is longer than a minute', async (t) => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('%(),;vlL=-.0123456789 ')), maxLength: 60 });
  fc.assert(
    fc.property(text, (tgml) => {
      const tone = parseTone(tgml);
      return !tone.ok || tone.value.bursts.reduce((sum, b) => sum + b.onMs + b.offMs, 0) <= 60_000;
    }),
    { numRuns: 1000 },
  );
  t.pass();
});
