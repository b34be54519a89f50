/** Debian's rtpengine, in userspace, for comparison; driven by its ng protocol (bencoded dictionaries over UDP). */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../kernel/clock.js';

const program = '/usr/bin/rtpengine';
const address = '127.0.0.1';
const patienceMs = 5_000;

type Value = string | readonly string[];
type Dictionary = Readonly<Record<string, Value>>;

export class Rtpengine {
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #port: number;
  #cookie = 0;

  private constructor(child: ChildProcess, socket: Socket, port: number) {
    this.#child = child;
    this.#socket = socket;
    this.#port = port;
  }

  /** @returns undefined where it is not installed. */
  static async start(controlPort: number, firstPort: number): Promise<Rtpengine | undefined> {
    if (!existsSync(program)) return undefined;
    const child = spawn(
      program,
      [
        ...['--foreground', '--log-stderr', '--log-level=3', '--table=-1', '--no-log-timestamps'],
        ...[`--interface=${address}`, `--listen-ng=${address}:${controlPort}`],
        ...[`--port-min=${firstPort}`, `--port-max=${firstPort + 999}`, '--delete-delay=0'],
      ],
      { stdio: 'ignore' },
    );
    const socket = createSocket('udp4');
    const engine = new Rtpengine(child, socket, controlPort);
    for (let i = 0; i < 50; i++) {
      await sleep(100);
      const reply = await engine.ask({ command: 'ping' }, 200).catch(() => '');
      if (reply.includes('pong')) return engine;
      if (child.exitCode !== null) break;
    }
    await engine.stop();
    return undefined;
  }

  /** The offer of a browser as a phone gets it. */
  offer(call: string, sdp: string): Promise<string> {
    return this.#describe({
      ...{ command: 'offer', 'call-id': call, 'from-tag': 'browser', sdp },
      ...{ 'transport-protocol': 'RTP/AVP', ICE: 'remove', DTLS: 'off' },
      'rtcp-mux': ['demux'],
    });
  }

  /** The answer of a phone as the browser gets it. */
  answer(call: string, sdp: string): Promise<string> {
    return this.#describe({
      ...{ command: 'answer', 'call-id': call, 'from-tag': 'browser', 'to-tag': 'phone', sdp },
      ...{ 'transport-protocol': 'UDP/TLS/RTP/SAVPF', ICE: 'force', DTLS: 'passive' },
      'rtcp-mux': ['require'],
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** @returns the reply as it came. */
  ask(command: Dictionary, ms = patienceMs): Promise<string> {
    const cookie = `c${++this.#cookie}`;
    return new Promise((resolve, reject) => {
      const cancel = systemClock.after(ms, () => {
        this.#socket.off('message', take);
        reject(new Error('rtpengine does not answer'));
      });
      const take = (bytes: Buffer): void => {
        const text = bytes.toString('latin1');
        if (!text.startsWith(`${cookie} `)) return;
        cancel();
        this.#socket.off('message', take);
        resolve(text.slice(cookie.length + 1));
      };
      this.#socket.on('message', take);
      this.#socket.send(`${cookie} ${bencode(command)}`, this.#port, address);
    });
  }

  async stop(): Promise<void> {
    this.#socket.close();
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode === null && this.#child.kill('SIGTERM')) await ended;
  }

  async #describe(command: Dictionary): Promise<string> {
    const reply = await this.ask(command);
    const length = /3:sdp(\d+):/.exec(reply);
    if (!length) throw new Error(`rtpengine refused: ${reply}`);
    const from = length.index + length[0].length;
    return reply.slice(from, from + Number(length[1]));
  }
}

function bencode(value: Value | Dictionary): string {
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  if (isList(value)) return `l${value.map(bencode).join('')}e`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `d${entries.map(([name, one]) => bencode(name) + bencode(one)).join('')}e`;
}

function isList(value: readonly string[] | Dictionary): value is readonly string[] {
  return Array.isArray(value);
}
