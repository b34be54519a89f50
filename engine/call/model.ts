/**
 * One conversation: what is kept of it, what happens to it, and what is to be done. Plain JSON data, so that
 * a restarted engine goes on with the state that the killed one wrote. Times are milliseconds since the epoch.
 */
import type {
  AcdInput,
  Decision,
  OverflowCause,
  OverflowTarget,
  Place,
  Progress,
  TaskRefusal,
  TaskRequest,
} from '../acd/model.js';
import type { DeskCommand, Destination, DialResult, SupervisionMode } from '../desk.js';
import type { FlowEffect, FlowInput, FlowSet, FlowState, Prompt } from '../ivr/model.js';
import type { FlowTables } from '../ivr/tables.js';
import type { RoutingDecision, RoutingStart } from '../routing/decide.js';
import type { Asked } from '../routing/router.js';
import type { CallParty, Fact } from '../store/facts.js';
import type { QueueConfig } from '../store/configuration.js';
import type { Application, EavesdropStep } from '../switch/application.js';
import type { ApplicationEnd, LegEnd } from '../switch/switch-event.js';

export type Language = 'zh-CN' | 'en';

/** An application that the caller's leg runs and the flow waits for. */
export interface Running {
  readonly id: string;
  /** `ask`: nothing runs on the leg; another system is asked. */
  readonly kind: 'play' | 'collect' | 'record' | 'listen' | 'ask';
  /** Of `collect`: that many digits end it by themselves. */
  readonly maxDigits: number;
  /** Of `play`: a key may cut it short. */
  readonly interruptible: boolean;
  /** Of `listen`, and of the `ask` for what was said. */
  readonly listening?: Listening;
  /** Of `record`, and of the `ask` whether anything is to be heard in it: the file, relative to the data folder. */
  readonly message?: {
    readonly path: string;
    readonly startedAt: number;
  };
}

/** What the caller says to a speech menu. */
export interface Listening {
  /** The files so far, the last one running, relative to the data folder; they go when what was said is known. */
  readonly paths: readonly string[];
  readonly effect: Extract<FlowEffect, { do: 'listen' }>;
  /** Who has not begun to speak by then said nothing. */
  readonly until: number;
}

/** What a waiting caller hears. `next` is played when what sounds now has come to its end. */
export type Sound =
  | { readonly name: 'silence' }
  | { readonly name: 'music'; readonly id: string; readonly startedAt: number }
  | { readonly name: 'announcement'; readonly id: string }
  | { readonly name: 'stopping'; readonly id: string; readonly next: 'position' | 'agentNumber' | 'music' };

/** A stay in a queue, or (`queue` null) the wait for one party that the flow named. */
export interface Entry {
  readonly id: string;
  readonly queue: string | null;
  /** How long a phone rings, as the flow has it; null: as the queue has it. */
  readonly ringMs: number | null;
  readonly priority: number;
  readonly skills: Readonly<Record<string, number>>;
  readonly joinedAt: number;
  /** What routing rules made of it, for the ACD; queue, priority and skills above count before what stands here. */
  readonly task?: Omit<TaskRequest, 'id' | 'place' | 'placeOf'>;
  /** What the flow asked for, before the rules; undefined where no rules were asked. */
  readonly asked?: RoutingStart;
  /** Undefined until the ACD took it. */
  readonly place: Place | undefined;
  readonly maxWaitMs: number | null;
  readonly announceEveryMs: number;
  readonly leaveWhenNobody: boolean;
  readonly music: string | null;
  readonly language: Language;
  readonly offers: readonly {
    readonly agent: string;
    readonly at: number;
    readonly endedAt: number;
    readonly how: string;
  }[];
  /** Of one whom an agent sent here: rung again when nobody takes the caller. */
  readonly returnTo?: string;
}

/** A number outside, called through a trunk. */
export interface Outside {
  readonly trunk: string;
  /** Tried when this one does not carry the call, in order. */
  readonly others: readonly string[];
}

/** A phone that rings, or was answered, for this call. */
export interface Offer {
  /** The ACD's; null when it is a phone past the ACD. */
  readonly number: number | null;
  /** The agent (or extension); the number dialled when it is outside. */
  readonly agent: string;
  readonly outside: Outside | null;
  readonly leg: string;
  readonly at: number;
}

/** A conversation with the caller, whoever hears whom at the moment. */
export interface Talk {
  readonly entry: Entry;
  readonly offer: Offer;
  readonly since: number;
  readonly recording: string | null;
}

