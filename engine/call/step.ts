import { bridge, connect, stepConnecting } from './connecting-stage.js';
import { deskStep } from './desk-step.js';
import { beginDial, stepDialling } from './dialling-stage.js';
import { stepConference } from './conference-stage.js';
import { stepConsulting } from './consulting-stage.js';
import { Draft } from './draft.js';
import { callerGone, hangUp, hangUpByForce, stepEnding } from './ending-stage.js';
import {
  applicationCutOff,
  applicationDone,
  applicationOverdue,
  askDone,
  beginFlow,
  stepFlow,
} from './flow-stage.js';
import { stepHeld } from './held-stage.js';
import { legsOf, replaceLeg } from './legs-of.js';
import type { CallState } from './model/call-state.js';
import type { CallContext } from './model/context.js';
import type { Continuation } from './model/continuation.js';
import type { CallEffect } from './model/effect.js';
import type { CallInput, StageInput } from './model/input.js';
import type { Offer } from './model/offer.js';
import type { Stage } from './model/stage.js';
import { callParty, ringNamed } from './one-party.js';
import { sendOnward, served } from './onward.js';
import { catchUp, resume } from './resume.js';
import { beginTalk, stepTalking } from './talking-stage.js';
import { dropVisit, endVisit, leaveVisit } from './visit-stage.js';
import { joinQueue, stepWaiting, waitAgain } from './waiting-stage.js';
import { isQuiet, quietAgain } from './sound.js';
import { followConversation, forgetWatchers, stepWatchers, watch } from '../supervise/watching.js';
import { arrange } from '../supervise/waiting-callers.js';
import type { DialResult } from '../desk.js';
import { parksAlone } from '../switch/parks-alone.js';

export type CallStep = readonly [CallState, readonly CallEffect[]];

/** What a new call begins with. */
export type Arrival = Pick<
  CallState,
  | 'id'
  | 'direction'
  | 'mainAgent'
  | 'leg'
  | 'node'
  | 'caller'
  | 'callerName'
  | 'called'
  | 'startedAt'
  | 'language'
  | 'flowName'
  | 'flowVersion'
>;

const empty = {
  flow: null,
  stage: { name: 'flow', running: null },
  surveyOff: false,
  count: 0,
  seq: 0,
  path: [],
  keys: [],
  data: {},
  agent: undefined,
  queue: undefined,
  hungUpBy: undefined,
  survey: 'off',
  failed: false,
  talked: false,
  rejected: false,
  visit: null,
  watchers: [],
  result: undefined,
} as const;

/** A call to a hotline: answered, and its flow begun. */
export function acceptCall(arrival: Arrival, context: CallContext): CallStep {
  const draft = open(arrival, context);
  draft.execute({
    app: 'set',
    values: {
      yihao_call: arrival.id,
      yihao_role: 'caller',
      RECORD_STEREO: 'true',
      ...parksAlone,
      playback_terminators: 'none',
    },
  });
  draft.execute({ app: 'answer' });
  if (arrival.mainAgent !== undefined)
    draft.acd({ kind: 'agent.occupied', agent: arrival.mainAgent, task: arrival.id, queue: null });
  beginFlow(draft);
  return finish(draft);
}

/** An agent calls `far`; @param fromPhone with the phone that `own` is, which dialled by itself. */
export function dialCall(
  arrival: Arrival,
  parties: { readonly own: Offer; readonly far: Offer; readonly fromPhone: boolean },
  context: CallContext,
): CallStep {
  const draft = open(arrival, context);
  draft.set({ agent: parties.own.agent });
  beginDial(draft, parties.own, parties.far, parties.fromPhone);
  return finish(draft);
}

/** A call that goes nowhere: recorded and hung up. */
export function rejectCall(
  arrival: Arrival,
  context: CallContext,
  cause: string,
  why: { readonly result?: DialResult | undefined; readonly blockedBy?: string | undefined } = {},
): CallStep {
  const draft = open(arrival, context);
  draft.call.result = why.result;
  if (why.blockedBy !== undefined) draft.note('call.blocked', { entry: why.blockedBy });
  draft.call.rejected = true;
  draft.call.hungUpBy = 'system';
  draft.note('call.rejected', { cause });
  hangUp(draft, cause);
  return finish(draft);
}

