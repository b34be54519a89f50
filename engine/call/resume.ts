/** The engine was killed and is back: the call goes on where its last snapshot says it was. */
import { dropUtterance } from './listening.js';
import type { Draft } from './draft.js';
import { beginFlow, stepFlow } from './flow-stage.js';
import { awaitJoining, stepConference } from './conference-stage.js';
import { stepConsulting } from './consulting-stage.js';
import { hangUpByForce } from './ending-stage.js';
import { enterHeld, parkWatchMs, sendFromAside, stepHeld } from './held-stage.js';
import type { Entry } from './model/entry.js';
import type { Offer } from './model/offer.js';
import type { Stage, Talk } from './model/stage.js';
import { startMusic } from './sound.js';
import { part, stepTalking } from './talking-stage.js';
import { withOffer } from './entry.js';
import { free, occupy } from './ring.js';
import { leaveVisit } from './visit-stage.js';

export type AgentLeg = 'none' | 'ringing' | 'answered';

/** Ids handed out after the last snapshot are passed over. */
const idGap = 1_000;

export function resume(draft: Draft, agentLeg: AgentLeg, answered: readonly string[]): void {
  const { call } = draft;
  const { stage } = call;
  call.count += idGap;
  call.seq += idGap;
  draft.note('engine.resumed', { stage: stage.name, agentLeg });
  switch (stage.name) {
    case 'flow':
      if (call.visit?.talk) resumeVisit(draft, call.visit.talk, agentLeg);
      if (stage.running?.listening) dropUtterance(draft, stage.running.listening);
      if (stage.running?.message) draft.do({ do: 'stopRecording', path: stage.running.message.path });
      silence(draft);
      if (call.flow) stepFlow(draft, { kind: 'resumed' });
      else beginFlow(draft);
      break;
    case 'waiting':
      if (stage.offer) resumeOffer(draft, stage.entry, stage.offer, agentLeg, false);
      else waitAgain(draft, stage.entry);
      break;
    case 'announcing':
    case 'bridging':
      resumeOffer(draft, stage.entry, stage.offer, agentLeg, true);
      break;
    case 'talking':
      resumeTalk(draft, stage, agentLeg);
      break;
    case 'held':
      resumeAside(draft, stage, agentLeg);
      break;
    case 'consulting':
    case 'conference':
      resumeThree(draft, stage, agentLeg, answered);
      break;
    case 'dialling':
      // Whom the agent hears, and whether it was answered, nobody knows any more.
      hangUpByForce(draft, 'engineRestart');
      break;
    case 'ending':
      draft.pass({ to: 'hangUp', cause: stage.cause });
      break;
    case 'over':
      break;
  }
}

/**
 * The end of what a caller hears in the flow may have been missed, and the key with it: the question is asked again. A
 * message that is being left goes on; everything else has a timer of its own.
 */
export function catchUp(draft: Draft): void {
  const { stage, flow } = draft.call;
  if (stage.name !== 'flow' || !flow || !stage.running || stage.running.message) return;
  draft.note('events.missed', { application: stage.running.kind });
  if (stage.running.listening) dropUtterance(draft, stage.running.listening);
  silence(draft);
  stepFlow(draft, { kind: 'resumed' });
}

/** An agent who picked up meanwhile is put through; a phone that only rings is rung anew by the ACD. */
function resumeOffer(draft: Draft, entry: Entry, offer: Offer, agentLeg: AgentLeg, answered: boolean): void {
  if (agentLeg === 'answered') {
    occupy(draft, offer, entry.queue);
    const kept = answered ? entry : withOffer(draft, entry, offer, 'answered');
    silence(draft);
    draft.pass({ to: 'connect', entry: kept, offer, sound: { name: 'silence' } });
    return;
  }
  if (agentLeg === 'ringing') draft.do({ do: 'kill', leg: offer.leg, cause: 'ORIGINATOR_CANCEL' });
  // The ACD was restored with the agent in this conversation.
  if (answered || offer.number === null) free(draft, offer);
  waitAgain(draft, answered ? entry : withOffer(draft, entry, offer, 'engineRestart'));
}

