import { every, sleep, type Cancel, type Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { Random } from '../../kernel/random.js';
import { refuse, type Result } from '../../kernel/result.js';
import { EslClient } from '../esl/client.js';
import { parseEslEvent, type EslEvent } from '../esl/esl-event.js';
import { renderApplication, type Application, type EavesdropStep } from './application.js';
import { renderOrigination, type Origination } from './originate.js';
import { PendingBridges } from './pending-bridges.js';
import { checkCause, checkId, checkSource } from './safe-text.js';
import type { SwitchEvent } from './switch-event.js';
import { isArriving, legOf, subscription, translate } from './translate.js';

export interface NodeAddress {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

export interface NodeOptions extends NodeAddress {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly onEvent: (event: SwitchEvent) => void;
}

const reconcileEveryMs = 30_000;
/** FreeSWITCH takes so long to give up a trunk. */
const killedTrunkMs = 2_500;
/** FreeSWITCH lists a leg up to a second after it came: those of the moment of connecting are looked for once more. */
const lookAgainMs = 1_500;
/** One phone of a user went: whether another one is left is seen from the list, a moment later. */
const registrationsSettleMs = 300;
/** So long a registration just heard of is believed over a list that lacks it. */
const registrationsBehindMs = 3_000;
/** A switch that stays away so long has lost its calls, as far as anyone here can tell. */
const goneAfterMs = 60_000;

/** As `eavesdrop` takes them (media/EVENT_SOCKET.md). */
const eavesdropCommands: Readonly<Record<EavesdropStep, string>> = {
  listen: '0',
  whisper: '2',
  barge: '3',
  end: '*',
};

/** One switch: its connection, the legs that it carries, and the commands it takes. */
export class SwitchNode {
  /** `host:port`. */
  readonly name: string;
  readonly #options: NodeOptions;
  readonly #client: EslClient;
  readonly #bridges: PendingBridges;
  /** Legs that events told of and whose end was not heard. */
  readonly #legs = new Set<string>();
  /** User → when an event told of the registration, in the clock's monotonic time. */
  readonly #registeredAt = new Map<string, number>();
  #kind = '';
  #cancelReconcile: Cancel | undefined;
  #cancelGone: Cancel | undefined;
  #cancelRegistrations: Cancel | undefined;
  #reconciling = false;
  #reconcileAgain = false;
  /** What legs did while the connection was broken was not heard. */
  #outOfTouch = false;

  constructor(options: NodeOptions) {
    this.#options = options;
    this.name = `${options.host}:${options.port}`;
    this.#bridges = new PendingBridges(options.clock);
    this.#client = new EslClient({
      host: options.host,
      port: options.port,
      password: options.password,
      clock: options.clock,
      random: options.random,
      log: options.log,
      subscribe: subscription,
    });
    this.#client.events.on((event) => {
      if (event.type === 'event') this.#onEvent(event.event);
      else if (event.type === 'connected') this.#onConnected();
      else if (event.type === 'disconnected') this.#onDisconnected(event.why);
      else this.reconcile();
    });
  }

  get connected(): boolean {
    return this.#client.connected;
  }

  /** First words of `version`; empty before the first connection. */
  get kind(): string {
    return this.#kind;
  }

  get channels(): number {
    return this.#legs.size;
  }

  get counters(): { readonly lost: number; readonly connects: number } {
    return this.#client.counters;
  }

  carries(uuid: string): boolean {
    return this.#legs.has(uuid);
  }

  open(): void {
    this.#client.open();
  }

  close(): void {
    this.#client.close();
    this.#bridges.close();
    this.#cancelReconcile?.();
    this.#cancelGone?.();
    this.#cancelRegistrations?.();
  }

  /**
   * Queues an application on the leg.
   * @param id comes back with 'applicationDone'.
   * @returns when it is accepted.
   */
  execute(uuid: string, id: string, application: Application): Promise<Result<string>> {
    const leg = checkId(uuid);
    const rendered = renderApplication(application);
    if (!leg.ok || !rendered.ok) return Promise.resolve(leg.ok ? rendered : leg) as Promise<Result<string>>;
    const { name, argument } = rendered.value;
    const message = {
      'call-command': 'execute',
      'execute-app-name': name,
      ...(argument === '' ? {} : { 'execute-app-arg': argument }),
      'event-lock': 'true',
      'Event-UUID': id,
    };
    return this.#bridges.inTurn(uuid, () => this.#client.sendmsg(uuid, message));
  }

  /** Ends what plays on the leg; what is queued behind it goes on. */
  interrupt(uuid: string): Promise<Result<string>> {
    return this.#bridges.inTurn(uuid, () => this.#legCommand('uuid_break', uuid));
  }

  /** Rings a phone. Resolves with the leg that answered, or refuses with the cause. The command leaves at once. */
  originate(origination: Origination): Promise<Result<string>> {
    const rendered = renderOrigination(origination);
    if (!rendered.ok) return Promise.resolve(rendered);
    const answer = this.#client.bgapi(`originate ${rendered.value}`, (origination.ringSeconds + 15) * 1000);
    return answer.then((result) => {
      if (!result.ok) return result;
      // Of several phones of a user the first alone has the id that was asked for.
      const leg = /^\+OK ([\w.-]{1,128})$/.exec(result.value)?.[1] ?? origination.uuid;
      // Its own events may be among lost ones.
      this.#legs.add(leg);
      return { ok: true, value: leg };
    });
  }

  /** What moves one of the legs while they are being bridged waits until they are. */
  bridge(a: string, b: string): Promise<Result<string>> {
    const other = checkId(b);
    if (!other.ok) return Promise.resolve(other);
    return this.#bridges.whenStill([a, b], async () => {
      this.#bridges.begin(a, b);
      const answer = await this.#legCommand('uuid_bridge', a, b);
      if (!answer.ok) this.#bridges.gone(a);
      return answer;
    });
  }

  /** Takes the leg out of what it does; one that is bridged with it parks too, if it is to park. */
  park(uuid: string): Promise<Result<string>> {
    return this.#bridges.whenStill([uuid], () => this.#legCommand('uuid_park', uuid));
  }

  answer(uuid: string): Promise<Result<string>> {
    return this.#legCommand('uuid_answer', uuid);
  }

  /** Changes the mode of the `eavesdrop` that the leg runs or is about to, or ends it; its own keys do nothing. */
  steer(uuid: string, step: EavesdropStep): Promise<Result<string>> {
    const leg = checkId(uuid);
    if (!leg.ok) return Promise.resolve(leg);
    const headers = { 'unique-id': uuid, 'eavesdrop-command': eavesdropCommands[step] };
    return this.#client.sendevent('COMMAND', headers);
  }

  /** Reads its trunks again; those that were `changed` are given up first, or FreeSWITCH keeps them as they were. */
  async rescanTrunks(changed: readonly string[]): Promise<void> {
    for (const trunk of changed)
      if (checkId(trunk).ok) await this.#client.api(`sofia profile external killgw ${trunk}`);
    if (changed.length > 0) await sleep(this.#options.clock, killedTrunkMs);
    await this.#client.api('sofia profile external rescan');
    await this.#client.api('reloadacl');
  }

  /** States of its trunks by name. */
  async trunkStates(): Promise<ReadonlyMap<string, string>> {
    const answer = await this.#client.api('sofia status');
    const lines = answer.ok ? answer.value.split('\n') : [];
    const found = lines.map((line) => /^\s*(?:\S+::)?(\S+)\s+gateway\s+\S+\s+(\S+)/.exec(line));
    return new Map(found.flatMap((match) => (match?.[1] && match[2] ? [[match[1], match[2]]] : [])));
  }

  /** Forgets the registrations of the user's browsers (SIP over WebSocket); other phones of the user stay. */
  async dropBrowsers(user: string): Promise<void> {
    const rows = await this.#rows('show registrations as json');
    for (const row of rows.ok ? rows.value : []) {
      const { reg_user: of, network_proto: protocol = '', token: callId = '' } = row;
      if (of === user && /^wss?$/i.test(protocol) && /^[\w.@:-]{1,128}$/.test(callId))
        await this.#client.api(`sofia profile internal flush_inbound_reg ${callId}`);
    }
  }

  kill(uuid: string, cause: string): Promise<Result<string>> {
    const checked = checkCause(cause);
    if (!checked.ok) return Promise.resolve(checked);
    return this.#bridges.whenStill([uuid], () => this.#legCommand('uuid_kill', uuid, checked.value));
  }

  /** Records both sides: left what the leg says, right what it hears. */
  startRecording(uuid: string, path: string): Promise<Result<string>> {
    const source = checkSource(path);
    return source.ok ? this.#legCommand('uuid_record', uuid, `start ${path}`) : Promise.resolve(source);
  }

  stopRecording(uuid: string, path: string): Promise<Result<string>> {
    const source = checkSource(path);
    return source.ok ? this.#legCommand('uuid_record', uuid, `stop ${path}`) : Promise.resolve(source);
  }

  /** Compares what is known with what is there, tells of the differences as events. One at a time. */
  reconcile(): void {
    if (this.#reconciling) {
      this.#reconcileAgain = true;
      return;
    }
    this.#reconciling = true;
    void this.#compare().finally(() => {
      this.#reconciling = false;
      if (!this.#reconcileAgain) return;
      this.#reconcileAgain = false;
      this.reconcile();
    });
  }

  #legCommand(command: string, uuid: string, rest = ''): Promise<Result<string>> {
    const leg = checkId(uuid);
    if (!leg.ok) return Promise.resolve(leg);
    return this.#client.api(`${command} ${uuid}${rest === '' ? '' : ` ${rest}`}`);
  }

  #onEvent(event: EslEvent): void {
    const translated = translate(event, this.name);
    if (!translated) return;
    if (translated.type === 'bridged') this.#bridges.bridged(translated.a, translated.b);
    if (translated.type === 'legEnded') {
      this.#legs.delete(translated.uuid);
      this.#bridges.gone(translated.uuid);
    } else if (event.uuid !== '' && event.name.startsWith('CHANNEL_')) this.#legs.add(event.uuid);
    if (translated.type === 'registered') {
      this.#registeredAt.set(translated.user, this.#options.clock.monotonic());
    } else if (translated.type === 'unregistered') {
      this.#registeredAt.delete(translated.user);
      this.#listRegistrationsSoon();
    }
    this.#options.onEvent(translated);
  }

  #onConnected(): void {
    this.#cancelGone?.();
    this.#options.onEvent({ type: 'connected', node: this.name });
    void this.#client.api('version').then((version) => {
      if (version.ok) this.#kind = version.value.slice(0, 80);
    });
    this.reconcile();
    const { clock } = this.#options;
    const cancelAgain = clock.after(lookAgainMs, () => this.reconcile());
    const cancelEvery = every(clock, reconcileEveryMs, () => this.reconcile());
    this.#cancelReconcile = () => {
      cancelAgain();
      cancelEvery();
    };
  }

  #onDisconnected(why: string): void {
    this.#outOfTouch = true;
    this.#registeredAt.clear();
    this.#cancelReconcile?.();
    this.#options.onEvent({ type: 'disconnected', node: this.name, why });
    this.#cancelGone = this.#options.clock.after(goneAfterMs, () => {
      for (const uuid of this.#legs) this.#lose(uuid);
    });
  }

  async #compare(): Promise<void> {
    const known = [...this.#legs];
    const [channels] = await Promise.all([this.#rows('show channels as json'), this.#listRegistrations()]);
    if (!channels.ok) return;
    const present = new Set(channels.value.map((row) => row['uuid'] ?? ''));
    for (const uuid of known) {
      if (!present.has(uuid) && this.#legs.has(uuid) && (await this.#isGone(uuid))) this.#lose(uuid);
    }
    if (this.#outOfTouch) for (const uuid of known) if (present.has(uuid)) await this.#tellAgain(uuid);
    for (const uuid of present) if (!this.#legs.has(uuid)) await this.#find(uuid);
    // Cut off in between, some legs were not told of: to call that all would end calls that go on.
    if (!this.#client.connected) return;
    const afterGap = this.#outOfTouch;
    this.#outOfTouch = false;
    const at = this.#options.clock.now();
    this.#options.onEvent({ type: 'synchronised', at, node: this.name, afterGap });
  }

  #listRegistrationsSoon(): void {
    this.#cancelRegistrations?.();
    this.#cancelRegistrations = this.#options.clock.after(registrationsSettleMs, () => {
      void this.#listRegistrations();
    });
  }

  async #listRegistrations(): Promise<void> {
    const rows = await this.#rows('show registrations as json');
    if (!rows.ok) return;
    const now = this.#options.clock.monotonic();
    for (const [user, at] of this.#registeredAt) {
      if (now - at > registrationsBehindMs) this.#registeredAt.delete(user);
    }
    const listed = rows.value.map((row) => row['reg_user'] ?? row['user'] ?? '');
    const users = [...new Set([...listed, ...this.#registeredAt.keys()])];
    this.#options.onEvent({ type: 'registrations', node: this.name, users });
  }

  /** The list is FreeSWITCH's database's, which runs a little behind: ask for the leg itself. */
  async #isGone(uuid: string): Promise<boolean> {
    const exists = await this.#client.api(`uuid_exists ${uuid}`);
    return exists.ok && exists.value === 'false' && this.#legs.has(uuid);
  }

  #lose(uuid: string): void {
    this.#legs.delete(uuid);
    this.#options.onEvent({ type: 'legLost', at: this.#options.clock.now(), uuid });
  }

  async #find(uuid: string): Promise<void> {
    const event = await this.#dump(uuid);
    // An event may have told of it, or it may have ended, in the meantime.
    if (!event || this.#legs.has(uuid)) return;
    // It will tell of itself when it parks; until then it has no media, and to answer it would come to nothing.
    if (isArriving(event)) return;
    this.#legs.add(uuid);
    const at = this.#options.clock.now();
    this.#options.onEvent({ type: 'legFound', at, leg: legOf(event, this.name) });
  }

  /** A phone may have been picked up meanwhile; for callers, timers stand in for what was not heard. */
  async #tellAgain(uuid: string): Promise<void> {
    const event = this.#legs.has(uuid) ? await this.#dump(uuid) : undefined;
    if (!event || !this.#legs.has(uuid)) return;
    const leg = legOf(event, this.name);
    if (leg.direction === 'outbound')
      this.#options.onEvent({ type: 'legFound', at: this.#options.clock.now(), leg });
  }

  async #dump(uuid: string): Promise<EslEvent | undefined> {
    if (!checkId(uuid).ok) return undefined;
    const dump = await this.#client.api(`uuid_dump ${uuid} json`);
    const event = dump.ok ? parseEslEvent(dump.value) : dump;
    return event.ok && event.value.uuid === uuid ? event.value : undefined;
  }

  async #rows(command: string): Promise<Result<readonly Readonly<Record<string, string>>[]>> {
    const answer = await this.#client.api(command);
    if (!answer.ok) return answer;
    try {
      const parsed: unknown = JSON.parse(answer.value);
      const rows = isRecord(parsed) && Array.isArray(parsed['rows']) ? parsed['rows'].filter(isRecord) : [];
      return { ok: true, value: rows.map(textFields) };
    } catch {
      return refuse(`the answer to ${command} is not JSON`);
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textFields(row: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
