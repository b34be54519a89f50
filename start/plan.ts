/** From the settings to what is started: ports made definite, secrets filled in, the children's environment. */
import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import type { Settings } from '../kernel/settings-table.js';
import type { ChildSpec } from './child.js';
import type { Listening } from './checks.js';
import { freePort, freeSipPort } from '../kernel/free-port.js';
import type { Secrets } from './secrets.js';

export interface Plan {
  readonly root: string;
  readonly data: string;
  readonly sipAddresses: readonly string[];
  readonly sipPort: number;
  /** Of SIP over WebSocket, which the engine hands browsers on to. */
  readonly wsAddress: string;
  readonly wsPort: number;
  readonly httpAddress: string;
  readonly httpPort: number;
  readonly eventSocketAddress: string;
  readonly eventSocketPort: number;
  /** Undefined where an outside server is used. */
  readonly databasePort: number | undefined;
  readonly embeddedSwitch: boolean;
  readonly demo: boolean;
}

/** Ports that are 0 in the settings become free ones, so that one process can tell another where it is. */
export async function makePlan(settings: Settings, root: string, demo: boolean): Promise<Plan> {
  const { sipPort, wsPort, wssPort, httpPort, eventSocketPort, databasePort } = settings;
  const set = [sipPort, wsPort, wssPort, httpPort, eventSocketPort, databasePort];
  const definite = (port: number, address: string): Promise<number> =>
    port === 0 ? freePort(address, set) : Promise.resolve(port);
  return {
    root,
    data: resolve(root, settings.data),
    sipAddresses: settings.sipAddresses,
    sipPort: sipPort || (await freeSipPort(settings.sipAddresses[0] ?? '0.0.0.0', set)),
    wsAddress: settings.wsAddress,
    wsPort: await definite(wsPort, settings.wsAddress),
    httpAddress: settings.httpAddress,
    httpPort: await definite(httpPort, settings.httpAddress),
    eventSocketAddress: settings.eventSocketAddress,
    eventSocketPort: await definite(eventSocketPort, settings.eventSocketAddress),
    databasePort: settings.databaseUrl === '' ? await definite(databasePort, '127.0.0.1') : undefined,
    embeddedSwitch: settings.embeddedSwitch,
    demo: demo || settings.demo,
  };
}

/** Every port that has to be free. */
export function portsOf(plan: Plan): Listening[] {
  const http: Listening = {
    ...{ what: 'the web interface', transport: 'tcp', address: plan.httpAddress, port: plan.httpPort },
    setting: 'YIHAO_HTTP_PORT',
  };
  const database: Listening[] =
    plan.databasePort === undefined
      ? []
      : [
          {
            ...{ what: 'the database', transport: 'tcp', address: '127.0.0.1', port: plan.databasePort },
            setting: 'YIHAO_DATABASE_PORT',
          },
        ];
  return [http, ...database, ...(plan.embeddedSwitch ? switchPorts(plan) : [])];
}

function switchPorts(plan: Plan): Listening[] {
  const sip = plan.sipAddresses.flatMap((address) =>
    (['udp', 'tcp'] as const).map((transport): Listening => ({
      ...{ what: 'SIP', transport, address, port: plan.sipPort },
      setting: 'YIHAO_SIP_PORT',
    })),
  );
  const eventSocket: Listening = {
    ...{ what: 'the Event Socket', transport: 'tcp', address: plan.eventSocketAddress },
    ...{ port: plan.eventSocketPort, setting: 'YIHAO_EVENT_SOCKET_PORT' },
  };
  const webSocket: Listening = {
    ...{ what: 'SIP over WebSocket', transport: 'tcp', address: plan.wsAddress, port: plan.wsPort },
    setting: 'YIHAO_WS_PORT',
  };
  return [...sip, webSocket, eventSocket];
}

/** What the children get on top of the launcher's own environment. */
export function childEnvironment(plan: Plan, settings: Settings, secrets: Secrets): Record<string, string> {
  const http = plan.httpAddress === '0.0.0.0' || plan.httpAddress === '::' ? '127.0.0.1' : plan.httpAddress;
  const embedded = {
    YIHAO_EVENT_SOCKET_PORT: String(plan.eventSocketPort),
    YIHAO_SWITCHES: authority(plan.eventSocketAddress, plan.eventSocketPort),
    YIHAO_SIP_PORT: String(plan.sipPort),
    YIHAO_WS_PORT: String(plan.wsPort),
  };
  return {
    YIHAO_DATA: plan.data,
    YIHAO_FLOWS: resolve(plan.root, settings.flows),
    YIHAO_DEMO: String(plan.demo),
    YIHAO_HTTP_PORT: String(plan.httpPort),
    YIHAO_EVENT_SOCKET_PASSWORD: settings.eventSocketPassword || secrets.eventSocketPassword,
    YIHAO_SWITCH_SECRET: settings.switchSecret || secrets.switchSecret,
    YIHAO_DIRECTORY_URL: settings.directoryUrl || `http://${authority(http, plan.httpPort)}/switch/directory`,
    ...(plan.embeddedSwitch ? embedded : {}),
  };
}

/** How one of our own Node programs is run. */
export function nodeProcess(
  plan: Plan,
  name: string,
  script: string,
  env: Readonly<Record<string, string>>,
): ChildSpec {
  return {
    name,
    command: process.execPath,
    args: ['--enable-source-maps', join(plan.root, 'dist', script)],
    env,
    cwd: plan.root,
    channel: true,
    stopSignal: 'SIGTERM',
    stopMs: 8_000,
  };
}

/** `address:port` as it stands in a URL. */
export function authority(address: string, port: number): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** An address of this machine that a phone beside it can reach. */
export function outsideAddress(listening: readonly string[]): string {
  const definite = listening.find((address) => address !== '0.0.0.0' && address !== '::');
  if (definite !== undefined) return definite;
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return own.find((one) => one.family === 'IPv4' && !one.internal)?.address ?? '127.0.0.1';
}
