import { DayRun } from './day-run.js';
import { type Estimate, estimate, estimateChange } from './estimate.js';
import { type Course, type DayFigures, type Measure, measures, type QueueFigures } from './figures.js';
import type { Scenario } from './model.js';

export type Estimates = Readonly<Record<Measure, Estimate | null>>;

/** The course of the day as the replications have it on average. */
export type MeanCourse = { readonly [K in keyof Course]: readonly (number | null)[] };

export interface QueueOutcome {
  /** '' is all queues together. */
  readonly queue: string;
  readonly estimates: Estimates;
  readonly course: MeanCourse;
}

export interface Outcome {
  readonly scenario: string;
  readonly replications: number;
  readonly confidence: number;
  readonly intervalMs: number;
  readonly all: QueueOutcome;
  readonly queues: readonly QueueOutcome[];
  readonly groups: readonly { readonly group: string; readonly occupancy: Estimate | null }[];
  /** Inputs that the ACD took, over all replications. */
  readonly events: number;
}

/** After less before, where both have the queue. */
export interface Change {
  readonly queue: string;
  readonly estimates: Estimates;
}

export interface Comparison {
  readonly before: Outcome;
  readonly after: Outcome;
  /** All queues first. */
  readonly changes: readonly Change[];
}

/** Runs the replications one after the other. */
export function simulate(scenario: Scenario): Outcome {
  return outcomeOf(scenario, runDays(scenario));
}

/**
 * Both on the same chance: the same callers at the same times with the same patience and talks, as long as the caller
 * classes are the same. The replications and the confidence of `before` hold for both.
 */
export function compare(before: Scenario, after: Scenario): Comparison {
  const { replications, seed } = before;
  const days = {
    before: runDays(before),
    after: runDays({ ...after, replications, seed }),
  };
  const shared = before.queues.filter(({ id }) => after.queues.some((other) => other.id === id));
  const { confidence } = before.measuring;
  return {
    before: outcomeOf(before, days.before),
    after: outcomeOf({ ...after, measuring: { ...after.measuring, confidence } }, days.after),
    changes: ['', ...shared.map(({ id }) => id)].map((queue) => ({
      queue,
      estimates: byMeasure((measure) =>
        estimateChange(
          valuesOf(days.before, queue, measure),
          valuesOf(days.after, queue, measure),
          confidence,
        ),
      ),
    })),
  };
}

function runDays(scenario: Scenario): readonly DayFigures[] {
  return Array.from({ length: scenario.replications }, (_, n) => new DayRun(scenario, n).run());
}

function outcomeOf({ name, measuring, queues, groups }: Scenario, days: readonly DayFigures[]): Outcome {
  const { confidence, intervalMs } = measuring;
  const of = (queue: string): QueueOutcome => ({
    queue,
    estimates: byMeasure((measure) => estimate(valuesOf(days, queue, measure), confidence)),
    course: meanCourse(days.flatMap((day) => figuresOf(day, queue)?.course ?? [])),
  });
  return {
    ...{ scenario: name, replications: days.length, confidence, intervalMs },
    all: of(''),
    queues: queues.map(({ id }) => of(id)),
    groups: groups.map(({ id }) => ({
      group: id,
      occupancy: estimate(
        days.map((day) => day.groups.get(id) ?? null),
        confidence,
      ),
    })),
    events: days.reduce((sum, { events }) => sum + events, 0),
  };
}

const figuresOf = (day: DayFigures, queue: string): QueueFigures | undefined =>
  queue === '' ? day.all : day.queues.get(queue);

const valuesOf = (days: readonly DayFigures[], queue: string, measure: Measure): (number | null)[] =>
  days.map((day) => figuresOf(day, queue)?.figures[measure] ?? null);

function byMeasure(of: (measure: Measure) => Estimate | null): Estimates {
  return Object.fromEntries(measures.map((measure) => [measure, of(measure)])) as unknown as Estimates;
}

function meanCourse(courses: readonly Course[]): MeanCourse {
  const mean = (of: (course: Course) => readonly (number | null)[]): (number | null)[] =>
    (courses[0] ? of(courses[0]) : []).map((_, i) => {
      const seen = courses.flatMap((course) => of(course)[i] ?? []);
      return seen.length === 0 ? null : seen.reduce((sum, value) => sum + value, 0) / seen.length;
    });
  return {
    offered: mean(({ offered }) => offered),
    serviceLevel: mean(({ serviceLevel }) => serviceLevel),
    waiting: mean(({ waiting }) => waiting),
  };
}
