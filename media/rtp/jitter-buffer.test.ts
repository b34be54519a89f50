import fc from 'fast-check';
import t from 'tap';
import { JitterBuffer, type Frame } from './jitter-buffer.js';

/** The packet's number is its first octet. */
const codes = (packet: number): Uint8Array => new Uint8Array(160).fill(packet & 0xff);
const heard = (frames: readonly Frame[]): number[] =>
  frames.flatMap((frame) => (frame.kind === 'audio' ? [frame.codes[0] ?? -1] : []));

interface Arrival {
  readonly packet: number;
  readonly atMs: number;
}

/** Runs arrivals against a 20 ms clock. @param senderMs how long a packet is by our clock. */
function run(arrivals: readonly Arrival[], ticks: number, buffer = new JitterBuffer()): Frame[] {
  const pending = [...arrivals].sort((a, b) => a.atMs - b.atMs);
  return Array.from({ length: ticks }, (_, tick) => {
    const nowMs = tick * 20;
    for (let next = pending[0]; next && next.atMs <= nowMs; next = pending[0]) {
      buffer.put((next.packet * 160) >>> 0, codes(next.packet), next.atMs);
      pending.shift();
    }
    return buffer.take(nowMs);
  });
}

const steady = (count: number, packetMs = 20): Arrival[] =>
  Array.from({ length: count }, (_, packet) => ({ packet, atMs: packet * packetMs }));

t.test('an even stream comes out whole and in order', async (t) => {
  t.same(
    heard(run(steady(50), 60)),
    Array.from({ length: 50 }, (_, i) => i),
  );
});

t.test('packets that overtook each other are put in order', async (t) => {
  const buffer = new JitterBuffer();
  // Jitter first, so that there is a delay to reorder in.
  const arrivals = steady(60).map(({ packet, atMs }) => ({
    packet,
    atMs: atMs + (packet % 2 === 0 ? 38 : 0),
  }));
  const order = heard(run(arrivals, 80, buffer));
  t.same(
    order,
    [...order].sort((a, b) => a - b),
  );
  t.ok(order.length > 50);
});

t.test('one lost packet is a loss to conceal, in its place', async (t) => {
  const frames = run(
    steady(20).filter(({ packet }) => packet !== 10),
    22,
  );
  const lost = frames.findIndex((frame) => frame.kind === 'lost');
  t.same(frames[lost - 1], { kind: 'audio', codes: codes(9) });
  t.same(frames[lost + 1], { kind: 'audio', codes: codes(11) });
});

t.test('the end of a talk spurt is concealed for 60 ms, then silence until the next one', async (t) => {
  const frames = run([...steady(10), { packet: 50, atMs: 1000 }], 60);
  t.equal(frames.filter((frame) => frame.kind === 'lost').length, 6);
  t.equal(heard(frames).at(-1), 50);
});

t.test('the delay follows the jitter, up to its bound', async (t) => {
  const buffer = new JitterBuffer();
  t.equal(buffer.delayMs, 20);
  run(
    steady(100).map(({ packet, atMs }) => ({ packet, atMs: atMs + (packet % 3) * 40 })),
    110,
    buffer,
  );
  t.ok(buffer.delayMs > 80 && buffer.delayMs <= 200);
});

t.test('a sender with a fast clock does not make the delay grow without end', async (t) => {
  const buffer = new JitterBuffer();
  const played = heard(run(steady(2000, 19), 1900, buffer)).length;
  t.ok(buffer.dropped > 50 && buffer.dropped < 150);
  t.ok(played > 1800);
});

t.test('what comes after its turn is counted, not played', async (t) => {
  const buffer = new JitterBuffer();
  const arrivals = steady(20).map((a) => (a.packet === 5 ? { ...a, atMs: 300 } : a));
  t.notOk(heard(run(arrivals, 25, buffer)).includes(5));
  t.equal(buffer.late, 1);
});

t.test(
  'whatever arrives whenever, frames come out in order and once, and no more than a second is held',
  async (t) => {
    const arrival = fc.record({
      packet: fc.integer({ min: 0, max: 90 }),
      atMs: fc.integer({ min: 0, max: 2500 }),
    });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 200 }), (arrivals) => {
        const out = heard(run(arrivals, 260));
        return out.every((packet, i) => i === 0 || packet > (out[i - 1] ?? 0));
      }),
    );
    t.pass();
  },
);
