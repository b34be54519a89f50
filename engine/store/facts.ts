/**
 * What the engine wants remembered. A fact goes to the journal on disk first and from there, in batches, to
 * PostgreSQL (journal.ts), so neither a dead database nor a killed engine loses one. Facts may be written twice
 * (replay after a crash); each names its row so that the second time changes nothing.
 * All times are milliseconds since the epoch.
 */
import type { RoutingStart } from '../routing/decide.js';

export type CallParty = 'caller' | 'agent' | 'system';

/** How a call as a whole went. */
export type CallOutcome =
  | 'inProgress'
  /** Talked to an agent. */
  | 'answered'
  /** The caller gave up while waiting for an agent. */
  | 'abandoned'
  /** Left the queue for a call back at the place that they had. */
  | 'callBack'
  /** Ended inside the flow without asking for an agent. */
  | 'selfService'
  /** Turned away: unknown number, no capacity, forbidden. */
  | 'rejected'
  /** An agent called, and it did not come to talking: `result` says why. */
  | 'unanswered'
  /** Broke: the switch or the engine failed. */
  | 'failed';

/** Columns of a call; a fact holds those that changed. */
export interface CallColumns {
  startedAt: number;
  node: string;
  direction: 'inbound' | 'outbound' | 'internal';
  caller: string;
  called: string;
  language: string;
  flow: string;
  flowVersion: string;
  answeredAt: number;
  /** First joined a queue. */
  queuedAt: number;
  /** First talked to an agent. */
  agentAnsweredAt: number;
  endedAt: number;
  queue: string;
  agent: string;
  outcome: CallOutcome;
  /** Of a call that an agent made: `answered`, or why it was not (DialResult). */
  result: string;
  hungUpBy: CallParty;
  cause: string;
  causeQ850: number;
  /** Node ids in order, bounded to 200. */
  ivrPath: readonly string[];
  /** Keys pressed, with node; digits of sensitive nodes are masked by the writer. */
  keys: readonly { readonly at: number; readonly node: string; readonly digits: string }[];
  rating: string;
  /** 未评价 when the caller hung up before a key. */
  surveyState: 'off' | 'asked' | 'rated' | 'unrated';
  /** Call data (随路数据). */
  data: Readonly<Record<string, string>>;
}

export interface LegColumns {
  call: string;
  role: 'caller' | 'agent' | 'external' | 'supervisor';
  /** Agent id or number. */
  party: string;
  createdAt: number;
  ringingAt: number;
  answeredAt: number;
  endedAt: number;
  hungUpBy: 'remote' | 'local';
  cause: string;
  causeQ850: number;
  sipCallId: string;
  /** Loss, jitter, round trip, MOS as the switch reported them; names of columns of the report. */
  quality: Readonly<Record<string, number>>;
}

export interface QueueEntryColumns {
  call: string;
  queue: string;
  priority: number;
  /** What the flow asked for and what was known of the caller, before the rules made the queue and priority above of it. */
  asked: RoutingStart;
  joinedAt: number;
  leftAt: number;
  outcome:
    | 'waiting'
    | 'answered'
    | 'abandoned'
    | 'timeout'
    | 'full'
    | 'nobody'
    | 'moved'
    | 'overflowed'
    /** The caller left it for a call back at the place that they had. */
    | 'callBack'
    | 'failed';
  agent: string;
  /** Offers made, with how each ended. */
  offers: readonly {
    readonly agent: string;
    readonly at: number;
    readonly endedAt: number;
    readonly how: string;
  }[];
}

/** What two parties said to each other, or a message that the caller left. */
export type RecordingKind = 'conversation' | 'message';

export interface RecordingColumns {
  call: string;
  kind: RecordingKind;
  /** Relative to the data folder. */
  path: string;
  startedAt: number;
  durationMs: number;
  /** `empty`: a message in which nothing was to be heard; its file is gone, and nobody is shown it. */
  state: 'recording' | 'complete' | 'cutOff' | 'empty';
}

/** Work of another medium than a call, written when it is over. */
export interface TaskColumns {
  medium: string;
  queue: string;
  subject: string;
  /** Of a call back; '' for none. */
  number: string;
  state: 'done' | 'cancelled' | 'refused';
  /** Who had it last; '' for nobody. */
  agent: string;
  priority: number;
  createdAt: number;
  finishedAt: number;
  data: Readonly<Record<string, string>>;
  history: readonly object[];
}

export type Fact =
  | { readonly kind: 'call'; readonly id: string; readonly set: Partial<CallColumns> }
  | { readonly kind: 'leg'; readonly id: string; readonly set: Partial<LegColumns> }
  | { readonly kind: 'queueEntry'; readonly id: string; readonly set: Partial<QueueEntryColumns> }
  | { readonly kind: 'recording'; readonly id: string; readonly set: Partial<RecordingColumns> }
  | { readonly kind: 'task'; readonly id: string; readonly set: Partial<TaskColumns> }
  /** One line of a call's timeline; `seq` counts up within the call. */
  | {
      readonly kind: 'callEvent';
      readonly call: string;
      readonly seq: number;
      readonly at: number;
      readonly type: string;
      readonly data: Readonly<Record<string, unknown>>;
    }
  /** The agent entered a state; the one before ended then. */
  | {
      readonly kind: 'agentState';
      readonly id: string;
      readonly agent: string;
      readonly at: number;
      readonly state: string;
      readonly reason: string;
      /** User name, or 'system'. */
      readonly by: string;
      readonly call?: string;
    }
  /**
   * What a restarted engine needs to take a call up again, as JSON; `undefined` when the call is over.
   * `id` is the call's.
   */
  | { readonly kind: 'live'; readonly id: string; readonly snapshot: string | undefined }
  /** Same for what is not a call: agents' states (`id` 'agents'). */
  | { readonly kind: 'memo'; readonly id: string; readonly snapshot: string };

/** Takes facts at once and never throws or blocks; order is kept. */
export interface FactSink {
  write(fact: Fact): void;
}
