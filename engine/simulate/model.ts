/**
 * A day to simulate, ready to run: plain data that survives JSON and a structured clone. Times end in `Ms` and count
 * from the beginning of the day's `from`; `startAt` alone is since the epoch.
 */
import type { AgentSettings, QueueSettings, TaskRequest } from '../acd/model.js';
import type { RoutingFacts } from '../routing/condition.js';
import type { Routing } from '../routing/rules.js';

/** How long something takes; seconds, because people write them. */
export type Duration =
  | { readonly kind: 'exponential'; readonly meanSeconds: number }
  | { readonly kind: 'lognormal'; readonly meanSeconds: number; readonly sdSeconds: number }
  | { readonly kind: 'deterministic'; readonly seconds: number }
  /** One of these, each as likely. */
  | { readonly kind: 'empirical'; readonly seconds: readonly number[] }
  /** Never ends: a caller who never gives up. */
  | { readonly kind: 'unlimited' };

export interface RateInterval {
  readonly fromMs: number;
  readonly toMs: number;
  readonly perHour: number;
}

/** What a caller asks the ACD for; all but who it is and where it stood before. */
export type Wanted = Omit<TaskRequest, 'id' | 'place' | 'placeOf' | 'attributes'>;

/** What routing rules can ask about a caller beside that; absent: nothing is known. */
export interface KnownOfCaller extends Partial<
  Pick<RoutingFacts, 'caller' | 'called' | 'language' | 'keys' | 'data'>
> {
  readonly lastAgent?: string;
  /** Calls of before; milliseconds since the epoch. */
  readonly earlier?: readonly { readonly at: number; readonly outcome: string }[];
}

/** Callers who come at random (Poisson) or evenly spaced, at a rate that changes by interval. */
export interface GeneratedArrivals {
  readonly kind: 'poisson' | 'regular';
  readonly wanted: Wanted;
  readonly known?: KnownOfCaller;
  /** Region → weight: each caller is of one of them, at random. */
  readonly regions?: Readonly<Record<string, number>>;
  readonly intervals: readonly RateInterval[];
}

/** A caller as the records have them. */
export interface RecordedCall {
  readonly atMs: number;
  readonly wanted: Wanted;
  readonly known?: KnownOfCaller;
  /** From joining the queue to the answer, the hang-up or wherever else it went; null: not known. */
  readonly waitMs: number | null;
  readonly left: 'answered' | 'abandoned' | 'other';
  /** Conversation with the agent; null: not known. */
  readonly talkMs: number | null;
  /** After-call work that the agent took; null: not known. */
  readonly wrapUpMs: number | null;
}

export interface RecordedArrivals {
  readonly kind: 'recorded';
  /** In the order of `atMs`. */
  readonly calls: readonly RecordedCall[];
}

/** Callers of one kind. */
export interface CallerClass {
  readonly id: string;
  readonly arrivals: GeneratedArrivals | RecordedArrivals;
  /** Conversation; null: as recorded. */
  readonly talk: Duration | null;
  /** After-call work that agents take, as far as the ACD lets them; null: as recorded, or all of the time allowed. */
  readonly wrapUp: Duration | null;
  /** How long they wait before they hang up; null: as recorded. */
  readonly patience: Duration | null;
}

export interface StaffInterval {
  readonly fromMs: number;
  readonly toMs: number;
  readonly agents: number;
}

/** Agents who are alike. */
export interface AgentGroup {
  readonly id: string;
  readonly settings: Omit<AgentSettings, 'id'>;
  /** How many are signed in; where intervals overlap they add up. */
  readonly staffing: readonly StaffInterval[];
  /** How many of those are on a break: signed in, not ready. */
  readonly breaks: readonly StaffInterval[];
  /** From the first ring to the answer. */
  readonly answer: Duration;
  /** Share of offers that ring until their end. */
  readonly missedShare: number;
  /** From a missed offer to ready again. */
  readonly backAfter: Duration;
}

/** What to measure by. */
export interface Measuring {
  /** Answered within this counts for the service level. */
  readonly targetMs: number;
  /** Who hangs up within this is a short abandon: counted, and left out of the service level. */
  readonly shortAbandonMs: number;
  /** Callers before this are served and not counted. */
  readonly warmUpMs: number;
  /** Width of the steps of the course of the day. */
  readonly intervalMs: number;
  /** Of the intervals printed, as 0.95. */
  readonly confidence: number;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly startAt: number;
  /** Time of the day at which it begins, from midnight. */
  readonly fromMs: number;
  /** Callers come until here; those who wait then are still served. */
  readonly lengthMs: number;
  readonly measuring: Measuring;
  readonly replications: number;
  readonly seed: number;
  /** Rules that callers meet before they queue, and the order of the ACD's policies; absent: none, and its own. */
  readonly routing?: Routing;
  readonly queues: readonly QueueSettings[];
  readonly callers: readonly CallerClass[];
  readonly groups: readonly AgentGroup[];
}
