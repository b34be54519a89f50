import fc from 'fast-check';
import t from 'tap';
import { DigitReceiver, type Digit } from './digit-receiver.js';

interface Sent {
  readonly timestamp: number;
  readonly event: number;
  readonly end: boolean;
  readonly duration: number;
}

/** The packets of a digit: 20 ms apart, three end packets. */
function digitPackets(event: number, timestamp: number, ms: number): Sent[] {
  const steps = ms / 20;
  const units = (step: number): number => Math.min(step, steps) * 160;
  return Array.from({ length: steps + 2 }, (_, i) => ({
    timestamp,
    event,
    end: i >= steps - 1,
    duration: units(i + 1),
  }));
}

function receive(packets: readonly Sent[], receiver = new DigitReceiver()): Digit[] {
  return packets.flatMap(({ timestamp, ...event }, i) => [
    ...receiver.packet(timestamp >>> 0, { ...event, volume: 10 }, i * 20),
  ]);
}

t.test('RFC 4733 2.5.2: repeated end packets are one digit', async (t) => {
  t.same(receive(digitPackets(5, 1000, 100)), [{ digit: '5', durationMs: 100 }]);
});

t.test('RFC 4733 2.5.2: a digit whose end packets are all lost ends with the next event', async (t) => {
  const first = digitPackets(1, 1000, 100).filter((p) => !p.end);
  t.same(receive([...first, ...digitPackets(1, 3000, 60)]), [
    { digit: '1', durationMs: 80 },
    { digit: '1', durationMs: 60 },
  ]);
});

t.test('RFC 4733 2.5.2: without any further packet it ends by time, once', async (t) => {
  const receiver = new DigitReceiver();
  receive(digitPackets(11, 1000, 100).slice(0, 2), receiver);
  t.equal(receiver.elapsed(100), undefined);
  t.same(receiver.elapsed(200), { digit: '#', durationMs: 40 });
  t.equal(receiver.elapsed(400), undefined);
  t.same(receive(digitPackets(11, 1000, 100).slice(2), receiver), []);
});

t.test('the same digit pressed twice counts twice: the timestamp tells', async (t) => {
  t.same(
    receive([...digitPackets(7, 0, 60), ...digitPackets(7, 960, 60)]).map((d) => d.digit),
    ['7', '7'],
  );
});

t.test('RFC 4733 2.5.1.3: a key held longer than one event can say is one digit', async (t) => {
  const long: Sent[] = [
    { timestamp: 0, event: 3, end: false, duration: 0xffff },
    { timestamp: 0xffff, event: 3, end: true, duration: 800 },
  ];
  t.same(receive(long), [{ digit: '3', durationMs: Math.round((0xffff + 800) / 8) }]);
});

t.test('events that are no digits are passed over', async (t) => {
  t.same(receive(digitPackets(16, 0, 60)), []);
});

t.test(
  'each digit counts once, as long as one of its packets comes, in whatever order within it',
  async (t) => {
    const digit = fc.record({
      event: fc.integer({ min: 0, max: 15 }),
      kept: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
    });
    fc.assert(
      fc.property(
        fc.array(digit, { maxLength: 12 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (digits, start) => {
          const receiver = new DigitReceiver();
          const packets = digits.flatMap(({ event, kept }, i) => {
            const sent = digitPackets(event, start + i * 2000, 100);
            return kept.flatMap((k) => sent[k] ?? []);
          });
          const received = receive(packets, receiver).map((d) => d.digit);
          const last = receiver.elapsed(1e9);
          if (last) received.push(last.digit);
          t.same(
            received,
            digits.map(({ event }) => '0123456789*#ABCD'[event]),
          );
        },
      ),
    );
  },
);

t.test('no packet makes it throw, and it never reports more digits than packets', async (t) => {
  const any = fc.record({
    timestamp: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    event: fc.integer({ min: 0, max: 255 }),
    end: fc.boolean(),
    duration: fc.integer({ min: 0, max: 0xffff }),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 50 }), (packets) => receive(packets).length <= packets.length),
  );
  t.pass();
});