function waitAgain(draft: Draft, entry: Entry): void {
  silence(draft);
  draft.pass({ to: 'waitAgain', entry });
}

function resumeTalk(draft: Draft, stage: Extract<Stage, { name: 'talking' }>, agentLeg: AgentLeg): void {
  if (!stage.agentGone) occupy(draft, stage.offer, stage.entry.queue);
  const { leg } = stage.offer;
  if (agentLeg === 'answered') {
    if (stage.agentGone) draft.do({ do: 'kill', leg, cause: 'NORMAL_CLEARING' });
    if (stage.agentGone || stage.callerParked) part(draft, stage);
    return;
  }
  stepTalking(draft, stage, { kind: 'agentGone', leg, end: undefined });
  const { stage: now } = draft.call;
  if (now.name === 'talking') stepTalking(draft, now, { kind: 'parked' });
}

/** Held: the agent sees it and takes the caller back, or is gone. */
function resumeAside(draft: Draft, stage: Extract<Stage, { name: 'held' }>, agentLeg: AgentLeg): void {
  silence(draft);
  const aside = { parked: true, sound: { name: 'silence' } } as const;
  if (agentLeg !== 'answered') {
    sendFromAside(draft, { ...stage, ...aside }, undefined, false);
    return;
  }
  occupy(draft, stage.offer, stage.entry.queue);
  enterHeld(draft, stage, aside);
  startMusic(draft, stage.entry);
}

/** Two who are still there go on; else the conversation is what is left of it. */
function resumeThree(
  draft: Draft,
  stage: Extract<Stage, { name: 'consulting' | 'conference' }>,
  agentLeg: AgentLeg,
  answered: readonly string[],
): void {
  const { consulted, offer } = stage;
  const there = answered.includes(consulted.leg);
  if (agentLeg === 'answered') occupy(draft, offer, stage.entry.queue);
  if (there) occupy(draft, consulted);
  if (there && agentLeg === 'answered') {
    if (stage.name === 'consulting') goOnConsulting(draft, stage);
    else awaitJoining(draft, stage);
    return;
  }
  const gone = (leg: string): void => {
    const input = { kind: 'agentGone', leg, end: undefined } as const;
    const { stage: now } = draft.call;
    if (now.name === 'consulting') stepConsulting(draft, now, input);
    else if (now.name === 'conference') stepConference(draft, now, input);
    else if (now.name === 'held') stepHeld(draft, now, input);
  };
  if (!there) {
    draft.do({ do: 'kill', leg: consulted.leg, cause: 'ORIGINATOR_CANCEL' });
    gone(consulted.leg);
  }
  if (agentLeg !== 'answered') gone(offer.leg);
  awaitParking(draft);
}

/** Who is consulted may have answered, and the music ended, while nobody listened. */
function goOnConsulting(draft: Draft, stage: Extract<Stage, { name: 'consulting' }>): void {
  if (stage.side === 'ringing')
    stepConsulting(draft, stage, { kind: 'agentAnswered', leg: stage.consulted.leg });
  if (stage.parked && stage.side !== 'caller') {
    silence(draft);
    startMusic(draft, stage.entry);
  }
  awaitParking(draft);
}

/** That the legs came out of a bridge may have been said to nobody. */
function awaitParking(draft: Draft): void {
  const { stage } = draft.call;
  const isAside = stage.name === 'held' || (stage.name === 'consulting' && stage.side !== 'caller');
  const isOut = isAside && stage.parked && (stage.name === 'held' || stage.agentParked);
  if (isAside && !isOut) draft.timer('watch', parkWatchMs);
}

function resumeVisit(draft: Draft, talk: Talk, agentLeg: AgentLeg): void {
  if (agentLeg === 'answered') occupy(draft, talk.offer, talk.entry.queue);
  else leaveVisit(draft, false);
}

/** Whatever still plays on the leg from before ends; a break that finds nothing to end must not end what follows. */
function silence(draft: Draft): void {
  draft.do({ do: 'interrupt' });
  draft.execute({ app: 'play', sources: ['silence_stream://20'] });
}