/** The caller was sent into a flow and comes back from it. */
export interface Visit {
  /** The flow that goes on afterwards; null when there was none. */
  readonly flow: FlowState | null;
  /** The conversation that goes on afterwards; null when the agent did not wait. */
  readonly talk: Talk | null;
}

/** A supervisor's phone on the call. */
export interface Watcher {
  readonly supervisor: string;
  /** The extension rung. */
  readonly phone: string;
  readonly leg: string;
  readonly mode: SupervisionMode;
  readonly answered: boolean;
  /** The leg that is listened to; null before it is. */
  readonly target: string | null;
  /** Of the application that listens; null before it does, and when it ended. */
  readonly listening: string | null;
  /** Takes the agent's place as soon as it is answered. */
  readonly takesOver: boolean;
}

/** Who hears what the consulting agent says. */
export type ConsultSide = 'ringing' | 'consulted' | 'caller';

export type Stage =
  /** The flow runs; `running` null while nothing plays, as before the first step. */
  | { readonly name: 'flow'; readonly running: Running | null }
  /** Waits for an agent; `offer`: a phone rings. */
  | { readonly name: 'waiting'; readonly entry: Entry; readonly offer: Offer | null; readonly sound: Sound }
  /** The agent answered and hears nothing yet; the caller hears the agent's number. */
  | { readonly name: 'announcing'; readonly entry: Entry; readonly offer: Offer; readonly sound: Sound }
  /** The switch was told to bridge. */
  | { readonly name: 'bridging'; readonly entry: Entry; readonly offer: Offer }
  | {
      readonly name: 'talking';
      readonly entry: Entry;
      readonly offer: Offer;
      readonly since: number;
      readonly recording: string | null;
      /** The agent's leg ended. */
      readonly agentGone: boolean;
      /** The caller's leg is back from the bridge. */
      readonly callerParked: boolean;
      /** Where the caller goes when both are true; undefined: on in the flow. */
      readonly onward?: Destination;
      /** The agent's phone vanished: the caller waits again. */
      readonly phoneLost?: true;
    }
  /** The caller hears music, the agent nothing. */
  | ({
      readonly name: 'held';
      readonly sound: Sound;
      /** The caller's leg came out of the bridge. */
      readonly parked: boolean;
      /** Takes the caller back as soon as that is so. */
      readonly retrieve: boolean;
      /** Goes into this flow as soon as that is so, and comes back. */
      readonly visit?: string;
      /** How a consultation went that came to nothing. */
      readonly result?: DialResult;
    } & Talk)
  /** The agent speaks to somebody else about the caller. */
  | ({
      readonly name: 'consulting';
      readonly sound: Sound;
      readonly parked: boolean;
      readonly consulted: Offer;
      readonly side: ConsultSide;
      /** The agent's leg is out of the bridge; before that it is not put into another one. */
      readonly agentParked: boolean;
      /** Who is consulted answered before that. */
      readonly answered: boolean;
    } & Talk)
  /** All three talk; `joining`: legs that are still on their way into it. */
  | ({ readonly name: 'conference'; readonly consulted: Offer; readonly joining: readonly string[] } & Talk)
  /** An agent calls somebody: the agent's own phone first, then `far`, which is the main leg. */
  | {
      readonly name: 'dialling';
      readonly entry: Entry;
      readonly offer: Offer;
      readonly far: Offer;
      /** The agent's phone dialled by itself and waits for our answer. */
      readonly fromPhone: boolean;
      readonly ownAnswered: boolean;
      readonly farAnswered: boolean;
      readonly bridged: boolean;
    }
  /** The caller's leg was told to hang up. */
  | { readonly name: 'ending'; readonly cause: string }
  | { readonly name: 'over'; readonly cause: string };

export interface NodeTrail {
  readonly entered: number;
  readonly nodes: readonly { readonly flow: string; readonly node: string; readonly at: number }[];
}

