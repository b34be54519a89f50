import { mkdir } from 'node:fs/promises';
import { YihaoError } from '../kernel/errors.js';
import { Signal } from '../kernel/signal.js';
import type { AcdInput, Place } from './acd/model.js';
import { AcdDesk } from './agent/acd-desk.js';
import { Agents } from './agent/agents.js';
import { DecisionRouter } from './agent/decision-router.js';
import { OwnCalls } from './agent/own-calls.js';
import { Registrations } from './agent/registrations.js';
import { restoreAcd } from './agent/restore.js';
import { settingChanges } from './agent/settings.js';
import { CallBacks } from './call/call-backs.js';
import { CallNews } from './call/call-news.js';
import { Calls } from './call/calls.js';
import { Conversations } from './call/conversations.js';
import { destinationOf } from './call/dial-plan.js';
import { LegRouter } from './call/leg-router.js';
import { Reception } from './call/reception.js';
import { callSurroundings } from './call/surroundings.js';
import { Trunks } from './call/trunks.js';
import { Turn } from './call/turn.js';
import { blockedBy, callingAgent, callingGuest, isUsersPhone } from './call/who-calls.js';
import type { EngineEvent } from './control.js';
import type { EngineOptions, Outside } from './engine-options.js';
import { FlowsInForce } from './flow-files/flows-in-force.js';
import { noTables, type FlowTables } from './ivr/tables.js';
import { CallerHistory } from './list/caller-history.js';
import { LegRecords } from './record/leg-records.js';
import { promptFiles } from './record/prompt-files.js';
import { Recordings } from './record/recordings.js';
import { KeptCallers } from './routing/kept-callers.js';
import { Router } from './routing/router.js';
import { WaitMemos } from './routing/wait-memos.js';
import type { Configuration } from './store/configuration.js';
import { Supervision } from './supervise/supervision.js';
import { Switch, type Switches } from './switch/switch.js';
import { lineOf } from './task/task.js';
import { Tasks } from './task/tasks.js';

/** Makes the parts of the engine and joins them: each knows of the others what it is handed here, and no more. */
export class EngineParts {
  readonly events: Signal<EngineEvent>;
  readonly turn: Turn;
  readonly switches: Switches;
  readonly recordings: Recordings;
  readonly flows: FlowsInForce;
  readonly trunks: Trunks;
  readonly routing: Router;
  readonly tasks: Tasks;
  readonly desk: AcdDesk;
  readonly agents: Agents;
  readonly conversations: Conversations;
  readonly calls: Calls;
  readonly ownCalls: OwnCalls;
  readonly supervision: Supervision;
  readonly reception: Reception;
  readonly legRouter: LegRouter;
  readonly #options: EngineOptions;
  readonly #registrations = new Registrations();
  readonly #legs: LegRecords;
  readonly #history: CallerHistory;
  readonly #keptCallers: KeptCallers;
  readonly #waitMemos: WaitMemos;
  #configuration: Configuration;