/**
 * Takes one input. Whatever comes late, twice or for another leg changes nothing; a call that is over stays over.
 * @returns the state and what is to be done, in this order.
 */
export function callStep(call: CallState, input: CallInput, context: CallContext): CallStep {
  const { stage } = call;
  if (stage.name === 'over') return [call, strayAnswer(input)];
  if (isLastSound(stage, input)) return [call, []];
  const draft = new Draft(call, context);
  if (input.kind === 'applicationDone') isQuiet(draft, input.id);
  else if (input.kind === 'missed' || input.kind === 'resumed') isQuiet(draft, undefined);
  else if (input.kind === 'timer' && input.name === 'quiet') quietAgain(draft);
  switch (input.kind) {
    case 'callerGone':
      if (stage.name === 'dialling') stepDialling(draft, stage, input);
      else callerGone(draft, input);
      break;
    case 'resumed':
      forgetWatchers(draft, input.answered ?? []);
      resume(draft, input.agentLeg, input.answered ?? []);
      break;
    case 'missed':
      catchUp(draft);
      break;
    case 'callerAnswered':
      draft.set({ answeredAt: input.at });
      if (stage.name === 'dialling') stepDialling(draft, stage, input);
      break;
    case 'hangUp':
      hangUpByForce(draft, input.by);
      break;
    case 'desk':
      deskStep(draft, input);
      break;
    case 'supervise':
      supervise(draft, input);
      break;
    case 'agentAnswered':
    case 'agentFailed':
    case 'agentGone':
    case 'agentRinging':
    case 'applicationDone':
    case 'asked':
    case 'bridged':
    case 'bridgeRefused':
    case 'dropped':
    case 'executeRefused':
    case 'granted':
    case 'joined':
    case 'offerCancelled':
    case 'offered':
    case 'overflowed':
    case 'parked':
    case 'progressed':
    case 'refused':
    case 'timer':
    case 'unstaffed':
      stepTaken(draft, pickedUp(draft, input));
  }
  return finish(draft);
}

/** Of somebody's phones another than the first was picked up: its leg takes the place of the one dialled. */
function pickedUp(draft: Draft, input: StageInput): StageInput {
  if (input.kind !== 'agentAnswered' || input.by === undefined) return input;
  replaceLeg(draft.call, input.leg, input.by);
  return { kind: 'agentAnswered', leg: input.by };
}

/** Music or an announcement fell silent because the caller is going: nothing is played to nobody. */
function isLastSound(stage: Stage, input: CallInput): boolean {
  return input.kind === 'applicationDone' && input.hungUp && stage.name !== 'flow';
}

function stepTaken(draft: Draft, input: StageInput): void {
  if (!isOldNews(draft, input) && !stepWatchers(draft, input)) stepStage(draft, draft.call.stage, input);
}

/** The switch says of the main leg twice that it was answered, once to whoever rang it. */
function isOldNews({ call }: Draft, input: StageInput): boolean {
  return input.kind === 'agentAnswered' && input.leg === call.leg && call.stage.name !== 'dialling';
}

/** Follows the call through the stages that it passes in one step. */
function finish(draft: Draft): CallStep {
  for (let next = draft.takeNext(); next; next = draft.takeNext()) follow(draft, next);
  followConversation(draft);
  return draft.finish();
}

function supervise(draft: Draft, { by, command }: Extract<CallInput, { kind: 'supervise' }>): void {
  switch (command.do) {
    case 'join':
    case 'leave':
    case 'takeOver':
      watch(draft, by, command);
      break;
    case 'moveWaiting':
    case 'prioritise':
    case 'give':
      arrange(draft, by, command);
      break;
  }
}

