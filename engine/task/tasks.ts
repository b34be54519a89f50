import { YihaoError } from '../../kernel/errors.js';
import type { Random } from '../../kernel/random.js';
import type { AcdEffect, AcdInput, Medium, Place } from '../acd/model.js';
import { channelOf } from '../acd/media.js';
import type { RoutingControl, TaskControl } from '../control.js';
import type { RoutingDecision } from '../routing/decide.js';
import { afterCall, type Attempted, type CallEnd } from './attempts.js';
import { type Kept, type Step, TaskBook, type TaskBookOptions } from './task-book.js';
import { type TaskChange, type TaskDemand, type TaskRequest, type TaskStep, type TaskView } from './task.js';
import { asked, comparePlaces, isOver, shownOf, stateError, withoutWants } from './task-view.js';

type EffectOf<D extends AcdEffect['do']> = Extract<AcdEffect, { do: D }>;
export type TaskEffect = EffectOf<'joined' | 'refused' | 'dropped' | 'granted' | 'progressed' | 'overflowed'>;

export interface TasksOptions extends TaskBookOptions {
  readonly random: Random;
  readonly tellAcd: (input: AcdInput) => void;
  /** Whether the agent could be offered one more of the medium. @throws YihaoError 'not.found'. */
  readonly hasRoom: (agent: string, medium: Medium) => boolean;
  /** By the routing rules in force. */
  readonly route: (request: TaskRequest) => RoutingDecision;
  readonly keptPlaces: RoutingControl['keptPlaces'];
  readonly dropPlace: (call: string) => void;
  /** Calls the number for the agent, who is in no other call. @returns the call. @throws YihaoError when it cannot. */
  readonly dial: (agent: string, number: string) => string;
}

const MOST_TASKS = 50_000;

/** Work of other media than calls (媒体统一排队): through the same queues to the same agents, told to them over HTTP. */
export class Tasks implements TaskControl {
  readonly #options: TasksOptions;
  readonly #book: TaskBook;
  /** Found by a restart, and not in the ACD yet: those who joined first come first. */
  readonly #absent: string[];

  /** @param remembered snapshots of an engine before, of tasks and others, by id. */
  constructor(options: TasksOptions, remembered: ReadonlyMap<string, string>) {
    this.#options = options;
    this.#book = new TaskBook(options, remembered, (id) => this.#due(id));
    this.#absent = this.list()
      .filter(({ state, notBefore }) => state === 'waiting' && notBefore === undefined)
      .sort((a, b) => comparePlaces(a.place, b.place))
      .map(({ id }) => id);
  }

  /**
   * Those that a restart found go to their places again; accepted ones are still with their agents.
   * @param before only who waited before this place: a call that comes back must not be overtaken, nor overtake.
   */
  rejoin(before?: Place): void {
    const isLater = (id: string): boolean => comparePlaces(this.find(id)?.place, before) > 0;
    const first = before === undefined ? -1 : this.#absent.findIndex(isLater);
    const due = this.#absent.splice(0, first < 0 ? Infinity : first);
    for (const id of due) if (this.find(id)?.state === 'waiting') this.#join(id);
  }

  /** The calls of before are known again: of one that ended meanwhile nobody knows whether it was answered. */
  callsTakenUp(isThere: (call: string) => boolean): void {
    for (const { dialled } of this.list())
      if (dialled !== undefined && !isThere(dialled)) this.callEnded(dialled, 'notReached');
  }

  close(): void {
    this.#book.close();
  }

  has(id: string): boolean {
    return this.#book.has(id);
  }

  list(): readonly TaskView[] {
    return this.#book.list();
  }

  /** @throws YihaoError 'not.found'. */
  get(id: string): TaskView {
    return this.#book.get(id).view;
  }

  find(id: string): TaskView | undefined {
    return this.#book.find(id)?.view;
  }

