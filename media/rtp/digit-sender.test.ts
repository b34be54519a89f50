import fc from 'fast-check';
import t from 'tap';
import { DigitReceiver } from './digit-receiver.js';
import { DigitSender, type DigitPacket } from './digit-sender.js';

function steps(sender: DigitSender): (DigitPacket | undefined)[] {
  const all: (DigitPacket | undefined)[] = [];
  while (!sender.idle && all.length < 10_000) all.push(sender.step());
  return all;
}

t.test('RFC 4733 2.5.1: duration grows by each packet, and the end goes out three times', async (t) => {
  const sender = new DigitSender();
  t.equal(sender.send('5', 80), 0);
  const sent = steps(sender).filter((p) => p !== undefined);
  t.same(
    sent.map((p) => [p.first, p.end, p.duration]),
    [
      [true, false, 160],
      [false, false, 320],
      [false, false, 480],
      [false, true, 640],
      [false, true, 640],
      [false, true, 640],
    ],
  );
});

t.test('between two digits there is a gap, and w is half a second of it', async (t) => {
  const sender = new DigitSender();
  sender.send('1w2', 40);
  const all = steps(sender);
  const second = all.findIndex((p) => p?.event === 2);
  const endOfFirst = all.findLastIndex((p) => p?.event === 1);
  t.equal(second - endOfFirst - 1, 3 + 25);
});

t.test('what is no digit is left out and counted', async (t) => {
  const sender = new DigitSender();
  t.equal(sender.send('1x2-', 100), 2);
  t.equal(new Set(steps(sender).flatMap((p) => p?.event ?? [])).size, 2);
});

t.test('the queue has a bound', async (t) => {
  t.equal(new DigitSender().send('1'.repeat(200), 100), 72);
});

t.test('RFC 4733: what is sent is received, digit by digit, with its length', async (t) => {
  const digits = fc.string({ unit: fc.constantFrom(...Array.from('0123456789*#ABCD')), maxLength: 20 });
  fc.assert(
    fc.property(digits, fc.integer({ min: 2, max: 20 }), (text, length) => {
      const sender = new DigitSender();
      const receiver = new DigitReceiver();
      sender.send(text, length * 20);
      let begin = 0;
      const received = steps(sender).flatMap((packet, i) => {
        if (!packet) return [];
        if (packet.first) begin = i * 160;
        return [...receiver.packet(begin, packet, i * 20)];
      });
      t.same(
        received,
        Array.from(text).map((digit) => ({ digit, durationMs: length * 20 })),
      );
    }),
  );
});
