/** The agent speaks to somebody else about the caller, who hears music. */
import type { DialResult } from '../desk.js';
import { dialResultOf } from './dial-result.js';
import type { Draft } from './draft.js';
import { enterHeld, parkWatchMs, retrieve, sendFromAside, silence, type Aside } from './held-stage.js';
import type { StageInput } from './model/input.js';
import type { Offer } from './model/offer.js';
import type { Stage, Talk } from './model/stage.js';
import { byNextTrunk, free, occupy, offerTo, ring, type Ringable } from './ring.js';
import { nextSound, ringback, startMusic } from './sound.js';
import { enterTalk, leaveTalk, takeTalk } from './talking-stage.js';

type Consulting = Extract<Stage, { name: 'consulting' }>;

/** @param aside how the caller's leg is; undefined: it is in the bridge with the agent's. */
export function consult(draft: Draft, talk: Talk, aside: Aside | undefined, to: Ringable): void {
  const consulted = offerTo(draft, to);
  if (!aside) {
    draft.do({ do: 'park', leg: draft.call.leg });
    draft.timer('watch', parkWatchMs);
  }
  const now = aside ?? { parked: false, sound: silence };
  if (!consulted) {
    draft.note('consult.failed', { to, why: 'no trunk' });
    enterHeld(draft, talk, now, 'failed');
    return;
  }
  draft.note('consult.started', { agent: talk.offer.agent, party: consulted.agent });
  occupy(draft, consulted);
  ring(draft, consulted);
  const { entry, offer, since, recording } = talk;
  const { parked, sound } = now;
  draft.enter({
    ...{ name: 'consulting', entry, offer, since, recording, parked, sound },
    ...{ consulted, side: 'ringing', agentParked: aside?.parked === true, answered: false },
  });
  if (aside?.parked) ringback(draft, offer.leg);
}

export function stepConsulting(draft: Draft, stage: Consulting, input: StageInput): void {
  const { consulted, offer, side } = stage;
  if (input.kind === 'parked') parked(draft, stage);
  else if (input.kind === 'timer' && input.name === 'watch') overdue(draft, stage);
  else if (input.kind === 'applicationDone') nextSound(draft, stage, input);
  else if (input.kind === 'timer' && input.name === 'music') startMusic(draft, stage.entry);
  else if (input.kind === 'agentAnswered') legParked(draft, stage, input.leg);
  else if (input.kind === 'agentFailed' && input.leg === consulted.leg)
    consultFailed(draft, stage, input.cause);
  else if (input.kind === 'agentGone' && input.leg === consulted.leg) {
    if (side === 'ringing') consultFailed(draft, stage, input.end?.cause ?? 'NORMAL_TEMPORARY_FAILURE');
    else consultOver(draft, stage, undefined);
  } else if (input.kind === 'agentGone' && input.leg === offer.leg) completeTransfer(draft, stage);
  else if (input.kind === 'executeRefused') draft.note('command.refused', { why: input.why });
}

/** The caller's leg is out of a bridge. */
function parked(draft: Draft, stage: Consulting): void {
  if (stage.side === 'caller' || (stage.parked && stage.sound.name !== 'silence')) return;
  draft.enter({ ...stage, parked: true });
  startMusic(draft, stage.entry);
}

/** The switch should have said by now that the legs are out of their bridge. */
function overdue(draft: Draft, stage: Consulting): void {
  parked(draft, stage);
  const { stage: now } = draft.call;
  if (now.name === 'consulting' && !now.agentParked) legParked(draft, now, now.offer.leg);
}

/** A leg that is not the caller's was answered, or is out of a bridge. */
function legParked(draft: Draft, stage: Consulting, leg: string): void {
  const { consulted, offer, side } = stage;
  if (leg === offer.leg) {
    if (side !== 'ringing') return;
    if (stage.answered) join(draft, stage);
    else if (!stage.agentParked) {
      draft.enter({ ...stage, agentParked: true });
      ringback(draft, leg);
    }
  } else if (leg !== consulted.leg) draft.do({ do: 'kill', leg, cause: 'LOSE_RACE' });
  else if (side === 'ringing') {
    if (stage.agentParked) join(draft, stage);
    else draft.enter({ ...stage, answered: true });
  } else if (side === 'caller') wait(draft, leg);
}

