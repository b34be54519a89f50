/** From the agent's answer to the conversation: the agent's number for the caller, then the bridge. */
import type { Draft } from './draft.js';
import { partyOf } from './entry.js';
import type { Entry } from './model/entry.js';
import type { StageInput } from './model/input.js';
import type { Offer } from './model/offer.js';
import type { Sound, Stage } from './model/stage.js';
import { free } from './ring.js';
import { nextSound, playAgentNumber } from './sound.js';

/** The announcement is a few seconds; longer, and the agent is put through without it. */
const announcementWatchMs = 15_000;
const agentTone = 'tone_stream://%(200,100,660);loops=2';
const bridgeWatchMs = 5_000;

/** Announces the agent if the queue wants it, else bridges. */
export function connect(draft: Draft, entry: Entry, offer: Offer, sound: Sound): void {
  const queue = entry.queue === null ? undefined : draft.context.queue(entry.queue);
  if (!queue?.announceAgentOn) {
    bridge(draft, entry, offer);
    return;
  }
  // Who picked up hears at once that a call is coming.
  draft.executeOn(offer.leg, { app: 'play', sources: [agentTone] });
  draft.timer('watch', announcementWatchMs);
  if (sound.name === 'silence') {
    const stage: Stage = { name: 'announcing', entry, offer, sound };
    draft.enter(stage);
    playAgentNumber(draft, stage);
    return;
  }
  if (sound.name !== 'stopping') draft.do({ do: 'interrupt' });
  draft.enter({
    name: 'announcing',
    entry,
    offer,
    sound: { name: 'stopping', id: sound.id, next: 'agentNumber' },
  });
}

export function bridge(draft: Draft, entry: Entry, offer: Offer): void {
  draft.do({ do: 'bridge', leg: offer.leg });
  draft.timer('watch', bridgeWatchMs);
  draft.enter({ name: 'bridging', entry, offer });
}

/** Takes what happens between answer and bridge. */
export function stepConnecting(
  draft: Draft,
  stage: Extract<Stage, { name: 'announcing' | 'bridging' }>,
  input: StageInput,
): void {
  const { entry, offer } = stage;
  switch (input.kind) {
    case 'applicationDone':
      if (stage.name === 'announcing') nextSound(draft, stage, input);
      break;
    case 'bridged':
      if (stage.name === 'bridging' && input.leg === offer.leg) draft.pass({ to: 'talk', entry, offer });
      break;
    case 'bridgeRefused':
      if (input.leg === offer.leg) fallBack(draft, entry, offer, input.why);
      break;
    case 'executeRefused':
      draft.note('command.refused', { why: input.why });
      if (stage.name === 'announcing' && isOf(stage.sound, input.id)) bridge(draft, entry, offer);
      break;
    case 'agentGone':
      if (input.leg === offer.leg) fallBack(draft, entry, offer, input.end?.cause ?? 'lost');
      break;
    case 'agentAnswered':
      if (input.leg !== offer.leg) draft.do({ do: 'kill', leg: input.leg, cause: 'LOSE_RACE' });
      break;
    case 'timer':
      if (input.name !== 'watch') break;
      if (stage.name === 'announcing') bridge(draft, entry, offer);
      else fallBack(draft, entry, offer, 'no bridge in time');
      break;
    // Late, or taken before the stage is asked.
    case 'asked':
    case 'agentFailed':
    case 'agentRinging':
    case 'callerAnswered':
    case 'callerGone':
    case 'dropped':
    case 'hangUp':
    case 'joined':
    case 'offerCancelled':
    case 'granted':
    case 'offered':
    case 'overflowed':
    case 'progressed':
    case 'parked':
    case 'refused':
    case 'resumed':
    case 'unstaffed':
      break;
  }
}

/** The tone for the agent is nobody's business. */
function isOf(sound: Sound, id: string): boolean {
  return sound.name !== 'silence' && sound.id === id;
}

/** No conversation came of it: the agent is free again, the caller goes back to the place held before. */
function fallBack(draft: Draft, entry: Entry, offer: Offer, why: string): void {
  draft.note('connect.failed', { ...partyOf(offer), why });
  draft.timer('watch', null);
  draft.do({ do: 'kill', leg: offer.leg, cause: 'NORMAL_TEMPORARY_FAILURE' });
  free(draft, offer);
  draft.pass({ to: 'waitAgain', entry });
}
