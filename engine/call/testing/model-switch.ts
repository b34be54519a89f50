import { refuse, ok, type Result } from '../../../kernel/result.js';
import { Signal } from '../../../kernel/signal.js';
import type { FakeClock } from '../../../kernel/fake-clock.js';
import type { Application, EavesdropStep } from '../../switch/application.js';
import type { Origination } from '../../switch/originate.js';
import type { LegDirection, SwitchEvent } from '../../switch/switch-event.js';
import type { Switches } from '../../switch/switch.js';
import { isEndless, ModelLegs, type ModelLeg } from './model-legs.js';

/**
 * A switch made of rules, for histories that no real one produces in any order one likes. What it does is what
 * FreeSWITCH was seen to do (docs/freeswitch.md); the tests against the real one keep it honest. Events wait until
 * `deliver`, so that the engine's commands cross them.
 */
export class ModelSwitch implements Switches {
  readonly #signal = new Signal<SwitchEvent>();
  readonly events = this.#signal;
  readonly #clock: FakeClock;
  readonly #legs: ModelLegs;
  #outbox: SwitchEvent[] = [];
  /** Legs that the engine heard of and whose end it did not hear. */
  readonly #told = new Set<string>();
  /** The next so many commands are refused. */
  refuseNext = 0;
  /** The next so many interruptions come before what they are for has begun, and miss it. */
  missNext = 0;
  connected = false;
  /** Trunks that were taken away for it, of each scan. */
  readonly rescanned: (readonly string[])[] = [];

  constructor(clock: FakeClock) {
    this.#clock = clock;
    this.#legs = new ModelLegs(clock, (event) => this.#tell(event));
  }

  get nodes(): Switches['nodes'] {
    const { connected } = this;
    const channels = this.#legs.size;
    return [{ name: 'model', connected, kind: 'model', channels, counters: { lost: 0, connects: 1 } }];
  }

