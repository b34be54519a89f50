/** Caller and agent talk. */
import type { Destination } from '../desk.js';
import type { LegEnd } from '../switch/switch-event.js';
import { closeEntry, openEntry, partyOf } from './entry.js';
import type { Draft } from './draft.js';
import type { Entry } from './model/entry.js';
import type { StageInput } from './model/input.js';
import type { Offer } from './model/offer.js';
import type { Stage, Talk } from './model/stage.js';
import { free, occupy } from './ring.js';
import { canTurnRound, turnRound } from './turn-round.js';

type Talking = Extract<Stage, { name: 'talking' }>;

/** One side of a broken bridge is known of; the other one should follow at once. */
const partingWatchMs = 3_000;

/** No audio, no answer within the dialog, no connection. */
const lostPhoneCauses = ['MEDIA_TIMEOUT', 'RECOVERY_ON_TIMER_EXPIRE', 'DESTINATION_OUT_OF_ORDER'];

export function beginTalk(draft: Draft, entry: Entry, offer: Offer): void {
  const { call } = draft;
  const queue = entry.queue === null ? undefined : draft.context.queue(entry.queue);
  closeEntry(draft, entry, 'answered', offer.agent);
  call.surveyOff = queue?.surveyOn === false;
  startTalk(draft, entry, offer, queue?.recordOn !== false);
}

/** Somebody else talks with the caller from now on; the bridge is told to the switch here. */
export function takeTalk(draft: Draft, talk: Talk, offer: Offer): void {
  if (talk.recording !== null) draft.do({ do: 'stopRecording', path: talk.recording });
  draft.do({ do: 'bridge', leg: offer.leg });
  // With the queue's wrap-up; the one that the switch rang for it has none so far.
  occupy(draft, offer, talk.entry.queue);
  startTalk(draft, talk.entry, offer, talk.recording !== null);
}

function startTalk(draft: Draft, entry: Entry, offer: Offer, record: boolean): void {
  const { call } = draft;
  const recording = record ? draft.context.recordingPath(recordingName(draft)) : null;
  if (recording !== null) draft.do({ do: 'startRecording', path: recording });
  call.talked = true;
  if (!offer.outside) {
    if (call.agent === undefined) draft.set({ agentAnsweredAt: draft.now });
    call.agent = offer.agent;
    draft.set({ agent: offer.agent });
  }
  draft.set({ surveyState: call.survey === 'asked' ? 'asked' : 'off' });
  draft.note('talk.started', { ...partyOf(offer), recording });
  draft.timer('watch', null);
  enterTalk(draft, { entry, offer, since: draft.now, recording });
}

/** The same conversation goes on. */
export function enterTalk(draft: Draft, { entry, offer, since, recording }: Talk): void {
  draft.enter({
    name: 'talking',
    entry,
    offer,
    since,
    recording,
    agentGone: false,
    callerParked: false,
  });
}

/** One file a conversation; a call has several when it goes from agent to agent. */
function recordingName(draft: Draft): string {
  return draft.call.talked ? draft.nextId() : draft.call.id;
}

/** Takes what happens while they talk. Which of the two ends of the bridge is heard of first does not matter. */
export function stepTalking(draft: Draft, stage: Talking, input: StageInput): void {
  switch (input.kind) {
    case 'agentGone':
      if (input.leg !== stage.offer.leg || stage.agentGone) break;
      agentLeft(draft, stage, input.end?.hungUpBy === 'remote');
      if (isPhoneLost(input.end)) {
        part(draft, { ...stage, agentGone: true, phoneLost: true });
        break;
      }
      // A leg that the switch clears goes with the caller's, whose own end may be told of later and says who it was.
      if (input.end?.cause !== 'NORMAL_CLEARING') draft.call.hungUpBy ??= 'system';
      part(draft, { ...stage, agentGone: true });
      break;
    case 'parked':
      if (input.referredTo && !stage.agentGone) refer(draft, stage, input.referredTo);
      else part(draft, { ...stage, callerParked: true });
      break;
    case 'bridged':
      // Whatever was heard of the caller's leg before is of another bridge.
      if (input.leg !== stage.offer.leg || stage.agentGone || !stage.callerParked) break;
      draft.timer('watch', null);
      draft.enter({ ...stage, callerParked: false });
      break;
    case 'bridgeRefused':
      if (input.leg === stage.offer.leg) notBridged(draft, stage, input.why);
      break;
    case 'timer':
      if (input.name === 'watch') forcePart(draft, stage);
      break;
    case 'agentAnswered':
      if (input.leg !== stage.offer.leg) draft.do({ do: 'kill', leg: input.leg, cause: 'LOSE_RACE' });
      else if (input.referredTo && canTurnRound(draft.call))
        refer(draft, turnRound(draft, stage, false), input.referredTo);
      break;
    // Late, or taken before the stage is asked.
    case 'asked':
    case 'agentFailed':
    case 'agentRinging':
    case 'applicationDone':
    case 'callerAnswered':
    case 'callerGone':
    case 'dropped':
    case 'executeRefused':
    case 'hangUp':
    case 'joined':
    case 'offerCancelled':
    case 'granted':
    case 'offered':
    case 'overflowed':
    case 'progressed':
    case 'refused':
    case 'resumed':
    case 'unstaffed':
      break;
  }
}

