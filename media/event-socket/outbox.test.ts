import fc from 'fast-check';
import t from 'tap';
import { Outbox } from './outbox.js';

function outbox(bound: number) {
  const written: string[] = [];
  const sink = {
    ready: true,
    write(text: string) {
      written.push(text);
      return sink.ready;
    },
  };
  return { written, sink, box: new Outbox(sink, (count) => `lost ${count}`, bound) };
}

t.test('a client that does not read loses the oldest events and is told how many', (t) => {
  const { written, sink, box } = outbox(3);
  sink.ready = false;
  for (let n = 1; n <= 6; n++) box.event(`e${n}`);
  t.same(written, ['e1'], 'the first one filled the socket');
  box.reply('answer');
  sink.ready = true;
  box.drained();
  t.same(written, ['e1', 'answer', 'lost 2', 'e4', 'e5', 'e6']);
  t.equal(box.dropped, 2);
  box.event('e7');
  t.equal(written.at(-1), 'e7');
  t.end();
});

t.test('events stay in order and every loss is told, whatever the client does', (t) => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('event', 'block', 'drain'), { maxLength: 60 }), (steps) => {
      const { written, sink, box } = outbox(4);
      let sent = 0;
      for (const step of steps) {
        if (step === 'event') box.event(String(++sent));
        else if (step === 'block') sink.ready = false;
        else {
          sink.ready = true;
          box.drained();
        }
      }
      sink.ready = true;
      box.drained();
      const numbers = written.filter((text) => !text.startsWith('lost')).map(Number);
      const lost = written.filter((text) => text.startsWith('lost')).map((text) => Number(text.slice(5)));
      t.same(
        numbers,
        [...numbers].sort((a, b) => a - b),
      );
      t.equal(numbers.length + lost.reduce((a, b) => a + b, 0), sent);
    }),
    { numRuns: 200 },
  );
  t.end();
});
