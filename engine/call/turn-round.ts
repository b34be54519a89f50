/** An internal call seen from its other end: whoever was called may do what whoever called may. */
import type { Draft } from './draft.js';
import type { CallState } from './model/call-state.js';
import type { Offer } from './model/offer.js';
import type { Stage } from './model/stage.js';

type Talking = Extract<Stage, { name: 'talking' }>;

/** Whether both ends are agents' and talk, so that either can stand for the main leg. */
export function canTurnRound({ direction, mainAgent, stage }: CallState): boolean {
  const talks = stage.name === 'talking' && !stage.agentGone && !stage.offer.outside;
  return direction === 'internal' && mainAgent !== undefined && talks;
}

/**
 * The agent at the main leg gets the agent's place, the other one the main leg's.
 * @param records whether the recording goes on, on the leg that is the main one now.
 */
export function turnRound(draft: Draft, stage: Talking, records: boolean): Talking {
  const { call } = draft;
  const { mainAgent, leg } = call;
  if (mainAgent === undefined || !canTurnRound(call)) return stage;
  const offer: Offer = { ...stage.offer, number: null, agent: mainAgent, leg };
  call.leg = stage.offer.leg;
  call.mainAgent = stage.offer.agent;
  draft.note('call.turnedRound', { agent: offer.agent, other: call.mainAgent });
  // They listen at the agent's leg, which is another one now; while one `eavesdrop` runs the next waits.
  for (const { leg: ear, target } of call.watchers)
    if (target !== null) draft.do({ do: 'steer', leg: ear, step: 'end' });
  call.watchers = call.watchers.map((one) => ({ ...one, target: null, listening: null }));
  const turned: Talking = { ...stage, offer, recording: recordingOf(draft, stage.recording, records) };
  draft.enter(turned);
  return turned;
}

function recordingOf(draft: Draft, before: string | null, goesOn: boolean): string | null {
  if (before === null) return null;
  draft.do({ do: 'stopRecording', path: before });
  if (!goesOn) return null;
  const recording = draft.context.recordingPath(draft.nextId());
  draft.do({ do: 'startRecording', path: recording });
  return recording;
}
