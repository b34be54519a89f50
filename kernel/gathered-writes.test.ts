import { setImmediate } from 'node:timers/promises';
import { Writable } from 'node:stream';
import t from 'tap';
import { gatheredWrites } from './gathered-writes.js';

function sink(): { readonly writable: Writable; readonly written: string[] } {
  const written: string[] = [];
  const writable = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      written.push(chunk);
      done();
    },
    writev(chunks, done) {
      written.push(chunks.map(({ chunk }) => chunk as string).join(''));
      done();
    },
  });
  return { writable, written };
}

t.test('what one turn of the event loop writes, also behind promises, leaves in one piece', async (t) => {
  const { writable, written } = sink();
  const write = gatheredWrites(writable);
  write('a');
  await Promise.resolve();
  write('b');
  await new Promise<void>((resolve) => process.nextTick(resolve));
  write('c');
  t.same(written, []);
  await setImmediate();
  t.same(written, ['abc']);
  write('d');
  await setImmediate();
  t.same(written, ['abc', 'd']);
});

t.test('what was written before the end is not lost', async (t) => {
  const { writable, written } = sink();
  const write = gatheredWrites(writable);
  write('a');
  write('b');
  writable.end();
  await setImmediate();
  t.same(written, ['ab']);
});
