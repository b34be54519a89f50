/** What was measured of waiting, by queue, for the next engine: estimates need not begin anew. */
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Measures } from '../acd/estimate.js';
import type { FactSink } from '../store/facts.js';

const memoOf = (queue: string): string => `queue:${queue}`;

const amount = Type.Union([Type.Number({ minimum: 0 }), Type.Null()]);
const remembered = Type.Object({
  ...{ workMs: amount, handlingMs: amount, compared: Type.Number({ minimum: 0 }) },
  ...{ biasMs: Type.Number(), errorMs: Type.Number({ minimum: 0 }) },
});

export class WaitMemos {
  readonly #facts: FactSink;
  readonly #written = new Map<string, string>();

  constructor(facts: FactSink) {
    this.#facts = facts;
  }

  /** Something happened in the queue. What is measured changes when somebody leaves it or has been served. */
  write(queue: string, measures: Measures | undefined): void {
    if (!measures) return;
    const snapshot = JSON.stringify({ ...measures, advancedAt: null });
    if (this.#written.get(queue) === snapshot) return;
    this.#written.set(queue, snapshot);
    this.#facts.write({ kind: 'memo', id: memoOf(queue), snapshot });
  }
}

/** @param memos by id. Who waited then is not on the list yet: the time between two departures begins anew. */
export function rememberedMeasures(memos: ReadonlyMap<string, string>, queue: string): Measures | undefined {
  try {
    const parsed: unknown = JSON.parse(memos.get(memoOf(queue)) ?? 'null');
    return Value.Check(remembered, parsed) ? { ...parsed, advancedAt: null } : undefined;
  } catch {
    return undefined;
  }
}