export interface CallState {
  readonly id: string;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  /** The main leg: the caller's, or of who was dialled. It lasts as long as the call. */
  readonly leg: string;
  readonly node: string;
  readonly caller: string;
  readonly callerName: string;
  readonly called: string;
  readonly startedAt: number;
  readonly language: Language;
  readonly flowName: string;
  readonly flowVersion: string;
  readonly flow: FlowState | null;
  readonly stage: Stage;
  /** The queue that served the call last does not ask for satisfaction. */
  readonly surveyOff: boolean;
  /** Counts applications, offers, entries: makes their ids. */
  readonly count: number;
  /** Of the next line of the timeline. */
  readonly seq: number;
  readonly path: readonly string[];
  /** The last nodes entered, and how many there were; absent in what an older engine left. */
  readonly trail?: NodeTrail;
  readonly keys: readonly { readonly at: number; readonly node: string; readonly digits: string }[];
  readonly data: Readonly<Record<string, string>>;
  /** The agent who talked last; undefined when none did. */
  readonly agent: string | undefined;
  /** The queue joined last. */
  readonly queue: string | undefined;
  readonly hungUpBy: CallParty | undefined;
  readonly survey: 'off' | 'asked' | 'rated' | 'unrated';
  /** The flow or the switch failed. */
  readonly failed: boolean;
  /** The caller was put through to somebody. */
  readonly talked: boolean;
  readonly rejected: boolean;
  /** The caller was told that they will be called back. */
  readonly calledBack?: true;
  /** The agent at the main leg, as one who calls a hotline or is called by a colleague. */
  readonly mainAgent: string | undefined;
  readonly visit: Visit | null;
  /** Sound that was told to stop, and is not known to have. */
  readonly quieted?: { readonly id: string; readonly tries: number } | undefined;
  readonly watchers: readonly Watcher[];
  readonly result: DialResult | undefined;
}

export type TimerName =
  /** Something that should have come by itself did not. */
  | 'watch'
  | 'announce'
  /** A supervisor's phone stopped listening. */
  | 'listening'
  | 'maxWait'
  /** Music that ended at once is not started again at once. */
  | 'music'
  /** Sound that was told to stop has not. */
  | 'quiet';

/** What a stage takes: what people ask for is taken before it. */
export type StageInput = Exclude<
  CallInput,
  { readonly kind: 'desk' } | { readonly kind: 'supervise' } | { readonly kind: 'missed' }
>;

export type CallInput =
  | ({ readonly kind: 'applicationDone' } & ApplicationEnd)
  /** The main leg has nothing to do. `referredTo`: the phone at the other end asked for it to be sent there. */
  | { readonly kind: 'parked'; readonly referredTo?: Destination }
  | { readonly kind: 'callerAnswered'; readonly at: number }
  /** `end` undefined: nobody heard how. */
  | { readonly kind: 'callerGone'; readonly at: number; readonly end: LegEnd | undefined }
  | {
      readonly kind: 'joined';
      readonly place: Place;
      readonly staffed: boolean;
      readonly queues?: readonly string[];
      readonly estimateMs?: number | null;
    }
  /** How the caller waits has changed by time or rule. */
  | { readonly kind: 'progressed'; readonly step: Progress }
  /** By a rule the caller is to go elsewhere, and waits no more. */
  | {
      readonly kind: 'overflowed';
      readonly on: OverflowCause;
      readonly to: Exclude<OverflowTarget, { kind: 'queue' }>;
    }
  | { readonly kind: 'refused'; readonly why: TaskRefusal }
  /** Its queue was removed. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'unstaffed' }
  | {
      readonly kind: 'offered';
      readonly offer: number;
      readonly agent: string;
      readonly leg: string;
      /** Of the ACD. */
      readonly why?: Decision;
    }
  /** The phone that the flow named may be rung. */
  | { readonly kind: 'granted'; readonly agent: string; readonly leg: string }
  | { readonly kind: 'offerCancelled'; readonly offer: number; readonly why: 'noAnswer' | 'withdrawn' }
  | { readonly kind: 'agentRinging'; readonly leg: string }
  /** `by`: of several phones of the agent another was picked up, whose leg this is. */
  | {
      readonly kind: 'agentAnswered';
      readonly leg: string;
      readonly by?: string;
      /** The leg is out of its bridge because the phone at the other end asked for it to be sent there. */
      readonly referredTo?: Destination;
    }
  /** The phone did not come to answer; `cause` by FreeSWITCH's name. */
  | { readonly kind: 'agentFailed'; readonly leg: string; readonly cause: string }
  | { readonly kind: 'agentGone'; readonly leg: string; readonly end: LegEnd | undefined }
  | { readonly kind: 'bridged'; readonly leg: string }
  | { readonly kind: 'bridgeRefused'; readonly leg: string; readonly why: string }
  | { readonly kind: 'executeRefused'; readonly id: string; readonly why: string }
  /** What was asked for the flow has an answer. */
  | { readonly kind: 'asked'; readonly id: string; readonly answer: AskAnswer }
  | { readonly kind: 'timer'; readonly name: TimerName }
  | { readonly kind: 'hangUp'; readonly by: string }
  /** What an agent's desk asks for; `agent` takes part in the call, or did and wraps it up. */
  | {
      readonly kind: 'desk';
      readonly agent: string;
      readonly command: CallCommand;
      readonly wrapsUp?: boolean;
    }
  /** What a supervisor asks for. */
  | { readonly kind: 'supervise'; readonly by: string; readonly command: CallSupervision }
  /** The connection to the switch was broken: what was said meanwhile was not heard. */
  | { readonly kind: 'missed' }
  /** The engine was restarted: this is how the switch has the agent's leg, and all legs that it has of the call. */
  | {
      readonly kind: 'resumed';
      readonly agentLeg: 'none' | 'ringing' | 'answered';
      readonly answered?: readonly string[];
    };