/** The conversation is over for the agent. */
export function agentLeft(draft: Draft, talk: Talk, hungUp: boolean): void {
  if (hungUp) draft.call.hungUpBy ??= 'agent';
  leaveTalk(draft, talk, hungUp);
}

/** The agent is out of it, the call goes on with somebody else. */
export function leaveTalk(draft: Draft, talk: Talk, hungUp: boolean): void {
  free(draft, talk.offer);
  draft.note('talk.ended', { ...partyOf(talk.offer), hungUp, talkedMs: draft.now - talk.since });
}

/** Lets the agent's phone go; the caller follows `onward` as soon as the leg is out of the bridge. */
export function sendAway(draft: Draft, stage: Talking, onward: Destination | undefined): void {
  if (stage.agentGone) return;
  draft.do({ do: 'kill', leg: stage.offer.leg, cause: 'NORMAL_CLEARING' });
  if (onward) leaveTalk(draft, stage, false);
  else agentLeft(draft, stage, true);
  part(draft, { ...stage, agentGone: true, ...(onward ? { onward } : {}) });
}

/**
 * The agent's phone sent the caller on by itself (REFER): the caller's leg is parked already. Somebody outside may leave,
 * but sends nobody anywhere by our trunks.
 */
function refer(draft: Draft, stage: Talking, to: Destination): void {
  draft.note('transfer.asked', { to, by: stage.offer.agent, phone: true });
  // Else every later park would look like this one.
  draft.execute({ app: 'unset', variable: 'sip_refer_to' });
  if (stage.offer.outside) {
    draft.note('transfer.refused', { to, why: 'asked from outside' });
    part(draft, { ...stage, callerParked: true });
  } else sendAway(draft, { ...stage, callerParked: true }, to);
}

/** What is known of the parting is kept; the other side of it is waited for, for a while. */
export function part(draft: Draft, stage: Talking): void {
  if (!stage.agentGone || !stage.callerParked) {
    draft.enter(stage);
    draft.timer('watch', partingWatchMs);
    return;
  }
  draft.timer('watch', null);
  endRecording(draft, stage);
  draft.enter({ name: 'flow', running: null });
  if (stage.onward) draft.pass({ to: 'onward', destination: stage.onward, talk: stage });
  else goOnWithoutAgent(draft, stage, stage.phoneLost === true);
}

/** The agent's phone vanished (a closed browser, a network gone): nobody meant the conversation to end. */
export function isPhoneLost(end: LegEnd | undefined): boolean {
  return end !== undefined && lostPhoneCauses.includes(end.cause);
}

/**
 * The caller goes on in the flow; one whose agent's phone was lost goes back to the place held before, which is ahead of
 * all who came later with the same priority, and may wait as long as at first.
 */
export function goOnWithoutAgent(draft: Draft, talk: Talk, phoneLost: boolean): void {
  const { queue } = talk.entry;
  if (!phoneLost || queue === null) {
    draft.pass({ to: 'served' });
    return;
  }
  const entry: Entry = { ...talk.entry, id: draft.nextId(), joinedAt: draft.now, offers: [] };
  openEntry(draft, entry, 'waiting');
  draft.note('queue.rejoined', { queue, agent: talk.offer.agent, why: 'phoneLost' });
  draft.pass({ to: 'waitAgain', entry });
}

export function endRecording(draft: Draft, { recording }: Talk): void {
  if (recording !== null) draft.do({ do: 'stopRecording', path: recording });
}

/** The other leg is gone, as will be heard at once, or the switch is in trouble: nobody talks, the agent can try again. */
function notBridged(draft: Draft, stage: Talking, why: string): void {
  if (stage.agentGone) return;
  const { entry, offer, since, recording } = stage;
  draft.note('command.refused', { why });
  const sound = { name: 'silence' } as const;
  draft.enter({ name: 'held', entry, offer, since, recording, sound, parked: true, retrieve: false });
}

function forcePart(draft: Draft, stage: Talking): void {
  if (!stage.agentGone && !stage.callerParked) return;
  draft.note('parting.forced', { agentGone: stage.agentGone, callerParked: stage.callerParked });
  if (!stage.agentGone) {
    draft.do({ do: 'kill', leg: stage.offer.leg, cause: 'NORMAL_CLEARING' });
    draft.call.hungUpBy ??= 'system';
    agentLeft(draft, stage, false);
  }
  part(draft, { ...stage, agentGone: true, callerParked: true });
}
