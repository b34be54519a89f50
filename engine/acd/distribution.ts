import type { Counters } from './counters.js';
import { Deadlines } from './deadlines.js';
import { decisionOf } from './decision.js';
import { handled } from './estimate.js';
import { Floor } from './floor.js';
import { KeptPlaces } from './kept-places.js';
import { channelOf } from './media.js';
import type { AcdEffect, AgentState, AgentWork, Decision, Membership, StateCause, Wish } from './model.js';
import { comeBack, scheduleTask } from './progressing.js';
import {
  type AgentRecord,
  type OfferRecord,
  type TaskRecord,
  type Waiting,
  type WorkRecord,
} from './records.js';
import { queueDefaults } from './settings.js';

/** The queue of a task that wants one agent, past the queues. */
export const NO_QUEUE = '';

export const READY: Wish = { name: 'ready' };

interface Match {
  readonly stand: Waiting;
  readonly agent: AgentRecord;
  readonly why: Decision;
}

/**
 * What every step of tasks, offers and agents is made of. Each leaves the floor matched: a task that begins to wait has
 * asked for the best ready agent, an agent who became ready has asked for the best waiting task.
 */
export class Distribution {
  readonly floor = new Floor();
  readonly agents = new Map<string, AgentRecord>();
  readonly tasks = new Map<string, TaskRecord>();
  /** Tasks that agents accepted and work at; the telephone's are not the ACD's any more. */
  readonly working = new Set<string>();
  readonly offers = new Map<number, OfferRecord>();
  readonly deadlines = new Deadlines();
  readonly kept = new KeptPlaces();
  readonly next: Counters = { task: 1, offer: 1, idle: 1, agent: 1 };
  /** Of the input that is being taken. */
  effects: AcdEffect[] = [];
  /** Queues whose last agent left in this input; their tasks are looked at when it is done. */
  readonly deserted = new Set<string>();
  /** Tasks whose wanted agent signed out in this input. */
  readonly forsaken = new Set<TaskRecord>();

  /** Tasks are on their lists for whom an agent may be ready. */
  #isMatching = false;

  /** Offers the task to the best agent who is ready, or lets it wait at its place. */
  serve(task: TaskRecord, now: number, stands = this.floor.standsOf(task)): void {
    if (task.routes.length === 0) {
      // It wanted one agent, who did not take it.
      this.tasks.delete(task.id);
      return;
    }
    if (this.#offerToBest(task, stands, now)) return;
    this.floor.removeWaiting(task, undefined);
    this.#wait(task, stands, now);
  }

  /**
   * Serves tasks that come free at once: all are on their lists before the first is matched, so that none gets an agent
   * who has one of the others to take before it.
   */
  serveAll(tasks: readonly TaskRecord[], now: number): void {
    const [only, another] = tasks;
    if (only && !another && !this.#isMatching) {
      this.floor.removeWaiting(only, undefined);
      this.serve(only, now);
      return;
    }
    for (const task of tasks) {
      this.floor.removeWaiting(task, undefined);
      if (task.routes.length === 0) this.tasks.delete(task.id);
      else this.#wait(task, this.floor.standsOf(task), now);
    }
    const wasMatching = this.#isMatching;
    this.#isMatching = true;
    for (const task of this.floor.inOrder(tasks)) {
      while (task.stands.length > 0) {
        const match = this.#pairFor(task, now);
        if (!match) break;
        // It did not really wait: nobody in front of others is gone.
        this.floor.removeWaiting(match.stand.task, undefined);
        this.offer(match.stand, match.agent, now, match.why);
      }
    }
    this.#isMatching = wasMatching;
  }

  /**
   * From the agent who is best for the task to the task that is best for that agent, and on, until the two are each
   * other's choice; then by the queue in which the agent takes it.
   * @returns undefined when no agent is ready for the task.
   */
  #pairFor(task: TaskRecord, now: number): Match | undefined {
    const asked = new Set<TaskRecord>();
    let match = this.matchFor(task, task.stands, now);
    while (match) {
      const { agent, stand } = match;
      asked.add(stand.task);
      const choice = this.#choiceOf(agent, now);
      if (!choice || choice.stand === stand) break;
      if (choice.stand.task === stand.task) return choice;
      const next = asked.has(choice.stand.task)
        ? undefined
        : this.matchFor(choice.stand.task, choice.stand.task.stands, now);
      if (!next) break;
      match = next;
    }
    return match;
  }