  constructor(options: EngineOptions, outside: Partial<Outside>) {
    const { clock, random, log, facts, remembered, dataFolder } = options;
    this.#options = options;
    this.#configuration = options.configuration;
    this.events = new Signal((error) => log.error({ error }, 'a listener of the engine threw'));
    this.turn = new Turn((error) => log.error({ error }, 'a step of a call or an agent threw'));
    this.switches = outside.switches ?? new Switch({ nodes: options.switches, clock, random, log });
    const makeFolder = outside.makeFolder ?? ((path) => mkdir(path, { recursive: true }));
    this.recordings = new Recordings({ dataFolder, clock, log, facts, makeFolder, commands: this.switches });
    this.#legs = new LegRecords(facts);
    this.#history = options.history ?? new CallerHistory();
    this.#keptCallers = new KeptCallers(facts, remembered.live, clock.now());
    this.#waitMemos = new WaitMemos(facts);
    this.flows = new FlowsInForce({
      ...{ clock, log, earlier: options.earlierFlows },
      first: { live: options.flows, canaries: options.canaries ?? [] },
    });
    this.trunks = this.#createTrunks();
    this.routing = this.#createRouter();
    this.tasks = this.#createTasks();
    this.desk = this.#createDesk();
    this.agents = this.#createAgents();
    this.conversations = new Conversations({
      clock,
      signal: new Signal((error) => log.error({ error }, 'a listener of the desks threw')),
      nameOf: (agent) => this.agents.nameOf(agent),
    });
    this.calls = this.#createCalls();
    this.ownCalls = this.#createOwnCalls();
    this.supervision = new Supervision({
      calls: this.calls,
      configuration: () => this.#configuration,
      stateOf: (agent) => this.desk.acd.agent(agent)?.state,
    });
    this.reception = this.#createReception();
    this.legRouter = this.#createLegRouter();
    this.agents.configure(options.configuration.agents);
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  /** Operators changed something. */
  configure(configuration: Configuration): void {
    const before = this.#configuration;
    this.#configuration = configuration;
    this.trunks.changed(before.trunks, configuration.trunks);
    this.agents.configure(configuration.agents);
    this.turn.run(() => {
      for (const input of settingChanges(before, configuration, this.desk.acd.policy)) {
        this.desk.apply(input);
        if (input.kind === 'agent.removed') this.tasks.agentRemoved(input.agent);
      }
    });
  }

  /** Takes its turn as a call does, so that what comes back does so in the order in which it had joined. */
  rejoinTasks(before?: Place): void {
    this.turn.run(() => this.tasks.rejoin(before));
  }

  #tables(): FlowTables {
    return this.#options.tables?.() ?? noTables;
  }

