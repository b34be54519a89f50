import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { soundOf } from '../prompt/convert.js';
import { isSilentFile, listenTo } from './loudness.js';
import { readWav } from './wav.js';

const folder = await mkdtemp(join(tmpdir(), 'loudness-'));
t.teardown(() => rm(folder, { recursive: true }));
const file = join(folder, 'message.wav');
const rateHz = 8_000;
const window = rateHz / 50;

/** Silence at 8 kHz, but for windows of 20 ms that are loud. */
function withLoud(seconds: number, windows: readonly number[]): Buffer {
  const samples = new Int16Array(seconds * rateHz);
  for (const at of windows) samples.fill(500, at * window, (at + 1) * window);
  return Buffer.from(samples.buffer);
}

/** The same with another channel that is loud throughout. */
function stereo(left: Buffer): Buffer {
  const wav = soundOf(Buffer.alloc(2 * left.length)).wav;
  wav.writeUInt16LE(2, 22);
  for (let at = 0; at < left.length; at += 2) {
    left.copy(wav, 44 + 2 * at, at, at + 2);
    wav.writeInt16LE(9_000, 44 + 2 * at + 2);
  }
  return wav;
}

t.test('sound of 60 ms is heard wherever it is, alike read whole and in pieces', async (t) => {
  for (const [windows, isSilent] of [
    [[], true],
    [[0, 149], true],
    [[0, 1, 2], false],
    [[0, 75, 149], false],
    [[147, 148, 149], false],
    [[49, 50, 51], false],
  ] as const) {
    const sound = withLoud(3, windows);
    for (const wav of [soundOf(sound).wav, stereo(sound)]) {
      await writeFile(file, wav);
      t.equal(await isSilentFile(file), isSilent, `${windows.join(' ')} in ${wav.length} octets`);
      const whole = readWav(wav);
      t.equal(whole.ok && listenTo(whole.value).isSilent, isSilent);
    }
  }
});

t.test(
  'a file without its length, or cut off, is read to its end; what is no WAV is not silent',
  async (t) => {
    const { wav } = soundOf(withLoud(2, [90, 91, 92]));
    wav.writeUInt32LE(0xffffffff, 40);
    await writeFile(file, wav);
    t.notOk(await isSilentFile(file));
    await writeFile(file, wav.subarray(0, 44 + rateHz));
    t.ok(await isSilentFile(file));
    for (const content of ['', 'no sound', wav.subarray(0, 40)]) {
      await writeFile(file, content);
      t.notOk(await isSilentFile(file));
    }
    await t.rejects(isSilentFile(join(folder, 'missing.wav')), { code: 'ENOENT' });
  },
);

t.test('ten minutes of silence are silence', async (t) => {
  await writeFile(file, soundOf(withLoud(600, [])).wav);
  t.ok(await isSilentFile(file));
});

t.test('no more of a message is read than until something is heard', async (t) => {
  const octetsRead = async (): Promise<number> =>
    Number(/^rchar: (\d+)$/m.exec(await readFile('/proc/self/io', 'utf8'))?.[1]);
  await writeFile(file, soundOf(withLoud(180, [60, 61, 62])).wav);
  const before = await octetsRead();
  t.notOk(await isSilentFile(file));
  t.ok((await octetsRead()) - before < 500_000);
});
