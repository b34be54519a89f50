import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { WavFile } from './wav-file.js';

const open = async (): Promise<{ path: string; file: WavFile }> => {
  const path = join(await mkdtemp(join(tmpdir(), 'yihao-wav-')), 'a.wav');
  return { path, file: new WavFile(path, 8000, 2, { opened: () => undefined, failed: () => undefined }) };
};

t.test('pieces are written in order, and the header says how much', async (t) => {
  const { path, file } = await open();
  for (let i = 1; i <= 5; i++) file.append(new Uint8Array(400).fill(i));
  await file.close();
  const bytes = await readFile(path);
  t.equal(bytes.length, 44 + 2000);
  t.equal(bytes.readUInt32LE(40), 2000);
  t.same(
    [0, 1, 2, 3, 4].map((i) => bytes[44 + i * 400]),
    [1, 2, 3, 4, 5],
  );
});

t.test(
  'what a slow disk leaves no room for is dropped and counted, and the file keeps its length',
  async (t) => {
    const { path, file } = await open();
    // The disk has no turn before all of it is there.
    for (let i = 0; i < 10; i++) file.append(new Uint8Array(100 * 1024).fill(1));
    t.equal(file.droppedBytes, 5 * 100 * 1024);
    await file.close();
    const bytes = await readFile(path);
    t.equal(bytes.length, 44 + 1000 * 1024);
    t.equal(bytes.readUInt32LE(40), 1000 * 1024);
    t.equal(bytes.at(-1), 0);
  },
);

t.test('an empty recording is a WAV file too', async (t) => {
  const { path, file } = await open();
  await file.close();
  const bytes = await readFile(path);
  t.equal(bytes.length, 44);
  t.equal(bytes.readUInt32LE(4), 36);
});
