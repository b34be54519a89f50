/** What agents do, and what becomes of their offers. */
import { type Distribution, NO_QUEUE, READY } from './distribution.js';
import { compare } from './estimate.js';
import { handles } from './media.js';
import type { AgentState, OfferFailure, StateCause, Wish } from './model.js';
import { type AgentRecord, type OfferRecord, type TaskRecord } from './records.js';
import { comeBack, goOn } from './progressing.js';
import { countTaken } from './shares.js';
import { remove } from './task-steps.js';
import { queueDefaults } from './settings.js';

/** A phone that failed an offer is tried again after this: nobody may ever tell that it works again. */
export const DEVICE_RETRY_MS = 30_000;

/** Any phone may be rung but one that rings or talks; its agent, if it is one's, is occupied by it. */
export function claim(
  on: Distribution,
  agent: AgentRecord | undefined,
  id: string,
  name: string,
  now: number,
): void {
  if (agent?.state.name === 'reserved' || agent?.state.name === 'talking') {
    on.effects.push({ do: 'refused', task: id, queue: NO_QUEUE, why: 'agentNotReady' });
    return;
  }
  on.effects.push({ do: 'granted', task: id, agent: name });
  if (agent) occupied(on, agent, id, null, now);
}

export function answered(on: Distribution, id: number, now: number): void {
  const offer = on.offers.get(id);
  if (!offer) return;
  const { task, agent, queue } = offer;
  const work = agent.work.get(task.id);
  on.floor.removeReady(agent);
  const isWork = work?.offer === offer;
  if (isWork) {
    work.offer = undefined;
    work.since = now;
    on.working.add(task.id);
  }
  on.forget(offer);
  on.tasks.delete(task.id);
  count(on, offer);
  if (isWork) {
    on.tellWork(agent);
    on.findWork(agent, now);
    return;
  }
  on.enter(
    agent,
    { name: 'talking', task: task.id, queue: queue === NO_QUEUE ? null : queue, then: READY },
    'answered',
    now,
  );
}

/** For shares, estimates and the even spread: the agent has taken the task. */
function count(on: Distribution, { task, agent, queue: id, at }: OfferRecord): void {
  const queue = on.floor.queues.get(id);
  if (!queue) return;
  agent.taken++;
  countTaken(agent.settings.shares, agent.regions, task.region);
  if (task.estimateMs !== null) compare(queue, task.estimateMs, at - task.joinedAt);
}

export function offerFailed(on: Distribution, id: number, why: OfferFailure, now: number): void {
  const { failed, withdrawn } = endOffers(on, [id], why, now, (offer) => on.forget(offer));
  goOn(on, [], failed, withdrawn, now);
}

/** Timed steps are due to these tasks, and nobody answered these offers while they rang. */
export function timeIsUp(
  on: Distribution,
  { tasks, offers }: { readonly tasks: readonly TaskRecord[]; readonly offers: readonly number[] },
  now: number,
): void {
  const { failed, withdrawn } = endOffers(on, offers, 'noAnswer', now, (offer) => on.cancel(offer));
  goOn(on, tasks, failed, withdrawn, now);
}

/** @returns their tasks, and those of what else rang at agents who go out of distribution by it. */
function endOffers(
  on: Distribution,
  ids: readonly number[],
  why: OfferFailure,
  now: number,
  end: (offer: OfferRecord) => void,
): { readonly failed: ReadonlySet<TaskRecord>; readonly withdrawn: readonly TaskRecord[] } {
  const failed = new Set<TaskRecord>();
  const withdrawn: TaskRecord[] = [];
  for (const id of ids) {
    const offer = on.offers.get(id);
    if (!offer) continue;
    const { task, agent } = offer;
    failed.add(task);
    end(offer);
    // One who is on the telephone by now has not missed the work that was offered before.
    const isMissed =
      agent.state.name === 'ready' || (agent.state.name === 'reserved' && agent.state.offer === id);
    if (isMissed) withdrawn.push(...takeOut(on, agent, missed(task.id, why, now), why, now));
  }
  return { failed, withdrawn };
}

function missed(task: string, why: OfferFailure, now: number): AgentState {
  return why === 'noAnswer' || why === 'rejected'
    ? { name: 'noAnswer', task }
    : { name: 'deviceFault', cause: why === 'busy' ? 'busy' : 'fault', until: now + DEVICE_RETRY_MS };
}

