/** The end of a call, by whomever. */
import type { CallParty } from '../store/facts.js';
import { dropUtterance } from './listening.js';
import { close } from './closing.js';
import { abandonDial } from './dialling-stage.js';
import type { Draft } from './draft.js';
import { endFlow } from './flow-stage.js';
import type { Entry } from './model/entry.js';
import type { CallInput, StageInput } from './model/input.js';
import type { Stage, Talk } from './model/stage.js';
import { free } from './ring.js';
import { agentLeft, endRecording } from './talking-stage.js';
import { closeEntry, stopWaiting, withOffer } from './entry.js';

/** The switch should have told of the end by then; if not, the record is closed without it. */
const endWatchMs = 10_000;

/** Hangs up the caller's leg; the call is over when the switch says so. */
export function hangUp(draft: Draft, cause: string, message = unfinishedMessage(draft.call.stage)): void {
  draft.do({ do: 'kill', leg: draft.call.leg, cause });
  draft.timer('watch', endWatchMs);
  draft.enter({ name: 'ending', cause, ...(message !== undefined && { message }) });
}

/** Somebody with the right to it ends the call. */
export function hangUpByForce(draft: Draft, by: string): void {
  draft.call.hungUpBy ??= 'system';
  draft.note('call.hungUpByForce', { by });
  const message = unfinishedMessage(draft.call.stage);
  release(draft);
  hangUp(draft, 'NORMAL_CLEARING', message);
}

/** The caller's leg is gone: everybody else is let go and the record closed. */
export function callerGone(draft: Draft, input: Extract<CallInput, { kind: 'callerGone' }>): void {
  const { call } = draft;
  const { stage } = call;
  const party: CallParty = input.end?.hungUpBy === 'remote' ? 'caller' : 'system';
  call.hungUpBy ??= party;
  if (!input.end) call.failed = true;
  const waited = stage.name === 'waiting' || stage.name === 'announcing' || stage.name === 'bridging';
  const message = unfinishedMessage(stage);
  // A file that the switch did not close says nothing.
  if (input.end && message !== undefined) draft.do({ do: 'weighMessage', path: message });
  release(draft);
  endFlow(draft);
  const cause = input.end?.cause ?? 'NETWORK_OUT_OF_ORDER';
  if (waited) draft.note('queue.abandoned', { waitedMs: draft.now - stage.entry.joinedAt });
  close(draft, { at: input.at, cause, ...(input.end ? { q850: input.end.q850 } : {}) });
}

export function stepEnding(draft: Draft, stage: Extract<Stage, { name: 'ending' }>, input: StageInput): void {
  if (input.kind !== 'timer' || input.name !== 'watch') return;
  draft.call.hungUpBy ??= 'system';
  close(draft, { at: draft.now, cause: stage.cause });
}

/** The file of a message that the end of the call breaks off, or that is being weighed. */
function unfinishedMessage(stage: Stage): string | undefined {
  if (stage.name === 'ending') return stage.message;
  return stage.name === 'flow' ? stage.running?.message?.path : undefined;
}

/** The place of a caller who hung up by themselves, for the call back (漏话回拨). */
function keptFor({ call, context }: Draft, { queue }: Entry): number {
  return queue === null || call.hungUpBy !== 'caller' ? 0 : context.keepPlaceMs(queue);
}

/** Lets go of agents, queue and recording, whatever the stage. */
function release(draft: Draft): void {
  const { call } = draft;
  const { stage } = call;
  stopWaiting(draft);
  switch (stage.name) {
    case 'waiting': {
      let { entry } = stage;
      if (stage.offer) {
        draft.do({ do: 'kill', leg: stage.offer.leg, cause: 'ORIGINATOR_CANCEL' });
        entry = withOffer(draft, entry, stage.offer, 'callerGone');
      }
      if (stage.offer?.number === null) free(draft, stage.offer);
      else draft.acd({ kind: 'task.left', task: call.id, keepMs: keptFor(draft, entry) });
      closeEntry(draft, entry, 'abandoned');
      break;
    }
    case 'announcing':
    case 'bridging':
      draft.do({ do: 'kill', leg: stage.offer.leg, cause: 'ORIGINATOR_CANCEL' });
      free(draft, stage.offer);
      closeEntry(draft, stage.entry, 'abandoned', stage.offer.agent);
      break;
    case 'talking':
      if (!stage.agentGone) {
        draft.do({ do: 'kill', leg: stage.offer.leg, cause: 'NORMAL_CLEARING' });
        agentLeft(draft, stage, false);
      }
      endRecording(draft, stage);
      break;
    case 'held':
      releaseTalk(draft, stage);
      break;
    case 'consulting':
    case 'conference':
      draft.do({ do: 'kill', leg: stage.consulted.leg, cause: 'NORMAL_CLEARING' });
      free(draft, stage.consulted);
      releaseTalk(draft, stage);
      break;
    case 'dialling':
      abandonDial(draft, stage);
      break;
    case 'flow':
      if (call.visit?.talk) releaseTalk(draft, call.visit.talk);
      call.visit = null;
      if (stage.running?.listening) dropUtterance(draft, stage.running.listening);
      if (stage.running?.message) draft.do({ do: 'stopRecording', path: stage.running.message.path });
      break;
    case 'ending':
    case 'over':
      break;
  }
  draft.enter({ name: 'flow', running: null });
}

function releaseTalk(draft: Draft, talk: Talk): void {
  draft.do({ do: 'kill', leg: talk.offer.leg, cause: 'NORMAL_CLEARING' });
  agentLeft(draft, talk, false);
  endRecording(draft, talk);
}
