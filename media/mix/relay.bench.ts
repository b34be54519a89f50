/**
 * What a bridged G.711 call costs, beside the least that a relay in Node can cost, and how long a packet stays in the relay.
 *
 *   node dist/media/mix/relay.bench.js [calls] [seconds] [workers]
 *
 * The media plane runs in a process of its own, whose processor time is what counts; this process plays all the
 * telephones. Each packet carries its time of sending, so that the far end can tell the delay.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '../../kernel/log.js';
import { systemRandom } from '../../kernel/random.js';
import { parseRtp, rtpHeaderBytes, writeRtpHeader } from '../rtp/packet.js';
import { createMediaPlane } from './create-media-plane.js';
import type { Endpoint, MediaLeg } from './media-plane.js';

const address = '127.0.0.1';
const frameBytes = 160;
const packetMs = 20;

type Order =
  | { readonly order: 'open'; readonly phones: readonly number[]; readonly workers: number }
  /** The least: sockets that hand on what they get. */
  | { readonly order: 'openBare'; readonly phones: readonly number[] }
  | { readonly order: 'record'; readonly folder: string }
  | { readonly order: 'usage' }
  | { readonly order: 'end' };
interface Answer {
  readonly ports: readonly number[];
  readonly cpuMs: number;
}

/** The process under test: legs 2n and 2n+1 are a call. */
function subject(): void {
  let legs: MediaLeg[] = [];
  let sockets: Socket[] = [];
  let plane: ReturnType<typeof createMediaPlane> | undefined;
  process.on('message', (message: Order) => {
    void carryOut(message).then(() => {
      const { user, system } = process.cpuUsage();
      const answer: Answer = {
        ports: [...legs.map((leg) => leg.local.port), ...sockets.map((socket) => socket.address().port)],
        cpuMs: (user + system) / 1000,
      };
      process.send?.(answer);
      if (message.order === 'end') process.disconnect();
    });
  });

  async function carryOut(message: Order): Promise<void> {
    if (message.order === 'open') {
      const { phones, workers } = message;
      const settings = { ports: { first: 40_000, last: 49_999 }, workers, legsPerWorker: phones.length };
      plane = createMediaPlane(settings, { logger: silentLogger, random: systemRandom });
      for (const [i, port] of phones.entries()) {
        const near = i % 2 === 1 ? legs[i - 1] : undefined;
        const leg = await plane.open({ address, ...(near && { near }) });
        configure(leg, { address, port });
        near?.bridge(leg);
        legs.push(leg);
      }
    } else if (message.order === 'openBare') {
      sockets = await openBare(message.phones);
    } else if (message.order === 'record') {
      for (const leg of legs.filter((_, i) => i % 2 === 0))
        leg.startRecording({ path: join(message.folder, `${leg.id}.wav`), stereo: true });
    } else if (message.order === 'end') {
      await Promise.all(legs.map((leg) => leg.close()));
      legs = [];
      await plane?.close();
      for (const socket of sockets.splice(0)) socket.close();
    }
  }
}

async function openBare(phones: readonly number[]): Promise<Socket[]> {
  const sockets = phones.map(() => createSocket('udp4'));
  await Promise.all(sockets.map((socket) => new Promise<void>((done) => socket.bind(0, address, done))));
  for (const [i, phone] of phones.entries()) {
    const other = sockets[i ^ 1];
    sockets[i]?.on('message', (bytes: Buffer) => other?.send(bytes));
    await new Promise<void>((done) => sockets[i]?.connect(phone, address, done));
  }
  return sockets;
}

function configure(leg: MediaLeg, remote: Endpoint): void {
  leg.configure(
    {
      remote,
      remoteRtcp: { address, port: remote.port + 1 },
      codec: 'PCMA',
      payloadType: 8,
      dtmfPayloadType: 101,
      ptimeMs: packetMs,
      direction: 'sendrecv',
    },
    { timeoutMs: 0 },
  );
}

/** All telephones: each sends a packet each 20 ms, evenly spread, and times what it gets. */
class Phones {
  readonly #sockets: readonly Socket[];
  readonly #bytes = Buffer.alloc(rtpHeaderBytes + frameBytes, 0xd5);
  #targets: readonly number[] = [];
  #sequence = 0;
  #running = true;
  #talking = Promise.resolve();
  delaysMs: number[] = [];
  sent = 0;

