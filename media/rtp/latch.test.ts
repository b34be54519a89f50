import t from 'tap';
import { Latch, type Source } from './latch.js';

const sdp: Source = { address: '192.0.2.1', port: 4000 };
const nat: Source = { address: '198.51.100.7', port: 61_000 };
const stray: Source = { address: '203.0.113.9', port: 5555 };

/** Feeds packets in sequence, 20 ms apart. @returns how many were accepted. */
function feed(latch: Latch, from: Source, count: number, startMs: number, ssrc = 1): number {
  let accepted = 0;
  for (let i = 0; i < count; i++) if (latch.accept(from, ssrc, i, startMs + i * 20)) accepted++;
  return accepted;
}

t.test('before anything came it sends to the address of the SDP', async (t) => {
  t.same(new Latch(sdp).target, sdp);
});

t.test('RFC 4961: a packet from the address of the SDP is believed at once', async (t) => {
  const latch = new Latch(sdp);
  t.equal(feed(latch, sdp, 1, 0), 1);
  t.ok(latch.latched);
});

t.test('another source, as behind NAT, is believed from its third packet in sequence', async (t) => {
  const latch = new Latch(sdp);
  t.equal(feed(latch, nat, 5, 0), 3);
  t.same(latch.target, nat);
});

t.test('packets that do not follow each other prove nothing', async (t) => {
  const latch = new Latch(sdp);
  for (const sequence of [5, 900, 3, 44, 44]) t.notOk(latch.accept(stray, 1, sequence, 0));
  t.same(latch.target, sdp);
});

t.test('while the source sends nobody takes its place, however long they try', async (t) => {
  const latch = new Latch(sdp);
  for (let i = 0; i < 100; i++) {
    t.ok(latch.accept(sdp, 1, i, i * 20));
    t.notOk(latch.accept(stray, 2, i, i * 20 + 10));
  }
  t.same(latch.target, sdp);
});

t.test(
  'when the source has fallen silent another one takes over after five packets in sequence',
  async (t) => {
    const latch = new Latch(sdp);
    feed(latch, sdp, 3, 0);
    t.equal(feed(latch, nat, 6, 1000), 2);
    t.same(latch.target, nat);
  },
);

t.test('a new address in the SDP starts anew, the same one changes nothing', async (t) => {
  const latch = new Latch(sdp);
  feed(latch, nat, 3, 0);
  latch.expect({ ...sdp });
  t.same(latch.target, nat);
  latch.expect(stray);
  t.same(latch.target, stray);
  t.notOk(latch.latched);
});
