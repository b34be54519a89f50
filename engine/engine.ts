import { YihaoError } from '../kernel/errors.js';
import { Scope } from '../kernel/scope.js';
import type { Listenable } from '../kernel/signal.js';
import { viewCall, viewQueues } from './call/views.js';
import type {
  AgentView,
  AgentWish,
  EngineControl,
  EngineEvent,
  LiveCallView,
  QueueView,
  SupervisorName,
  SwitchView,
} from './control.js';
import type { ConversationView, DeskCommand, DeskEvent, PhoneHealth, SupervisorCommand } from './desk.js';
import type { EngineOptions, Outside } from './engine-options.js';
import { EngineParts } from './engine-parts.js';
import type { Figures } from './figures.js';
import type { Canary } from './flow-files/canary.js';
import type { LoadedFlows } from './flow-files/load-flows.js';
import type { Router } from './routing/router.js';
import type { Configuration } from './store/configuration.js';
import type { Tasks } from './task/tasks.js';

/** Tasks of before wait so long for the calls of before. */
const longestTakeUpMs = 5_000;

/** Calls, agents and queues over the switches, as one: opens and closes the parts, and hands on what is asked of it. */
export class Engine implements EngineControl {
  readonly #options: EngineOptions;
  readonly #parts: EngineParts;
  readonly #scope = new Scope();
  /** Resolves when all switches have been compared with what is known: the calls there were go on. */
  readonly tookUp: Promise<void>;
  #resolveTookUp: () => void = () => undefined;
  readonly #notTakenUp: Set<string>;

  constructor(options: EngineOptions, outside: Partial<Outside> = {}) {
    this.#options = options;
    this.#parts = new EngineParts(options, outside);
    this.tookUp = new Promise((resolve) => (this.#resolveTookUp = resolve));
    this.#notTakenUp = new Set(this.#parts.switches.nodes.map(({ name }) => name));
  }

  /** Connects to the switches and takes up what the engine before left. */
  open(): void {
    const { switches, turn, legRouter, recordings, calls, desk, tasks } = this.#parts;
    const stopListening = switches.events.on((event) => {
      turn.run(() => legRouter.take(event));
      if (event.type === 'connected' || event.type === 'disconnected') this.#tellSwitch(event.node);
      if (event.type === 'synchronised' && this.#notTakenUp.delete(event.node) && this.#notTakenUp.size === 0)
        this.#resolveTookUp();
    });
    this.#scope.own(() => recordings.close());
    this.#scope.own(() => calls.close());
    this.#scope.own(() => desk.close());
    this.#scope.own(() => switches.close());
    this.#scope.own(stopListening);
    turn.run(() => desk.apply({ kind: 'tick' }));
    this.#scope.own(() => tasks.close());
    this.#scope.own(this.#options.clock.after(longestTakeUpMs, () => this.#parts.rejoinTasks()));
    void this.tookUp.then(() => {
      this.#parts.rejoinTasks();
      tasks.callsTakenUp((call) => calls.get(call) !== undefined);
    });
    switches.open();
  }

  /** Leaves the switches and their calls as they are: the next engine goes on with them. */
  close(): Promise<void> {
    return this.#scope.close();
  }

  get events(): Listenable<EngineEvent> {
    return this.#parts.events;
  }

  get routing(): Router {
    return this.#parts.routing;
  }

  get tasks(): Tasks {
    return this.#parts.tasks;
  }

  agents(): readonly AgentView[] {
    return this.#parts.agents.views();
  }

  queues(): readonly QueueView[] {
    const { configuration, desk, calls } = this.#parts;
    return viewQueues(configuration.queues, desk.acd, (call) => calls.get(call));
  }

  calls(): readonly LiveCallView[] {
    return this.#parts.calls.all().map(viewCall);
  }

  switches(): readonly SwitchView[] {
    return this.#parts.switches.nodes.map(({ name, connected, kind, channels }) => ({
      address: name,
      connected,
      kind,
      channels,
    }));
  }

  flows(): ReturnType<EngineControl['flows']> {
    return this.#parts.flows.views();
  }

  setAgent(agent: string, wish: AgentWish, by: string): AgentView {
    return this.#parts.agents.ask(agent, wish, by);
  }

  hangUp(call: string, by: string): void {
    const { calls } = this.#parts;
    if (!calls.get(call)) throw new YihaoError('not.found', { what: 'call', id: call });
    calls.input(call, { kind: 'hangUp', by });
  }

  get deskEvents(): Listenable<DeskEvent> {
    return this.#parts.conversations.events;
  }

  conversations(): readonly ConversationView[] {
    const { calls, conversations } = this.#parts;
    return calls.all().map((call) => conversations.view(call));
  }

  control(agent: string, command: DeskCommand): Promise<void> {
    return this.#parts.ownCalls.control(agent, command);
  }

  supervise(by: SupervisorName, command: SupervisorCommand): Promise<void> {
    return this.#parts.supervision.supervise(by, command);
  }

  phoneHealth(agent: string, health: PhoneHealth): void {
    this.#parts.agents.phoneHealth(agent, health);
  }

  dropBrowserPhones(addressOfRecord: string): void {
    this.#parts.switches.dropBrowsers(addressOfRecord);
  }

  sendMessage(from: string, to: string, text: string): void {
    const { agents, conversations } = this.#parts;
    if (to !== 'all' && !agents.has(to)) throw new YihaoError('not.found', { what: 'agent', id: to });
    conversations.tell({ type: 'message', at: this.#now, from, to, text });
  }

  askForHelp(agent: string, text: string): void {
    this.#parts.conversations.tell({ type: 'help.asked', at: this.#now, agent, text });
  }

  trunks(): ReturnType<EngineControl['trunks']> {
    return this.#parts.trunks.states();
  }

  rescanTrunk(trunk: string): void {
    this.#parts.switches.rescanTrunks([trunk]);
  }

  configure(configuration: Configuration): void {
    this.#parts.configure(configuration);
  }

  /** New flows for calls that come from now on, some of them on trial; those in progress keep theirs. */
  useFlows(live: LoadedFlows, canaries: readonly Canary[] = []): void {
    const { flows, events } = this.#parts;
    flows.use({ live, canaries });
    for (const { flow } of live.files)
      events.emit({ type: 'flow.loaded', at: flows.loadedAt, flow, version: live.version });
  }

  counters(): Figures {
    const { switches, recordings, calls, reception } = this.#parts;
    const nodes = switches.nodes.map((node) => node.counters);
    return {
      recordings: recordings.running,
      switch_events_lost_total: nodes.reduce((sum, { lost }) => sum + lost, 0),
      switch_connects_total: nodes.reduce((sum, { connects }) => sum + connects, 0),
      switch_commands_refused_total: calls.refusedCommands,
      calls_accepted_total: reception.accepted,
      calls_rejected_total: reception.rejected,
    };
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  #tellSwitch(address: string): void {
    const view = this.switches().find((one) => one.address === address);
    if (view) this.#parts.events.emit({ type: 'switch.changed', at: this.#now, switch: view });
  }
}
