import { mkdir } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../kernel/clock.js';
import { YihaoError } from '../kernel/errors.js';
import type { Logger } from '../kernel/log.js';
import type { Random } from '../kernel/random.js';
import { Scope } from '../kernel/scope.js';
import { Signal, type Listenable } from '../kernel/signal.js';
import type { Place } from './acd/model.js';
import { defaultPolicy } from './acd/settings.js';
import { AcdDesk } from './agent/acd-desk.js';
import { Agents } from './agent/agents.js';
import { Registrations } from './agent/registrations.js';
import { restoreAcd } from './agent/restore.js';
import { agentSettings, queueSettings } from './agent/settings.js';
import { OwnCalls } from './agent/own-calls.js';
import { Calls } from './call/calls.js';
import type { CallBackRequest, CallBackWish, CallState } from './call/model.js';
import { Conversations } from './call/conversations.js';
import { dialEndOf } from './call/dial-result.js';
import { destinationOf, forbiddenBy, trunkOrder } from './call/dial-plan.js';
import { offersOf } from './call/legs-of.js';
import { LegRouter } from './call/leg-router.js';
import { Reception } from './call/reception.js';
import { Turn } from './call/turn.js';
import { lineOf, type TaskRequest } from './task/task.js';
import { Tasks } from './task/tasks.js';
import { CallerHistory } from './list/caller-history.js';
import { KeptCallers } from './routing/kept-callers.js';
import { Router } from './routing/router.js';
import { WaitMemos } from './routing/wait-memos.js';
import { onlyWatchersDiffer, viewCall, viewQueues } from './call/views.js';
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
import type { Figures } from './figures.js';
import { flowsFor, type Canary, type Releases } from './flow-files/canary.js';
import type { LoadedFlows } from './flow-files/load-flows.js';
import type { TestCalls } from './flow-files/test-calls.js';
import type { Language } from './ivr/flow.js';
import type { FlowSet } from './ivr/model.js';
import { noTables, type FlowTables, type ListEntry } from './ivr/tables.js';
import type { FlowServices } from './call/flow-services.js';
import { LegRecords } from './record/leg-records.js';
import { Recordings } from './record/recordings.js';
import { promptFiles } from './record/prompt-files.js';
import type { Synthesiser } from './speech/synthesiser.js';
import { guestOf, isUserAddress } from './store/browser-phones.js';
import type { Configuration, TrunkConfig } from './store/configuration.js';
import type { FactSink } from './store/facts.js';
import type { NodeAddress } from './switch/node.js';
import type { LegInfo } from './switch/switch-event.js';
import { Switch, type Switches } from './switch/switch.js';
import { Supervision } from './supervise/supervision.js';

export interface EngineOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly facts: FactSink;
  /** Event Sockets of the switches. */
  readonly switches: readonly NodeAddress[];
  readonly sipDomain: string;
  /** Trunks for calls out that the switch was configured with, by name; tried after those of the configuration. */
  readonly trunks: readonly string[];
  /** Without it no text is spoken. */
  readonly speech?: Synthesiser;
  /** Without them a flow gets no answer from other systems and knows nothing of its caller. */
  readonly services?: FlowServices;
  /** Working hours, lists and regions of now. */
  readonly tables?: () => FlowTables;
  readonly configuration: Configuration;
  /** What is known of earlier calls; absent: nothing. */
  readonly history?: CallerHistory;
  readonly flows: LoadedFlows;
  readonly canaries?: readonly Canary[];
  /** Numbers that lead into drafts. */
  readonly testCalls?: TestCalls;
  /** By version: those that remembered calls began with. */
  readonly earlierFlows?: ReadonlyMap<string, FlowSet>;
  /** Absolute. */
  readonly dataFolder: string;
  /** Holds LANGUAGE/NAME.wav and music/NAME.wav; absolute. */
  readonly promptFolder: string;
  /** The file of a prompt that operators keep, which comes before that of the folder. */
  readonly keptPrompt?: (language: Language, id: string) => string | undefined;
  /** Played to who waits, unless the flow names another: an absolute path of a WAV, or `local_stream://NAME`. */
  readonly holdMusic: string;
  /** Left by an engine before this one: snapshots of its calls and its memos, by id. */
  readonly remembered: {
    readonly live: ReadonlyMap<string, string>;
    readonly memos: ReadonlyMap<string, string>;
  };
}