  open(): void {
    this.connected = true;
    this.#tell({ type: 'connected', node: 'model' });
    for (const { uuid } of this.#legs.all())
      this.#tell({ type: 'legFound', at: this.#now, leg: this.#legs.info(uuid) });
    this.#tell({ type: 'registrations', node: 'model', users: ['1001', '1002', '1003'] });
    this.#tell({ type: 'synchronised', at: this.#now, node: 'model', afterGap: false });
  }

  /** The engine goes; the switch and its legs stay. */
  close(): void {
    this.connected = false;
    this.#outbox = [];
    this.#told.clear();
    for (const leg of this.#legs.all()) leg.settle = undefined;
  }

  #gaveUp = false;

  /** Hands over the oldest events, at most `most`. */
  deliver(most = Infinity): void {
    for (let n = 0; n < most; n++) {
      const event = this.#outbox.shift();
      if (!event) return;
      if ('leg' in event) this.#told.add(event.leg.uuid);
      else if (event.type === 'legRinging' || event.type === 'legAnswered') this.#told.add(event.uuid);
      else if (event.type === 'legEnded') this.#told.delete(event.uuid);
      this.#signal.emit(event);
    }
  }

  /** The events that wait are lost. */
  forget(): void {
    this.#outbox = [];
  }

  get legs(): readonly {
    readonly uuid: string;
    readonly direction: LegDirection;
    readonly answered: boolean;
  }[] {
    return this.#legs.all().map(({ uuid, direction, answeredAt }) => ({
      uuid,
      direction,
      answered: answeredAt !== undefined,
    }));
  }

  arrive(
    uuid: string,
    called: string,
    callerNumber = '13800001111',
    variables: Record<string, string> = {},
  ): void {
    this.#legs.add({ uuid, direction: 'inbound', called, callerNumber, variables });
    this.#legs.park(uuid);
  }

  /** The far end hangs up (or refuses, when it was not answered). */
  hangUp(uuid: string, cause = 'NORMAL_CLEARING'): void {
    this.#legs.end(uuid, cause, 'remote');
  }

  ring(uuid: string): void {
    if (this.#legs.get(uuid)) this.#tell({ type: 'legRinging', at: this.#now, uuid });
  }

  /** The phone picks up. */
  pickUp(uuid: string): void {
    const leg = this.#legs.get(uuid);
    if (!leg || leg.answeredAt !== undefined) return;
    leg.answeredAt = this.#now;
    this.#tell({ type: 'legAnswered', at: this.#now, uuid });
    this.#legs.park(uuid);
    if (leg.settle) this.#told.add(uuid);
    leg.settle?.(ok(uuid));
    leg.settle = undefined;
  }

  /** Another phone of the user than the one that got the id is picked up, as `other`. */
  answerElsewhere(uuid: string, other: string): void {
    const leg = this.#legs.get(uuid);
    if (!leg) return;
    const { settle } = leg;
    leg.settle = undefined;
    this.#legs.add({ ...leg, uuid: other });
    this.pickUp(other);
    this.#told.add(other);
    settle?.(ok(other));
    this.#legs.end(uuid, 'LOSE_RACE', 'local');
  }

  /** The phone that got the id refuses; another one of the user rings on. */
  refuseOne(uuid: string, cause: string): void {
    const leg = this.#legs.get(uuid);
    if (!leg) return;
    const { settle } = leg;
    leg.settle = undefined;
    this.#legs.end(uuid, cause, 'remote');
    this.#legs.add({ ...leg, uuid, settle });
  }

  /** The phone that the leg talks with sends it elsewhere (RFC 3515) and hangs up. */
  refer(uuid: string, to: string): void {
    const leg = this.#legs.get(uuid);
    const phone = leg?.bridgedWith;
    if (!leg || phone === undefined) return;
    this.#legs.part(leg, phone);
    this.#tell({
      type: 'legParked',
      at: this.#now,
      leg: {
        ...this.#legs.info(uuid),
        called: to,
        variable: (name) => ({ ...leg.variables, sip_refer_to: to })[name],
      },
    });
    const other = this.#legs.get(phone);
    if (other) other.bridgedWith = undefined;
    this.hangUp(phone);
  }

  /** A call that ended just now is still on the list of legs. */
  listEnded(uuid: string, called: string): void {
    this.#legs.add({ uuid, direction: 'inbound', called, callerNumber: '13800001111', variables: {} });
    const leg = { ...this.#legs.info(uuid), hungUp: true };
    this.#legs.remove(uuid);
    this.#tell({ type: 'legFound', at: this.#now, leg });
  }

  /** The application that runs ends by itself. */
  finish(uuid: string, digits = ''): void {
    const leg = this.#legs.get(uuid);
    if (leg) this.#legs.finish(leg, digits, false);
  }

  /** The user, or TRUNK/NUMBER, that a leg was called by. */
  called(uuid: string): string | undefined {
    return this.#legs.get(uuid)?.called;
  }

  /** What the leg runs that goes on until something else comes. */
  endless(uuid: string): Application | undefined {
    return this.#legs.get(uuid)?.endless;
  }

  /** Whom the leg talks with. */
  partner(uuid: string): string | undefined {
    return this.#legs.get(uuid)?.bridgedWith;
  }

  /** What runs, and what waits behind it. */
  queued(uuid: string): readonly Application[] {
    return (this.#legs.get(uuid)?.queue ?? []).map(({ application }) => application);
  }

  playing(uuid: string): Application | undefined {
    return this.#legs.get(uuid)?.queue[0]?.application;
  }

  /** It is killed: every leg is gone without a word. */
  die(): void {
    const gone = this.#legs.all();
    this.#legs.clear();
    this.#outbox = [];
    this.#tell({ type: 'disconnected', node: 'model', why: 'killed' });
    for (const leg of gone) leg.settle?.(refuse('the switch is not connected'));
    const told = [...this.#told];
    this.#told.clear();
    for (const uuid of told) this.#signal.emit({ type: 'legLost', at: this.#now, uuid });
    this.#tell({ type: 'connected', node: 'model' });
    this.#tell({ type: 'registrations', node: 'model', users: [] });
    this.#tell({ type: 'synchronised', at: this.#now, node: 'model', afterGap: false });
  }

  /** The connection breaks; the switch and its legs go on, and nobody hears of them. */
  cut(): void {
    this.connected = false;
    this.#outbox = [];
    this.#tell({ type: 'disconnected', node: 'model', why: 'cut' });
    this.deliver();
    for (const leg of this.#legs.all()) {
      leg.settle?.(refuse('the connection is cut'));
      leg.settle = undefined;
    }
  }

  /** It was cut for so long that the engine takes the legs for lost. */
  giveUp(): void {
    this.#gaveUp = true;
    for (const uuid of this.#told) this.#signal.emit({ type: 'legLost', at: this.#now, uuid });
    this.#told.clear();
  }

  /** The connection is back: the legs out are told of, as they are now. */
  back(): void {
    this.connected = true;
    this.#outbox = [];
    this.#tell({ type: 'connected', node: 'model' });
    for (const { uuid, direction } of this.#legs.all())
      if (direction === 'outbound' || this.#gaveUp)
        this.#tell({ type: 'legFound', at: this.#now, leg: this.#legs.info(uuid) });
    this.#tell({ type: 'synchronised', at: this.#now, node: 'model', afterGap: true });
  }

  register(user: string): void {
    this.#tell({ type: 'registered', node: 'model', user });
  }

  execute(uuid: string, id: string, application: Application): Promise<Result<string>> {
    return this.#command(uuid, (leg) => {
      if (application.app === 'set') Object.assign(leg.variables, application.values);
      else if (application.app === 'unset')
        leg.variables = Object.fromEntries(
          Object.entries(leg.variables).filter(([name]) => name !== application.variable),
        );
      else if (application.app === 'answer') {
        leg.answeredAt ??= this.#now;
        this.#tell({ type: 'legAnswered', at: this.#now, uuid });
      } else if (application.app === 'eavesdrop') this.#legs.listen(leg, { id, application });
      else if (isEndless(application)) leg.endless = application;
      else leg.queue.push({ id, application });
    });
  }

  interrupt(uuid: string): Promise<Result<string>> {
    return this.#command(uuid, (leg) => {
      if (this.missNext > 0) this.missNext--;
      else if (leg.endless?.app === 'stream') leg.endless = undefined;
      else this.finish(uuid);
    });
  }

  originate(origination: Origination): Promise<Result<string>> {
    if (!this.connected) return Promise.resolve(refuse('the switch is not connected'));
    if (this.#isRefused()) return Promise.resolve(refuse('USER_NOT_REGISTERED'));
    const { uuid, to, callerNumber, variables, ringSeconds } = origination;
    const called = to.kind === 'user' ? to.user : `${to.trunk}/${to.number}`;
    this.#clock.after(ringSeconds * 1000, () => {
      if (this.#legs.get(uuid)?.answeredAt === undefined) this.#legs.end(uuid, 'NO_ANSWER', 'local');
    });
    return new Promise((settle) => {
      this.#legs.add({ uuid, direction: 'outbound', called, callerNumber, variables, settle });
    });
  }

  bridge(a: string, b: string): Promise<Result<string>> {
    const other = this.#legs.get(b);
    if (!other) return Promise.resolve(refuse('no such channel'));
    return this.#command(a, (leg) => {
      for (const one of [leg, other]) {
        while (one.queue.length > 0) this.finish(one.uuid);
        this.#legs.part(one, one === leg ? b : a);
      }
      leg.bridgedWith = b;
      other.bridgedWith = a;
      leg.ears = [];
      leg.endless = other.endless = undefined;
      this.#tell({ type: 'bridged', at: this.#now, a, b });
    });
  }

  park(uuid: string): Promise<Result<string>> {
    return this.#command(uuid, (leg) => {
      while (leg.queue.length > 0) this.finish(uuid);
      this.#legs.part(leg, undefined);
      this.#legs.park(uuid);
    });
  }

  answer(uuid: string): Promise<Result<string>> {
    return this.#command(uuid, (leg) => {
      leg.answeredAt ??= this.#now;
      this.#tell({ type: 'legAnswered', at: this.#now, uuid });
    });
  }

  steer(uuid: string, step: EavesdropStep): Promise<Result<string>> {
    return this.#command(uuid, (leg) => {
      if (step === 'end') this.#legs.earOff(leg);
    });
  }

  rescanTrunks(changed: readonly string[]): void {
    this.rescanned.push(changed);
  }

  dropBrowsers(): void {
    // Its phones are registered over UDP.
  }

  trunkStates(): Promise<ReadonlyMap<string, string>> {
    return Promise.resolve(new Map());
  }

  kill(uuid: string, cause: string): Promise<Result<string>> {
    return this.#command(uuid, () => this.#legs.end(uuid, cause, 'local'));
  }

  startRecording(uuid: string, path: string): Promise<Result<string>> {
    return this.#command(uuid, (leg) => {
      leg.recording = path;
    });
  }

  stopRecording(uuid: string): Promise<Result<string>> {
    return this.#command(uuid, (leg) => this.#legs.stopRecording(leg));
  }

  get #now(): number {
    return this.#clock.now();
  }

  #tell(event: SwitchEvent): void {
    this.#outbox.push(event);
  }

  #isRefused(): boolean {
    if (this.refuseNext === 0) return false;
    this.refuseNext--;
    return true;
  }

  #command(uuid: string, act: (leg: ModelLeg) => void): Promise<Result<string>> {
    const leg = this.#legs.get(uuid);
    if (!leg || !this.connected || this.#isRefused()) return Promise.resolve(refuse('no such channel'));
    act(leg);
    return Promise.resolve(ok('+OK'));
  }
}