  /** The task that the agent should have of all that wait. */
  #choiceOf(agent: AgentRecord, now: number): Match | undefined {
    const pick = this.floor.bestTaskFor(agent, now);
    if (!pick) return undefined;
    const { waiting, wanted, over } = pick;
    const second = over && { id: over.task.id, criterion: over.criterion };
    const why = decisionOf(waiting, agent, wanted ? 'wanted' : 'agent', second, now);
    return { stand: waiting, agent, why };
  }

  /** No other task may have this id. */
  isTaken(id: string): boolean {
    return this.tasks.has(id) || this.working.has(id);
  }

  /** Whether an agent is ready for it. */
  isWanted(task: TaskRecord, stands: readonly Waiting[]): boolean {
    if (task.wanting) return this.#wantedAgent(task) !== undefined;
    return stands.some((stand) => this.floor.bestAgentFor(stand));
  }

  /** @returns false when no agent is ready for it. */
  #offerToBest(task: TaskRecord, stands: readonly Waiting[], now: number): boolean {
    const match = this.matchFor(task, stands, now);
    if (match) this.offer(match.stand, match.agent, now, match.why);
    return match !== undefined;
  }

  /** The ready agent who would get the task, and in which of its stands. */
  matchFor(task: TaskRecord, stands: readonly Waiting[], now: number): Match | undefined {
    const [first] = stands;
    if (task.wanting && first) {
      const agent = this.#wantedAgent(task);
      return agent && { stand: first, agent, why: decisionOf(first, agent, 'wanted', null, now) };
    }
    for (const stand of stands) {
      const choice = this.floor.bestAgentFor(stand);
      if (!choice) continue;
      const { agent, over } = choice;
      const second = over && { id: over.agent.id, criterion: over.criterion };
      return { stand, agent, why: decisionOf(stand, agent, 'task', second, now) };
    }
    return undefined;
  }

  #wait(task: TaskRecord, stands: readonly Waiting[], now: number): void {
    const wanted = task.wanting && task.wants ? this.agents.get(task.wants.agent) : undefined;
    const [first] = stands;
    if (wanted && first) this.floor.addWanting(task, wanted, first);
    else this.floor.addWaiting(task, stands, now);
    scheduleTask(this, task);
  }

  /** The agent whom it waits for, if one more of its kind could be offered to them. */
  #wantedAgent({ wants, medium }: TaskRecord): AgentRecord | undefined {
    const agent = wants && this.agents.get(wants.agent);
    return agent?.standsFor.includes(channelOf(medium)) === true ? agent : undefined;
  }

  /** @param offerMs how long it rings; absent: as long as the queue has it. */
  offer(stand: Waiting, agent: AgentRecord, now: number, why: Decision, offerMs?: number): void {
    const { settings } = stand.queue;
    this.makeOffer(stand.task, settings.id, agent, now, offerMs ?? settings.offerMs, why);
  }

  makeOffer(
    task: TaskRecord,
    queue: string,
    agent: AgentRecord,
    now: number,
    offerMs: number | undefined,
    why: Decision,
  ): void {
    const { id: taskId, medium } = task;
    // A call takes the place of other work that is offered: nobody has two offers.
    const offered =
      channelOf(medium) === 'voice' ? [...agent.work.values()].flatMap((one) => one.offer ?? []) : [];
    for (const one of offered) this.cancel(one);
    this.floor.removeWaiting(task, now);
    this.deadlines.ofTask(task, null);
    this.floor.removeReady(agent);
    const id = this.next.offer++;
    const until = now + (offerMs ?? queueDefaults.offerMs);
    const offer: OfferRecord = { id, task, agent, queue, at: now, until };
    this.offers.set(id, offer);
    task.offer = offer;
    this.effects.push({ do: 'offer', offer: id, task: taskId, queue, agent: agent.id, until, medium, why });
    if (channelOf(medium) === 'voice') {
      this.enter(agent, { name: 'reserved', offer: id, task: taskId, until }, 'offered', now);
      comeBack(
        this,
        offered.map((one) => one.task),
        now,
      );
      return;
    }
    agent.work.set(taskId, { task: taskId, medium, queue, offer, since: now });
    this.deadlines.ofWork(offer, until);
    this.tellWork(agent);
    // Work leaves room for more, and for the telephone.
    this.floor.addReady(agent);
  }

  /** The offer's task is gone or served elsewhere: the agent is free as before, with their idle time kept. */
  withdraw(offer: OfferRecord, now: number): void {
    this.cancel(offer);
    this.setFree(offer, now);
    this.findWork(offer.agent, now);
  }

  /** The agent whom the offer had reserved is ready again, and is to look for work. */
  setFree({ id, agent }: OfferRecord, now: number): void {
    if (agent.state.name === 'reserved' && agent.state.offer === id)
      this.enter(agent, READY, 'offerCancelled', now);
  }

  cancel(offer: OfferRecord): void {
    this.effects.push({ do: 'cancelOffer', offer: offer.id, task: offer.task.id, agent: offer.agent.id });
    this.forget(offer);
  }

  /** The offer is over; work that was offered by it is not the agent's any more. */
  forget(offer: OfferRecord): void {
    const { agent, task } = offer;
    this.offers.delete(offer.id);
    task.offer = undefined;
    this.deadlines.ofWork(offer, null);
    if (agent.work.get(task.id)?.offer !== offer) return;
    this.floor.removeReady(agent);
    agent.work.delete(task.id);
    this.tellWork(agent);
  }

  tellWork(agent: AgentRecord): void {
    const work = [...agent.work.values()].map(viewWork);
    this.effects.push({ do: 'setAgentWork', agent: agent.id, work });
  }

  /** Enters the state wished for; an agent who is ready now looks for work, as the last in the idle order. */
  follow(agent: AgentRecord, wish: Wish, cause: StateCause, now: number, by?: string): void {
    this.enter(agent, wish, cause, now, by);
    if (wish.name !== 'ready') return;
    agent.idleSince = now;
    agent.idleSeq = this.next.idle++;
    this.findWork(agent, now);
  }

  /** Takes the best tasks until the agent has no room, or there is none. */
  findWork(agent: AgentRecord, now: number): void {
    this.floor.removeReady(agent);
    for (;;) {
      const choice = this.#choiceOf(agent, now);
      if (!choice) break;
      this.offer(choice.stand, agent, now, choice.why);
    }
    this.floor.addReady(agent);
  }

  /** Changes the state and what follows from it alone: ready lists, deadline, the count of signed-in agents. */
  enter(agent: AgentRecord, state: AgentState, cause: StateCause, now: number, by?: string): void {
    const wasIn = agent.state.name !== 'signedOut';
    const isIn = state.name !== 'signedOut';
    this.floor.removeReady(agent);
    this.#measure(agent, state, now);
    if (agent.state.name !== state.name) agent.since = now;
    agent.state = state;
    this.deadlines.ofAgent(agent, 'until' in state ? state.until : null);
    this.effects.push({
      do: 'setAgentState',
      agent: agent.id,
      state,
      cause,
      ...(by === undefined ? {} : { by }),
    });
    if (wasIn === isIn) return;
    if (isIn) agent.taken = 0;
    else for (const { task } of agent.wanted) this.forsaken.add(task);
    this.countSignedIn(agent.settings.queues, isIn ? 1 : -1);
  }

  /** Handling time is conversation and wrap-up. */
  #measure(agent: AgentRecord, next: AgentState, now: number): void {
    const { state } = agent;
    if (state.name === next.name || (state.name !== 'talking' && state.name !== 'wrapUp')) return;
    const lastedMs = now - agent.since;
    if (state.name === 'talking')
      agent.handling = state.queue === null ? null : { queue: state.queue, ms: lastedMs };
    else if (agent.handling) agent.handling = { ...agent.handling, ms: agent.handling.ms + lastedMs };
    if (next.name === 'wrapUp' || !agent.handling) return;
    const queue = this.floor.queues.get(agent.handling.queue);
    if (queue) handled(queue, agent.handling.ms);
    agent.handling = null;
  }

  /** What is due to a queue that its last agent left comes when the input is done. */
  countSignedIn(queues: readonly Membership[], by: 1 | -1): void {
    for (const { queue: id } of queues) {
      const queue = this.floor.queues.get(id);
      if (!queue) continue;
      queue.signedIn += by;
      if (queue.signedIn === 0) this.deserted.add(id);
    }
  }
}

/** Work as it is told of. */
export const viewWork = ({ task, medium, queue, offer, since }: WorkRecord): AgentWork => ({
  ...{ task, medium, queue, since },
  offer: offer ? { id: offer.id, until: offer.until } : null,
});