/** What the engine opens by itself, unless a test brings its own. */
export interface Outside {
  readonly switches: Switches;
  readonly makeFolder: (path: string) => Promise<unknown>;
}

/** Tasks of before wait so long for the calls of before. */
const longestTakeUpMs = 5_000;

/** Calls, agents and queues over the switches: puts the parts together and shows them as one. */
export class Engine implements EngineControl {
  readonly routing: Router;
  readonly tasks: Tasks;
  readonly #options: EngineOptions;
  readonly #signal: Signal<EngineEvent>;
  readonly #turn: Turn;
  readonly #switch: Switches;
  readonly #registrations = new Registrations();
  readonly #recordings: Recordings;
  readonly #desk: AcdDesk;
  readonly #agents: Agents;
  readonly #calls: Calls;
  readonly #conversations: Conversations;
  readonly #ownCalls: OwnCalls;
  readonly #supervision: Supervision;
  readonly #router: LegRouter;
  readonly #history: CallerHistory;
  readonly #keptCallers: KeptCallers;
  readonly #waitMemos: WaitMemos;
  readonly #reception: Reception;
  readonly #scope = new Scope();
  /** Resolves when all switches have been compared with what is known: the calls there were go on. */
  readonly tookUp: Promise<void>;
  #resolveTookUp: () => void = () => undefined;
  readonly #notTakenUp: Set<string>;
  #configuration: Configuration;
  #releases: Releases;
  #flowsLoadedAt: number;