  #tellAcd(input: AcdInput): void {
    this.turn.run(() => this.desk.apply(input));
  }

  #queueChanged(queue: string): void {
    const waiting = this.desk.acd.queue(queue)?.waiting ?? 0;
    this.#waitMemos.write(queue, this.desk.acd.measures(queue));
    this.events.emit({ type: 'queue.changed', at: this.#options.clock.now(), queue, waiting });
  }

  #createTrunks(): Trunks {
    const { random, trunks } = this.#options;
    return new Trunks({
      ...{ random, switches: this.switches, ofSwitch: trunks },
      configured: () => this.#configuration.trunks,
      calls: () => this.calls.all(),
    });
  }

  #createRouter(): Router {
    return new Router({
      ...{ kept: this.#keptCallers, history: this.#history },
      configuration: () => this.#configuration,
      tables: () => this.#tables(),
      acd: () => this.desk.acd,
      now: () => this.#options.clock.now(),
    });
  }

  #createTasks(): Tasks {
    const { clock, random, facts, remembered } = this.#options;
    return new Tasks(
      {
        ...{ clock, random, facts },
        isAgent: (agent) => this.#configuration.agents.some(({ id }) => id === agent),
        tellAcd: (input) => this.#tellAcd(input),
        requestOf: (task) => this.desk.acd.request(task),
        hasRoom: (agent, medium) => {
          const hasRoom = this.desk.acd.hasRoom(agent, medium);
          if (hasRoom === undefined) throw new YihaoError('not.found', { what: 'agent', id: agent });
          return hasRoom;
        },
        route: (request) => this.routing.routeTask(request),
        keptPlaces: () => this.routing.keptPlaces(),
        dropPlace: (task) => {
          this.#keptCallers.forget(task);
          this.#tellAcd({ kind: 'place.dropped', task });
        },
        dial: (agent, number) => this.ownCalls.callBack(agent, number),
        changed: (task, withdrawnFrom) =>
          this.events.emit({
            ...{ type: 'task.changed', at: clock.now(), task: lineOf(task) },
            ...(withdrawnFrom !== undefined && { withdrawnFrom }),
          }),
      },
      remembered.live,
    );
  }

  #createDesk(): AcdDesk {
    const { clock, configuration, remembered, random } = this.#options;
    const acd = restoreAcd(
      configuration,
      remembered.memos,
      clock.now(),
      (agent) => this.tasks.acceptedBy(agent),
      this.#keptCallers.all(),
    );
    return new AcdDesk(acd, {
      ...{ clock, registrations: this.#registrations },
      decisions: new DecisionRouter({
        ...{ random, tasks: this.tasks, keptCallers: this.#keptCallers },
        calls: () => this.calls,
        agents: () => this.agents,
        queueChanged: (queue) => this.#queueChanged(queue),
      }),
      onWake: (tick) => this.turn.run(tick),
    });
  }

  #createAgents(): Agents {
    const { clock, random, facts } = this.#options;
    return new Agents({
      ...{ clock, random, facts, registrations: this.#registrations },
      look: (agent) => this.desk.acd.agent(agent),
      tellAcd: (input) => this.#tellAcd(input),
      changed: (agent, by) => this.events.emit({ type: 'agent.changed', at: clock.now(), agent, by }),
    });
  }

  #createCalls(): Calls {
    const { clock, log, facts, sipDomain, promptFolder, holdMusic, speech, services } = this.#options;
    const { turn, desk, routing, agents, trunks, tasks, conversations } = this;
    const news = new CallNews({
      ...{ clock, conversations, tasks, history: this.#history },
      ownCalls: () => this.ownCalls,
      emit: (event) => this.events.emit(event),
      queueChanged: (queue) => this.#queueChanged(queue),
    });
    const leaveQueue = (task: string): void => desk.apply({ kind: 'task.left', task });
    return new Calls({
      ...{ clock, log, turn, facts, sipDomain, commands: this.switches },
      ...{ legs: this.#legs, recordings: this.recordings },
      ...(speech && { speech }),
      ...(services && { services }),
      around: callSurroundings({
        ...{ holdMusic, desk, routing, agents, trunks, registrations: this.#registrations },
        configuration: () => this.#configuration,
        tables: () => this.#tables(),
        files: promptFiles(promptFolder, speech, this.#options.keptPrompt),
        callBacks: new CallBacks({ clock, log, tasks, leaveQueue }),
        isFree: (agent, but) => this.ownCalls.isFree(agent, but),
        changed: (call, before) => news.changed(call, before),
      }),
    });
  }

  #createOwnCalls(): OwnCalls {
    const { clock, random, facts } = this.#options;
    return new OwnCalls({
      ...{ clock, random, facts, calls: this.calls, registrations: this.#registrations },
      configuration: () => this.#configuration,
      flows: () => this.flows.live,
      trunks: () => this.trunks.order(),
      stateOf: (agent) => this.desk.acd.agent(agent)?.state,
      isStaffed: (queue) => (this.desk.acd.queue(queue)?.signedIn ?? 0) > 0,
      anyNode: () => this.switches.nodes.find(({ connected }) => connected)?.name,
    });
  }

  #createReception(): Reception {
    const { clock, random, testCalls } = this.#options;
    const isAgent = (id: string): boolean => this.agents.has(id);
    return new Reception({
      ...{ clock, random, calls: this.calls, recordings: this.recordings },
      number: (called) => this.#configuration.numbers.find(({ number }) => number === called),
      flows: (call) => this.flows.for(call),
      testCall: (leg) => (isUsersPhone(leg, isAgent) ? testCalls?.find(leg.called) : undefined),
      blocked: (caller) => blockedBy(caller, this.#tables(), clock.now()),
      agentOf: (leg) => callingAgent(leg, isAgent),
      isBusy: (agent) => this.ownCalls.isBusy(agent),
      guestOf: callingGuest,
      dial: (agent, arrival) => this.ownCalls.dialledByPhone(agent, arrival),
    });
  }

  #createLegRouter(): LegRouter {
    const { clock, log, facts, remembered } = this.#options;
    const { calls, recordings, reception, desk } = this;
    return new LegRouter({
      ...{ clock, log, facts, calls, recordings, reception, desk },
      ...{ legs: this.#legs, registrations: this.#registrations },
      kill: (leg) => this.switches.kill(leg, 'ORIGINATOR_CANCEL'),
      comesBack: (place) => this.rejoinTasks(place),
      flows: (version) => this.flows.ofVersion(version),
      destinationOf: (dialled) => destinationOf(dialled, this.#configuration),
      remembered: callsAmong(remembered.live),
    });
  }
}

/** What is remembered of other things has a prefix (`task:`, `place:`). */
function callsAmong(live: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...live].filter(([id]) => !id.includes(':')));
}
