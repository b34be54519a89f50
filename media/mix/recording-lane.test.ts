import fc from 'fast-check';
import t from 'tap';
import { encodeG711, expansion } from '../codec/g711.js';
import { RecordingLane } from './recording-lane.js';

const frame = 160;
/** A packet whose samples all have a value of its own. */
const level = (packet: number): number => 200 * (1 + (packet % 100));
const packetOf = (packet: number): Uint8Array =>
  encodeG711(new Int16Array(frame).fill(level(packet)), 'PCMU');
const heard = (packet: number): number => expansion.PCMU[packetOf(packet)[0] ?? 0] ?? 0;

/** Places packet n of the stream as if it arrived `delayMs` after its end. */
function place(lane: RecordingLane, packet: number, delayMs = 0, timestampBase = 0): void {
  const end = (packet + 1) * frame + delayMs * 8;
  lane.place((timestampBase + packet * frame) >>> 0, packetOf(packet), 0, frame, 'PCMU', end);
}

function taken(lane: RecordingLane, count: number): Int16Array {
  const out = new Int16Array(count);
  lane.take(count, out, 0, 1);
  return out;
}

const middleOf = (samples: Int16Array, packet: number): number => samples[packet * frame + frame / 2] ?? 0;

t.test('packets lie where their timestamps say, whatever order and delay they came with', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 35 }), { minLength: 20, maxLength: 20 }),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      (delays, base) => {
        const lane = new RecordingLane();
        const arrivals = delays
          .map((delayMs, packet) => ({
            packet,
            delayMs: packet === 0 ? 0 : delayMs,
            at: packet * 20 + delayMs,
          }))
          .sort((a, b) => (a.packet === 0 ? -1 : b.packet === 0 ? 1 : a.at - b.at));
        for (const { packet, delayMs } of arrivals) place(lane, packet, delayMs, base);
        const out = taken(lane, 20 * frame);
        return delays.every((_, packet) => middleOf(out, packet) === heard(packet));
      },
    ),
  );
  t.pass();
});

t.test('what was not said is silence of the same length', async (t) => {
  const lane = new RecordingLane();
  place(lane, 0);
  place(lane, 30);
  const out = taken(lane, 31 * frame);
  t.equal(middleOf(out, 0), heard(0));
  t.equal(middleOf(out, 15), 0);
  t.equal(middleOf(out, 30), heard(30));
});

t.test('what comes after it was written is counted', async (t) => {
  const lane = new RecordingLane();
  place(lane, 0);
  taken(lane, 20 * frame);
  place(lane, 1, 500);
  t.equal(lane.late, 1);
});

t.test('a stream that starts over at another timestamp is laid at the present', async (t) => {
  const lane = new RecordingLane();
  place(lane, 0);
  place(lane, 1, 0, 3_000_000_000);
  const out = taken(lane, 2 * frame);
  t.equal(middleOf(out, 0), heard(0));
  t.equal(middleOf(out, 1), heard(1));
});

t.test('a stream that stays behind for good is laid at the present again', async (t) => {
  const lane = new RecordingLane();
  place(lane, 0);
  taken(lane, 100 * frame);
  for (let packet = 1; packet <= 10; packet++)
    lane.place(packet * frame, packetOf(packet), 0, frame, 'PCMU', (100 + packet) * frame);
  const out = taken(lane, 12 * frame);
  t.ok(out.includes(heard(10)));
});

t.test('the clock of a sender that is slow by one in a hundred does not run the recording dry', async (t) => {
  const lane = new RecordingLane();
  let late = 0;
  for (let packet = 0; packet < 3000; packet++) {
    // Its packets carry 160 samples but come each 20.2 ms.
    lane.place(packet * frame, packetOf(packet), 0, frame, 'PCMU', Math.round((packet + 1) * frame * 1.01));
    const end = Math.round(packet * frame * 1.01) - 2400;
    if (packet % 20 === 19 && end > 0) taken(lane, end - late);
    if (packet % 20 === 19 && end > 0) late = end;
  }
  t.equal(lane.late, 0);
});

t.test('no timestamp or position makes it throw, and it gives exactly what is asked for', async (t) => {
  const step = fc.record({
    timestamp: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    position: fc.integer({ min: 0, max: 100_000 }),
    take: fc.integer({ min: 0, max: 4000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const lane = new RecordingLane();
      return steps.every(({ timestamp, position, take }) => {
        lane.place(timestamp, packetOf(1), 0, frame, 'PCMU', position);
        return !taken(lane, take).includes(-32_768);
      });
    }),
  );
  t.pass();
});
