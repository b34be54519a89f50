/** The whole product, started as `npm start -- --demo` does, on free ports with an empty data folder. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../kernel/free-port.js';
import { systemRandom } from '../../kernel/random.js';
import type { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import { startGuarded, type GuardedChild } from '../guarded-child.js';
import { Phone } from '../peer/phone.js';
import type { SipProtocol, SipTarget } from '../peer/sip-socket.js';
import { repository } from '../repository.js';
import { freeRtpRange, rtpPorts } from '../switch/rtp-range.js';
import { findFreeSwitch, startFreeSwitch, type RunningFreeSwitch } from '../switch/freeswitch.js';
import { gatewayFolder, trunkSettings, type CarrierPorts } from './carrier-trunks.js';
import { makeHotlineFolder } from './hotline-folder.js';
import { descendants } from './processes.js';
import { Web } from './web.js';

export type Part = 'engine' | 'switch' | 'database';

const commandOf: Readonly<Record<Part, RegExp>> = {
  engine: /dist\/engine\/main\.js/,
  switch: /dist\/media\/main\.js/,
  database: /postgres.* -D /,
};

export interface ProductOptions {
  /** Which switch carries the calls; FreeSWITCH is started beside the product. */
  readonly on: 'embedded' | 'freeswitch';
  /** The flows and prompts of the repository instead of the ones made of tones. */
  readonly realPrompts?: boolean;
  /** Flows beside those of the repository: texts by file name. */
  readonly flows?: Readonly<Record<string, string>>;
  /** Carriers that calls go out through, in this order: the port of each on 127.0.0.1 by the name of the trunk. */
  readonly trunks?: CarrierPorts;
  readonly env?: Readonly<Record<string, string>>;
}

/** How a phone reaches the product; UDP to the first address of SIP where it does not say. */
export interface Way {
  readonly protocol?: SipProtocol;
  readonly address?: string;
}

const startMs = 60_000;
export const administratorPassword = 'the tests sign in';

export class Product {
  readonly web: Web;
  readonly origin: string;
  readonly sip: SipTarget;
  readonly flows: string;
  readonly data: string;
  readonly freeSwitch: RunningFreeSwitch | undefined;
  /** Passwords of the demo's agents by number, for phone and web page. */
  readonly passwords: ReadonlyMap<string, string>;
  readonly #child: GuardedChild;
  readonly #scope: Scope;

  constructor(
    parts: {
      readonly web: Web;
      readonly origin: string;
      readonly sip: SipTarget;
      readonly flows: string;
      readonly data: string;
      readonly passwords: ReadonlyMap<string, string>;
      readonly freeSwitch: RunningFreeSwitch | undefined;
    },
    child: GuardedChild,
    scope: Scope,
  ) {
    this.web = parts.web;
    this.origin = parts.origin;
    this.sip = parts.sip;
    this.flows = parts.flows;
    this.data = parts.data;
    this.passwords = parts.passwords;
    this.freeSwitch = parts.freeSwitch;
    this.#child = child;
    this.#scope = scope;
  }

  /** A client of the HTTP interface for one more user. */
  client(): Web {
    return new Web(this.origin);
  }

  /** What the product printed. */
  output(): string {
    return this.#child.output();
  }

  /** Lines of the log of a part, the parts' own JSON. */
  log(part: 'engine' | 'switch'): readonly string[] {
    return readFileSync(join(this.data, 'logs', `${part}.log`), 'utf8').split('\n');
  }

