/** The tasks that there are: what of them is remembered over a restart, told of, and kept when they are over. */
import type { Clock } from '../../kernel/clock.js';
import { YihaoError } from '../../kernel/errors.js';
import { channelOf } from '../acd/media.js';
import type { TaskRequest as AcdTaskRequest } from '../acd/model.js';
import type { FactSink } from '../store/facts.js';
import { dueAt } from './attempts.js';
import { DueTimers } from './due-timers.js';
import {
  readTaskMemo,
  type TaskDemand,
  type TaskState,
  type TaskStep,
  type TaskView,
  withStep,
} from './task.js';
import { type FinalState, isOver, shownOf, withoutOffer } from './task-view.js';

export interface TaskBookOptions {
  readonly clock: Clock;
  readonly facts: FactSink;
  /** Whether there is such an agent. */
  readonly isAgent: (agent: string) => boolean;
  /** With what the task stands in the ACD now. */
  readonly requestOf: (task: string) => AcdTaskRequest | undefined;
  /** @param withdrawnFrom the agent who had it, offered or accepted, until now. */
  readonly changed: (task: TaskView, withdrawnFrom: string | undefined) => void;
}

/** Done and cancelled ones are shown for a while; the database has them all. */
const MOST_FINISHED = 500;

/** Of lines that a call's timeline gets when the call is long over. */
const afterAll = 1_000_000_000;

/** The id under which a task is remembered; calls have no such ids. */
const memoOf = (task: string): string => `task:${task}`;

export interface Kept {
  view: TaskView;
  demand: TaskDemand;
  /** The number of the offer that stands. */
  offer: number | undefined;
}

export type Step = Omit<TaskStep, 'at'>;

type Request = NonNullable<TaskView['asked']>;
const keyOf = ({ call, seq }: Request): string => `${call} ${seq}`;

export class TaskBook {
  readonly #options: TaskBookOptions;
  readonly #tasks = new Map<string, Kept>();
  readonly #finished: string[] = [];
  /** Call backs with attempts, by the call that is made for them. */
  readonly #byCall = new Map<string, string>();
  readonly #byRequest = new Map<string, string>();
  /** What agents are offered or have accepted. */
  readonly #byAgent = new Map<string, Set<string>>();
  readonly #timers: DueTimers;

  /**
   * @param remembered snapshots of an engine before, of tasks and others, by id.
   * @param due told of a task that waits again, or is too old.
   */
  constructor(options: TaskBookOptions, remembered: ReadonlyMap<string, string>, due: (id: string) => void) {
    this.#options = options;
    this.#timers = new DueTimers(options.clock, due);
    for (const [id, snapshot] of remembered) {
      const memo = id.startsWith(memoOf('')) ? readTaskMemo(snapshot) : undefined;
      if (!memo) continue;
      const view = this.#found(memo.view);
      this.add({ view, demand: memo.demand, offer: undefined });
      this.#timers.set(view.id, dueAt(view));
    }
  }

  /** As the engine before left it: no offer stands any more, and some agents may be gone. */
  #found(view: TaskView): TaskView {
    const { state, agent, dialled, medium } = view;
    if (state === 'waiting' || state === 'offered')
      return withoutOffer({ ...view, state: 'waiting', agent: null });
    // Of a call that is under way its end decides; a call back without one was never dialled.
    const isWorkedAt = agent !== null && this.#options.isAgent(agent) && channelOf(medium) !== 'voice';
    if (state !== 'accepted' || dialled !== undefined || isWorkedAt) return view;
    const why = channelOf(medium) === 'voice' ? 'notDialled' : 'agentRemoved';
    const step: TaskStep = {
      ...{ at: this.#options.clock.now(), what: 'returned', why },
      ...(agent !== null && { agent }),
    };
    return { ...view, state: 'waiting', agent: null, history: withStep(view.history, step) };
  }

  close(): void {
    this.#timers.close();
  }

  get size(): number {
    return this.#tasks.size;
  }

  has(id: string): boolean {
    return this.#tasks.has(id);
  }

