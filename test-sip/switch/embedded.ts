/** The embedded switch as its own process, as the launcher starts it, on free ports. */
import { join } from 'node:path';
import { freePort, freeSipPort } from '../../kernel/free-port.js';
import { systemRandom } from '../../kernel/random.js';
import type { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import { startGuarded, type GuardedChild } from '../guarded-child.js';
import { repository } from '../repository.js';
import { freeRtpRange, rtpPorts } from './rtp-range.js';
import { canConnect, type SwitchAddress } from './switch-address.js';

export interface EmbeddedOptions {
  readonly domain: string;
  readonly directoryUrl: string;
  readonly switchSecret: string;
  readonly demo: boolean;
}

export interface RunningEmbedded extends SwitchAddress {
  readonly child: GuardedChild;
}

/** Starts it and waits until its Event Socket serves. It ends with `scope`. */
export async function startEmbedded(scope: Scope, options: EmbeddedOptions): Promise<RunningEmbedded> {
  const sipPort = await freeSipPort('127.0.0.1');
  const eventSocket = { port: await freePort('127.0.0.1'), password: systemRandom.hex(8) };
  const firstRtp = freeRtpRange();
  const child = startGuarded(process.execPath, [join(repository, 'dist', 'media', 'main.js')], {
    cwd: repository,
    env: {
      PATH: process.env['PATH'],
      YIHAO_SIP_ADDRESSES: '127.0.0.1',
      YIHAO_SIP_PORT: String(sipPort),
      YIHAO_WS_PORT: '0',
      YIHAO_SIP_DOMAIN: options.domain,
      YIHAO_RTP_FIRST_PORT: String(firstRtp),
      YIHAO_RTP_LAST_PORT: String(firstRtp + rtpPorts - 1),
      YIHAO_EVENT_SOCKET_PORT: String(eventSocket.port),
      YIHAO_EVENT_SOCKET_PASSWORD: eventSocket.password,
      YIHAO_DIRECTORY_URL: options.directoryUrl,
      YIHAO_SWITCH_SECRET: options.switchSecret,
      YIHAO_HOLD_MUSIC: join(repository, 'ivr-flows', 'prompts', 'music'),
      YIHAO_DEMO: String(options.demo),
      YIHAO_LOG_LEVEL: 'warn',
    },
  });
  scope.own(() => child.stop());
  await eventually(
    'the embedded switch serves its Event Socket',
    () => {
      if (child.process.exitCode !== null) throw new Error(`the switch ended: ${child.output()}`);
      return canConnect(eventSocket.port);
    },
    20_000,
  );
  return { name: 'embedded', sip: { address: '127.0.0.1', port: sipPort }, eventSocket, child };
}
