import t from 'tap';
import { Signal } from './signal.js';

t.test('a listener that throws harms neither the emitter nor the others', async (t) => {
  const thrown: unknown[] = [];
  const signal = new Signal<number>((error) => thrown.push(error));
  const heard: number[] = [];
  signal.on(() => {
    throw new Error('broken listener');
  });
  signal.on((n) => heard.push(n));
  signal.emit(7);
  t.strictSame(heard, [7]);
  t.equal(thrown.length, 1);
});

t.test('unsubscribing stops the events, also while one is being emitted', async (t) => {
  const signal = new Signal<number>();
  const heard: number[] = [];
  const off = signal.on((n) => {
    heard.push(n);
    off();
  });
  signal.emit(1);
  signal.emit(2);
  t.strictSame(heard, [1]);
  t.equal(signal.size, 0);
});
