import fc from 'fast-check';
import t from 'tap';
import { encodeG711, expansion } from '../codec/g711.js';
import { rtpHeaderBytes, type RtpPacket } from '../rtp/packet.js';
import { Conference, Seat } from './conference.js';
import type { CodecName } from './media-plane.js';
import { Mix } from './mixing.js';
import type { Party } from './party.js';
import { frameSamples } from './voice.js';

const frame = fc.int16Array({ minLength: frameSamples, maxLength: frameSamples });
const clipped = (value: number): number => Math.max(-32_768, Math.min(32_767, value));

t.test('a mix is the sum of the others, clipped and never wrapped around', async (t) => {
  fc.assert(
    fc.property(fc.array(frame, { minLength: 2, maxLength: 12 }), fc.nat(), (frames, pick) => {
      const mix = new Mix();
      for (const one of frames) mix.add(one);
      const own = frames[pick % frames.length] ?? new Int16Array(frameSamples);
      const others = Int16Array.from({ length: frameSamples }, (_, i) =>
        clipped(frames.reduce((sum, one) => sum + (one === own ? 0 : (one[i] ?? 0)), 0)),
      );
      const all = Int16Array.from({ length: frameSamples }, (_, i) =>
        clipped(frames.reduce((sum, one) => sum + (one[i] ?? 0), 0)),
      );
      t.same(mix.codesWithout(own, 'PCMA'), encodeG711(others, 'PCMA'));
      t.same(mix.codes('PCMU'), encodeG711(all, 'PCMU'));
    }),
    { numRuns: 50 },
  );
});

t.test('a mix that many hear is encoded once', async (t) => {
  const mix = new Mix();
  mix.add(new Int16Array(frameSamples).fill(1000));
  const first = mix.codes('PCMA');
  t.equal(mix.codes('PCMA'), first);
  mix.add(new Int16Array(frameSamples).fill(1));
  t.not(mix.codes('PCMA'), first, 'one more voice makes another mix');
});

/** What a member hears, frame by frame. */
class Ear implements Party {
  readonly frames: Uint8Array[] = [];
  relayAudio(_: number, packet: RtpPacket, bytes: Uint8Array): void {
    this.frames.push(bytes.slice(packet.payloadOffset, packet.payloadOffset + packet.payloadBytes));
  }
  relayEvent(): void {
    throw new Error('a key went through the conference');
  }
  relayDigit(): void {
    throw new Error('a key went through the conference');
  }
}

function speak(seat: Seat, level: number, turn: number, law: CodecName = 'PCMA'): void {
  const bytes = new Uint8Array(rtpHeaderBytes + frameSamples);
  bytes.set(encodeG711(new Int16Array(frameSamples).fill(level), law), rtpHeaderBytes);
  const packet: RtpPacket = {
    payloadType: 8,
    marker: turn === 0,
    sequence: turn,
    timestamp: turn * frameSamples,
    ssrc: 1,
    payloadOffset: rtpHeaderBytes,
    payloadBytes: frameSamples,
  };
  seat.relayAudio(1, packet, bytes, law, turn * 20);
}

/** Runs members with constant levels. @returns the level that each heard last. */
function levels(members: readonly { level: number; muted?: boolean; law?: CodecName }[]): number[] {
  const conference = new Conference();
  const all = members.map(({ muted = false }, i) => {
    const ear = new Ear();
    const seat = new Seat(ear, i, muted);
    conference.add(seat);
    return { ear, seat };
  });
  for (let turn = 0; turn < 10; turn++) {
    for (const [i, { seat }] of all.entries())
      speak(seat, members[i]?.level ?? 0, turn, members[i]?.law ?? 'PCMA');
    conference.tick(turn * 20);
  }
  return all.map(({ ear }, i) => expansion[members[i]?.law ?? 'PCMA'][ear.frames.at(-1)?.[80] ?? 0] ?? 0);
}

t.test('each member hears the others and never their own voice', async (t) => {
  const level = fc.integer({ min: -8000, max: 8000 });
  fc.assert(
    fc.property(fc.array(level, { minLength: 1, maxLength: 8 }), (given) => {
      const heard = levels(given.map((one) => ({ level: one })));
      const said = given.map((one) => expansion.PCMA[encodeG711(Int16Array.of(one), 'PCMA')[0] ?? 0] ?? 0);
      const sum = said.reduce((all, one) => all + one, 0);
      for (const [i, one] of heard.entries()) {
        const others = clipped(sum - (said[i] ?? 0));
        t.ok(Math.abs(one - others) <= Math.max(8, Math.abs(others) / 16), `${one} for ${others}`);
      }
    }),
    { numRuns: 100 },
  );
});

t.test('a muted member hears and is not heard; laws may differ', async (t) => {
  const [a = 0, b = 0, muted = 0] = levels([
    { level: 1000 },
    { level: 2000, law: 'PCMU' },
    { level: 4000, muted: true },
  ]);
  t.ok(Math.abs(a - 2000) < 100);
  t.ok(Math.abs(b - 1000) < 100);
  t.ok(Math.abs(muted - 3000) < 150);
});

t.test('a lone member hears silence, as packets; without members there are no more ticks', async (t) => {
  const conference = new Conference();
  const ear = new Ear();
  const seat = new Seat(ear, 1, false);
  conference.add(seat);
  t.equal(conference.tick(0), true);
  t.ok(ear.frames[0]?.every((code) => code === 0xd5));
  seat.relayEvent();
  seat.relayDigit();
  conference.remove(seat);
  t.equal(conference.tick(20), false);
  t.equal(ear.frames.length, 1);
});
