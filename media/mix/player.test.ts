import fc from 'fast-check';
import t from 'tap';
import { encodeG711, silenceCode } from '../codec/g711.js';
import { Clip } from './clip.js';
import { Player, type Track } from './player.js';

/** A clip whose samples are all `level`, told again by its code. */
const clip = (samples: number, level: number): Clip => new Clip(new Int16Array(samples).fill(level));
const code = (level: number): number => encodeG711(Int16Array.of(level), 'PCMA')[0] ?? 0;
const track = (clips: readonly Clip[], changes: Partial<Track> = {}): Track => ({
  clips,
  samples: clips.reduce((sum, c) => sum + c.samples, 0),
  times: 1,
  startSample: 0,
  ...changes,
});

function playAll(player: Player, most = 10_000): number[] {
  const out: number[] = [];
  while (!player.finished && out.length < most) {
    const piece = new Uint8Array(160);
    player.read(piece, 0, 160, 'PCMA');
    out.push(...piece);
  }
  return out;
}

t.test('tracks follow each other without a gap, the last packet is filled up with silence', async (t) => {
  const player = new Player(1, [track([clip(100, 1000)]), track([clip(100, -5000)])], 1);
  const out = playAll(player);
  t.same(out.slice(0, 200), [
    ...Array<number>(100).fill(code(1000)),
    ...Array<number>(100).fill(code(-5000)),
  ]);
  t.same(out.slice(200), Array<number>(120).fill(silenceCode.PCMA));
  t.equal(player.playedMs, 25);
});

t.test('silence is a track of no clips', async (t) => {
  const out = playAll(new Player(1, [track([], { samples: 160 })], 2));
  t.same(out, Array<number>(320).fill(silenceCode.PCMA));
});

t.test('a stream begins where it is now and goes round', async (t) => {
  const stream = track([clip(80, 1000), clip(80, 2000)], { times: Infinity, startSample: 80 });
  const out = playAll(new Player(1, [stream], 1), 320);
  t.same(out.slice(0, 80), Array<number>(80).fill(code(2000)));
  t.same(out.slice(80, 160), Array<number>(80).fill(code(1000)));
});

t.test('nothing to play is finished at once, also when asked for without end', async (t) => {
  t.ok(new Player(1, [], Infinity).finished);
  t.ok(new Player(1, [track([clip(1, 0)])], 0).finished);
});

t.test('whatever the list, its length is played exactly', async (t) => {
  const part = fc.record({
    samples: fc.integer({ min: 1, max: 400 }),
    times: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 3 }),
      (parts, times) => {
        const tracks = parts.map((p) => track([clip(p.samples, 1000)], { times: p.times }));
        const total = times * parts.reduce((sum, p) => sum + p.samples * p.times, 0);
        const out = playAll(new Player(1, tracks, times), 1e6);
        return out.filter((c) => c === code(1000)).length === total && out.length - total < 160;
      },
    ),
  );
  t.pass();
});
