import fc from 'fast-check';
import t from 'tap';
import { OutgoingStream } from './outgoing-stream.js';

const at = (s: OutgoingStream): { sequence: number; timestamp: number; marker: boolean } => ({
  sequence: s.sequence,
  timestamp: s.timestamp,
  marker: s.marker,
});
const packet = (
  sequence: number,
  timestamp: number,
): { sequence: number; timestamp: number; marker: boolean } => ({
  sequence: sequence & 0xffff,
  timestamp: timestamp >>> 0,
  marker: false,
});

t.test(
  'RFC 3550 5.1: the numbering goes on when the feeder changes, and the clock by the time that passed',
  async (t) => {
    const stream = new OutgoingStream(1, 10, 1000);
    stream.next(-3, 160, 0);
    t.same(at(stream), { sequence: 11, timestamp: 1000, marker: true });
    stream.next(-3, 160, 20);
    t.same(at(stream), { sequence: 12, timestamp: 1160, marker: false });
    t.ok(stream.map(1, packet(60_000, 99), 160, 120));
    t.same(at(stream), { sequence: 13, timestamp: 1160 + 800, marker: true });
    t.ok(stream.map(1, packet(60_001, 259), 160, 140));
    t.same(at(stream), { sequence: 14, timestamp: 1160 + 960, marker: false });
    stream.next(-4, 160, 141);
    t.same(at(stream), { sequence: 15, timestamp: 1160 + 1120, marker: true });
  },
);

t.test('gaps and order of a relayed stream are kept, so that the far end can count them', async (t) => {
  const stream = new OutgoingStream(1, 0, 0);
  const sent: number[] = [];
  for (const sequence of [100, 101, 104, 103]) {
    t.ok(stream.map(1, packet(sequence, sequence * 160), 160, sequence * 20));
    sent.push(stream.sequence);
  }
  t.same(sent, [1, 2, 5, 4]);
});

t.test('a packet from before the bridge has no place in the stream', async (t) => {
  const stream = new OutgoingStream(1, 0, 0);
  stream.next(-3, 160, 0);
  t.ok(stream.map(1, packet(100, 16_000), 160, 20));
  t.notOk(stream.map(1, packet(99, 15_840), 160, 21));
});

t.test('RFC 4733 2.5.1.2: after an event the clock has gone on by its length', async (t) => {
  const stream = new OutgoingStream(1, 0, 0);
  stream.next(-2, 160, 0);
  const begin = stream.timestamp;
  for (let step = 1; step < 7; step++) {
    stream.repeat();
    t.equal(stream.timestamp, begin);
  }
  stream.next(-3, 160, 140);
  t.equal(stream.timestamp, begin + 140 * 8);
});

t.test('a new stretch of a source that jumps does not tear a hole', async (t) => {
  const stream = new OutgoingStream(1, 0, 0);
  stream.map(1, packet(100, 0), 160, 0);
  stream.map(1, packet(20_000, 5_000_000), 160, 20);
  t.same(at(stream), { sequence: 2, timestamp: 160, marker: true });
});

t.test('whoever feeds in turn, no number is sent twice and time never runs backwards', async (t) => {
  const turn = fc.record({ feeder: fc.integer({ min: -5, max: 5 }), count: fc.integer({ min: 1, max: 5 }) });
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 30 }), fc.integer({ min: 0, max: 0xffff }), (turns, first) => {
      const stream = new OutgoingStream(1, first, 0);
      let previous: { sequence: number; timestamp: number } | undefined;
      let nowMs = 0;
      const counters = new Map<number, number>();
      for (const { feeder, count } of turns)
        for (let i = 0; i < count; i++) {
          nowMs += 20;
          const fed = (counters.get(feeder) ?? feeder * 1000) + 1;
          counters.set(feeder, fed);
          if (feeder < 0) stream.next(feeder, 160, nowMs);
          else if (!stream.map(feeder, packet(fed, fed * 160), 160, nowMs)) return false;
          if (previous && stream.sequence !== ((previous.sequence + 1) & 0xffff)) return false;
          if (previous && ((stream.timestamp - previous.timestamp) | 0) < 160) return false;
          previous = at(stream);
        }
      return true;
    }),
  );
  t.pass();
});