  constructor(options: EngineOptions, outside: Partial<Outside> = {}) {
    const { clock, random, log, facts } = options;
    this.#options = options;
    this.#configuration = options.configuration;
    this.#releases = { live: options.flows, canaries: options.canaries ?? [] };
    this.#flowsLoadedAt = clock.now();
    this.#signal = new Signal((error) => log.error({ error }, 'a listener of the engine threw'));
    this.#turn = new Turn((error) => log.error({ error }, 'a step of a call or an agent threw'));
    this.#switch = outside.switches ?? new Switch({ nodes: options.switches, clock, random, log });
    const legs = new LegRecords(facts);
    const { dataFolder } = options;
    const makeFolder = outside.makeFolder ?? ((path) => mkdir(path, { recursive: true }));
    this.#recordings = new Recordings({ dataFolder, clock, log, facts, makeFolder, commands: this.#switch });
    this.#history = options.history ?? new CallerHistory();
    this.#keptCallers = new KeptCallers(facts, options.remembered.live, clock.now());
    this.#waitMemos = new WaitMemos(facts);
    this.routing = new Router({
      kept: this.#keptCallers,
      configuration: () => this.#configuration,
      tables: () => this.#options.tables?.() ?? noTables,
      acd: () => this.#desk.acd,
      history: this.#history,
      now: () => clock.now(),
    });
    this.tasks = this.#createTasks();
    this.#desk = this.#createDesk();
    this.#agents = this.#createAgents();
    this.#conversations = new Conversations({
      clock,
      signal: new Signal((error) => log.error({ error }, 'a listener of the desks threw')),
      nameOf: (agent) => this.#agents.nameOf(agent),
    });
    this.#calls = this.#createCalls(legs);
    this.#ownCalls = this.#createOwnCalls();
    this.#supervision = new Supervision({
      calls: this.#calls,
      configuration: () => this.#configuration,
      stateOf: (agent) => this.#desk.acd.agent(agent)?.state,
    });
    this.#reception = new Reception({
      clock,
      random,
      calls: this.#calls,
      recordings: this.#recordings,
      number: (called) => this.#configuration.numbers.find(({ number }) => number === called),
      flows: (call) => flowsFor(this.#releases, call),
      testCall: (leg) => (this.#isUsers(leg) ? options.testCalls?.find(leg.called) : undefined),
      blocked: (caller) => this.#blockedBy(caller),
      agentOf: (leg) => this.#agentOf(leg),
      isBusy: (agent) => this.#ownCalls.isBusy(agent),
      guestOf: (leg) => guestOf(phoneOf(leg)),
      dial: (agent, arrival) => this.#ownCalls.dialledByPhone(agent, arrival),
    });
    this.#router = new LegRouter({
      clock,
      log,
      calls: this.#calls,
      legs,
      recordings: this.#recordings,
      reception: this.#reception,
      desk: this.#desk,
      registrations: this.#registrations,
      kill: (leg) => this.#switch.kill(leg, 'ORIGINATOR_CANCEL'),
      comesBack: (place) => this.#rejoinTasks(place),
      flows: (version) => this.#flowsOf(version),
      destinationOf: (dialled) => destinationOf(dialled, this.#configuration),
      remembered: callsAmong(options.remembered.live),
      facts,
    });
    this.#agents.configure(options.configuration.agents);
    this.tookUp = new Promise((resolve) => (this.#resolveTookUp = resolve));
    this.#notTakenUp = new Set(this.#switch.nodes.map(({ name }) => name));
  }

  get events(): Listenable<EngineEvent> {
    return this.#signal;
  }

  /** Connects to the switches and takes up what the engine before left. */
  open(): void {
    const stopListening = this.#switch.events.on((event) => {
      this.#turn.run(() => this.#router.take(event));
      if (event.type === 'connected' || event.type === 'disconnected') this.#tellSwitch(event.node);
      if (event.type === 'synchronised' && this.#notTakenUp.delete(event.node) && this.#notTakenUp.size === 0)
        this.#resolveTookUp();
    });
    this.#scope.own(() => this.#recordings.close());
    this.#scope.own(() => this.#calls.close());
    this.#scope.own(() => this.#desk.close());
    this.#scope.own(() => this.#switch.close());
    this.#scope.own(stopListening);
    this.#turn.run(() => this.#desk.apply({ kind: 'tick' }));
    this.#scope.own(() => this.tasks.close());
    this.#scope.own(this.#options.clock.after(longestTakeUpMs, () => this.#rejoinTasks()));
    void this.tookUp.then(() => {
      this.#rejoinTasks();
      this.tasks.callsTakenUp((call) => this.#calls.get(call) !== undefined);
    });
    this.#switch.open();
  }

  /** Takes its turn as a call does, so that what comes back does so in the order in which it had joined. */
  #rejoinTasks(before?: Place): void {
    this.#turn.run(() => this.tasks.rejoin(before));
  }

  /** Leaves the switches and their calls as they are: the next engine goes on with them. */
  close(): Promise<void> {
    return this.#scope.close();
  }

  agents(): readonly AgentView[] {
    return this.#agents.views();
  }

  queues(): readonly QueueView[] {
    return viewQueues(this.#configuration.queues, this.#desk.acd, (call) => this.#calls.get(call));
  }

  calls(): readonly LiveCallView[] {
    return this.#calls.all().map(viewCall);
  }

  switches(): readonly SwitchView[] {
    return this.#switch.nodes.map(({ name, connected, kind, channels }) => ({
      address: name,
      connected,
      kind,
      channels,
    }));
  }

  flows(): ReturnType<EngineControl['flows']> {
    const { version, files } = this.#releases.live;
    return files.map(({ file, flow }) => ({ name: flow, version, file, loadedAt: this.#flowsLoadedAt }));
  }

  setAgent(agent: string, wish: AgentWish, by: string): AgentView {
    return this.#agents.ask(agent, wish, by);
  }

  hangUp(call: string, by: string): void {
    if (!this.#calls.get(call)) throw new YihaoError('not.found', { what: 'call', id: call });
    this.#calls.input(call, { kind: 'hangUp', by });
  }

  get deskEvents(): Listenable<DeskEvent> {
    return this.#conversations.events;
  }

  conversations(): readonly ConversationView[] {
    return this.#calls.all().map((call) => this.#conversations.view(call));
  }

  control(agent: string, command: DeskCommand): Promise<void> {
    return this.#ownCalls.control(agent, command);
  }

  supervise(by: SupervisorName, command: SupervisorCommand): Promise<void> {
    return this.#supervision.supervise(by, command);
  }

  phoneHealth(agent: string, health: PhoneHealth): void {
    this.#agents.phoneHealth(agent, health);
  }

  dropBrowserPhones(addressOfRecord: string): void {
    this.#switch.dropBrowsers(addressOfRecord);
  }

  sendMessage(from: string, to: string, text: string): void {
    if (to !== 'all' && !this.#agents.has(to)) throw new YihaoError('not.found', { what: 'agent', id: to });
    this.#conversations.tell({ type: 'message', at: this.#options.clock.now(), from, to, text });
  }

  askForHelp(agent: string, text: string): void {
    this.#conversations.tell({ type: 'help.asked', at: this.#options.clock.now(), agent, text });
  }

  async trunks(): ReturnType<EngineControl['trunks']> {
    const states = await this.#switch.trunkStates();
    const all = this.#configuration.trunks.map(({ id }): [string, { state: string; calls: number }] => [
      id,
      { state: states.get(id) ?? '', calls: this.#callsThrough(id) },
    ]);
    return new Map(all);
  }

  rescanTrunk(trunk: string): void {
    this.#switch.rescanTrunks([trunk]);
  }

  configure(configuration: Configuration): void {
    const before = this.#configuration;
    this.#configuration = configuration;
    this.#trunksChanged(before.trunks, configuration.trunks);
    this.#agents.configure(configuration.agents);
    this.#turn.run(() => {
      const policy = configuration.routing?.routing.policy ?? defaultPolicy;
      if (!isDeepStrictEqual(policy, this.#desk.acd.policy)) this.#desk.apply({ kind: 'policy.set', policy });
      for (const queue of configuration.queues)
        this.#desk.apply({ kind: 'queue.set', queue: queueSettings(queue) });
      for (const agent of configuration.agents)
        this.#desk.apply({ kind: 'agent.set', agent: agentSettings(agent) });
      for (const { id } of missing(before.agents, configuration.agents)) {
        this.#desk.apply({ kind: 'agent.removed', agent: id });
        this.tasks.agentRemoved(id);
      }
      for (const { id } of missing(before.queues, configuration.queues)) {
        this.#desk.apply({ kind: 'queue.removed', queue: id });
      }
    });
  }

  /** New flows for calls that come from now on, some of them on trial; those in progress keep theirs. */
  useFlows(flows: LoadedFlows, canaries: readonly Canary[] = []): void {
    this.#releases = { live: flows, canaries };
    this.#flowsLoadedAt = this.#options.clock.now();
    for (const { flow } of flows.files) {
      this.#signal.emit({ type: 'flow.loaded', at: this.#flowsLoadedAt, flow, version: flows.version });
    }
  }

  counters(): Figures {
    const nodes = this.#switch.nodes.map((node) => node.counters);
    return {
      recordings: this.#recordings.running,
      switch_events_lost_total: nodes.reduce((sum, { lost }) => sum + lost, 0),
      switch_connects_total: nodes.reduce((sum, { connects }) => sum + connects, 0),
      switch_commands_refused_total: this.#calls.refusedCommands,
      calls_accepted_total: this.#reception.accepted,
      calls_rejected_total: this.#reception.rejected,
    };
  }

  /** A call that goes on does so on the flows that it began with; were they lost, on those of now. */
  #flowsOf(version: string): FlowSet {
    const { flows, earlierFlows, log } = this.#options;
    const known = flows.version === version ? flows.flows : earlierFlows?.get(version);
    if (!known)
      log.warn({ version }, 'the flows of a call are not known any more; it goes on with those of now');
    return known ?? this.#releases.live.flows;
  }

  /** The entry of the blacklist that turns the caller away; the whitelist comes before it. */
  #blockedBy(caller: string): ListEntry | undefined {
    const { tables, clock } = this.#options;
    const look = tables?.();
    if (!look || caller === '' || look.listed('white', caller, clock.now())) return undefined;
    return look.listed('black', caller, clock.now());
  }

  #createDesk(): AcdDesk {
    const { clock, configuration, remembered, random } = this.#options;
    return new AcdDesk(
      restoreAcd(
        configuration,
        remembered.memos,
        clock.now(),
        (agent) => this.tasks.acceptedBy(agent),
        this.#keptCallers.all(),
      ),
      {
        clock,
        registrations: this.#registrations,
        onTask: (effect) => {
          const { task } = effect;
          if (this.tasks.has(task)) this.tasks.take(effect);
          else if (effect.do === 'joined') {
            const { place, staffed, queues, estimateMs } = effect;
            this.#calls.input(task, { kind: 'joined', place, staffed, queues, estimateMs });
          } else if (effect.do === 'progressed') {
            this.#calls.input(task, { kind: 'progressed', step: effect.step });
          } else if (effect.do === 'overflowed') {
            this.#calls.input(task, { kind: 'overflowed', on: effect.on, to: effect.to });
          } else if (effect.do === 'refused') this.#calls.input(task, { kind: 'refused', why: effect.why });
          else if (effect.do === 'granted') {
            this.#calls.input(task, { kind: 'granted', agent: effect.agent, leg: random.uuid() });
          } else this.#calls.input(task, { kind: 'dropped' });
          if ('queue' in effect && effect.queue !== '') this.#tellQueue(effect.queue);
        },
        onOffer: (effect) => {
          const { task, offer, agent, why } = effect;
          if (this.tasks.has(task)) this.tasks.offered(effect);
          else this.#calls.input(task, { kind: 'offered', offer, agent, leg: random.uuid(), why });
        },
        onCancel: ({ task, offer }, why) => {
          if (this.tasks.has(task)) this.tasks.cancelled({ task }, why);
          else this.#calls.input(task, { kind: 'offerCancelled', offer, why });
        },
        onAgent: (effect) => this.#agents.stateChanged(effect),
        onWork: (agent) => this.#agents.workChanged(agent),
        onPlaceGone: (task) => this.#keptCallers.forget(task),
        onUnstaffed: (queue) => {
          for (const call of this.#calls.all()) {
            if (call.stage.name === 'waiting' && call.stage.entry.queue === queue) {
              this.#calls.input(call.id, { kind: 'unstaffed' });
            }
          }
        },
        onWake: (tick) => this.#turn.run(tick),
      },
    );
  }

  #createTasks(): Tasks {
    const { clock, random, facts, remembered } = this.#options;
    return new Tasks(
      {
        ...{ clock, random, facts },
        isAgent: (agent) => this.#configuration.agents.some(({ id }) => id === agent),
        tellAcd: (input) => this.#turn.run(() => this.#desk.apply(input)),
        requestOf: (task) => this.#desk.acd.request(task),
        hasRoom: (agent, medium) => {
          const hasRoom = this.#desk.acd.hasRoom(agent, medium);
          if (hasRoom === undefined) throw new YihaoError('not.found', { what: 'agent', id: agent });
          return hasRoom;
        },
        route: (request) => this.routing.routeTask(request),
        keptPlaces: () => this.routing.keptPlaces(),
        dropPlace: (task) => this.#dropPlace(task),
        dial: (agent, number) => this.#ownCalls.callBack(agent, number),
        changed: (task, withdrawnFrom) =>
          this.#signal.emit({
            ...{ type: 'task.changed', at: clock.now(), task: lineOf(task) },
            ...(withdrawnFrom !== undefined && { withdrawnFrom }),
          }),
      },
      remembered.live,
    );
  }

  #dropPlace(task: string): void {
    this.#keptCallers.forget(task);
    this.#turn.run(() => this.#desk.apply({ kind: 'place.dropped', task }));
  }

  /** For rules: who called, and who served them. */
  #remember(call: CallState, before: CallState | undefined): void {
    if (call.direction !== 'inbound' || call.mainAgent !== undefined) return;
    const outcome = call.talked ? 'answered' : before?.stage.name === 'waiting' ? 'abandoned' : 'other';
    this.#history.add({ caller: call.caller, at: call.startedAt, outcome, agent: call.agent });
  }

  #askCallBack(call: CallState, wish: CallBackWish): void {
    const { queue, priority, level, skills, place, isWaiting, task } = wish;
    const { id, caller, data } = call;
    const request: TaskRequest = {
      ...{ medium: 'callBack', queue, priority, level, skills: { ...skills } },
      ...{ subject: caller, number: caller, data: { ...data, call: id } },
    };
    const demand = { ...task, queue, priority, level, skills };
    try {
      this.tasks.create(request, place, isWaiting ? id : undefined, demand);
    } catch (error) {
      this.#options.log.error({ error, call: id }, 'a caller cannot be called back as they were told');
      if (isWaiting) this.#desk.apply({ kind: 'task.left', task: id });
    }
  }

  /** A caller asked for it in a flow; the line of the timeline is its record whatever becomes of the task. */
  #requestCallBack({ id, data }: CallState, request: CallBackRequest): void {
    const { queue, number, attempts, retryMs, expiresMs, seq } = request;
    const { log, clock } = this.#options;
    try {
      this.tasks.create({
        ...{ medium: 'callBack', queue, number, subject: number, attempts, retryMs },
        ...{ priority: 0, level: 0, skills: {}, data: { ...data, call: id } },
        ...{ expiresAt: clock.now() + expiresMs, asked: { call: id, seq } },
      });
    } catch (error) {
      log.error({ error, call: id }, 'a call back that a caller asked for has no place in the queue');
    }
  }

  #createAgents(): Agents {
    const { clock, random, facts } = this.#options;
    return new Agents({
      clock,
      random,
      facts,
      registrations: this.#registrations,
      look: (agent) => this.#desk.acd.agent(agent),
      tellAcd: (input) => this.#turn.run(() => this.#desk.apply(input)),
      changed: (agent, by) => this.#signal.emit({ type: 'agent.changed', at: clock.now(), agent, by }),
    });
  }

  #createCalls(legs: LegRecords): Calls {
    const { clock, log, facts, sipDomain, promptFolder, holdMusic, speech, services } = this.#options;
    const files = promptFiles(promptFolder, speech, this.#options.keptPrompt);
    return new Calls({
      clock,
      log,
      turn: this.#turn,
      commands: this.#switch,
      facts,
      legs,
      recordings: this.#recordings,
      sipDomain,
      ...(speech && { speech }),
      ...(services && { services }),
      around: {
        queue: (id) => this.#configuration.queues.find((queue) => queue.id === id),
        promptFile: (prompt) => files.prompt(prompt),
        tables: () => this.#options.tables?.() ?? noTables,
        music: (name) => (name === null ? holdMusic : (files.music(name) ?? holdMusic)),
        position: (call) => this.#desk.acd.position(call),
        estimateMs: (call) => this.#desk.acd.estimateMs(call),
        tellAcd: (input, { caller }) => {
          this.#desk.apply(input);
          if (input.kind !== 'task.left') return;
          for (const task of this.routing.gaveUp(caller, input.task))
            this.#desk.apply({ kind: 'place.dropped', task });
        },
        route: (asked) => this.routing.route(asked),
        askCallBack: (call, wish) => this.#askCallBack(call, wish),
        requestCallBack: (call, request) => this.#requestCallBack(call, request),
        trunks: () => this.#trunkOrder(),
        callerNumberOf: (trunk) =>
          this.#configuration.trunks.find(({ id }) => id === trunk)?.callerNumber || undefined,
        isAgent: (id) => this.#agents.has(id),
        isForbidden: (agent, number) =>
          forbiddenBy(number, agent, this.#configuration.forbidden) !== undefined,
        isFree: (agent, but) => this.#ownCalls.isFree(agent, but),
        nodeOf: (agent) => this.#registrations.nodeOf(agent),
        answerAfterSeconds: (agent) => {
          const settings = this.#configuration.deskSettings[agent];
          return settings?.autoAnswer === true ? settings.autoAnswerSeconds : undefined;
        },
        changed: (call, before) => {
          this.#conversations.changed(call, before);
          const at = clock.now();
          const view = viewCall(call);
          if (call.stage.name === 'over') {
            this.#remember(call, before);
            this.#ownCalls.callEnded(call);
            this.tasks.callEnded(call.id, dialEndOf(call, before));
            this.#signal.emit({ type: 'call.ended', at, call: view, cause: call.stage.cause });
          } else if (!before || !onlyWatchersDiffer(before, call))
            this.#signal.emit({ type: before ? 'call.changed' : 'call.started', at, call: view });
          if (before?.stage.name === 'waiting' && call.queue !== undefined) this.#tellQueue(call.queue);
        },
      },
    });
  }

  #createOwnCalls(): OwnCalls {
    const { clock, random, facts } = this.#options;
    return new OwnCalls({
      ...{ clock, random, facts, calls: this.#calls, registrations: this.#registrations },
      configuration: () => this.#configuration,
      flows: () => this.#releases.live,
      trunks: () => this.#trunkOrder(),
      stateOf: (agent) => this.#desk.acd.agent(agent)?.state,
      isStaffed: (queue) => (this.#desk.acd.queue(queue)?.signedIn ?? 0) > 0,
      anyNode: () => this.#switch.nodes.find(({ connected }) => connected)?.name,
    });
  }

  #trunksChanged(before: Configuration['trunks'], now: Configuration['trunks']): void {
    // A trunk that changes is away for a moment: what is our matter alone does not touch it.
    const [old, current] = [before.map(asSwitchesSee), now.map(asSwitchesSee)];
    if (isDeepStrictEqual(old, current)) return;
    const changed = old.filter((trunk) => !current.some((one) => isDeepStrictEqual(one, trunk)));
    this.#switch.rescanTrunks(changed.map(({ id }) => id));
  }

  #trunkOrder(): readonly string[] {
    const calls = (trunk: string): number => this.#callsThrough(trunk);
    const { trunks } = this.#configuration;
    const others = this.#options.trunks.filter((name) => !trunks.some(({ id }) => id === name));
    return [...trunkOrder(trunks, calls, this.#options.random), ...others];
  }

  #callsThrough(trunk: string): number {
    const offers = this.#calls
      .all()
      .flatMap((call) => [...offersOf(call), ...(call.stage.name === 'dialling' ? [call.stage.far] : [])]);
    return offers.filter(({ outside }) => outside?.trunk === trunk).length;
  }

  /**
   * The agent whose phone makes a call: the digest's user, which for a browser is not the agent's number. In a demo
   * phones of this machine are not asked for a password.
   */
  #agentOf(leg: LegInfo): string | undefined {
    const demo = leg.variable('sip_acl_authed_by') === 'demo-loopback' ? leg.callerNumber : undefined;
    const user = phoneOf(leg) ?? demo;
    return user !== undefined && this.#agents.has(user) ? user : undefined;
  }

  #isUsers(leg: LegInfo): boolean {
    return this.#agentOf(leg) !== undefined || isUserAddress(phoneOf(leg));
  }

  #tellQueue(queue: string): void {
    const waiting = this.#desk.acd.queue(queue)?.waiting ?? 0;
    this.#waitMemos.write(queue, this.#desk.acd.measures(queue));
    this.#signal.emit({ type: 'queue.changed', at: this.#options.clock.now(), queue, waiting });
  }

  #tellSwitch(address: string): void {
    const view = this.switches().find((one) => one.address === address);
    if (view) this.#signal.emit({ type: 'switch.changed', at: this.#options.clock.now(), switch: view });
  }
}

/** The address of record that the digest was for; undefined for a leg that nobody signed for. */
const phoneOf = (leg: LegInfo): string | undefined => leg.variable('yihao_aor') ?? leg.variable('user_name');

/** The order in which trunks are tried, and what is shown to who is called, are the engine's (switch-configuration.ts). */
function asSwitchesSee(trunk: TrunkConfig) {
  const { id, address, port, transport, register, user, maxCalls, enabled } = trunk;
  return { id, address, port, transport, register, user, maxCalls, enabled };
}

/** What is remembered of other things has a prefix (`task:`, `place:`). */
function callsAmong(live: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...live].filter(([id]) => !id.includes(':')));
}

function missing<T extends { readonly id: string }>(before: readonly T[], now: readonly T[]): readonly T[] {
  return before.filter(({ id }) => !now.some((one) => one.id === id));
}
