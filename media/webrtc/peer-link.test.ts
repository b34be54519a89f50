/** Secure legs of the media plane, with libdatachannel at the far end; browser.test.ts has a real browser. */
import t, { type Test } from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { createMediaPlane } from '../mix/create-media-plane.js';
import type { MediaEvent, MediaLeg, MediaPlane } from '../mix/media-plane.js';
import { parseRtp, rtpHeaderBytes, writeRtpHeader } from '../rtp/packet.js';
import { sessionDescriptions } from '../sdp/session-text.js';
import { DatachannelPeer } from './testing/datachannel-peer.js';
import { WebRtcLibrary } from './webrtc-library.js';

const address = '127.0.0.1';
t.setTimeout(90_000);
const loaded = await WebRtcLibrary.load(systemClock);
if (!loaded.ok) throw new Error(loaded.why);
const library = loaded.value;
t.teardown(() => library.close());

let firstPort = 47_000;

function planeOf(t: Test, workers: number): MediaPlane {
  const ports = { first: firstPort, last: firstPort + 99 };
  firstPort += 100;
  const plane = createMediaPlane(
    { ports, workers, legsPerWorker: 20 },
    { logger: silentLogger, random: systemRandom },
  );
  t.teardown(() => plane.close());
  return plane;
}

interface Call {
  readonly leg: MediaLeg;
  readonly peer: DatachannelPeer;
  readonly events: MediaEvent[];
}

const local = { sessionId: '1', version: 1, direction: 'sendrecv', codecs: ['PCMA'] } as const;

/** The leg's answer to the peer's offer. @param forge changes the offer on its way. */
async function answerOf(leg: MediaLeg, peer: DatachannelPeer, forge = (sdp: string): string => sdp) {
  if (!leg.secure) throw new Error('not secure');
  const answered = sessionDescriptions.answer(forge(await peer.offer()), {
    ...local,
    ...{ address, port: leg.local.port, security: { side: leg.secure } },
  });
  if (!answered.ok) throw new Error(answered.why);
  return answered.value;
}

/** A leg and a peer that offers to it. @param forge changes the offer on its way. */
async function called(t: Test, plane: MediaPlane, forge = (sdp: string): string => sdp): Promise<Call> {
  const leg = await plane.open({ address, secure: { addresses: [address] } });
  const events: MediaEvent[] = [];
  leg.events.on((event) => events.push(event));
  const peer = new DatachannelPeer(library, 'peer');
  t.teardown(() => peer.close());
  const { negotiated, sdp } = await answerOf(leg, peer, forge);
  leg.configure(negotiated, { timeoutMs: 3000 });
  peer.accept(sdp);
  return { leg, peer, events };
}

/** Talks until somebody says stop. */
function talk(peer: DatachannelPeer, octet: number): () => void {
  let sequence = 0;
  const timer = setInterval(() => {
    const bytes = Buffer.alloc(rtpHeaderBytes + 160, octet);
    sequence++;
    writeRtpHeader(bytes, 0, {
      payloadType: 8,
      marker: false,
      sequence,
      timestamp: sequence * 160,
      ssrc: octet,
    });
    peer.send(bytes);
  }, 20);
  return () => clearInterval(timer);
}

/** Resolves when the peer hears a packet full of `octet`. */
function hears(peer: DatachannelPeer, octet: number): Promise<void> {
  return new Promise((resolve) => {
    peer.onPacket = (bytes) => {
      const packet = parseRtp(bytes);
      if (packet.ok && packet.value.payloadType === 8 && bytes.at(-1) === octet) resolve();
    };
  });
}

async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

