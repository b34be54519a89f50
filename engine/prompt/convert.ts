/** A plain WAV, or any sound that ffmpeg reads → what the switch plays: 8 kHz, 16 bit, mono. */
import { spawn } from 'node:child_process';
import type { Clock } from '../../kernel/clock.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Wav } from '../speech/wav.js';
import { rateHz, resample } from './resample.js';

export interface Sound {
  /** A WAV file. */
  readonly wav: Buffer;
  readonly durationMs: number;
  /** Mean level; -96 for silence. */
  readonly levelDbfs: number;
}

const longestMs = 30_000;
const mostSeconds = 600;
const mostOctets = rateHz * 2 * mostSeconds;
const tooLong = 'longer than 10 minutes';

/** Needs no ffmpeg. */
export async function convertWav({ samples, rateHz: fromHz }: Wav): Promise<Result<Sound>> {
  if (samples.length > mostSeconds * fromHz) return refuse(tooLong);
  const made = await resample(samples, fromHz);
  return ok(soundOf(Buffer.from(made.buffer, made.byteOffset, made.byteLength)));
}

/** @param program absolute path of ffmpeg. */
export async function convert(content: Buffer, program: string, clock: Clock): Promise<Result<Sound>> {
  const converted = await run(content, program, clock);
  if (!converted.ok) return converted;
  return converted.value.length < 2 ? refuse('there is no sound in it') : ok(soundOf(converted.value));
}

/** @param samples 8 kHz, 16 bit, mono. */
export function soundOf(samples: Buffer): Sound {
  const whole = samples.subarray(0, samples.length & ~1);
  let sum = 0;
  for (let at = 0; at < whole.length; at += 2) sum += (whole.readInt16LE(at) / 32768) ** 2;
  const mean = sum / Math.max(1, whole.length / 2);
  return {
    wav: Buffer.concat([header(whole.length), whole]),
    durationMs: Math.round((whole.length / 2 / rateHz) * 1000),
    levelDbfs: Math.max(-96, Math.round(100 * Math.log10(Math.max(mean, 1e-10))) / 10),
  };
}

function header(octets: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + octets, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rateHz, 24);
  head.writeUInt32LE(rateHz * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(octets, 40);
  return head;
}

/** It reads its standard input and nothing else: a playlist in it leads nowhere. */
const reading = ['-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'pipe', '-i', 'pipe:0'];
const writing = ['-vn', '-ac', '1', '-ar', String(rateHz), '-f', 's16le', 'pipe:1'];

function run(content: Buffer, program: string, clock: Clock): Promise<Result<Buffer>> {
  return new Promise((resolve) => {
    const child = spawn(program, [...reading, ...writing], { stdio: ['pipe', 'pipe', 'pipe'], env: {} });
    const parts: Buffer[] = [];
    let octets = 0;
    let said = '';
    const cancel = clock.after(longestMs, () => child.kill('SIGKILL'));
    child.stdout.on('data', (part: Buffer) => {
      octets += part.length;
      if (octets > mostOctets) child.kill('SIGKILL');
      else parts.push(part);
    });
    child.stderr.on('data', (part: Buffer) => {
      said = (said + part.toString('utf8')).slice(0, 300);
    });
    child.on('error', (error) => {
      cancel();
      resolve(refuse(error.message));
    });
    child.on('close', (code) => {
      cancel();
      if (octets > mostOctets) resolve(refuse(tooLong));
      else if (code === 0) resolve(ok(Buffer.concat(parts)));
      else resolve(refuse(`no sound that can be read: ${said.trim()}`));
    });
    // It may be done with its input before it has read all of it.
    child.stdin.on('error', () => undefined);
    child.stdin.end(content);
  });
}
