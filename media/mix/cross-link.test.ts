import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import t from 'tap';
import { CrossLink } from './cross-link.js';
import type { Party } from './party.js';

const packet = {
  payloadType: 8,
  marker: false,
  sequence: 1,
  timestamp: 160,
  ssrc: 1,
  payloadOffset: 16,
  payloadBytes: 3,
};
const datagram = Uint8Array.of(...new Array<number>(16).fill(0), 1, 2, 3);

function party(log: unknown[]): Party {
  return {
    relayAudio: (feeder, { payloadOffset, payloadBytes }, bytes, law) =>
      log.push([feeder, [...bytes.subarray(payloadOffset, payloadOffset + payloadBytes)], law]),
    relayEvent: () => log.push('event'),
    relayDigit: (digit) => log.push(digit),
  };
}

t.test('packets and digits cross, with room for a header before the payload', async (t) => {
  const { port1, port2 } = new MessageChannel();
  const log: unknown[] = [];
  const here = new CrossLink(port1, party([]), () => 0);
  const there = new CrossLink(port2, party(log), () => 0);
  t.teardown(() => [here, there].forEach((link) => link.close()));
  here.relayAudio(3, packet, datagram, 'PCMA');
  here.relayEvent(3, packet, datagram);
  here.relayDigit('5', 100);
  await sleep(20);
  t.same(log, [[3.5, [1, 2, 3], 'PCMA'], 'event', '5']);
});

t.test(
  'when the other worker stands still packets are dropped and counted, and later ones cross again',
  async (t) => {
    const { port1, port2 } = new MessageChannel();
    const log: unknown[] = [];
    const here = new CrossLink(port1, party([]), () => 0);
    for (let i = 0; i < 40; i++) here.relayAudio(1, packet, datagram, 'PCMA');
    t.equal(here.dropped, 8);
    const there = new CrossLink(port2, party(log), () => 0);
    t.teardown(() => [here, there].forEach((link) => link.close()));
    await sleep(20);
    here.relayAudio(1, packet, datagram, 'PCMA');
    await sleep(20);
    t.equal(log.length, 33);
  },
);