for (const workers of [1, 2])
  t.test(
    `two secure legs hear each other; ${workers} worker(s), each with the library to itself`,
    async (t) => {
      const plane = planeOf(t, workers);
      const [a, b] = [await called(t, plane), await called(t, plane)];
      await Promise.all([a.peer.connected, b.peer.connected]);
      a.leg.bridge(b.leg);
      const stops = [talk(a.peer, 0x11), talk(b.peer, 0x22)];
      await Promise.all([hears(a.peer, 0x22), hears(b.peer, 0x11)]);
      for (const stop of stops) stop();
      const stats = await a.leg.close();
      t.ok(stats.inPackets > 0 && stats.outPackets > 0);
      t.equal(stats.inInvalid, 0);
    },
  );

t.test('our offer is taken as well', async (t) => {
  const plane = planeOf(t, 1);
  const leg = await plane.open({ address, secure: { addresses: [address] } });
  const peer = new DatachannelPeer(library, 'answerer');
  t.teardown(() => peer.close());
  if (!leg.secure) throw new Error('not secure');
  const side = { ...local, address, port: leg.local.port, security: { side: leg.secure } };
  const accepted = sessionDescriptions.accept(await peer.answer(sessionDescriptions.offer(side)), side);
  if (!accepted.ok) throw new Error(accepted.why);
  const events: MediaEvent[] = [];
  leg.events.on((event) => events.push(event));
  leg.configure(accepted.value, { timeoutMs: 0 });
  await peer.connected;
  const stop = talk(peer, 0x33);
  await eventually(() => events.some(({ type }) => type === 'heard'));
  stop();
  t.pass('heard');
});

t.test(
  'RFC 8122 5: another certificate than the fingerprint names gets no association and no audio',
  async (t) => {
    const plane = planeOf(t, 1);
    const { leg, peer, events } = await called(t, plane, (sdp) =>
      sdp.replace(
        /(a=fingerprint:sha-256 )(..)/,
        (_, name: string, octet: string) => name + (octet === '00' ? '01' : '00'),
      ),
    );
    const stop = talk(peer, 0x44);
    await eventually(() => events.some(({ type }) => type === 'timedOut'));
    stop();
    t.not(peer.state, 'connected');
    t.match(await leg.close(), { inPackets: 0, outPackets: 0 });
  },
);

t.test('what the library does not take ends its own leg, and no other of the worker', async (t) => {
  const plane = planeOf(t, 1);
  const good = await called(t, plane);
  await good.peer.connected;
  const leg = await plane.open({ address, secure: { addresses: [address] } });
  const events: MediaEvent[] = [];
  leg.events.on((event) => events.push(event));
  const peer = new DatachannelPeer(library, 'odd');
  t.teardown(() => peer.close());
  const { negotiated } = await answerOf(leg, peer);
  const { security } = negotiated;
  if (!security) throw new Error('not secure');
  const candidates = ['1 1 udp 9999999999 127.0.0.1 9 typ host'];
  leg.configure(
    { ...negotiated, security: { ...security, remote: { ...security.remote, candidates } } },
    { timeoutMs: 1000 },
  );
  await eventually(() => events.length > 0);
  t.same(events.at(-1)?.type, 'timedOut');
  good.leg.play({ sources: [{ kind: 'silence', ms: 100 }], times: Infinity });
  await hears(good.peer, 0xd5);
  t.pass('the other one is heard');
});

t.test('a renewed leg talks with who comes back, at another port, and what it plays goes on', async (t) => {
  const plane = planeOf(t, 1);
  const first = await called(t, plane);
  await first.peer.connected;
  const { port } = first.leg.local;
  await first.leg.renew([address]);
  t.not(first.leg.local.port, port);
  const peer = new DatachannelPeer(library, 'back');
  t.teardown(() => peer.close());
  const { negotiated, sdp } = await answerOf(first.leg, peer);
  first.leg.configure(negotiated, { timeoutMs: 0 });
  peer.accept(sdp);
  await peer.connected;
  first.leg.play({ sources: [{ kind: 'silence', ms: 100 }], times: Infinity });
  await hears(peer, 0xd5);
  t.pass('the silence of G.711');
});
