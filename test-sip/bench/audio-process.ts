/**
 * The audio of all telephones of a benchmark, in a process of its own: whatever it costs is nobody's figure. A packet
 * carries the time of its sending, so that the telephone which gets it can tell how long it was on its way.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { sleep, systemClock } from '../../kernel/clock.js';
import { systemRandom } from '../../kernel/random.js';
import { lateMs, sharedMs, type AudioFigures, type AudioOrder, type AudioReport } from './audio-order.js';
import { at, sorted } from './statistics.js';

const packetMs = 20;
const headBytes = 12;
const payloadBytes = 160;
const stampBytes = 8;
const pcma = 8;
const telephoneEvent = 101;
/** Ahead of the time in a payload: prompts and music of a switch do not have it. */
const magic = 0x59694861;
const keys = '0123456789*#';
/** Packets of 20 ms of a key, and how often its end is sent (RFC 4733 2.5.1.4). */
const keyPackets = 5;
const endPackets = 3;
const address = '127.0.0.1';

interface Line {
  readonly socket: Socket;
  readonly port: number;
  target: number | undefined;
  ssrc: number;
  sequence: number;
  timestamp: number;
  heard: boolean;
  key: { readonly event: number; packet: number } | undefined;
}

const lines: Line[] = [];
let sent = 0;
let relayed: number[] = [];
let direct: number[] = [];

function report(what: AudioReport): void {
  process.send?.(what);
}

async function bound(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(port, address);
  await Promise.race([
    once(socket, 'listening'),
    once(socket, 'error').then(() => Promise.reject(new Error('taken'))),
  ]);
  return socket;
}

/** A line has an even port; the one above takes the switch's reports. */
async function openLine(index: number): Promise<Line> {
  for (;;) {
    const socket = await bound(0);
    const { port } = socket.address();
    if (port % 2 === 0) {
      const reports = await bound(port + 1).catch(() => undefined);
      if (reports) {
        const line: Line = {
          socket,
          port,
          target: undefined,
          ssrc: 0,
          sequence: 0,
          timestamp: 0,
          heard: false,
          key: undefined,
        };
        socket.on('message', (packet) => receive(line, index, packet));
        return line;
      }
    }
    socket.close();
  }
}

function stampOf(packet: Buffer): number | undefined {
  const stamped =
    packet.length === headBytes + payloadBytes &&
    (packet.readUInt8(1) & 0x7f) === pcma &&
    packet.readUInt32BE(headBytes) === magic;
  return stamped ? packet.readDoubleBE(headBytes + 4) : undefined;
}

function receive(line: Line, index: number, packet: Buffer): void {
  const stamp = stampOf(packet);
  if (stamp === undefined || line.target === undefined) return;
  relayed.push(performance.now() - stamp);
  if (line.heard) return;
  line.heard = true;
  report({ report: 'heard', line: index });
}

function audioPacket(line: Line): Buffer {
  const packet = Buffer.alloc(headBytes + payloadBytes, 0xd5);
  writeHead(packet, line, pcma, false, line.timestamp);
  packet.writeUInt32BE(magic, headBytes);
  packet.writeDoubleBE(performance.now(), headBytes + 4);
  return packet;
}

function keyPacket(line: Line, index: number, key: { readonly event: number; packet: number }): Buffer {
  const packet = Buffer.alloc(headBytes + 4);
  const ending = key.packet >= keyPackets;
  const elapsed = Math.min(key.packet + 1, keyPackets) * payloadBytes;
  writeHead(packet, line, telephoneEvent, key.packet === 0, line.timestamp - key.packet * payloadBytes);
  packet[headBytes] = key.event;
  packet[headBytes + 1] = (ending ? 0x80 : 0) | 10;
  packet.writeUInt16BE(elapsed, headBytes + 2);
  if (key.packet === keyPackets) report({ report: 'pressed', line: index, atMs: sharedMs() });
  key.packet++;
  if (key.packet === keyPackets + endPackets) line.key = undefined;
  return packet;
}

function writeHead(
  packet: Buffer,
  line: Line,
  payloadType: number,
  marker: boolean,
  timestamp: number,
): void {
  packet[0] = 0x80;
  packet[1] = payloadType | (marker ? 0x80 : 0);
  packet.writeUInt16BE(line.sequence, 2);
  packet.writeUInt32BE(timestamp >>> 0, 4);
  packet.writeUInt32BE(line.ssrc, 8);
}

function sendNext(line: Line, index: number): void {
  if (line.target === undefined) return;
  const packet = line.key ? keyPacket(line, index, line.key) : audioPacket(line);
  line.socket.send(packet, line.target, address);
  line.sequence = (line.sequence + 1) & 0xffff;
  line.timestamp = (line.timestamp + payloadBytes) >>> 0;
  if (packet.length === headBytes + payloadBytes) sent++;
}

/** One slot each millisecond serves the lines whose turn it is within their 20 ms. */
async function talk(): Promise<void> {
  const toItself = await bound(0);
  const { port } = toItself.address();
  toItself.on('message', (packet) => direct.push(performance.now() - packet.readDoubleBE(0)));
  const start = performance.now();
  for (let slot = 0; process.connected; slot++) {
    if (performance.now() - start < slot) await sleep(systemClock, 1);
    for (let index = slot % packetMs; index < lines.length; index += packetMs) {
      const line = lines[index];
      if (line) sendNext(line, index);
    }
    const stamp = Buffer.alloc(stampBytes);
    stamp.writeDoubleBE(performance.now());
    toItself.send(stamp, port, address);
  }
  process.exit();
}

function figures(): AudioFigures {
  const result = { sent, relayed: delays(relayed), direct: delays(direct) };
  sent = 0;
  relayed = [];
  direct = [];
  return result;
}

function delays(all: readonly number[]): AudioFigures['relayed'] {
  const values = sorted(all);
  return {
    count: values.length,
    p50: at(values, 0.5),
    p99: at(values, 0.99),
    max: at(values, 1),
    late: values.filter((value) => value > lateMs).length,
  };
}

async function open(count: number): Promise<void> {
  while (lines.length < count) lines.push(await openLine(lines.length));
  report({ report: 'opened', ports: lines.map((line) => line.port) });
}

function carryOut(order: AudioOrder): void {
  if (order.order === 'open') void open(order.lines);
  else if (order.order === 'figures') report({ report: 'figures', figures: figures() });
  else {
    const line = lines[order.line];
    if (!line) return;
    if (order.order === 'press') line.key = { event: keys.indexOf(order.key), packet: 0 };
    else if (order.order === 'stop') line.target = undefined;
    else if (line.target === undefined) {
      line.target = order.port;
      line.heard = false;
      line.key = undefined;
      line.ssrc = systemRandom.below(2 ** 32);
      line.sequence = systemRandom.below(2 ** 16);
      line.timestamp = systemRandom.below(2 ** 32);
    } else line.target = order.port;
  }
}

process.on('message', (order: AudioOrder) => carryOut(order));
void talk();