/** What a flow asks of others: another system, what is known of the caller, or what the caller said. */
export type Ask = Extract<FlowEffect, { do: 'request' } | { do: 'lookup' }> | Recognise | Weigh;
export type AskAnswer =
  | Extract<FlowInput, { kind: 'answered' } | { kind: 'lookedUp' } | { kind: 'heard' } | { kind: 'recorded' }>
  /** The caller speaks on. */
  | { readonly kind: 'speaking' };

export interface Recognise {
  readonly do: 'recognise';
  /** Recordings, one after the other; absolute. */
  readonly files: readonly string[];
  readonly language: Language;
  readonly phrases: readonly string[];
  readonly timeoutMs: number;
  /** So much silence at its end and the caller has done; null: they have in any case. */
  readonly pauseMs: number | null;
}

/** Whether somebody said something in a message. */
export interface Weigh {
  readonly do: 'weigh';
  /** Absolute. */
  readonly file: string;
  readonly recordedMs: number;
}

/** A command to a call that is there. */
export type CallCommand = Exclude<DeskCommand, { readonly do: 'dial' }>;

export type CallSupervision =
  | { readonly do: 'join'; readonly mode: SupervisionMode; readonly phone: string }
  | { readonly do: 'leave' }
  | { readonly do: 'takeOver'; readonly phone: string }
  | { readonly do: 'moveWaiting'; readonly queue: string }
  | { readonly do: 'prioritise'; readonly priority: number }
  | { readonly do: 'give'; readonly agent: string };

export type SpokenPrompt = Extract<Prompt, { kind: 'spoken' }>;

/** What the caller of a call back waits for, as the call did. */
export interface CallBackWish {
  readonly queue: string;
  readonly place: Place;
  readonly priority: number;
  readonly level: number;
  readonly skills: Readonly<Record<string, number>>;
  /** What routing rules had made of the call; the above counts before it. */
  readonly task?: NonNullable<Entry['task']>;
  /** The ACD has the caller on its list still; the call back takes their place there. */
  readonly isWaiting: boolean;
}

/** What a caller asked for in a flow. */
export interface CallBackRequest {
  readonly queue: string;
  readonly number: string;
  readonly attempts: number;
  readonly retryMs: number;
  readonly expiresMs: number;
  /** Of the line of the timeline that is its record. */
  readonly seq: number;
}