function follow(draft: Draft, next: Continuation): void {
  switch (next.to) {
    case 'flow':
      // After a transfer the flow may wait for another end than that of the queue or agent that came last.
      if (draft.call.flow?.awaiting === next.input.kind) stepFlow(draft, next.input);
      else if (next.input.kind === 'queueLeft' || next.input.kind === 'transferEnded') served(draft);
      break;
    case 'served':
      served(draft);
      break;
    case 'onward':
      sendOnward(draft, next.destination, next.talk);
      break;
    case 'return':
      if (draft.context.isFree(next.agent)) ringNamed(draft, { kind: 'agent', agent: next.agent }, undefined);
      else served(draft);
      break;
    case 'queue':
      dropVisit(draft);
      joinQueue(draft, next.effect);
      break;
    case 'oneParty':
      dropVisit(draft);
      callParty(draft, next.effect);
      break;
    case 'connect':
      connect(draft, next.entry, next.offer, next.sound);
      break;
    case 'bridge':
      bridge(draft, next.entry, next.offer);
      break;
    case 'talk':
      beginTalk(draft, next.entry, next.offer);
      break;
    case 'waitAgain':
      waitAgain(draft, next.entry);
      break;
    case 'hangUp':
      if (draft.call.visit) endVisit(draft);
      else hangUp(draft, next.cause);
      break;
  }
}

function stepStage(draft: Draft, stage: Stage, input: StageInput): void {
  switch (stage.name) {
    case 'flow':
      stepFlowStage(draft, stage, input);
      break;
    case 'waiting':
      stepWaiting(draft, stage, input);
      break;
    case 'announcing':
    case 'bridging':
      stepConnecting(draft, stage, input);
      break;
    case 'talking':
      stepTalking(draft, stage, input);
      break;
    case 'held':
      stepHeld(draft, stage, input);
      break;
    case 'consulting':
      stepConsulting(draft, stage, input);
      break;
    case 'conference':
      stepConference(draft, stage, input);
      break;
    case 'dialling':
      stepDialling(draft, stage, input);
      break;
    case 'ending':
      if (input.kind === 'agentAnswered')
        draft.do({ do: 'kill', leg: input.leg, cause: 'ORIGINATOR_CANCEL' });
      stepEnding(draft, stage, input);
      break;
    case 'over':
      break;
  }
}

function stepFlowStage(draft: Draft, stage: Extract<Stage, { name: 'flow' }>, input: StageInput): void {
  const { running } = stage;
  switch (input.kind) {
    case 'applicationDone':
      if (running?.id !== input.id) break;
      if (input.hungUp) applicationCutOff(draft, running, input);
      else applicationDone(draft, running, input);
      break;
    case 'executeRefused':
      draft.note('command.refused', { why: input.why });
      if (running?.id === input.id) applicationOverdue(draft, running);
      break;
    case 'asked':
      if (running?.id === input.id) askDone(draft, running, input.answer);
      break;
    case 'timer':
      if (input.name === 'watch' && running) applicationOverdue(draft, running);
      break;
    case 'agentAnswered':
      // Who waits for the caller's return parks on the way into the visit.
      if (!legsOf(draft.call).includes(input.leg))
        draft.do({ do: 'kill', leg: input.leg, cause: 'ORIGINATOR_CANCEL' });
      break;
    case 'agentGone':
      if (input.leg === draft.call.visit?.talk?.offer.leg)
        leaveVisit(draft, input.end?.hungUpBy === 'remote');
      break;
    // Late, or taken before the stage is asked.
    case 'agentFailed':
    case 'agentRinging':
    case 'bridged':
    case 'bridgeRefused':
    case 'callerAnswered':
    case 'callerGone':
    case 'dropped':
    case 'hangUp':
    case 'joined':
    case 'offerCancelled':
    case 'granted':
    case 'offered':
    case 'overflowed':
    case 'parked':
    case 'progressed':
    case 'refused':
    case 'resumed':
    case 'unstaffed':
      break;
  }
}

/** An agent who answers when the caller is gone is let go. */
function strayAnswer(input: CallInput): CallEffect[] {
  if (input.kind !== 'agentAnswered') return [];
  return [{ do: 'kill', leg: input.by ?? input.leg, cause: 'ORIGINATOR_CANCEL' }];
}

function open(arrival: Arrival, context: CallContext): Draft {
  const draft = new Draft({ ...empty, ...arrival }, context);
  const { direction, startedAt, node, caller, called, language, flowName, flowVersion } = arrival;
  draft.set({
    startedAt,
    node,
    direction,
    caller,
    called,
    language,
    flow: flowName,
    flowVersion,
    outcome: 'inProgress',
    surveyState: 'off',
  });
  draft.note('call.arrived', {});
  return draft;
}
