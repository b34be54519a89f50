/** What the HTTP interface may see of the running engine and ask of it. engine.ts fulfils it. */
import type { Listenable } from '../kernel/signal.js';
import type { ConversationView, DeskCommand, DeskEvent, PhoneHealth, SupervisorCommand } from './desk.js';
import type { Figures } from './figures.js';
import type { Explanation, KeptPlace, WaitFigures } from './acd/model.js';
import type { Trial, Tried } from './routing/router.js';
import type { Routing } from './routing/rules.js';
import type { TaskChange, TaskLine, TaskRequest, TaskView } from './task/task.js';
import type { Configuration } from './store/configuration.js';

export type AgentStateName =
  | 'signedOut'
  | 'ready'
  | 'notReady'
  /** A call is offered: the phone rings. */
  | 'offered'
  | 'talking'
  | 'wrapUp'
  /** 未应答: did not answer an offer; gets none until ready again. */
  | 'noAnswer'
  /** The phone is not registered, or failed. */
  | 'deviceFault';

export interface AgentView {
  readonly id: string;
  readonly name: string;
  readonly state: AgentStateName;
  readonly reason: string;
  readonly since: number;
  readonly registered: boolean;
  readonly call?: string;
  readonly wrapUpUntil?: number;
}

export interface QueueView {
  readonly id: string;
  readonly name: string;
  readonly waiting: readonly {
    readonly call: string;
    readonly caller: string;
    readonly priority: number;
    readonly joinedAt: number;
    readonly position: number;
    /** Why there is no offer yet, or whom it rings at. */
    readonly why: Explanation;
    /** `phone` for a call; else a task (TaskControl) with the id `call`. */
    readonly medium?: string;
    readonly level?: number;
    /** How much longer, as reckoned now; null: nothing to reckon with. */
    readonly estimateMs?: number | null;
  }[];
  readonly agentsReady: number;
  readonly agentsSignedIn: number;
}

export interface LiveCallView {
  readonly id: string;
  readonly caller: string;
  readonly called: string;
  readonly startedAt: number;
  readonly stage: 'flow' | 'waiting' | 'ringing' | 'talking' | 'survey' | 'ending';
  readonly queue?: string;
  readonly agent?: string;
  readonly inFlow?: InFlow;
}

/** Where in which flow a caller is, on which version of the flows. */
export interface InFlow {
  readonly flow: string;
  readonly node: string;
  readonly version: string;
  /** When the caller came to the node. */
  readonly since: number;
  /** Nodes entered so far in this call, … */
  readonly entered: number;
  /** … and the last of them, this one at the end. */
  readonly trail: readonly { readonly flow: string; readonly node: string }[];
}

export interface SwitchView {
  readonly address: string;
  readonly connected: boolean;
  readonly kind: string;
  readonly channels: number;
}

export type EngineEvent =
  | { readonly type: 'agent.changed'; readonly at: number; readonly agent: AgentView; readonly by: string }
  | { readonly type: 'call.started'; readonly at: number; readonly call: LiveCallView }
  | { readonly type: 'call.changed'; readonly at: number; readonly call: LiveCallView }
  | { readonly type: 'call.ended'; readonly at: number; readonly call: LiveCallView; readonly cause: string }
  | { readonly type: 'queue.changed'; readonly at: number; readonly queue: string; readonly waiting: number }
  | {
      readonly type: 'task.changed';
      readonly at: number;
      readonly task: TaskLine;
      /** The agent who had it, offered or accepted, and has it no more. */
      readonly withdrawnFrom?: string;
    }
  | { readonly type: 'switch.changed'; readonly at: number; readonly switch: SwitchView }
  | { readonly type: 'flow.loaded'; readonly at: number; readonly flow: string; readonly version: string }
  | {
      readonly type: 'flow.refused';
      readonly at: number;
      readonly file: string;
      readonly errors: readonly string[];
    };

/** What a person may ask for; the engine's own states are not among them. */
export type AgentWish =
  | { readonly want: 'signIn' }
  | { readonly want: 'signOut' }
  | { readonly want: 'ready' }
  | { readonly want: 'notReady'; readonly reason: string }
  /** During wrap-up: so many seconds more. */
  | { readonly want: 'extendWrapUp'; readonly seconds: number }
  | { readonly want: 'endWrapUp' };