  /** Id of the process of a part; undefined while there is none. */
  pid(part: Part): number | undefined {
    if (part === 'switch' && this.freeSwitch) return this.freeSwitch.pid;
    const below = descendants(this.#child.process.pid ?? 0);
    return below.find((one) => commandOf[part].test(one.command))?.pid;
  }

  /** kill -9. */
  kill(part: Part): void {
    const pid = this.pid(part);
    if (pid === undefined) throw new Error(`the ${part} does not run`);
    process.kill(pid, 'SIGKILL');
  }

  /** A phone registered as one of the demo's agents. */
  async agentPhone(agent: string, protocol: SipProtocol = 'udp'): Promise<Phone> {
    const password = this.passwords.get(agent) ?? '';
    const phone = await Phone.open(this.sip, { user: agent, password, domain: 'yihao' }, protocol);
    this.#scope.own(() => phone.close());
    const status = await phone.register();
    if (status !== 200) throw new Error(`REGISTER of ${agent} was answered ${status}`);
    await eventually(
      `${agent} is registered`,
      async () => (await this.web.agent(agent))?.registered === true,
    );
    return phone;
  }

  /** A phone of nobody's, outside. */
  async callerPhone(number: string, { protocol = 'udp', address }: Way = {}): Promise<Phone> {
    const sip = { ...this.sip, ...(address !== undefined && { address }) };
    const phone = await Phone.open(sip, { user: number, password: '', domain: 'outside' }, protocol);
    this.#scope.own(() => phone.close());
    return phone;
  }

  /** Signs agents in and makes them ready; one for whom a caller waits is offered the call at once. */
  async ready(...agents: readonly string[]): Promise<void> {
    for (const agent of agents) {
      if ((await this.web.agent(agent))?.state === 'signedOut') {
        await this.web.setAgent(agent, { want: 'signIn' });
      }
      await this.web.setAgent(agent, { want: 'ready' });
    }
  }

  /** Signs agents out. */
  async signOut(...agents: readonly string[]): Promise<void> {
    for (const agent of agents) {
      if ((await this.web.agent(agent))?.state !== 'signedOut') {
        await this.web.setAgent(agent, { want: 'signOut' });
      }
    }
  }

  untilAgent(agent: string, state: string, timeoutMs = 15_000): Promise<void> {
    const holds = async (): Promise<boolean> => (await this.web.agent(agent))?.state === state;
    return eventually(`agent ${agent} is ${state}`, holds, timeoutMs);
  }

  /** The stage of the call of that caller, now; undefined when it has none. */
  async stageOf(caller: string): Promise<string | undefined> {
    return (await this.web.live()).calls.find((call) => call.caller === caller)?.stage;
  }

  untilStage(caller: string, stage: string, timeoutMs = 15_000): Promise<void> {
    const holds = async (): Promise<boolean> => (await this.stageOf(caller)) === stage;
    return eventually(`${caller} is at ${stage}`, holds, timeoutMs);
  }

  /** Id of the one call of that caller, once its record is complete. */
  async finished(caller: string, timeoutMs = 20_000): Promise<string> {
    let id = '';
    await eventually(
      `the record of ${caller} is complete`,
      async () => {
        const [row] = await this.web.callsOf(caller);
        id = typeof row?.['id'] === 'string' ? row['id'] : '';
        return typeof row?.['endedAt'] === 'number';
      },
      timeoutMs,
    );
    return id;
  }
}

/** Starts the product and signs in as its administrator. Everything ends with `scope`. */
export async function startProduct(scope: Scope, options: ProductOptions): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'yihao-product-'));
  // The database runs as an account of its own and must get there.
  chmodSync(folder, 0o755);
  scope.own(() => rmSync(folder, { recursive: true, force: true }));
  const flows = options.realPrompts === true ? join(repository, 'ivr-flows') : join(folder, 'flows');
  if (options.realPrompts !== true) makeHotlineFolder(flows);
  for (const [file, text] of Object.entries(options.flows ?? {})) writeFileSync(join(flows, file), text);
  const music = join(flows, 'prompts', 'music');
  const data = join(folder, 'data');
  const httpPort = await freePort('127.0.0.1');
  const switchSecret = systemRandom.hex(16);
  const freeSwitch =
    options.on === 'freeswitch'
      ? await besideFreeSwitch(scope, httpPort, switchSecret, music, options.trunks)
      : undefined;
  const firstRtp = freeRtpRange();
  const child = startGuarded(process.execPath, [join(repository, 'dist', 'start', 'main.js'), '--demo'], {
    cwd: repository,
    env: {
      PATH: process.env['PATH'],
      YIHAO_DATA: data,
      YIHAO_FLOWS: flows,
      YIHAO_HOLD_MUSIC: music,
      YIHAO_HTTP_ADDRESS: '127.0.0.1',
      YIHAO_HTTP_PORT: String(httpPort),
      YIHAO_SIP_ADDRESSES: '127.0.0.1',
      YIHAO_SIP_PORT: '0',
      YIHAO_WS_PORT: '0',
      YIHAO_EVENT_SOCKET_PORT: '0',
      YIHAO_RTP_FIRST_PORT: String(firstRtp),
      YIHAO_RTP_LAST_PORT: String(firstRtp + rtpPorts - 1),
      YIHAO_SWITCH_SECRET: switchSecret,
      ...(options.trunks && { YIHAO_TRUNKS: trunkSettings(options.trunks) }),
      ...(freeSwitch && {
        YIHAO_EMBEDDED_SWITCH: 'false',
        YIHAO_SWITCHES: `127.0.0.1:${freeSwitch.eventSocket.port}:${freeSwitch.eventSocket.password}`,
      }),
      ...options.env,
    },
  });
  scope.own(() => child.stop());
  await eventually(
    'the product runs',
    () => {
      if (child.process.exitCode !== null) throw new Error(`it ended: ${child.output()}`);
      return /^ {2}Logs /m.test(child.output());
    },
    startMs,
  );
  return signedIn(scope, child, { httpPort, flows, data, freeSwitch });
}

