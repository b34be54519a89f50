/** A FreeSWITCH of this machine, started with docker/freeswitch/conf on free ports. */
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort, freeSipPort } from '../../kernel/free-port.js';
import { systemRandom } from '../../kernel/random.js';
import type { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import { startGuarded } from '../guarded-child.js';
import { repository } from '../repository.js';
import { freeRtpRange, rtpPorts } from './rtp-range.js';
import { canConnect, type SwitchAddress } from './switch-address.js';

/**
 * FREESWITCH_BIN, or `freeswitch` on the PATH, in /opt/(any)/bin or /usr/local/(any)/bin.
 * @returns its path; undefined where there is none.
 */
export function findFreeSwitch(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['FREESWITCH_BIN'];
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
  const folders = [
    ...(env['PATH'] ?? '').split(delimiter),
    ...['/opt', '/usr/local'].flatMap((base) => subfolders(base).map((name) => join(base, name, 'bin'))),
  ];
  return folders.map((folder) => join(folder, 'freeswitch')).find(isProgram);
}

/** What a run says in its last lines where there is none. */
export const noFreeSwitch =
  'No FreeSWITCH found (FREESWITCH_BIN, PATH, /opt/*/bin, /usr/local/*/bin): what compares with it did not run.';

/** The configuration that the engine needs. */
export const freeSwitchConfiguration = join(repository, 'docker', 'freeswitch', 'conf');

export interface FreeSwitchOptions {
  readonly domain: string;
  readonly directoryUrl: string;
  readonly switchSecret: string;
  /** Demo rule: calls from loopback come in. */
  readonly demo: boolean;
  readonly logLevel?: string;
  readonly sipPort?: number;
  readonly eventSocket?: { readonly port: number; readonly password: string };
  /** Folder of WAV files; the repository's where it is absent. */
  readonly holdMusic?: string;
  /** Folder of its trunks' files; the configuration's own where it is absent. */
  readonly trunks?: string;
  /** Folder of its configuration; docker/freeswitch/conf where it is absent. */
  readonly configuration?: string;
}

export interface RunningFreeSwitch extends SwitchAddress {
  /** Process id of FreeSWITCH itself. */
  readonly pid: number;
  /** Its log and data. */
  readonly folder: string;
}

/**
 * Starts one and waits until its Event Socket serves. It ends with `scope`.
 * @param program path of the freeswitch binary.
 */
export async function startFreeSwitch(
  scope: Scope,
  program: string,
  options: FreeSwitchOptions,
): Promise<RunningFreeSwitch> {
  const folder = mkdtempSync(join(tmpdir(), 'yihao-freeswitch-'));
  scope.own(() => rmSync(folder, { recursive: true, force: true }));
  const sipPort = options.sipPort ?? (await freeSipPort('127.0.0.1'));
  const eventSocket = options.eventSocket ?? {
    port: await freePort('127.0.0.1'),
    password: systemRandom.hex(8),
  };
  const firstRtp = freeRtpRange();
  const configuration = options.configuration ?? freeSwitchConfiguration;
  const folders = ['-conf', configuration, '-log', folder, '-db', folder, '-run', folder];
  const child = startGuarded(program, ['-nc', '-nf', '-nonat', '-nonatmap', ...folders], {
    // It takes seconds to say goodbye and keeps nothing that matters.
    stopSignal: 'KILL',
    env: {
      ...process.env,
      FREESWITCH_ADDRESS: '127.0.0.1',
      FREESWITCH_LOG_LEVEL: options.logLevel ?? 'warning',
      YIHAO_SIP_PORT: String(sipPort),
      YIHAO_SIP_DOMAIN: options.domain,
      YIHAO_RTP_FIRST_PORT: String(firstRtp),
      YIHAO_RTP_LAST_PORT: String(firstRtp + rtpPorts - 2),
      YIHAO_EVENT_SOCKET_PORT: String(eventSocket.port),
      YIHAO_EVENT_SOCKET_PASSWORD: eventSocket.password,
      YIHAO_DIRECTORY_URL: options.directoryUrl,
      YIHAO_CONFIGURATION_URL: new URL('configuration', options.directoryUrl).href,
      YIHAO_SWITCH_SECRET: options.switchSecret,
      YIHAO_HOLD_MUSIC: options.holdMusic ?? join(repository, 'ivr-flows', 'prompts', 'music'),
      YIHAO_DEMO: String(options.demo),
      ...(options.trunks !== undefined && { FREESWITCH_TRUNKS: options.trunks }),
    },
  });
  scope.own(() => child.stop());
  await eventually(
    `FreeSWITCH serves its Event Socket (log: ${folder}/freeswitch.log)`,
    () => {
      if (child.process.exitCode !== null) throw new Error(`FreeSWITCH ended: ${child.output()}`);
      return canConnect(eventSocket.port);
    },
    20_000,
  );
  return {
    name: 'freeswitch',
    sip: { address: '127.0.0.1', port: sipPort },
    eventSocket,
    pid: Number(readFileSync(join(folder, 'freeswitch.pid'), 'utf8')),
    folder,
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