export function asked(
  on: Distribution,
  agent: AgentRecord,
  wish: Wish,
  now: number,
  by: string | undefined,
): void {
  const { state } = agent;
  if (state.name === 'talking') {
    on.enter(agent, { ...state, then: wish }, 'asked', now, by);
    return;
  }
  if (isAlready(state, wish) || (state.name === 'reserved' && wish.name === 'ready')) return;
  if (wish.name === 'ready') on.follow(agent, wish, 'asked', now, by);
  else stopServing(on, agent, wish, 'asked', now, by);
}

/** Out of distribution: offers that ring are withdrawn and their tasks go on to the next agents. */
export function stopServing(
  on: Distribution,
  agent: AgentRecord,
  state: AgentState,
  cause: StateCause,
  now: number,
  by?: string,
): void {
  comeBack(on, takeOut(on, agent, state, cause, now, by), now);
}

/** @returns the tasks whose offers were withdrawn; they are to come back. */
function takeOut(
  on: Distribution,
  agent: AgentRecord,
  state: AgentState,
  cause: StateCause,
  now: number,
  by?: string,
): TaskRecord[] {
  const ringing = agent.state.name === 'reserved' ? on.offers.get(agent.state.offer) : undefined;
  const offers = [
    ...(ringing ? [ringing] : []),
    ...[...agent.work.values()].flatMap((one) => one.offer ?? []),
  ];
  for (const offer of offers) on.cancel(offer);
  on.enter(agent, state, cause, now, by);
  return offers.map(({ task }) => task);
}

export function occupied(
  on: Distribution,
  agent: AgentRecord,
  task: string,
  queue: string | null,
  now: number,
): void {
  const then = afterOccupied(agent.state);
  const known = queue === null ? undefined : on.tasks.get(task);
  if (known?.offer?.agent === agent) on.forget(known.offer);
  const ringing = agent.state.name === 'reserved' ? on.offers.get(agent.state.offer) : undefined;
  if (ringing) on.cancel(ringing);
  on.enter(agent, { name: 'talking', task, queue, then }, 'occupied', now);
  if (ringing) comeBack(on, [ringing.task], now);
  // Last: the other agent at whom it may ring looks for work, and whose call came back here may be the best.
  if (known) remove(on, known, now);
}

export function talkEnded(on: Distribution, agent: AgentRecord, task: string, now: number): void {
  const { state } = agent;
  if (state.name !== 'talking' || state.task !== task) return;
  const settings = state.queue === null ? undefined : on.floor.queues.get(state.queue)?.settings;
  const wrapUpMs = settings ? (agent.settings.wrapUpMs ?? settings.wrapUpMs ?? queueDefaults.wrapUpMs) : 0;
  if (wrapUpMs > 0 && state.then.name !== 'signedOut')
    on.enter(agent, { name: 'wrapUp', task, until: now + wrapUpMs, then: state.then }, 'talkEnded', now);
  else on.follow(agent, state.then, 'talkEnded', now);
}

export function workDone(on: Distribution, agent: AgentRecord, task: string, now: number): void {
  const work = agent.work.get(task);
  if (!work || work.offer) return;
  on.floor.removeReady(agent);
  agent.work.delete(task);
  on.working.delete(task);
  on.tellWork(agent);
  on.findWork(agent, now);
}

export function extendWrapUp(on: Distribution, agent: AgentRecord, byMs: number, now: number): void {
  const { state } = agent;
  if (state.name === 'wrapUp') on.enter(agent, { ...state, until: state.until + byMs }, 'asked', now);
}

export function deviceFailed(on: Distribution, agent: AgentRecord, now: number): void {
  const { name } = agent.state;
  // Who takes no calls needs no phone for other work.
  if (name === 'reserved' || (name === 'ready' && handles(agent, 'voice')))
    stopServing(on, agent, { name: 'deviceFault', cause: 'fault', until: null }, 'deviceFault', now);
}

export function deviceRestored(on: Distribution, agent: AgentRecord, now: number): void {
  if (agent.state.name === 'deviceFault') on.follow(agent, READY, 'deviceRestored', now);
}

function isAlready(state: AgentState, wish: Wish): boolean {
  if (state.name === 'notReady' && wish.name === 'notReady') return state.reason === wish.reason;
  return state.name === wish.name;
}

/** What an agent comes back to from a conversation that no offer led to. */
function afterOccupied(state: AgentState): Wish {
  switch (state.name) {
    case 'talking':
    case 'wrapUp':
      return state.then;
    case 'signedOut':
    case 'notReady':
      return state;
    case 'noAnswer':
      return { name: 'notReady', reason: 'noAnswer' };
    case 'ready':
    case 'reserved':
    case 'deviceFault':
      return READY;
  }
}