  /**
   * @param place held before.
   * @param insteadOf what waits at that place now, and gives it to the new task with all that it had there.
   * @param demand what was decided for it before; absent: the routing rules in force decide.
   * @throws YihaoError 'conflict', 'request.invalid'.
   */
  create(
    request: TaskRequest & Pick<TaskView, 'asked'>,
    place?: Place,
    insteadOf?: string,
    demand?: TaskDemand,
  ): TaskView {
    if (this.#book.size >= MOST_TASKS)
      throw new YihaoError('conflict', {
        what: 'task',
        id: '',
        reason: `is one too many; ${MOST_TASKS} are kept`,
      });
    if (request.medium === 'callBack' && request.number === undefined)
      throw new YihaoError('request.invalid', {
        where: 'body/number',
        reason: 'must be there: it is who is called back',
      });
    const { clock, random, route } = this.#options;
    const id = random.uuid();
    const now = clock.now();
    const isDecided = demand !== undefined || insteadOf !== undefined;
    const decision = isDecided ? undefined : route(request);
    const { queue, priority, level, skills } = request;
    const wanted = demand ?? decision?.task ?? { queue, priority, level, skills };
    const rules = decision?.rules ?? [];
    const view: TaskView = {
      ...{ ...request, ...shownOf(wanted, request) },
      ...{ id, state: 'waiting', createdAt: now, changedAt: now, agent: null },
      ...(place && { place }),
      history: [
        { at: now, what: 'created', queue },
        ...(rules.length > 0 ? [{ at: now, what: 'routed', queue: wanted.queue, rules } as const] : []),
      ],
    };
    this.#book.add({ view, demand: wanted, offer: undefined });
    if (insteadOf === undefined) this.#join(id);
    else {
      const { medium } = view;
      this.#options.tellAcd({ kind: 'task.turned', task: insteadOf, into: id, medium });
      this.#book.set(id, undefined, {});
    }
    return this.get(id);
  }

  callBack(call: string): TaskView {
    const { dropPlace, keptPlaces } = this.#options;
    const kept = keptPlaces().find(({ task, caller }) => task === call && caller !== '');
    if (!kept) throw new YihaoError('not.found', { what: 'kept place of call', id: call });
    const { queue, place, caller, had } = kept;
    const { priority = 0, level = 0, skills = {} } = had ?? {};
    const request: TaskRequest = {
      ...{ medium: 'callBack', queue, priority, level, skills: asked(skills) },
      ...{ subject: caller, number: caller, data: { call } },
    };
    const made = this.create(request, place, undefined, had ?? { queue });
    dropPlace(call);
    return made;
  }

  /** A task that is there already stays as it is. */
  #join(id: string): void {
    if (this.#options.requestOf(id)) return;
    const { view, demand } = this.#book.get(id);
    const { medium, place } = view;
    this.#options.tellAcd({ kind: 'task.joined', task: { ...demand, id, medium, ...(place && { place }) } });
  }

  /** The ACD has something to say of the task. */
  take(effect: TaskEffect): void {
    const { task: id } = effect;
    switch (effect.do) {
      case 'joined': {
        const { place, queue } = effect;
        this.#book.set(id, 'waiting', { place, queue }, { what: 'queued', queue });
        break;
      }
      case 'refused':
        this.#book.set(id, 'refused', { why: effect.why }, { what: 'refused', why: effect.why });
        break;
      case 'dropped':
        this.#book.set(id, 'refused', { why: 'unknownQueue' }, { what: 'refused', why: 'unknownQueue' });
        break;
      case 'progressed':
        if (effect.step.to === 'queues') {
          const queue = effect.step.queues[0] ?? this.get(id).queue;
          const why = effect.step.on === 'route' ? 'route' : effect.step.on.on;
          this.#book.set(id, undefined, { queue }, { what: 'queued', queue, why });
        } else this.#book.set(id, undefined, {});
        break;
      // Nobody but a caller wants one agent past the queues, or is led out of them.
      case 'granted':
      case 'overflowed':
        break;
    }
  }

  offered({ task, offer, agent, queue, until }: EffectOf<'offer'>): void {
    this.#book.get(task).offer = offer;
    this.#book.set(task, 'offered', { agent, queue, offeredUntil: until }, { what: 'offered', agent });
  }

  /** The ACD took the offer back: the task waits again, or goes on to the next. */
  cancelled({ task }: Pick<EffectOf<'cancelOffer'>, 'task'>, why: 'noAnswer' | 'withdrawn'): void {
    this.#offerOver(task, why === 'noAnswer' ? 'missed' : 'withdrawn');
  }

  #offerOver(id: string, what: TaskStep['what']): void {
    const kept = this.#book.find(id);
    if (kept?.view.state !== 'offered') return;
    const { agent } = kept.view;
    kept.offer = undefined;
    this.#book.set(id, 'waiting', { agent: null }, { what, ...(agent !== null && { agent }) });
  }

