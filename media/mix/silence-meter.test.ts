import t from 'tap';
import { SilenceMeter } from './silence-meter.js';

/** Frames of 20 ms, left of two channels; the other side is loud all the time. */
const frames = (count: number, amplitude: number): Int16Array =>
  Int16Array.from({ length: count * 320 }, (_, at) =>
    at % 2 === 0 ? (at % 4 === 0 ? amplitude : -amplitude) : 20_000,
  );

t.test('silence counts when it is whole; a word starts the time anew', (t) => {
  const meter = new SilenceMeter({ threshold: 200, ms: 1_000 });
  meter.hear(frames(49, 10), 2);
  t.notOk(meter.over);
  meter.hear(frames(1, 5_000), 2);
  meter.hear(frames(49, 199), 2);
  t.notOk(meter.over);
  meter.hear(frames(1, 0), 2);
  t.ok(meter.over);
  meter.hear(frames(5, 5_000), 2);
  t.ok(meter.over, 'and stays so');
  t.end();
});

t.test('pieces of any length add up to the same frames', (t) => {
  const meter = new SilenceMeter({ threshold: 200, ms: 100 });
  const quiet = frames(5, 0);
  for (let at = 0; at < quiet.length; at += 14) meter.hear(quiet.subarray(at, at + 14), 2);
  t.ok(meter.over);
  t.end();
});
