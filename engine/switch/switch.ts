import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { Random } from '../../kernel/random.js';
import { refuse, type Result } from '../../kernel/result.js';
import { Signal, type Listenable } from '../../kernel/signal.js';
import type { Application, EavesdropStep } from './application.js';
import { SwitchNode, type NodeAddress } from './node.js';
import type { Origination } from './originate.js';
import type { SwitchEvent } from './switch-event.js';

export interface SwitchOptions {
  readonly nodes: readonly NodeAddress[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** Commands for legs; every answer is a result, a refused command never throws. */
export interface SwitchCommands {
  execute(uuid: string, id: string, application: Application): Promise<Result<string>>;
  interrupt(uuid: string): Promise<Result<string>>;
  originate(origination: Origination): Promise<Result<string>>;
  bridge(a: string, b: string): Promise<Result<string>>;
  kill(uuid: string, cause: string): Promise<Result<string>>;
  park(uuid: string): Promise<Result<string>>;
  answer(uuid: string): Promise<Result<string>>;
  steer(uuid: string, step: EavesdropStep): Promise<Result<string>>;
  startRecording(uuid: string, path: string): Promise<Result<string>>;
  stopRecording(uuid: string, path: string): Promise<Result<string>>;
}

/** The switches as the engine sees them. */
export interface Switches extends SwitchCommands {
  readonly events: Listenable<SwitchEvent>;
  readonly nodes: readonly Pick<SwitchNode, 'name' | 'connected' | 'kind' | 'channels' | 'counters'>[];
  open(): void;
  close(): void;
  /** Every switch reads its trunks again. @param changed or taken away; new ones need no mention. */
  rescanTrunks(changed: readonly string[]): void;
  /** Forgets the registrations of the user's browsers. */
  dropBrowsers(user: string): void;
  /** States of trunks by name, as the first switch that has it says. */
  trunkStates(): Promise<ReadonlyMap<string, string>>;
}

const notThere = refuse('no switch carries this leg');

/** All switches as one: a command goes to the node that carries its leg, a new leg to the node of the leg beside it. */
export class Switch implements Switches {
  readonly nodes: readonly SwitchNode[];
  readonly #signal: Signal<SwitchEvent>;

  constructor(options: SwitchOptions) {
    const { clock, random, log } = options;
    this.#signal = new Signal((error) => log.error({ error }, 'a listener of the switch threw'));
    this.nodes = options.nodes.map(
      (address) =>
        new SwitchNode({ ...address, clock, random, log, onEvent: (event) => this.#signal.emit(event) }),
    );
  }

  get events(): Listenable<SwitchEvent> {
    return this.#signal;
  }

  open(): void {
    for (const node of this.nodes) node.open();
  }

  close(): void {
    for (const node of this.nodes) node.close();
  }

  execute(uuid: string, id: string, application: Application): Promise<Result<string>> {
    return this.#on(uuid, (node) => node.execute(uuid, id, application));
  }

  interrupt(uuid: string): Promise<Result<string>> {
    return this.#on(uuid, (node) => node.interrupt(uuid));
  }

  /** Without a leg beside it the new one goes to the node named, or to any that is there. */
  originate(origination: Origination): Promise<Result<string>> {
    const { near, node } = origination;
    const there = this.nodes.filter(({ connected }) => connected);
    const on = this.#nodeOf(near ?? '') ?? there.find(({ name }) => name === node) ?? there[0];
    return on ? on.originate(origination) : Promise.resolve(notThere);
  }

  park(uuid: string): Promise<Result<string>> {
    return this.#on(uuid, (node) => node.park(uuid));
  }

  answer(uuid: string): Promise<Result<string>> {
    return this.#on(uuid, (node) => node.answer(uuid));
  }

  steer(uuid: string, step: EavesdropStep): Promise<Result<string>> {
    return this.#on(uuid, (node) => node.steer(uuid, step));
  }

  rescanTrunks(changed: readonly string[]): void {
    for (const node of this.nodes) if (node.connected) void node.rescanTrunks(changed);
  }

  dropBrowsers(user: string): void {
    for (const node of this.nodes) if (node.connected) void node.dropBrowsers(user);
  }

  async trunkStates(): Promise<ReadonlyMap<string, string>> {
    const there = this.nodes.filter(({ connected }) => connected);
    const states = await Promise.all(there.map((node) => node.trunkStates()));
    return new Map(states.reverse().flatMap((one) => [...one]));
  }

  bridge(a: string, b: string): Promise<Result<string>> {
    return this.#on(a, (node) => node.bridge(a, b));
  }

  /** A leg that no node has told of yet may be on its way in: every node is asked to end it. */
  kill(uuid: string, cause: string): Promise<Result<string>> {
    if (this.#nodeOf(uuid)) return this.#on(uuid, (node) => node.kill(uuid, cause));
    const asked = this.nodes.filter((node) => node.connected).map((node) => node.kill(uuid, cause));
    return Promise.all(asked).then((answers) => answers.find((answer) => answer.ok) ?? notThere);
  }

  startRecording(uuid: string, path: string): Promise<Result<string>> {
    return this.#on(uuid, (node) => node.startRecording(uuid, path));
  }

  stopRecording(uuid: string, path: string): Promise<Result<string>> {
    return this.#on(uuid, (node) => node.stopRecording(uuid, path));
  }

  #nodeOf(uuid: string): SwitchNode | undefined {
    return this.nodes.find((node) => node.carries(uuid));
  }

  #on(uuid: string, send: (node: SwitchNode) => Promise<Result<string>>): Promise<Result<string>> {
    const node = this.#nodeOf(uuid);
    return node ? send(node) : Promise.resolve(notThere);
  }
}
