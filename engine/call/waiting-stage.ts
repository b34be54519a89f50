/** The caller waits: for an agent of a queue, or for one agent that the flow named. */
import type { OfferFailure } from '../acd/model.js';
import type { FlowEffect, QueueEnd } from '../ivr/model.js';
import type { Draft } from './draft.js';
import type { Entry } from './model/entry.js';
import type { CallInput, StageInput } from './model/input.js';
import type { Offer } from './model/offer.js';
import type { Stage } from './model/stage.js';
import { offerFailureOf } from './offer-failure.js';
import { closeEntry, openEntry, partyOf, stopWaiting, withOffer } from './entry.js';
import {
  asksForCallBack,
  callBackLater,
  overflowed,
  progressed,
  routeBy,
  taskOf,
  visitedBy,
} from './queue-route.js';
import { leaveParty, partyFailed, ringPhone } from './one-party.js';
import { ring } from './ring.js';
import { nextSound, quiet, startMusic } from './sound.js';

type Waiting = Extract<Stage, { name: 'waiting' }>;

const announceEveryMs = 30_000;
/** A caller who is served at once should not hear the beginning of "you are number one". */
const firstAnnouncementMs = 2_000;
const silence = { name: 'silence' } as const;

export function joinQueue(draft: Draft, effect: Extract<FlowEffect, { do: 'enqueue' }>): void {
  const { queue, priority, skills, task, asked, placeOf } = routeBy(draft, effect);
  const entry: Entry = {
    id: draft.nextId(),
    ringMs: null,
    ...{ queue, priority, skills, task, asked },
    joinedAt: draft.now,
    place: undefined,
    maxWaitMs: effect.maxWaitMs,
    announceEveryMs: effect.announceEveryMs ?? announceEveryMs,
    leaveWhenNobody: effect.leaveWhenNobody,
    music: effect.music,
    language: effect.language,
    offers: [],
  };
  draft.call.queue = queue;
  draft.enter({ name: 'waiting', entry, offer: null, sound: silence });
  draft.timer('watch', null);
  if (effect.maxWaitMs !== null) draft.timer('maxWait', effect.maxWaitMs);
  joinAcd(draft, entry, placeOf);
}

function joinAcd(draft: Draft, entry: Entry, placeOf?: string): void {
  const task = taskOf(draft.call.id, entry, placeOf);
  if (task) draft.acd({ kind: 'task.joined', task });
}

/** Takes what happens while the caller waits. */
export function stepWaiting(draft: Draft, stage: Waiting, input: StageInput): void {
  switch (input.kind) {
    case 'joined':
      joined(draft, stage, input);
      break;
    case 'refused':
      if (stage.entry.queue === null) leaveParty(draft, stage, 'busy');
      else leave(draft, stage, input.why === 'full' ? 'full' : 'failed');
      break;
    case 'granted':
      if (stage.entry.queue === null && !stage.offer) {
        const { agent, leg } = input;
        ringPhone(draft, { number: null, agent, outside: null, leg, at: draft.now });
        startMusic(draft, stage.entry);
      }
      break;
    case 'dropped':
      leave(draft, stage, 'failed');
      break;
    case 'progressed':
      progressed(draft, stage, input.step);
      break;
    case 'overflowed':
      overflowed(draft, stage, input);
      break;
    case 'unstaffed':
      if (stage.entry.leaveWhenNobody) leave(draft, stage, 'nobody');
      break;
    case 'offered':
      offer(draft, stage, input);
      break;
    case 'offerCancelled':
      if (stage.offer?.number === input.offer) cancelOffer(draft, stage, stage.offer, input.why);
      break;
    case 'agentRinging':
      if (stage.offer?.leg === input.leg) draft.note('offer.ringing', partyOf(stage.offer));
      break;
    case 'agentAnswered':
      if (stage.offer?.leg === input.leg) answerOffer(draft, stage, stage.offer);
      else draft.do({ do: 'kill', leg: input.leg, cause: 'LOSE_RACE' });
      break;
    case 'agentFailed':
    case 'agentGone': {
      const cause =
        input.kind === 'agentFailed' ? input.cause : (input.end?.cause ?? 'NORMAL_TEMPORARY_FAILURE');
      if (stage.offer?.leg === input.leg) failOffer(draft, stage, stage.offer, offerFailureOf(cause), cause);
      break;
    }
    case 'applicationDone':
      if (asksForCallBack(draft, stage, input)) callBackLater(draft, stage);
      else nextSound(draft, stage, input);
      break;
    case 'executeRefused':
      draft.note('command.refused', { why: input.why });
      break;
    case 'timer':
      timer(draft, stage, input.name);
      break;
    // Late, or taken before the stage is asked.
    case 'asked':
    case 'bridged':
    case 'bridgeRefused':
    case 'callerAnswered':
    case 'callerGone':
    case 'hangUp':
    case 'parked':
    case 'resumed':
      break;
  }
}

/** Back to the place held before, with what is left of the longest wait. One whom the flow wanted is not rung again. */
export function waitAgain(draft: Draft, entry: Entry): void {
  const stage: Waiting = { name: 'waiting', entry, offer: null, sound: silence };
  draft.enter(stage);
  draft.timer('watch', null);
  if (entry.queue === null) {
    leaveParty(draft, stage, 'failed');
    return;
  }
  if (entry.maxWaitMs !== null) {
    draft.timer('maxWait', Math.max(0, entry.joinedAt + entry.maxWaitMs - draft.now));
  }
  joinAcd(draft, entry);
}

