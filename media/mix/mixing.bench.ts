/**
 * What a conference of three and a watched call cost, beside the relayed call of the same legs.
 *
 *   node dist/media/mix/mixing.bench.js [groups] [seconds] [workers]
 *
 * A group is three legs: a caller, an agent, and a third one who joins in. The media plane runs in a process of its own,
 * whose processor time is what counts; this process plays the telephones, which all talk all the time.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { encodeG711 } from '../codec/g711.js';
import { rtpHeaderBytes, writeRtpHeader } from '../rtp/packet.js';
import { createMediaPlane } from './create-media-plane.js';
import type { MediaLeg, MediaPlane, WatchMode } from './media-plane.js';

const address = '127.0.0.1';
const frameBytes = 160;
const packetMs = 20;
const groupLegs = 3;

const modes = ['relayed', 'listen', 'whisper', 'barge in', 'conference'] as const;
type Mode = (typeof modes)[number];

const watchModes: Readonly<Partial<Record<Mode, WatchMode>>> = {
  listen: { intoSaid: false, intoHeard: false },
  whisper: { intoSaid: false, intoHeard: true },
  'barge in': { intoSaid: true, intoHeard: true },
};

type Order =
  | { readonly order: 'open'; readonly phones: readonly number[]; readonly workers: number }
  | { readonly order: 'connect'; readonly mode: Mode }
  | { readonly order: 'usage' | 'end' };
interface Answer {
  readonly ports: readonly number[];
  readonly cpuMs: number;
}

/** The process under test: legs 3n to 3n+2 are a group. */
class Subject {
  #legs: MediaLeg[] = [];
  #plane: MediaPlane | undefined;

  async carryOut(message: Order): Promise<Answer> {
    if (message.order === 'open') await this.#open(message.phones, message.workers);
    else if (message.order === 'connect') this.#connect(message.mode);
    else if (message.order === 'end') {
      await Promise.all(this.#legs.map((leg) => leg.close()));
      await this.#plane?.close();
    }
    const { user, system } = process.cpuUsage();
    return { ports: this.#legs.map((leg) => leg.local.port), cpuMs: (user + system) / 1000 };
  }

  async #open(phones: readonly number[], workers: number): Promise<void> {
    const settings = { ports: { first: 40_000, last: 49_999 }, workers, legsPerWorker: phones.length };
    this.#plane = createMediaPlane(settings, { logger: silentLogger, random: systemRandom });
    for (const [i, port] of phones.entries()) {
      const near = i % groupLegs === 0 ? undefined : this.#legs[i - 1];
      const leg = await this.#plane.open({ address, ...(near && { near }) });
      leg.configure(
        {
          remote: { address, port },
          remoteRtcp: { address, port: port + 1 },
          codec: 'PCMA',
          payloadType: 8,
          dtmfPayloadType: 101,
          ptimeMs: packetMs,
          direction: 'sendrecv',
        },
        { timeoutMs: 0 },
      );
      this.#legs.push(leg);
    }
  }

  #connect(mode: Mode): void {
    for (let at = 0; at + 2 < this.#legs.length; at += groupLegs) {
      const [caller, agent, third] = this.#legs.slice(at, at + groupLegs);
      if (!caller || !agent || !third) return;
      third.unbridge();
      if (mode === 'conference') {
        const conference = this.#plane?.conference();
        for (const leg of [caller, agent, third]) conference?.join(leg, { muted: false });
      } else {
        caller.bridge(agent);
        const watch = watchModes[mode];
        if (watch) third.watch(agent, watch);
      }
    }
  }
}

function ask(child: ChildProcess, order: Order): Promise<Answer> {
  return new Promise((resolve) => {
    child.once('message', (answer) => resolve(answer as Answer));
    child.send(order);
  });
}

/** All telephones: each sends a packet each 20 ms, evenly spread, and counts what it gets. */
async function talk(
  sockets: readonly Socket[],
  targets: readonly number[],
  isOver: () => boolean,
): Promise<void> {
  const bytes = Buffer.alloc(rtpHeaderBytes + frameBytes);
  const samples = Int16Array.from({ length: frameBytes }, (_, i) => 8000 * Math.sin((2 * Math.PI * i) / 20));
  bytes.set(encodeG711(samples, 'PCMA'), rtpHeaderBytes);
  const start = performance.now();
  for (let slot = 0; !isOver(); slot++) {
    if (performance.now() - start < slot) await sleep(1);
    const frame = Math.floor(slot / packetMs);
    for (let i = slot % packetMs; i < sockets.length; i += packetMs) {
      writeRtpHeader(bytes, 0, {
        payloadType: 8,
        marker: false,
        sequence: frame & 0xffff,
        timestamp: frame * frameBytes,
        ssrc: i + 1,
      });
      sockets[i]?.send(Buffer.from(bytes), targets[i] ?? 0, address);
    }
  }
}

async function main(): Promise<void> {
  const [groups = 20, seconds = 5, workers = 1] = process.argv.slice(2).map(Number);
  const child = fork(process.argv[1] ?? '', ['subject']);
  const sockets = Array.from({ length: groups * groupLegs }, () => createSocket('udp4'));
  let received = 0;
  for (const socket of sockets) socket.on('message', () => received++);
  await Promise.all(sockets.map((socket) => new Promise<void>((done) => socket.bind(0, address, done))));
  const phones = sockets.map((socket) => socket.address().port);
  const { ports } = await ask(child, { order: 'open', phones, workers });
  let over = false;
  const talking = talk(sockets, ports, () => over);
  for (const mode of modes) {
    await ask(child, { order: 'connect', mode });
    await sleep(1000);
    const before = await ask(child, { order: 'usage' });
    const start = performance.now();
    received = 0;
    await sleep(seconds * 1000);
    const after = await ask(child, { order: 'usage' });
    const elapsedMs = performance.now() - start;
    const percent = (100 * (after.cpuMs - before.cpuMs)) / elapsedMs / groups;
    const packets = (received / groups / (elapsedMs / 1000)).toFixed(0);
    console.log(
      `${mode}: ${percent.toFixed(3)} % of a core a group; ${packets} packets a second heard in it`,
    );
  }
  over = true;
  await talking;
  await ask(child, { order: 'end' });
  child.disconnect();
  for (const socket of sockets) socket.close();
}

if (process.argv[2] === 'subject') {
  const subject = new Subject();
  process.on('message', (message: Order) => {
    void subject.carryOut(message).then((answer) => process.send?.(answer));
  });
} else await main();
