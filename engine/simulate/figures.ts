/** What a day comes to. Where nobody was there to measure, a figure is null. */

export const measures = [
  /** Callers who wanted an agent. */
  'offered',
  'answered',
  /** Hung up while waiting, the short ones included. */
  'abandoned',
  'shortAbandoned',
  /** Not let in: the queue was full. */
  'refused',
  /** Sent out of the queues by a rule: to a flow, voicemail, call-back or a number. */
  'overflowed',
  /** Still waiting when the simulation gave up on them, hours after the end of the day. */
  'unfinished',
  /** Answered within the target, of all offered without the short abandons. */
  'serviceLevel',
  /** Abandoned of offered. */
  'abandonShare',
  /** Mean wait of those answered (average speed of answer), ringing included. */
  'asaSeconds',
  /** Mean wait of all who waited, however it ended. */
  'waitSeconds',
  /** Of those answered, nine in ten waited no longer. */
  'wait90Seconds',
  'longestWaitSeconds',
  /** Share who found no agent free when they came. */
  'waitedShare',
  /** Callers waiting, on average. */
  'waiting',
  'mostWaiting',
  /** Busy time of the agents who serve it, of their busy and ready time. */
  'occupancy',
] as const;
export type Measure = (typeof measures)[number];

export type Figures = Readonly<Record<Measure, number | null>>;

/** Interval by interval; the place in each list says which. */
export interface Course {
  readonly offered: readonly number[];
  readonly serviceLevel: readonly (number | null)[];
  readonly waiting: readonly (number | null)[];
}

export interface QueueFigures {
  readonly figures: Figures;
  readonly course: Course;
}

/** One replication. */
export interface DayFigures {
  readonly all: QueueFigures;
  readonly queues: ReadonlyMap<string, QueueFigures>;
  /** Occupancy by group of agents. */
  readonly groups: ReadonlyMap<string, number | null>;
  /** Inputs that the ACD took. */
  readonly events: number;
}
