/** An agent calls somebody. From the answer on it is a call like any other, with who was called at its main leg. */
import { parksAlone } from '../switch/parks-alone.js';
import { dialResultOf } from './dial-result.js';
import type { Draft } from './draft.js';
import type { Entry } from './model/entry.js';
import type { StageInput } from './model/input.js';
import type { Offer } from './model/offer.js';
import type { Stage } from './model/stage.js';
import { byNextTrunk, free, occupy, ring } from './ring.js';
import { ringback } from './sound.js';
import { beginTalk } from './talking-stage.js';
import { close } from './closing.js';

type Dialling = Extract<Stage, { name: 'dialling' }>;

/** The agent asked for the call: whose phone does not ring for long. */
const ownRingSeconds = 20;
const endWatchMs = 10_000;

/** @param fromPhone the agent's phone made the call; else it is rung first. */
export function beginDial(draft: Draft, own: Offer, far: Offer, fromPhone: boolean): void {
  const entry: Entry = {
    ...{
      id: draft.nextId(),
      queue: null,
      ringMs: null,
      priority: 0,
      skills: {},
      joinedAt: draft.now,
      place: undefined,
    },
    ...{ maxWaitMs: null, announceEveryMs: 0, leaveWhenNobody: false, music: null },
    ...{ language: draft.call.language, offers: [] },
  };
  const stage: Dialling = {
    ...{ name: 'dialling', entry, offer: own, far, fromPhone },
    ...{ ownAnswered: false, farAnswered: false, bridged: false },
  };
  occupy(draft, own);
  if (!far.outside) {
    draft.call.mainAgent = far.agent;
    occupy(draft, far);
  }
  draft.note('dial.started', { agent: own.agent, to: far.agent, fromPhone });
  if (fromPhone) {
    draft.executeOn(own.leg, {
      app: 'set',
      values: { yihao_call: draft.call.id, yihao_role: 'agent', ...parksAlone },
    });
    draft.executeOn(own.leg, { app: 'preAnswer' });
    ringFar(draft, stage);
    return;
  }
  draft.enter(stage);
  draft.do({ do: 'originate', offer: own, ringSeconds: ownRingSeconds, role: 'agent', answersItself: true });
}

function ringFar(draft: Draft, stage: Dialling): void {
  draft.enter({ ...stage, ownAnswered: true });
  ringback(draft, stage.offer.leg);
  callFar(draft, stage.far);
}

function callFar(draft: Draft, far: Offer): void {
  draft.call.leg = far.leg;
  if (far.outside) {
    draft.do({ do: 'originate', offer: far, ringSeconds: 60, role: 'external', earlyMedia: true });
  } else ring(draft, far);
}

export function stepDialling(draft: Draft, stage: Dialling, input: StageInput): void {
  const { offer, far } = stage;
  if (input.kind === 'agentAnswered' && input.leg === offer.leg) {
    if (!stage.ownAnswered) ringFar(draft, stage);
  } else if (input.kind === 'agentAnswered' && input.leg !== far.leg)
    draft.do({ do: 'kill', leg: input.leg, cause: 'LOSE_RACE' });
  else if (input.kind === 'parked' || input.kind === 'agentAnswered') farParked(draft, stage);
  else if (input.kind === 'callerAnswered') farAnswered(draft, stage);
  else if (input.kind === 'agentFailed' && input.leg === far.leg) farFailed(draft, stage, input.cause);
  else if (input.kind === 'callerGone') {
    if (input.end) farFailed(draft, stage, input.end.cause);
    // Lost with the switch, or never dialled when the engine died: nobody is called behind the agent's back.
    else notReached(draft, stage, 'NETWORK_OUT_OF_ORDER');
  } else if (input.kind === 'agentFailed' && input.leg === offer.leg) ownGone(draft, stage, input.cause);
  else if (input.kind === 'agentGone' && input.leg === offer.leg)
    ownGone(draft, stage, input.end?.cause ?? 'NETWORK_OUT_OF_ORDER');
  else if (input.kind === 'executeRefused') draft.note('command.refused', { why: input.why });
}

/** The far side can be heard: answered, or with what its network says before that. */
function farParked(draft: Draft, stage: Dialling): void {
  if (!stage.ownAnswered || stage.bridged) return;
  draft.do({ do: 'bridge', leg: stage.offer.leg });
  draft.enter({ ...stage, bridged: true });
  if (stage.farAnswered) talk(draft, { ...stage, bridged: true });
}

function farAnswered(draft: Draft, stage: Dialling): void {
  const answered = { ...stage, farAnswered: true };
  draft.enter(answered);
  if (answered.bridged) talk(draft, answered);
}

function talk(draft: Draft, stage: Dialling): void {
  if (stage.fromPhone) draft.do({ do: 'answer', leg: stage.offer.leg });
  draft.set({ result: 'answered' });
  beginTalk(draft, stage.entry, stage.offer);
}

function farFailed(draft: Draft, stage: Dialling, cause: string): void {
  const next = byNextTrunk(draft, stage.far, cause);
  if (next) {
    draft.enter({ ...stage, far: next, bridged: false, farAnswered: false });
    callFar(draft, next);
  } else notReached(draft, stage, cause);
}

function notReached(draft: Draft, stage: Dialling, cause: string): void {
  draft.call.result = dialResultOf(cause);
  draft.call.hungUpBy ??= 'system';
  letGo(draft, stage, cause);
  close(draft, { at: draft.now, cause });
}

/** The agent gave up, or could not be reached. */
function ownGone(draft: Draft, stage: Dialling, cause: string): void {
  draft.call.hungUpBy ??= 'agent';
  draft.call.result = stage.ownAnswered ? 'noAnswer' : 'failed';
  abandonDial(draft, stage);
  if (stage.ownAnswered) {
    draft.timer('watch', endWatchMs);
    draft.enter({ name: 'ending', cause: 'ORIGINATOR_CANCEL' });
  } else close(draft, { at: draft.now, cause });
}

/** Lets go of both sides; the record is the caller's to close. */
export function abandonDial(draft: Draft, stage: Dialling): void {
  if (stage.ownAnswered) draft.do({ do: 'kill', leg: stage.far.leg, cause: 'ORIGINATOR_CANCEL' });
  letGo(draft, stage, 'NORMAL_CLEARING');
}

/** @param cause told to a phone that dialled by itself. */
function letGo(draft: Draft, { offer, fromPhone }: Dialling, cause: string): void {
  free(draft, offer);
  draft.do({ do: 'kill', leg: offer.leg, cause: fromPhone ? cause : 'NORMAL_CLEARING' });
}