  /** @throws YihaoError 'not.found', 'task.state', and what `dial` throws. */
  accept(agent: string, id: string): TaskView {
    const { view, offer } = this.#offeredTo(agent, id);
    this.#options.tellAcd({ kind: 'offer.answered', offer });
    this.#book.set(id, 'accepted', {}, { what: 'accepted', agent });
    if (channelOf(view.medium) === 'voice') this.#call(agent, view);
    return this.get(id);
  }

  /**
   * A call back is over for the queue when the number is dialled: the call is one of the agent's own. With attempts it
   * is when somebody answered.
   */
  #call(agent: string, { id, number, attempts, tried = 0 }: TaskView): void {
    try {
      if (number === undefined)
        throw new YihaoError('dial.impossible', { what: 'a call back', reason: 'the task has no number' });
      const dialled = this.#options.dial(agent, number);
      if (attempts === undefined) this.#book.set(id, 'done', {}, { what: 'done', agent });
      else this.#book.set(id, undefined, { dialled, tried: tried + 1 });
    } catch (error) {
      this.#options.tellAcd({ kind: 'agent.talkEnded', agent, task: id });
      this.#book.set(id, undefined, { tried: tried + 1 });
      this.#settle(this.get(id), 'notDialled');
      throw error;
    }
  }

  /** A call is over, which may be one that was made for a call back. */
  callEnded(call: string, end: CallEnd): void {
    const view = this.#book.ofCall(call);
    if (view?.state === 'accepted') this.#settle(view, end);
  }

  /** That the caller asked for in that line of their call: while it is not over, and for a while after. */
  ofRequest(call: string, seq: number): TaskView | undefined {
    return this.#book.ofRequest({ call, seq });
  }

  /** Somebody called back by themselves who the caller asked in that line of their call. */
  requestDone(call: string, seq: number, by: string): void {
    const view = this.ofRequest(call, seq);
    if (view?.state === 'waiting' || view?.state === 'offered') this.cancel(view.id, by);
    else if (view?.dialled !== undefined) this.#book.set(view.id, undefined, { closedBy: by });
  }

  #settle(view: TaskView, end: CallEnd): void {
    this.#become(view, afterCall(view, end, this.#options.clock.now()), end);
  }

  #become({ id, agent }: TaskView, become: Attempted, end?: CallEnd): void {
    const dialled = undefined;
    const who = agent === null ? {} : { agent };
    switch (become.state) {
      case 'waiting': {
        const { notBefore, tried } = become;
        const step: Step = { what: 'returned', ...who, ...(end !== undefined && { why: end }) };
        this.#book.set(id, 'waiting', { dialled, agent: null, tried, notBefore }, step);
        break;
      }
      case 'refused': {
        const { why } = become;
        this.#book.set(id, 'refused', { dialled, why }, { what: 'refused', ...who, why });
        break;
      }
      case 'cancelled':
        this.#book.set(id, 'cancelled', { dialled }, { what: 'cancelled', by: become.by });
        break;
      case 'done':
        this.#book.set(id, 'done', { dialled }, { what: 'done', ...who });
    }
  }

  /** It waits again, or is too old. */
  #due(id: string): void {
    const view = this.find(id);
    if (!view) return;
    if (view.expiresAt !== undefined && view.expiresAt <= this.#options.clock.now()) {
      this.#become(view, { state: 'refused', why: 'expired' });
      this.#options.tellAcd({ kind: 'task.left', task: id });
    } else {
      this.#book.set(id, 'waiting', { notBefore: undefined });
      this.#join(id);
    }
  }

  /** @throws YihaoError 'not.found', 'task.state'. */
  reject(agent: string, id: string): TaskView {
    const { offer } = this.#offeredTo(agent, id);
    this.#offerOver(id, 'rejected');
    this.#options.tellAcd({ kind: 'offer.failed', offer, why: 'rejected' });
    return this.get(id);
  }

  /** @throws YihaoError 'not.found', 'task.state'. */
  done(agent: string, id: string): TaskView {
    const { view } = this.#book.get(id);
    const isCalled = view.dialled !== undefined;
    if (view.state !== 'accepted' || view.agent !== agent || isCalled) throw stateError(view, 'done');
    this.#book.set(id, 'done', {}, { what: 'done', agent });
    this.#options.tellAcd({ kind: 'work.done', agent, task: id });
    return this.get(id);
  }

  /** Whoever made it takes it back, also from an agent who has accepted it and does not call. @throws YihaoError 'not.found', 'task.state'. */
  cancel(id: string, by: string): TaskView {
    const { view } = this.#open(id, 'cancel');
    const { agent, state } = view;
    this.#book.set(id, 'cancelled', {}, { what: 'cancelled', by });
    if (state === 'accepted' && agent !== null) this.#options.tellAcd({ kind: 'work.done', agent, task: id });
    else this.#options.tellAcd({ kind: 'task.left', task: id });
    return this.get(id);
  }

  /**
   * To another queue, priority or agent. What an agent had accepted goes back to the place that it had.
   * @throws YihaoError 'not.found', 'task.state', 'agent.state'.
   */
  arrange(id: string, { queue, priority, agent }: TaskChange, by: string): TaskView {
    const { view } = this.#open(id, 'move');
    const { hasRoom, tellAcd } = this.#options;
    if (agent !== undefined && agent !== view.agent && !hasRoom(agent, view.medium))
      throw new YihaoError('agent.state', { agent, state: 'without room for it', wanted: 'give' });
    const change = { ...(queue !== undefined && { queue }), ...(priority !== undefined && { priority }) };
    const to = { ...(queue !== undefined && { queue }), ...(agent !== undefined && { agent }) };
    const moved: Step = { what: 'moved', by, ...to };
    const isInQueue = this.#options.requestOf(id) !== undefined;
    const pauses = view.notBefore !== undefined;
    if (view.state === 'accepted' || (pauses && agent !== undefined)) {
      this.#takeBack(id, change, moved, agent);
      return this.get(id);
    }
    // One that pauses between two attempts, or that a restart has not brought back yet, comes back otherwise.
    if (!isInQueue) this.#demand(id, change, agent);
    this.#book.set(id, undefined, {}, moved);
    tellAcd({ kind: 'task.changed', task: id, ...change });
    if (agent !== undefined && agent !== this.get(id).agent) tellAcd({ kind: 'task.given', task: id, agent });
    // The ACD says nothing of what it was told.
    this.#book.set(id, undefined, {});
    return this.get(id);
  }

  /** @param to who is to have it, if they still can; otherwise it waits in the queue. */
  #takeBack(id: string, change: Omit<TaskChange, 'agent'>, step: Step, to?: string): void {
    const { agent } = this.#book.get(id).view;
    this.#demand(id, change, to);
    this.#book.set(id, 'waiting', { agent: null, notBefore: undefined }, step);
    if (agent !== null) this.#options.tellAcd({ kind: 'work.done', agent, task: id });
    this.#join(id);
  }

  /** Of what is not in the queue now. */
  #demand(id: string, change: Omit<TaskChange, 'agent'>, to?: string): void {
    const kept = this.#book.get(id);
    const { routes, ...demand } = withoutWants(kept.demand);
    kept.demand = {
      ...{ ...demand, ...change },
      ...(change.queue === undefined && routes && { routes }),
      ...(to !== undefined && { wants: { agent: to, waitMs: 0, why: 'designated' } }),
    };
  }

  /** What the agent had accepted, who is not there any more, goes back to its place. */
  agentRemoved(agent: string): void {
    for (const { task: id } of this.acceptedBy(agent)) {
      this.#book.set(id, 'waiting', { agent: null }, { what: 'returned', agent, why: 'agentRemoved' });
      this.#join(id);
    }
  }

  #open(id: string, wanted: string): Kept {
    const kept = this.#book.get(id);
    if (isOver(kept.view.state) || kept.view.dialled !== undefined) throw stateError(kept.view, wanted);
    return kept;
  }

  #offeredTo(agent: string, id: string): { readonly view: TaskView; readonly offer: number } {
    const { view, offer } = this.#book.get(id);
    if (view.state !== 'offered' || view.agent !== agent || offer === undefined)
      throw stateError(view, 'answer');
    return { view, offer };
  }

  /** Accepted work by agent, for the ACD of a restarted engine. */
  acceptedBy(agent: string): readonly { task: string; medium: Medium; queue: string; since: number }[] {
    return this.#book
      .ofAgent(agent)
      .filter(({ state, medium }) => state === 'accepted' && channelOf(medium) !== 'voice')
      .map(({ id, medium, queue, changedAt }) => ({ task: id, medium, queue, since: changedAt }));
  }
}
