/** One party that the flow or a person named: an agent (指定座席), an extension, or a number outside. */
import type { FlowEffect, TransferEnd } from '../ivr/model.js';
import type { DialResult } from '../desk.js';
import type { Draft } from './draft.js';
import { dialResultOf } from './dial-result.js';
import { partyOf, stopWaiting, withOffer } from './entry.js';
import type { Entry } from './model/entry.js';
import type { Offer } from './model/offer.js';
import type { Stage } from './model/stage.js';
import {
  byNextTrunk,
  free,
  occupy,
  offerOutside,
  offerTo,
  ring,
  ringSecondsOf,
  type Ringable,
} from './ring.js';
import { quiet, startMusic } from './sound.js';

type Waiting = Extract<Stage, { name: 'waiting' }>;

/** How it ended with somebody outside, for the flow. */
const outsideEnds: Readonly<Record<DialResult, Exclude<TransferEnd, 'ended'>>> = {
  busy: 'busy',
  rejected: 'busy',
  noAnswer: 'noAnswer',
  switchedOff: 'failed',
  unknownNumber: 'failed',
  forbidden: 'failed',
  failed: 'failed',
};

const agentEnds = {
  noAnswer: 'noAnswer',
  rejected: 'noAnswer',
  busy: 'busy',
  deviceFault: 'failed',
} as const;

/**
 * An agent is asked of the ACD, which rings one who is ready; an extension rings whatever its agent does, unless it
 * rings or talks already; a number outside goes through the trunks in their order.
 */
export function callParty(draft: Draft, { to, ringMs }: Extract<FlowEffect, { do: 'transfer' }>): void {
  const stage = waitForOne(draft, ringMs);
  const task = draft.call.id;
  const agent = to.kind === 'agent' ? to.agent : to.kind === 'extension' ? to.extension : undefined;
  if (agent !== undefined && !draft.context.isAgent(agent)) {
    draft.note('transfer.failed', { agent, why: 'unknown' });
    leaveParty(draft, stage, 'failed');
    return;
  }
  switch (to.kind) {
    case 'agent':
      draft.acd({ kind: 'task.named', task, agent: to.agent, offerMs: ringMs, past: 'queues' });
      break;
    case 'extension':
      draft.timer('maxWait', ringMs);
      draft.acd({ kind: 'task.named', task, agent: to.extension, offerMs: ringMs, past: 'readiness' });
      break;
    case 'external':
      callAtOnce(draft, stage, offerOutside(draft, to.number), ringMs);
  }
}

/**
 * Whom a person named: rung whatever the agent does, unless that is talking or being rung.
 * @param returnTo the agent who gets the caller back when nobody takes the call.
 */
export function ringNamed(draft: Draft, to: Ringable, returnTo: string | undefined): void {
  const offer = offerTo(draft, to);
  const ringMs = offer ? ringSecondsOf(offer) * 1000 : 0;
  const stage = waitForOne(draft, ringMs, returnTo);
  // Free when it was asked for, and taken by another call before the caller came out of the bridge.
  if (offer && !offer.outside && !draft.context.isFree(offer.agent)) {
    draft.note('transfer.failed', { agent: offer.agent, why: 'busy' });
    leaveParty(draft, stage, 'busy');
    return;
  }
  if (offer) occupy(draft, offer);
  callAtOnce(draft, stage, offer, ringMs);
}

function waitForOne(draft: Draft, ringMs: number, returnTo?: string): Waiting {
  const entry: Entry = {
    id: draft.nextId(),
    queue: null,
    ringMs,
    priority: 0,
    skills: {},
    joinedAt: draft.now,
    place: undefined,
    maxWaitMs: ringMs,
    announceEveryMs: 0,
    leaveWhenNobody: false,
    music: null,
    language: draft.call.language,
    offers: [],
    ...(returnTo === undefined ? {} : { returnTo }),
  };
  const stage: Waiting = { name: 'waiting', entry, offer: null, sound: { name: 'silence' } };
  draft.timer('watch', null);
  draft.enter(stage);
  return stage;
}

/** @param offer undefined: there is no trunk. */
function callAtOnce(draft: Draft, stage: Waiting, offer: Offer | undefined, ringMs: number): void {
  if (!offer) {
    draft.note('transfer.failed', { why: 'no trunk for calls out' });
    leaveParty(draft, stage, 'failed');
    return;
  }
  draft.timer('maxWait', ringMs);
  ringPhone(draft, offer);
  startMusic(draft, stage.entry);
}

/** Rings a phone past the ACD. */
export function ringPhone(draft: Draft, offer: Offer): void {
  const { stage } = draft.call;
  if (stage.name !== 'waiting') return;
  const { ringMs } = stage.entry;
  ring(draft, offer, ringMs === null ? undefined : ringMs / 1000);
  draft.enter({ ...stage, offer });
  draft.note('offer.made', { ...partyOf(offer), leg: offer.leg });
}

/** The phone did not come to answer. A trunk that did not carry the call is followed by the next. */
export function partyFailed(
  draft: Draft,
  stage: Waiting,
  failed: Offer,
  why: keyof typeof agentEnds,
  cause: string,
): void {
  const entry = withOffer(draft, stage.entry, failed, why, cause);
  const left: Waiting = { ...stage, entry, offer: null };
  draft.enter(left);
  if (!failed.outside) {
    free(draft, failed);
    leaveParty(draft, left, agentEnds[why]);
    return;
  }
  const next = byNextTrunk(draft, failed, cause);
  if (next) ringPhone(draft, next);
  else leaveParty(draft, left, outsideEnds[dialResultOf(cause)]);
}

/** Back to who sent the caller here, or to the flow, which has a route for each way that it can end. */
export function leaveParty(draft: Draft, stage: Waiting, end: Exclude<TransferEnd, 'ended'>): void {
  const { offer } = stage;
  if (offer) {
    draft.do({ do: 'kill', leg: offer.leg, cause: end === 'noAnswer' ? 'NO_ANSWER' : 'ORIGINATOR_CANCEL' });
    withOffer(draft, stage.entry, offer, end);
    if (offer.number === null) free(draft, offer);
    else draft.acd({ kind: 'task.left', task: draft.call.id });
  }
  quiet(draft, stage.sound);
  stopWaiting(draft);
  draft.enter({ name: 'flow', running: null });
  const { returnTo } = stage.entry;
  if (returnTo === undefined) draft.pass({ to: 'flow', input: { kind: 'transferEnded', end } });
  else draft.pass({ to: 'return', agent: returnTo });
}