  list(): readonly TaskView[] {
    return [...this.#tasks.values()].map(({ view }) => view);
  }

  find(id: string): Kept | undefined {
    return this.#tasks.get(id);
  }

  /** @throws YihaoError 'not.found'. */
  get(id: string): Kept {
    const kept = this.#tasks.get(id);
    if (!kept) throw new YihaoError('not.found', { what: 'task', id });
    return kept;
  }

  /** For which the call is made. */
  ofCall(call: string): TaskView | undefined {
    return this.#tasks.get(this.#byCall.get(call) ?? '')?.view;
  }

  /** That the caller asked for in that line of the call's timeline. */
  ofRequest(request: Request): TaskView | undefined {
    return this.#tasks.get(this.#byRequest.get(keyOf(request)) ?? '')?.view;
  }

  /** What the agent is offered, or has accepted. */
  ofAgent(agent: string): readonly TaskView[] {
    return [...(this.#byAgent.get(agent) ?? [])].flatMap((id) => this.#tasks.get(id)?.view ?? []);
  }

  add(kept: Kept): void {
    const { id, asked } = kept.view;
    this.#tasks.set(id, kept);
    if (asked) this.#byRequest.set(keyOf(asked), id);
    this.#enter(kept.view);
  }

  #enter({ id, agent, dialled, state }: TaskView): void {
    if (dialled !== undefined) this.#byCall.set(dialled, id);
    if (agent === null || isOver(state)) return;
    const held = this.#byAgent.get(agent);
    if (held) held.add(id);
    else this.#byAgent.set(agent, new Set([id]));
  }

  #strike({ id, agent, dialled }: TaskView): void {
    if (dialled !== undefined) this.#byCall.delete(dialled);
    const held = agent === null ? undefined : this.#byAgent.get(agent);
    if (agent === null || !held?.delete(id)) return;
    if (held.size === 0) this.#byAgent.delete(agent);
  }

  set(id: string, state: TaskState | undefined, more: Partial<TaskView>, step?: Step): void {
    const kept = this.#tasks.get(id);
    if (!kept) return;
    const { facts, clock, changed, requestOf } = this.#options;
    const before = kept.view;
    const at = clock.now();
    const demand = requestOf(id);
    if (demand) kept.demand = demand;
    const history = step ? withStep(before.history, { at, ...step }) : before.history;
    const next = { ...before, ...shownOf(kept.demand, before), ...more, history, changedAt: at };
    kept.view = withoutOffer({ ...next, state: state ?? before.state });
    const memo = isOver(kept.view.state) ? undefined : JSON.stringify({ ...kept.view, demand: kept.demand });
    facts.write({ kind: 'live', id: memoOf(id), snapshot: memo });
    this.#strike(before);
    this.#enter(kept.view);
    this.#timers.set(id, dueAt(kept.view));
    if (isOver(kept.view.state)) this.#finish(kept.view, kept.view.state);
    const left = before.agent !== null && kept.view.agent !== before.agent ? before.agent : undefined;
    changed(kept.view, left);
  }

  #finish(view: TaskView, state: FinalState): void {
    const { id, medium, queue, subject, number, agent, priority, createdAt, changedAt, data } = view;
    this.#options.facts.write({
      ...{ kind: 'task', id },
      set: {
        ...{ medium, queue, subject, state, priority, data, createdAt, finishedAt: changedAt },
        ...{ history: view.history, number: number ?? '', agent: agent ?? '' },
      },
    });
    if (view.asked) this.#noteEnd(view, view.asked);
    this.#finished.push(id);
    const oldest = this.#finished.length > MOST_FINISHED ? this.#finished.shift() : undefined;
    if (oldest !== undefined) this.#drop(oldest);
  }

  #drop(id: string): void {
    const request = this.#tasks.get(id)?.view.asked;
    if (request) this.#byRequest.delete(keyOf(request));
    this.#tasks.delete(id);
  }

  /** In the record of the call in which it was asked for. */
  #noteEnd({ state, why, agent, changedAt }: TaskView, { call, seq }: Request): void {
    const how = state === 'done' ? 'reached' : (why ?? state);
    this.#options.facts.write({
      ...{ kind: 'callEvent', call, seq: afterAll + seq, at: changedAt, type: 'callback.ended' },
      data: { request: seq, how, agent },
    });
  }
}
