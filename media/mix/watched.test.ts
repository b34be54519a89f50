import t from 'tap';
import { encodeG711, expansion } from '../codec/g711.js';
import { rtpHeaderBytes, type RtpPacket } from '../rtp/packet.js';
import type { WatchMode } from './media-plane.js';
import type { Party } from './party.js';
import { frameSamples } from './voice.js';
import { Watched, Watcher } from './watched.js';

class Ear implements Party {
  last = 0;
  count = 0;
  relayAudio(_: number, packet: RtpPacket, bytes: Uint8Array): void {
    this.last = expansion.PCMA[bytes[packet.payloadOffset + 80] ?? 0] ?? 0;
    this.count++;
  }
  relayEvent(): void {
    throw new Error('a key');
  }
  relayDigit(): void {
    throw new Error('a key');
  }
}

function packetOf(level: number, turn: number): { packet: RtpPacket; bytes: Uint8Array } {
  const bytes = new Uint8Array(rtpHeaderBytes + frameSamples);
  bytes.set(encodeG711(new Int16Array(frameSamples).fill(level), 'PCMA'), rtpHeaderBytes);
  const packet = {
    payloadType: 8,
    marker: false,
    sequence: turn,
    timestamp: turn * frameSamples,
    ssrc: 1,
    payloadOffset: rtpHeaderBytes,
    payloadBytes: frameSamples,
  };
  return { packet, bytes };
}

/** The leg says 1000 and hears 2000, the watchers say 4000 and 8000 in their modes. */
function watch(modes: readonly WatchMode[], turns = 10, keyAt = -1) {
  let feeders = 0;
  const watched = new Watched(() => ++feeders);
  const ears = modes.map(() => new Ear());
  const watchers = modes.map((mode, i) => new Watcher(ears[i] ?? new Ear(), 100 + i, mode));
  for (const one of watchers) watched.add(one);
  const [leg, party] = [new Ear(), new Ear()];
  for (let turn = 0; turn < turns; turn++) {
    const nowMs = turn * 20;
    const said = packetOf(1000, turn);
    watched.said(said.packet, said.bytes, 'PCMA', nowMs);
    const heard = packetOf(2000, turn);
    watched.heard(turn * frameSamples, heard.bytes, rtpHeaderBytes, heard.bytes.length, 'PCMA', nowMs);
    for (const [i, one] of watchers.entries()) {
      const spoken = packetOf(4000 * (i + 1), turn);
      one.relayAudio(1, spoken.packet, spoken.bytes, 'PCMA', nowMs);
      one.relayEvent();
      one.relayDigit();
    }
    if (turn === keyAt) watched.key('heard', nowMs);
    watched.tick(nowMs, { toLeg: leg, toParty: party });
  }
  return { watched, watchers, ears, leg, party };
}

const near = (value: number, expected: number): boolean => Math.abs(value - expected) <= expected / 16 + 8;

t.test('who listens hears both sides; neither direction is taken from the relay', async (t) => {
  const { watched, ears, leg, party } = watch([{ intoSaid: false, intoHeard: false }]);
  t.ok(near(ears[0]?.last ?? 0, 3000));
  t.same([leg.count, party.count], [0, 0]);
  t.same([watched.mixesSaid, watched.mixesHeard], [false, false]);
});

t.test('who whispers is heard by the watched leg alone, and does not hear themselves', async (t) => {
  const { watched, ears, leg, party } = watch([{ intoSaid: false, intoHeard: true }]);
  t.ok(near(leg.last, 6000));
  t.equal(party.count, 0);
  t.ok(near(ears[0]?.last ?? 0, 3000));
  t.same([watched.mixesSaid, watched.mixesHeard], [false, true]);
});

t.test('who barges in is heard by both', async (t) => {
  const { leg, party } = watch([{ intoSaid: true, intoHeard: true }]);
  t.ok(near(leg.last, 6000));
  t.ok(near(party.last, 5000));
});

t.test(
  'two watchers have each their own mode; the relay comes back when the last speaker leaves',
  async (t) => {
    const { watched, watchers, leg, party } = watch([
      { intoSaid: false, intoHeard: true },
      { intoSaid: true, intoHeard: false },
    ]);
    t.ok(near(leg.last, 6000));
    t.ok(near(party.last, 9000));
    const [first, second] = watchers;
    if (!first || !second) throw new Error('unreachable');
    watched.remove(first);
    t.same([watched.mixesSaid, watched.mixesHeard, watched.size], [true, false, 1]);
    second.mode = { intoSaid: false, intoHeard: false };
    watched.modeChanged();
    t.equal(watched.mixesSaid, false);
  },
);

t.test('RFC 4733: mixed audio pauses while a key passes, lest one key becomes several', async (t) => {
  const whole = watch([{ intoSaid: false, intoHeard: true }], 20);
  const withKey = watch([{ intoSaid: false, intoHeard: true }], 20, 10);
  t.equal(whole.leg.count, 20);
  t.equal(withKey.leg.count, 15);
});
