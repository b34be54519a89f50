/** What a row of the conformance suite works with: a switch, a connection that controls it, phones and calls. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { SwitchEvent } from '../../kernel/event-socket.js';
import { Scope } from '../../kernel/scope.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { Phone } from '../peer/phone.js';
import type { SipText } from '../peer/sip-text.js';
import { Control } from '../switch/control.js';
import { serveDirectory, type DirectoryServer } from '../switch/directory-server.js';
import { startEmbedded } from '../switch/embedded.js';
import { findFreeSwitch, noFreeSwitch, startFreeSwitch } from '../switch/freeswitch.js';
import type { SwitchAddress } from '../switch/switch-address.js';

export const domain = 'yihao';
export const password = 'a password of the lab';

/** A leg of the switch and the call of the phone at its other end. */
export interface Line {
  readonly leg: string;
  readonly call: PhoneCall;
}

export interface ParkedLine extends Line {
  readonly park: SwitchEvent;
}

export class Lab {
  readonly at: SwitchAddress;
  readonly control: Control;
  readonly directory: DirectoryServer;
  /** Files of the tests; gone afterwards. */
  readonly folder: string;
  readonly #scope: Scope;
  #users = 1000;

  constructor(at: SwitchAddress, control: Control, directory: DirectoryServer, folder: string, scope: Scope) {
    this.at = at;
    this.control = control;
    this.directory = directory;
    this.folder = folder;
    this.#scope = scope;
  }

  /** Closes the phones of one row. */
  row(): Lab {
    const { at, control, directory, folder } = this;
    const row = new Lab(at, control, directory, folder, this.#scope.child());
    row.#users = this.#users;
    this.#users += 10;
    return row;
  }

  close(): Promise<void> {
    return this.#scope.close();
  }

  /** A phone that calls from outside and is nobody's. */
  async caller(user = '13800138000'): Promise<Phone> {
    return this.#phone(user, '');
  }

  /** A registered phone of a new user, or one more phone of `user`. */
  async agent(user = String(++this.#users)): Promise<Phone> {
    this.directory.users.set(user, password);
    const phone = await this.#phone(user, password);
    const status = await phone.register();
    if (status !== 200) throw new Error(`REGISTER was answered ${status}`);
    return phone;
  }

  /** A user that exists, with no phone registered. */
  absentUser(): string {
    const user = String(++this.#users);
    this.directory.users.set(user, password);
    return user;
  }

  /** A call from outside, parked and unanswered. */
  async parked(extra: SipText['headers'] = [], late = false): Promise<ParkedLine> {
    const from = this.control.events.length;
    const call = await (await this.caller()).call('12345', extra, late);
    // A leg of the row before may still be parking.
    const own = { variable_sip_call_id: call.callId };
    const park = await this.control.until('CHANNEL_PARK', own, 5_000, from);
    return { call, park, leg: park.headers.get('Unique-ID') ?? '' };
  }

  /** A call from outside, answered. `variables` are set before the answer. */
  async answered(variables: readonly string[] = []): Promise<Line> {
    const { call, leg } = await this.parked();
    for (const one of variables) await this.control.run(leg, 'set', one);
    await this.control.run(leg, 'answer');
    await call.untilAnswered();
    return { call, leg };
  }

  /** A leg to an agent's phone, answered and parked. */
  async called(agent: Phone, variables: readonly string[] = []): Promise<Line> {
    const job = this.control.job(
      `originate {${variables.join(',')}}user/${agent.account.user}@${domain} &park()`,
    );
    const call = await agent.incoming();
    call.ring();
    call.answer();
    const reply = await job;
    if (!reply.startsWith('+OK ')) throw new Error(`originate: ${reply}`);
    const leg = reply.slice(4).trim();
    await this.control.until('CHANNEL_PARK', { 'Unique-ID': leg });
    return { leg, call };
  }

  /** A caller and an agent, bridged: the caller says 440 Hz, the agent 620 Hz. */
  async talking(
    callerVariables: readonly string[] = [],
    agentVariables: readonly string[] = [],
  ): Promise<{ caller: Line; agent: Line }> {
    const caller = await this.answered(callerVariables);
    const agent = await this.called(await this.agent(), agentVariables);
    caller.call.media.say(440);
    agent.call.media.say(620);
    await this.bridge(caller.leg, agent.leg);
    return { caller, agent };
  }

  async bridge(a: string, b: string): Promise<SwitchEvent> {
    const from = this.control.events.length;
    await this.control.api(`uuid_bridge ${a} ${b}`);
    return this.control.until('CHANNEL_BRIDGE', { 'Bridge-A-Unique-ID': a }, 5_000, from);
  }

  hangupOf(leg: string): Promise<SwitchEvent> {
    return this.control.until('CHANNEL_HANGUP_COMPLETE', { 'Unique-ID': leg });
  }

  async #phone(user: string, secret: string): Promise<Phone> {
    const phone = await Phone.open(this.at.sip, { user, password: secret, domain });
    this.#scope.own(() => phone.close());
    return phone;
  }
}

/** For all rows of a file, on both switches. */
const fileTimeoutMs = 300_000;

/** Rows by their titles. */
export type Rows = Readonly<Record<string, (t: Test, lab: Lab) => Promise<void>>>;

/** Runs every row against the embedded switch, and against FreeSWITCH where one is found. */
export function conformance(rows: Rows): void {
  const scope = new Scope();
  t.setTimeout(fileTimeoutMs);
  t.teardown(() => scope.close());
  const program = findFreeSwitch();
  run(scope, 'embedded', rows, async (within, directory) => startEmbedded(within, optionsFor(directory)));
  if (program === undefined) {
    void t.test('freeswitch', { skip: noFreeSwitch }, () => undefined);
    return;
  }
  run(scope, 'freeswitch', rows, async (within, directory) =>
    startFreeSwitch(within, program, optionsFor(directory)),
  );
}

function optionsFor(directory: DirectoryServer): {
  domain: string;
  directoryUrl: string;
  switchSecret: string;
  demo: boolean;
} {
  return { domain, directoryUrl: directory.url, switchSecret: directory.secret, demo: true };
}

function run(
  scope: Scope,
  name: string,
  rows: Rows,
  start: (scope: Scope, directory: DirectoryServer) => Promise<SwitchAddress>,
): void {
  const within = scope.child();
  let lab: Lab | undefined;
  void t.test(`${name}: starts and serves its Event Socket`, async () => {
    const directory = await serveDirectory(within, domain);
    const folder = mkdtempSync(join(tmpdir(), 'yihao-conformance-'));
    within.own(() => rmSync(folder, { recursive: true, force: true }));
    const at = await start(within, directory);
    const control = await Control.open(at.eventSocket);
    within.own(() => control.close());
    lab = new Lab(at, control, directory, folder, within);
  });
  for (const [title, row] of Object.entries(rows)) {
    void t.test(`${name}: ${title}`, async (t) => {
      if (!lab) return t.fail('there is no switch');
      const own = lab.row();
      t.teardown(() => own.close());
      return row(t, own);
    });
  }
  void t.test(`${name}: ends`, async () => within.close());
}