function joined(draft: Draft, stage: Waiting, input: Extract<CallInput, { kind: 'joined' }>): void {
  const { place, queues } = input;
  // On the way in an overflow rule may have led to another queue.
  const queue = stage.entry.queue === null ? null : (queues?.[0] ?? stage.entry.queue);
  const isLed = queue !== null && queue !== stage.entry.queue;
  const led = isLed && { task: { ...stage.entry.task, queue, visited: visitedBy(stage.entry) } };
  const entry: Entry = { ...stage.entry, place, queue, ...led };
  draft.call.queue = queue ?? draft.call.queue;
  draft.enter({ ...stage, entry });
  if (stage.entry.place === undefined) {
    const { priority, joinedAt } = entry;
    draft.set({ queuedAt: joinedAt, queue: queue ?? '' });
    openEntry(draft, entry, 'waiting');
    draft.note('queue.joined', { queue, priority, queues, estimateMs: input.estimateMs });
  }
  if (entry.leaveWhenNobody && !input.staffed) {
    leave(draft, { ...stage, entry }, 'nobody');
    return;
  }
  if (stage.sound.name !== 'silence') return;
  startMusic(draft, entry);
  draft.timer('announce', firstAnnouncementMs);
}

/** The ACD found an agent, or has the one whom the flow named. */
function offer(draft: Draft, stage: Waiting, input: Extract<CallInput, { kind: 'offered' }>): void {
  const { offer: number, agent, leg, why } = input;
  const { entry } = stage;
  const ringSeconds = entry.ringMs === null ? draft.context.ringSeconds(entry.queue) : entry.ringMs / 1000;
  const made: Offer = { number, agent, outside: null, leg, at: draft.now };
  ring(draft, made, ringSeconds);
  draft.enter({ ...stage, offer: made });
  draft.note('offer.made', { agent, leg, ...(why && { why }) });
  if (entry.queue === null) startMusic(draft, entry);
}

function answerOffer(draft: Draft, stage: Waiting, answered: Offer): void {
  stopWaiting(draft);
  if (answered.number !== null) draft.acd({ kind: 'offer.answered', offer: answered.number });
  const entry = withOffer(draft, stage.entry, answered, 'answered');
  draft.note(answered.outside ? 'outside.answered' : 'agent.answered', partyOf(answered));
  draft.pass({ to: 'connect', entry, offer: answered, sound: stage.sound });
}

/** The ACD took the offer back: its time is up, or somebody wanted the agent elsewhere. */
function cancelOffer(draft: Draft, stage: Waiting, ringing: Offer, why: 'noAnswer' | 'withdrawn'): void {
  draft.do({ do: 'kill', leg: ringing.leg, cause: why === 'noAnswer' ? 'NO_ANSWER' : 'ORIGINATOR_CANCEL' });
  const entry = withOffer(draft, stage.entry, ringing, why);
  const left: Waiting = { ...stage, entry, offer: null };
  draft.enter(left);
  // The one agent wanted is not to be had; of a queue there are others.
  if (entry.queue === null) leaveParty(draft, left, why === 'noAnswer' ? 'noAnswer' : 'busy');
}

function failOffer(draft: Draft, stage: Waiting, failed: Offer, why: OfferFailure, cause: string): void {
  const { number } = failed;
  if (number === null) {
    partyFailed(draft, stage, failed, why, cause);
    return;
  }
  draft.acd({ kind: 'offer.failed', offer: number, why });
  if (stage.entry.queue === null) partyFailed(draft, stage, failed, why, cause);
  else draft.enter({ ...stage, entry: withOffer(draft, stage.entry, failed, why, cause), offer: null });
}

function timer(draft: Draft, stage: Waiting, name: string): void {
  if (name === 'maxWait') {
    if (stage.entry.queue === null) leaveParty(draft, stage, 'noAnswer');
    else leave(draft, stage, 'timedOut');
  } else if (name === 'music') startMusic(draft, stage.entry);
  else if (name === 'announce') announcePosition(draft, stage);
}

function announcePosition(draft: Draft, stage: Waiting): void {
  const { entry, sound } = stage;
  if (entry.queue === null) return;
  draft.timer('announce', entry.announceEveryMs);
  // With a phone ringing the next voice should be the agent's.
  if (stage.offer) return;
  if (sound.name === 'music') {
    draft.do({ do: 'interrupt' });
    draft.enter({ ...stage, sound: { name: 'stopping', id: sound.id, next: 'position' } });
  } else if (sound.name !== 'silence') {
    // It began an interval ago and its end was not heard of: that event was lost.
    startMusic(draft, entry);
  }
}

/** Out of the queue without an agent; the flow says what follows. */
function leave(draft: Draft, stage: Waiting, end: Exclude<QueueEnd, 'served'>): void {
  const outcomes = { timedOut: 'timeout', full: 'full', nobody: 'nobody', failed: 'failed' } as const;
  let { entry } = stage;
  if (stage.offer) {
    draft.do({ do: 'kill', leg: stage.offer.leg, cause: 'ORIGINATOR_CANCEL' });
    entry = withOffer(draft, entry, stage.offer, 'withdrawn');
  }
  if (entry.place === undefined) {
    const { queue, joinedAt } = entry;
    openEntry(draft, entry);
    draft.set({ queuedAt: joinedAt, queue: queue ?? '' });
  }
  draft.acd({ kind: 'task.left', task: draft.call.id });
  closeEntry(draft, entry, outcomes[end]);
  backToFlow(draft, stage);
  draft.pass({ to: 'flow', input: { kind: 'queueLeft', end } });
}

function backToFlow(draft: Draft, stage: Waiting): void {
  quiet(draft, stage.sound);
  stopWaiting(draft);
  draft.enter({ name: 'flow', running: null });
}