/** Who asks as a supervisor. */
export interface SupervisorName {
  readonly name: string;
  /** The number of the user's own phone. */
  readonly phone: string | undefined;
}

export interface RoutingControl {
  /** Where this caller would go now, and why; nothing happens. @param routing a draft; absent: the rules in force. */
  try(asked: Tried, at: number | undefined, routing?: Routing): Trial;
  waitFigures(): readonly {
    readonly queue: string;
    /** Of one who joins now. */
    readonly estimateMs: number | null;
    readonly figures: WaitFigures | undefined;
  }[];
  /** Places of callers who gave up, in the order in which they had waited (漏话回拨). */
  keptPlaces(): readonly (KeptPlace & { readonly caller: string })[];
}

export interface TaskControl {
  /** Those of now, and what was over lately. */
  list(): readonly TaskView[];
  find(task: string): TaskView | undefined;
  /** A call back for who gave up, at the place that is kept for this call. @throws YihaoError 'not.found'. */
  callBack(call: string): TaskView;
  /** @throws YihaoError 'conflict', 'request.invalid'. */
  create(request: TaskRequest): TaskView;
  /** The call back that the caller asked for in that line of the timeline; also for a while after its end. */
  ofRequest(call: string, seq: number): TaskView | undefined;
  /** The caller who asked for it in that line of the timeline was called back by somebody. */
  requestDone(call: string, seq: number, by: string): void;
  /** @throws YihaoError 'not.found', 'task.state', and of a call back what dialling throws. */
  accept(agent: string, task: string): TaskView;
  /** @throws YihaoError 'not.found', 'task.state'. */
  reject(agent: string, task: string): TaskView;
  /** @throws YihaoError 'not.found', 'task.state'. */
  done(agent: string, task: string): TaskView;
  /** Also what an agent has accepted. @throws YihaoError 'not.found', 'task.state'. */
  cancel(task: string, by: string): TaskView;
  /**
   * To another queue, priority or agent; what an agent has accepted goes back to its place.
   * @throws YihaoError 'not.found', 'task.state', 'agent.state'.
   */
  arrange(task: string, change: TaskChange, by: string): TaskView;
}

export interface EngineControl {
  readonly events: Listenable<EngineEvent>;
  readonly deskEvents: Listenable<DeskEvent>;
  /** Those of now. */
  conversations(): readonly ConversationView[];
  /**
   * Resolves when the switch has taken it.
   * @throws YihaoError 'call.none', 'call.state', 'agent.state', 'number.forbidden', 'not.found', 'dial.impossible',
   * 'switch.refused'.
   */
  control(agent: string, command: DeskCommand): Promise<void>;
  /** @throws YihaoError 'not.found', 'call.state', 'agent.state', 'dial.impossible', 'switch.refused'. */
  supervise(by: SupervisorName, command: SupervisorCommand): Promise<void>;
  /** What the agent's browser says about its phone. */
  phoneHealth(agent: string, health: PhoneHealth): void;
  /** No browser is this phone any more: what is registered as one at the switches is forgotten. */
  dropBrowserPhones(addressOfRecord: string): void;
  /** @throws YihaoError 'not.found'. */
  sendMessage(from: string, to: string, text: string): void;
  askForHelp(agent: string, text: string): void;
  /** States of trunks by id as the switches tell them, and calls through each now. */
  trunks(): Promise<ReadonlyMap<string, { readonly state: string; readonly calls: number }>>;
  /** What switches alone see of the trunk, its password, changed: they ask for it anew. */
  rescanTrunk(trunk: string): void;
  agents(): readonly AgentView[];
  queues(): readonly QueueView[];
  calls(): readonly LiveCallView[];
  switches(): readonly SwitchView[];
  flows(): readonly {
    readonly name: string;
    readonly version: string;
    readonly file: string;
    readonly loadedAt: number;
  }[];
  /** @throws YihaoError 'not.found', 'agent.state'. */
  setAgent(agent: string, wish: AgentWish, by: string): AgentView;
  /** @throws YihaoError 'not.found'. */
  hangUp(call: string, by: string): void;
  readonly routing: RoutingControl;
  readonly tasks: TaskControl;
  /** After operators changed the data. */
  configure(configuration: Configuration): void;
  /** For /metrics. */
  counters(): Figures;
}
