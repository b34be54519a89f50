/** The caller is held: hears music while the agent is silent or speaks to nobody. */
import type { Destination, DialResult } from '../desk.js';
import type { Draft } from './draft.js';
import { beginVisit } from './visit-stage.js';
import type { StageInput } from './model/input.js';
import type { Sound, Stage, Talk } from './model/stage.js';
import { nextSound, quiet, startMusic } from './sound.js';
import {
  agentLeft,
  endRecording,
  enterTalk,
  goOnWithoutAgent,
  isPhoneLost,
  leaveTalk,
} from './talking-stage.js';

type Held = Extract<Stage, { name: 'held' }>;

/** The legs come out of a bridge in a fraction of this. */
export const parkWatchMs = 2_000;
export const silence = { name: 'silence' } as const;

/** How the caller's leg is while the agent does not talk with the caller. */
export interface Aside {
  readonly parked: boolean;
  readonly sound: Sound;
}

export function hold(draft: Draft, talk: Talk): void {
  draft.do({ do: 'park', leg: draft.call.leg });
  draft.note('talk.held', { agent: talk.offer.agent });
  enterHeld(draft, talk, { parked: false, sound: silence });
  draft.timer('watch', parkWatchMs);
}

export function enterHeld(draft: Draft, talk: Talk, aside: Aside, result?: DialResult): void {
  const { entry, offer, since, recording } = talk;
  const { parked, sound } = aside;
  const failed = result === undefined ? {} : { result };
  draft.enter({
    ...{ name: 'held', entry, offer, since, recording, parked, sound, retrieve: false },
    ...failed,
  });
}

/** Back to the caller, as soon as the caller's leg is out of the bridge. */
export function retrieve(draft: Draft, stage: Held): void {
  if (!stage.parked) {
    draft.enter({ ...stage, retrieve: true });
    return;
  }
  draft.timer('watch', null);
  draft.timer('music', null);
  draft.do({ do: 'bridge', leg: stage.offer.leg });
  draft.note('talk.retrieved', { agent: stage.offer.agent });
  enterTalk(draft, stage);
}

export function stepHeld(draft: Draft, stage: Held, input: StageInput): void {
  if (input.kind === 'parked' || (input.kind === 'timer' && input.name === 'watch')) {
    if (!stage.parked) outOfBridge(draft, stage);
  } else if (input.kind === 'applicationDone') nextSound(draft, stage, input);
  else if (input.kind === 'timer' && input.name === 'music') startMusic(draft, stage.entry);
  else if (input.kind === 'agentGone' && input.leg === stage.offer.leg)
    sendFromAside(draft, stage, undefined, input.end?.hungUpBy === 'remote', isPhoneLost(input.end));
  else if (input.kind === 'agentAnswered' && input.leg !== stage.offer.leg)
    draft.do({ do: 'kill', leg: input.leg, cause: 'LOSE_RACE' });
  else if (input.kind === 'executeRefused') draft.note('command.refused', { why: input.why });
}

function outOfBridge(draft: Draft, stage: Held): void {
  const parked: Held = { ...stage, parked: true };
  draft.timer('watch', null);
  if (stage.retrieve) {
    retrieve(draft, parked);
    return;
  }
  if (stage.visit !== undefined) {
    beginVisit(draft, parked, stage.visit);
    return;
  }
  draft.enter(parked);
  startMusic(draft, stage.entry);
}

/** Into a flow and back to the agent, who waits on the line. */
export function visitFlow(draft: Draft, stage: Held, flow: string): void {
  if (!stage.parked) {
    draft.enter({ ...stage, visit: flow });
    return;
  }
  quiet(draft, stage.sound);
  beginVisit(draft, stage, flow);
}

/**
 * The agent is out of it while the caller is aside: on to `onward`, or on in the flow.
 * @param hungUp the agent hung up, rather than sending the caller on.
 */
export function sendFromAside(
  draft: Draft,
  stage: Talk & Aside,
  onward: Destination | undefined,
  hungUp: boolean,
  phoneLost = false,
): void {
  if (onward) leaveTalk(draft, stage, false);
  else agentLeft(draft, stage, hungUp);
  draft.timer('watch', null);
  draft.timer('music', null);
  quiet(draft, stage.sound);
  endRecording(draft, stage);
  draft.enter({ name: 'flow', running: null });
  if (onward) draft.pass({ to: 'onward', destination: onward, talk: stage });
  else goOnWithoutAgent(draft, stage, phoneLost);
}