export type CallEffect =
  | {
      readonly do: 'execute';
      readonly id: string;
      /** The main leg where it is absent. */
      readonly leg?: string;
      readonly application: Application;
      /** Texts to be spoken to their files before. */
      readonly speech: readonly SpokenPrompt[];
      /** After everything else of this turn: an agent's phone comes before music. */
      readonly later: boolean;
    }
  /** → asked. */
  | { readonly do: 'ask'; readonly id: string; readonly ask: Ask }
  /** `leg`: another one than the main one. */
  | { readonly do: 'interrupt'; readonly leg?: string }
  | {
      readonly do: 'originate';
      readonly offer: Offer;
      readonly ringSeconds: number;
      readonly role: LegRole;
      /** The main leg stands for the customer; what it hears before the answer is passed on. */
      readonly earlyMedia?: boolean;
      /** Whoever asked for the call is rung with an answer by itself. */
      readonly answersItself?: boolean;
      readonly variables?: Readonly<Record<string, string>>;
    }
  /** `with`: another leg than the main one. */
  | { readonly do: 'bridge'; readonly leg: string; readonly with?: string }
  /** Takes a leg out of a bridge; who is bridged with it parks too. One that is parked is not parked again. */
  | { readonly do: 'park'; readonly leg: string }
  | { readonly do: 'answer'; readonly leg: string }
  /** To a leg that runs `eavesdrop`. */
  | { readonly do: 'steer'; readonly leg: string; readonly step: EavesdropStep }
  | { readonly do: 'kill'; readonly leg: string; readonly cause: string }
  | { readonly do: 'startRecording'; readonly path: string }
  | { readonly do: 'stopRecording'; readonly path: string }
  /** What the caller's leg is about to record is a message, with a record of its own. */
  | { readonly do: 'recordMessage'; readonly path: string }
  /** Nobody needs it any more. */
  | { readonly do: 'dropMessage'; readonly path: string }
  /** The call is over: it is dropped when nobody said anything. */
  | { readonly do: 'weighMessage'; readonly path: string }
  | { readonly do: 'dropUtterance'; readonly file: string }
  /** The caller is called back when an agent of the queue is free. */
  | ({ readonly do: 'requestCallBack' } & CallBackRequest)
  /** The caller is called back from the place in the queue that they had. */
  | ({ readonly do: 'askCallBack' } & CallBackWish)
  | { readonly do: 'acd'; readonly input: AcdInput }
  | { readonly do: 'fact'; readonly fact: Fact }
  | { readonly do: 'timer'; readonly name: TimerName; readonly ms: number | null };

export type LegRole = 'caller' | 'agent' | 'external' | 'supervisor';

/** What a step may look up. Nothing of it changes within a step. */
export interface CallContext {
  readonly now: number;
  /** The flows of the version that the call began with. */
  readonly flows: FlowSet;
  /** Working hours, lists and regions of now. */
  tables(): FlowTables;
  queue(id: string): QueueConfig | undefined;
  /** The file of a prompt; undefined when there is none. */
  promptFile(prompt: Prompt): string | undefined;
  /** What to play for a name of music; null: the usual one. */
  music(name: string | null): string;
  /** The place in the queue, from 1. */
  position(): number | undefined;
  /** How much longer the caller will wait, as reckoned now; null: nothing to reckon with. */
  estimateMs(): number | null;
  /** Where a recording that begins now goes, relative to the data folder; `name` is unique. */
  recordingPath(name: string): string;
  /** Where what the caller says to a speech menu goes, relative to the data folder; `name` is unique. */
  utterancePath(name: string): string;
  /** A path relative to the data folder as the switch needs it. */
  absolute(path: string): string;
  /** How long an agent's phone rings for a call of the queue. */
  readonly ringSeconds: (queue: string | null) => number;
  /** Trunks for calls out, the first to try in front. */
  trunks(): readonly string[];
  isAgent(id: string): boolean;
  /** What routing rules make of a caller who is to wait in a queue. */
  route(asked: Asked): RoutingDecision;
  /** How long the place of a caller who gives up is kept. */
  keepPlaceMs(queue: string): number;
  /** Whether the agent may not dial the number (禁拨字段). */
  isForbidden(agent: string, number: string): boolean;
  /** Whether the agent neither talks nor is rung, but for this call. */
  isFree(agent: string): boolean;
}

/** From one stage to another. */
export type Continuation =
  | { readonly to: 'flow'; readonly input: FlowInput }
  | { readonly to: 'queue'; readonly effect: Extract<FlowEffect, { do: 'enqueue' }> }
  | { readonly to: 'oneParty'; readonly effect: Extract<FlowEffect, { do: 'transfer' }> }
  /** The agent answered. */
  | { readonly to: 'connect'; readonly entry: Entry; readonly offer: Offer; readonly sound: Sound }
  | { readonly to: 'bridge'; readonly entry: Entry; readonly offer: Offer }
  | { readonly to: 'talk'; readonly entry: Entry; readonly offer: Offer }
  /** The caller is served, or could not be, outside of the flow: what follows there. */
  | { readonly to: 'served' }
  /** To the agent who sent the caller where nobody was. */
  | { readonly to: 'return'; readonly agent: string }
  /** Where an agent sends the caller, whose leg is parked. */
  | { readonly to: 'onward'; readonly destination: Destination; readonly talk: Talk }
  /** Back to the place held before. */
  | { readonly to: 'waitAgain'; readonly entry: Entry }
  | { readonly to: 'hangUp'; readonly cause: string };
