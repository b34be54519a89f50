/**
 * One conversation: what is kept of it. Plain JSON data, so that a restarted engine goes on with the state that the
 * killed one wrote. Times are milliseconds since the epoch.
 */
import type { DialResult, SupervisionMode } from '../../desk.js';
import type { Language } from '../../ivr/flow.js';
import type { FlowState } from '../../ivr/model.js';
import type { CallParty } from '../../store/facts.js';
import type { Stage, Talk } from './stage.js';

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
