import fc from 'fast-check';
import t from 'tap';
import { ReceiveStatistics } from './receive-statistics.js';

function after(sequences: readonly number[]): ReceiveStatistics {
  const statistics = new ReceiveStatistics();
  for (const sequence of sequences) statistics.packet(sequence & 0xffff);
  return statistics;
}

t.test('RFC 3550 A.1: the count goes on over the wrap of the sequence number', async (t) => {
  const statistics = after(Array.from({ length: 20 }, (_, i) => 65_530 + i));
  t.equal(statistics.expected, 20);
  t.equal(statistics.received, 20);
  t.equal(statistics.report().extendedHighest, 65_530 + 19);
});

t.test('RFC 3550 A.3: what is missing is lost, what comes late is not', async (t) => {
  t.equal(after([1, 2, 4, 5]).report().cumulativeLost, 1);
  t.equal(after([1, 2, 4, 3, 5]).report().cumulativeLost, 0);
  t.equal(after([1, 1, 2]).report().cumulativeLost, -1);
});

t.test('RFC 3550 A.3: the fraction is of the interval since the last report', async (t) => {
  const statistics = after([1, 2, 3, 4]);
  t.equal(statistics.report().fractionLost, 0);
  for (const sequence of [5, 7, 8]) statistics.packet(sequence);
  t.equal(statistics.report().fractionLost, 64);
  t.equal(statistics.report().fractionLost, 0);
});

t.test(
  'RFC 3550 A.1: a jump counts once the next packet confirms it, and earlier losses are kept',
  async (t) => {
    const statistics = after([1, 2, 4]);
    t.equal(statistics.packet(30_000), false);
    t.equal(statistics.expected, 4);
    t.equal(statistics.packet(30_001), true);
    t.equal(statistics.expected - statistics.received, 1);
  },
);

t.test('RFC 3550 A.8: jitter is a sixteenth of the change in transit, smoothed', async (t) => {
  const statistics = new ReceiveStatistics();
  statistics.timing(0, 1000);
  statistics.timing(160, 1160);
  t.equal(statistics.jitter, 0);
  statistics.timing(320, 1320 + 160);
  t.equal(statistics.jitter, 10);
  statistics.timing(480, 1480 + 160);
  t.equal(statistics.jitter, 10 - 10 / 16);
  t.equal(statistics.maxJitter, 10);
});

t.test('RFC 3550 A.8: the clock of a sender may wrap', async (t) => {
  const statistics = new ReceiveStatistics();
  statistics.timing(0xffff_ff60, 1000);
  statistics.timing(0, 1160);
  t.equal(statistics.jitter, 0);
});

t.test('without duplicates, lost and received make up the expected whatever the order', async (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffff }),
      fc.shuffledSubarray(
        Array.from({ length: 40 }, (_, i) => i),
        { minLength: 1 },
      ),
      (base, order) => {
        const statistics = after(order.map((i) => base + 100 + i));
        const highest = Math.max(...order);
        return statistics.expected === highest - (order[0] ?? 0) + 1 && statistics.received === order.length;
      },
    ),
  );
  t.pass();
});
