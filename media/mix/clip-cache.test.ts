import { mkdtemp, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { systemClock, type Clock } from '../../kernel/clock.js';
import { writeWavHeader } from '../codec/wav.js';
import { ClipCache } from './clip-cache.js';

async function prompt(path: string, samples: number): Promise<string> {
  await writeFile(path, Buffer.concat([writeWavHeader(8000, 1, samples * 2), Buffer.alloc(samples * 2)]));
  return path;
}
const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'yihao-clips-'));

t.test('a prompt is read once for all who play it, also when they ask at once', async (t) => {
  const path = await prompt(join(await folder(), 'a.wav'), 9000);
  const cache = new ClipCache(systemClock, 1e6);
  const [first, second] = await Promise.all([cache.file(path), cache.file(path)]);
  const third = await cache.file(path);
  if (!first.ok || !second.ok || !third.ok) throw new Error('not read');
  t.equal(first.value, second.value);
  t.equal(first.value, third.value);
  t.equal(first.value.samples, 9000);
  t.equal(first.value.codes('PCMU'), first.value.codes('PCMU'));
});

t.test('a prompt that was changed on disk is read anew after two seconds', async (t) => {
  const path = await prompt(join(await folder(), 'a.wav'), 100);
  let nowMs = 0;
  const clock: Clock = { ...systemClock, monotonic: () => nowMs };
  const cache = new ClipCache(clock, 1e6);
  const samples = async (): Promise<number> => {
    const clip = await cache.file(path);
    return clip.ok ? clip.value.samples : 0;
  };
  t.equal(await samples(), 100);
  await prompt(path, 200);
  await utimes(path, 1, 1);
  nowMs = 1_999;
  t.equal(await samples(), 100);
  nowMs = 2_000;
  t.equal(await samples(), 200);
});

t.test('the cache keeps to its bound, the least recently used go first', async (t) => {
  const path = await folder();
  const cache = new ClipCache(systemClock, 5000);
  const a = await prompt(join(path, 'a.wav'), 500);
  const b = await prompt(join(path, 'b.wav'), 500);
  const c = await prompt(join(path, 'c.wav'), 500);
  const first = await cache.file(a);
  const second = await cache.file(b);
  await cache.file(a);
  await cache.file(c);
  t.ok(cache.bytes <= 5000);
  const kept = await cache.file(a);
  const gone = await cache.file(b);
  t.equal(first.ok && kept.ok && first.value === kept.value, true);
  t.equal(second.ok && gone.ok && second.value === gone.value, false);
  await cache.file(await prompt(join(path, 'large.wav'), 5000));
  t.ok(cache.bytes <= 5000);
});

t.test('what cannot be read is refused with its path and the reason', async (t) => {
  const cache = new ClipCache(systemClock, 1e6);
  const text = join(await folder(), 'text.wav');
  await writeFile(text, 'no audio');
  t.match(await cache.file('/nowhere/a.wav'), { ok: false, why: '/nowhere/a.wav: no such file' });
  t.match(await cache.file(text), { ok: false, why: `${text}: not a WAV file` });
  t.match(cache.tone('beep'), { ok: false, why: /tone beep: cannot read/ });
});
