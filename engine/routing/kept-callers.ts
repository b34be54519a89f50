/** Whose place is kept (漏话回拨), by number and by call; over a restart too. */
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { KeptPlace } from '../acd/model.js';
import type { FactSink } from '../store/facts.js';

/** As many as the ACD keeps places. */
const MOST_CALLERS = 10_000;

/** The id under which a kept place is remembered; calls have no such ids. */
const memoOf = (task: string): string => `place:${task}`;

export interface KeptCaller extends KeptPlace {
  readonly caller: string;
}

const rememberedPlace = Type.Object({
  task: Type.String(),
  queue: Type.String(),
  place: Type.Object({ joinedAt: Type.Number(), seq: Type.Number() }),
  until: Type.Number(),
  caller: Type.String({ minLength: 1 }),
});

export class KeptCallers {
  readonly #facts: FactSink;
  readonly #byTask = new Map<string, KeptCaller>();
  readonly #taskOf = new Map<string, string>();

  /** @param remembered snapshots of an engine before, of kept places and others, by id. What is over is forgotten. */
  constructor(facts: FactSink, remembered: ReadonlyMap<string, string>, now: number) {
    this.#facts = facts;
    const found: KeptCaller[] = [];
    for (const [id, snapshot] of remembered) {
      if (!id.startsWith(memoOf(''))) continue;
      const kept = read(snapshot);
      if (kept && kept.until > now) found.push(kept);
      else facts.write({ kind: 'live', id, snapshot: undefined });
    }
    for (const kept of found.sort((a, b) => a.until - b.until).slice(-MOST_CALLERS)) this.#put(kept);
  }

  /** In the order in which the places were given up. */
  all(): readonly KeptCaller[] {
    return [...this.#byTask.values()];
  }

  callerOf(task: string): string {
    return this.#byTask.get(task)?.caller ?? '';
  }

  /** Of one caller the last place is kept. @returns the tasks whose places had to go, which are to be dropped. */
  add(kept: KeptCaller): readonly string[] {
    const gone: string[] = [];
    const earlier = this.#taskOf.get(kept.caller);
    if (earlier !== undefined) gone.push(earlier);
    const [oldest] = this.#byTask.keys();
    if (earlier === undefined && this.#byTask.size >= MOST_CALLERS && oldest !== undefined) gone.push(oldest);
    for (const task of gone) this.forget(task);
    this.#put(kept);
    this.#facts.write({ kind: 'live', id: memoOf(kept.task), snapshot: JSON.stringify(kept) });
    return gone.filter((task) => task !== kept.task);
  }

  /** The place is that of the caller's new call. @returns its task; undefined when none is kept any more. */
  take(caller: string, now: number): string | undefined {
    const task = this.#taskOf.get(caller);
    const kept = task === undefined ? undefined : this.#byTask.get(task);
    if (!kept) return undefined;
    this.forget(kept.task);
    return kept.until > now ? kept.task : undefined;
  }

  forget(task: string): void {
    const kept = this.#byTask.get(task);
    if (!kept) return;
    this.#byTask.delete(task);
    if (this.#taskOf.get(kept.caller) === task) this.#taskOf.delete(kept.caller);
    this.#facts.write({ kind: 'live', id: memoOf(task), snapshot: undefined });
  }

  #put(kept: KeptCaller): void {
    this.#byTask.set(kept.task, kept);
    this.#taskOf.set(kept.caller, kept.task);
  }
}

function read(snapshot: string): KeptCaller | undefined {
  try {
    const parsed: unknown = JSON.parse(snapshot);
    return Value.Check(rememberedPlace, parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
