/** SIPp as callers: a scenario of test-sip/scenarios, numbers to call from, and audio with keys. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { freeSipPort } from '../../kernel/free-port.js';
import { systemRandom } from '../../kernel/random.js';
import type { Scope } from '../../kernel/scope.js';
import { startGuarded } from '../guarded-child.js';
import { rtpCapture, type Key } from '../peer/rtp-capture.js';
import type { SipTarget } from '../peer/sip-wire.js';
import { repository } from '../repository.js';

export interface SippOptions {
  /** File name in test-sip/scenarios without `.xml`. */
  readonly scenario: string;
  /** One call each. */
  readonly callers: readonly string[];
  readonly keys: readonly Key[];
  /** New calls a second. */
  readonly rate?: number;
  /** What is said, at 8 kHz; a tone where absent. */
  readonly sound?: Float32Array;
  /** Length of the audio. */
  readonly audioMs?: number;
  readonly extra?: readonly string[];
  /** First port of its audio, two a call; for several at once. */
  readonly mediaPort?: number;
}

export interface SippResult {
  /** 0 when every call went as the scenario says. */
  readonly code: number;
  /** What SIPp found wrong, '' when nothing was. */
  readonly errors: string;
  readonly output: string;
  /** Every SIP message as SIPp logged it, sent and received. */
  readonly messages: readonly string[];
}

export const callerHz = 440;
const timeoutSeconds = 90;

/** Runs SIPp against the hotline until all calls are over. */
export async function runSipp(scope: Scope, to: SipTarget, options: SippOptions): Promise<SippResult> {
  const folder = mkdtempSync(join(tmpdir(), 'yihao-sipp-'));
  const remove = scope.own(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, 'caller.pcap'),
    rtpCapture(options.sound ?? callerHz, options.audioMs ?? 30_000, options.keys),
  );
  writeFileSync(join(folder, 'callers.csv'), `SEQUENTIAL\n${options.callers.join('\n')}\n`);
  // Beside the audio that it names.
  const scenario = join(folder, 'scenario.xml');
  copyFileSync(join(repository, 'test-sip', 'scenarios', `${options.scenario}.xml`), scenario);
  const count = options.callers.length;
  const child = startGuarded(
    'sipp',
    [
      ...['-sf', scenario, '-inf', 'callers.csv', '-s', '12345', '-nostdin', '-trace_err', '-trace_msg'],
      ...['-i', '127.0.0.1', '-mi', '127.0.0.1', '-p', String(await freeSipPort('127.0.0.1'))],
      ...['-m', String(count), '-l', String(count), '-r', String(options.rate ?? count)],
      // Audio ports go up from this one, two a call.
      ...['-mp', String(options.mediaPort ?? evenPort(count)), '-timeout', String(timeoutSeconds)],
      ...(options.extra ?? []),
      `${to.address}:${to.port}`,
    ],
    { cwd: folder },
  );
  scope.own(() => child.stop());
  if (child.process.exitCode === null) await once(child.process, 'exit');
  const logged = (kind: string): string =>
    readdirSync(folder)
      .filter((name) => name.endsWith(`_${kind}.log`))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
  const result = {
    code: child.process.exitCode ?? 1,
    errors: logged('errors'),
    output: child.output(),
    messages: logged('messages').split(/^-{20,}.*$/m),
  };
  await remove();
  return result;
}

/** The first port of a range below the system's own, apart from those of the switches. */
export function evenPort(calls: number): number {
  return 1_024 + 2 * systemRandom.below(4_400 - 2 * calls);
}
