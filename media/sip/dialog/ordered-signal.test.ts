import t from 'tap';
import { OrderedSignal } from './ordered-signal.js';

t.test(
  'every listener hears events in the order in which they happened, also those that a listener causes',
  async (t) => {
    const signal = new OrderedSignal<string>();
    const heard: string[] = [];
    signal.on((event) => {
      heard.push(`a ${event}`);
      if (event === 'established') signal.emit('ended');
    });
    signal.on((event) => heard.push(`b ${event}`));
    signal.emit('established');
    t.same(heard, ['a established', 'b established', 'a ended', 'b ended']);
  },
);

t.test('a listener that throws stops nothing', async (t) => {
  const thrown: unknown[] = [];
  const signal = new OrderedSignal<number>((error) => thrown.push(error));
  const heard: number[] = [];
  signal.on(() => {
    throw new Error('listener');
  });
  signal.on((event) => heard.push(event));
  signal.emit(1);
  signal.emit(2);
  t.same(heard, [1, 2]);
  t.equal(thrown.length, 2);
});