  constructor(sockets: readonly Socket[]) {
    this.#sockets = sockets;
    for (const socket of sockets)
      socket.on('message', (bytes: Buffer) => {
        const packet = parseRtp(bytes);
        // Not the RTCP of a neighbour, whose port may be the one below.
        if (packet.ok && packet.value.payloadType === 8)
          this.delaysMs.push(performance.now() - bytes.readDoubleBE(packet.value.payloadOffset));
      });
  }

  static async open(count: number): Promise<Phones> {
    const sockets = Array.from({ length: count }, () => createSocket('udp4'));
    await Promise.all(sockets.map((socket) => new Promise<void>((done) => socket.bind(0, address, done))));
    return new Phones(sockets);
  }

  get ports(): number[] {
    return this.#sockets.map((socket) => socket.address().port);
  }

  start(targets: readonly number[]): void {
    this.#targets = targets;
    this.#talking = this.#talk();
  }

  async #talk(): Promise<void> {
    const start = performance.now();
    for (let slot = 0; this.#running; slot++) {
      // One slot each millisecond; a slot serves the telephones whose turn it is in their 20 ms.
      const late = performance.now() - start - slot;
      if (late < 0) await sleep(1);
      for (let i = slot % packetMs; i < this.#sockets.length; i += packetMs)
        this.#send(i, Math.floor(slot / packetMs));
    }
  }

  async close(): Promise<void> {
    this.#running = false;
    await this.#talking;
    for (const socket of this.#sockets) socket.close();
  }

  #send(i: number, frame: number): void {
    this.#sequence = frame & 0xffff;
    writeRtpHeader(this.#bytes, 0, {
      payloadType: 8,
      marker: false,
      sequence: this.#sequence,
      timestamp: (frame * frameBytes) >>> 0,
      ssrc: i + 1,
    });
    this.#bytes.writeDoubleBE(performance.now(), rtpHeaderBytes);
    // A copy: the socket may keep the buffer when the kernel has no room at once.
    this.#sockets[i]?.send(Buffer.from(this.#bytes), this.#targets[i] ?? 0, address);
    this.sent++;
  }
}

function ask(child: ChildProcess, order: Order): Promise<Answer> {
  return new Promise((resolve) => {
    child.once('message', (answer) => resolve(answer as Answer));
    child.send(order);
  });
}

async function measure(
  child: ChildProcess,
  phones: Phones,
  calls: number,
  seconds: number,
  title: string,
): Promise<void> {
  await sleep(1000);
  const before = await ask(child, { order: 'usage' });
  phones.delaysMs = [];
  phones.sent = 0;
  const start = performance.now();
  await sleep(seconds * 1000);
  const after = await ask(child, { order: 'usage' });
  const elapsedMs = performance.now() - start;
  const percent = (100 * (after.cpuMs - before.cpuMs)) / elapsedMs / calls;
  const delays = phones.delaysMs.sort((a, b) => a - b);
  const at = (q: number): string =>
    (delays[Math.min(delays.length - 1, Math.floor(delays.length * q))] ?? 0).toFixed(2);
  const share = ((100 * delays.length) / phones.sent).toFixed(2);
  console.log(
    `${title}: ${percent.toFixed(3)} % of a core a call; delay ms p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1)}; ` +
      `${phones.sent} packets, ${share} % relayed`,
  );
}

/** Opens calls in a process of its own, measures each title in turn, and ends them. */
async function drive(
  calls: number,
  open: (phones: readonly number[]) => Order,
  rounds: readonly { readonly title: string; readonly before?: Order }[],
  seconds: number,
): Promise<void> {
  const child = fork(new URL(import.meta.url), ['subject'], { execArgv: process.execArgv });
  const phones = await Phones.open(calls * 2);
  const { ports } = await ask(child, open(phones.ports));
  phones.start(ports);
  for (const { title, before } of rounds) {
    if (before) await ask(child, before);
    await measure(child, phones, calls, seconds, title);
  }
  await ask(child, { order: 'end' });
  await phones.close();
}

async function run(calls: number, seconds: number, workers: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'yihao-bench-'));
  console.log(`${calls} calls, ${workers} worker(s), ${seconds} s each`);
  await drive(calls, (phones) => ({ order: 'openBare', phones }), [{ title: 'bare Node relay' }], seconds);
  await drive(
    calls,
    (phones) => ({ order: 'open', phones, workers }),
    [{ title: 'relay          ' }, { title: 'relay + record ', before: { order: 'record', folder } }],
    seconds,
  );
  await rm(folder, { recursive: true });
}

const [first, second, third] = process.argv.slice(2);
if (first === 'subject') subject();
else await run(Number(first ?? 50), Number(second ?? 10), Number(third ?? 1));