async function besideFreeSwitch(
  scope: Scope,
  httpPort: number,
  switchSecret: string,
  holdMusic: string,
  trunks: CarrierPorts = {},
): Promise<RunningFreeSwitch> {
  const program = findFreeSwitch();
  if (program === undefined) throw new Error('there is no FreeSWITCH');
  const directoryUrl = `http://127.0.0.1:${httpPort}/switch/directory`;
  return startFreeSwitch(scope, program, {
    ...{ domain: 'yihao', directoryUrl, switchSecret, demo: true, holdMusic },
    trunks: gatewayFolder(scope, trunks),
  });
}

async function signedIn(
  scope: Scope,
  child: GuardedChild,
  at: { httpPort: number; flows: string; data: string; freeSwitch: RunningFreeSwitch | undefined },
): Promise<Product> {
  const output = child.output();
  const passwords = new Map(
    [...output.matchAll(/^ +(\d{4}) \/ (\S+)/gm)].map(([, agent = '', password = '']) => [agent, password]),
  );
  const [, name = '', oneTime = ''] = /Sign in +(\S+) \/ (\S+)/.exec(output) ?? [];
  const sipPort = Number(/SIP +127\.0\.0\.1:(\d+)/.exec(output)?.[1]);
  const origin = `http://127.0.0.1:${at.httpPort}`;
  const web = new Web(origin);
  await web.signIn(name, oneTime);
  await web.json('PUT', '/api/session/password', { old: oneTime, new: administratorPassword });
  await web.signIn(name, administratorPassword);
  const sip = at.freeSwitch?.sip ?? { address: '127.0.0.1', port: sipPort };
  const { flows, data, freeSwitch } = at;
  const product = new Product({ web, origin, sip, flows, data, passwords, freeSwitch }, child, scope);
  await eventually('the engine has its switch', async () =>
    (await web.live()).switches.some((one) => one.connected),
  );
  await shortTimes(web);
  return product;
}

/** Short times for tests: the agents' wrap-up ends at once, phones ring for 5 s. */
async function shortTimes(web: Web): Promise<void> {
  const { items: agents } = (await web.json('GET', '/api/agents')) as {
    items: readonly { id: string; [key: string]: unknown }[];
  };
  for (const { id, ...settings } of agents) {
    await web.json('PUT', `/api/agents/${id}`, { ...settings, wrapUpSeconds: 0 });
  }
  const { items: queues } = (await web.json('GET', '/api/queues')) as {
    items: readonly { id: string; [key: string]: unknown }[];
  };
  for (const { id, ...settings } of queues) {
    await web.json('PUT', `/api/queues/${id}`, { ...settings, ringSeconds: 5 });
  }
}