function join(draft: Draft, stage: Consulting): void {
  const { consulted, offer } = stage;
  draft.note('consult.answered', { agent: offer.agent, party: consulted.agent });
  draft.do({ do: 'bridge', leg: consulted.leg, with: offer.leg });
  draft.enter({ ...stage, agentParked: true, side: 'consulted' });
}

function wait(draft: Draft, leg: string): void {
  draft.executeOn(leg, { app: 'stream', source: draft.context.music(null) });
}

function consultFailed(draft: Draft, stage: Consulting, cause: string): void {
  const next = byNextTrunk(draft, stage.consulted, cause);
  if (next) {
    ring(draft, next);
    draft.enter({ ...stage, consulted: next });
    return;
  }
  draft.do({ do: 'interrupt', leg: stage.offer.leg });
  consultOver(draft, stage, dialResultOf(cause));
}

/** @param result why it did not come to talking. */
function consultOver(draft: Draft, stage: Consulting, result: DialResult | undefined): void {
  const { consulted } = stage;
  free(draft, consulted);
  draft.note(result === undefined ? 'consult.ended' : 'consult.failed', { party: consulted.agent, result });
  if (stage.side === 'caller') enterTalk(draft, stage);
  else enterHeld(draft, stage, stage, result);
}

/** Lets the consulted party go and takes the caller back. */
export function cancelConsult(draft: Draft, stage: Consulting): void {
  const { consulted, side, offer } = stage;
  draft.do({
    do: 'kill',
    leg: consulted.leg,
    cause: side === 'ringing' ? 'ORIGINATOR_CANCEL' : 'NORMAL_CLEARING',
  });
  if (side === 'ringing') draft.do({ do: 'interrupt', leg: offer.leg });
  consultOver(draft, stage, undefined);
  const { stage: now } = draft.call;
  if (now.name === 'held') retrieve(draft, now);
}

/** The agent speaks to the other of caller and consulted party. */
export function swap(draft: Draft, stage: Consulting): void {
  const { side, offer, consulted } = stage;
  if (side === 'ringing') return;
  draft.note('consult.swapped', { to: side === 'consulted' ? 'caller' : 'consulted' });
  draft.timer('watch', null);
  draft.timer('music', null);
  if (side === 'consulted') {
    draft.do({ do: 'bridge', leg: offer.leg });
    draft.enter({ ...stage, side: 'caller', parked: false, sound: silence });
  } else {
    draft.do({ do: 'bridge', leg: consulted.leg, with: offer.leg });
    draft.enter({ ...stage, side: 'consulted', parked: false, sound: silence });
    draft.timer('watch', parkWatchMs);
  }
}

/** Caller and consulted party talk without the agent; while the latter's phone rings, the caller waits for it. */
export function completeTransfer(draft: Draft, stage: Consulting): void {
  const { offer, consulted, side } = stage;
  draft.note('transfer.completed', { from: offer.agent, to: consulted.agent, ringing: side === 'ringing' });
  if (side === 'ringing') {
    // The one who is rung already is rung anew, in the name of the caller.
    draft.do({ do: 'kill', leg: consulted.leg, cause: 'ORIGINATOR_CANCEL' });
    free(draft, consulted);
    sendFromAside(draft, stage, destinationOf(consulted), false);
  } else {
    draft.timer('music', null);
    leaveTalk(draft, stage, false);
    takeTalk(draft, stage, consulted);
  }
  draft.do({ do: 'kill', leg: offer.leg, cause: 'NORMAL_CLEARING' });
}

function destinationOf(offer: Offer): Ringable {
  return offer.outside ? { kind: 'number', number: offer.agent } : { kind: 'agent', agent: offer.agent };
}
