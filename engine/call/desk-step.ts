/** What an agent's desk may ask of a call now, and what comes of it. */
import type { Destination } from '../desk.js';
import { beginConference, dismiss, leaveConference } from './conference-stage.js';
import { cancelConsult, completeTransfer, consult, swap } from './consulting-stage.js';
import type { Draft } from './draft.js';
import { hold, retrieve, sendFromAside, visitFlow } from './held-stage.js';
import type { CallState } from './model/call-state.js';
import type { CallCommand, CallInput } from './model/input.js';
import type { Stage } from './model/stage.js';
import { sendAway } from './talking-stage.js';
import { canTurnRound, turnRound } from './turn-round.js';
import { endVisit } from './visit-stage.js';

type Wish = CallCommand['do'];
type Part = 'agent' | 'consulted' | 'main' | 'waiting' | 'none';

/** What the agent is in the call. */
export function partOf(call: CallState, agent: string): Part {
  const { stage, visit, mainAgent } = call;
  if (stage.name === 'flow' && visit?.talk?.offer.agent === agent) return 'waiting';
  if ('consulted' in stage && stage.consulted.agent === agent && !stage.consulted.outside) return 'consulted';
  if ('offer' in stage && stage.offer?.agent === agent && !stage.offer.outside) {
    return stage.name === 'talking' && stage.agentGone ? 'none' : 'agent';
  }
  return mainAgent === agent ? 'main' : 'none';
}

const always: readonly Wish[] = ['hangUp', 'setData'];
const sendsOn: readonly Wish[] = [...always, 'transfer', 'consult', 'survey'];
const ofStage: Readonly<Record<Stage['name'], readonly Wish[]>> = {
  flow: [],
  waiting: [],
  announcing: always,
  bridging: always,
  talking: [...sendsOn, 'hold'],
  held: [...sendsOn, 'retrieve'],
  consulting: [...always, 'completeTransfer', 'cancelConsult', 'conference', 'swap'],
  conference: [...always, 'completeTransfer', 'cancelConsult'],
  dialling: always,
  ending: [],
  over: [],
};

/** What the agent may do with the call now. */
export function possibleWishes(call: CallState, agent: string): readonly Wish[] {
  const { stage } = call;
  switch (partOf(call, agent)) {
    case 'none':
      return [];
    case 'main':
      if (call.direction !== 'internal') return ['hangUp'];
      return canTurnRound(call) ? ofStage.talking.filter((wish) => wish !== 'survey') : always;
    case 'consulted':
      return ['hangUp'];
    case 'waiting':
      return [...always, 'retrieve'];
    case 'agent': {
      const ringing = stage.name === 'consulting' && stage.side === 'ringing';
      const surveyed = call.flow?.awaiting === 'queueLeft' || call.flow?.awaiting === 'transferEnded';
      return ofStage[stage.name].filter(
        (wish) => !(ringing && (wish === 'conference' || wish === 'swap')) && (wish !== 'survey' || surveyed),
      );
    }
  }
}

export function deskStep(draft: Draft, input: Extract<CallInput, { kind: 'desk' }>): void {
  const { call } = draft;
  const { agent, command } = input;
  const completes = input.wrapsUp === true && command.do === 'setData';
  if (!completes && !possibleWishes(call, agent).includes(command.do)) return;
  const { stage } = call;
  if (partOf(call, agent) === 'main' && !always.includes(command.do) && stage.name === 'talking')
    turnRound(draft, stage, command.do !== 'transfer' || (command.to.kind === 'flow' && command.to.back));
  draft.note('desk.asked', { agent, ...(command.do === 'setData' ? { do: 'setData' } : command) });
  switch (command.do) {
    case 'hangUp':
      hangUpFor(draft, agent);
      break;
    case 'setData':
      call.data = { ...call.data, [command.key]: command.value };
      draft.set({ data: call.data });
      break;
    case 'transfer':
      transfer(draft, command.to);
      break;
    case 'consult':
      beginConsult(draft, command.to);
      break;
    case 'survey':
      call.surveyOff = false;
      leave(draft, undefined);
      break;
    case 'hold':
      if (call.stage.name === 'talking') hold(draft, call.stage);
      break;
    case 'retrieve':
      takeBack(draft);
      break;
    case 'completeTransfer':
    case 'conference':
    case 'swap':
    case 'cancelConsult':
      amongThree(draft, command.do);
      break;
  }
}

/** The phone of the agent is hung up; the rest is as if the agent had done that. */
function hangUpFor(draft: Draft, agent: string): void {
  const { call } = draft;
  const { stage, visit } = call;
  const part = partOf(call, agent);
  const leg =
    part === 'main'
      ? call.leg
      : part === 'waiting'
        ? visit?.talk?.offer.leg
        : part === 'consulted' && 'consulted' in stage
          ? stage.consulted.leg
          : 'offer' in stage
            ? stage.offer?.leg
            : undefined;
  // With somebody else to talk to the caller goes on.
  if (part === 'agent' && !('consulted' in stage)) call.hungUpBy ??= 'agent';
  if (stage.name === 'conference' && part === 'agent') leaveConference(draft, stage);
  else if (leg !== undefined) draft.do({ do: 'kill', leg, cause: 'NORMAL_CLEARING' });
}

function transfer(draft: Draft, to: Destination): void {
  const { stage } = draft.call;
  if (to.kind !== 'flow' || !to.back) {
    leave(draft, to);
    return;
  }
  if (stage.name === 'talking') hold(draft, stage);
  const { stage: held } = draft.call;
  if (held.name === 'held') visitFlow(draft, held, to.flow);
}

/** The agent's part ends; the caller goes to `onward`, or on in the flow. */
function leave(draft: Draft, onward: Destination | undefined): void {
  const { stage } = draft.call;
  if (stage.name === 'talking') sendAway(draft, stage, onward);
  else if (stage.name === 'held') {
    draft.do({ do: 'kill', leg: stage.offer.leg, cause: 'NORMAL_CLEARING' });
    sendFromAside(draft, stage, onward, true);
  }
}

function beginConsult(draft: Draft, to: Destination): void {
  const { stage } = draft.call;
  if (to.kind !== 'agent' && to.kind !== 'number') return;
  if (stage.name === 'talking') consult(draft, stage, undefined, to);
  else if (stage.name === 'held') consult(draft, stage, stage, to);
}

function takeBack(draft: Draft): void {
  const { stage } = draft.call;
  if (stage.name === 'held') retrieve(draft, stage);
  else if (stage.name === 'flow') endVisit(draft);
}

function amongThree(draft: Draft, wish: 'completeTransfer' | 'conference' | 'swap' | 'cancelConsult'): void {
  const { stage } = draft.call;
  if (stage.name === 'conference') {
    if (wish === 'completeTransfer') leaveConference(draft, stage);
    else if (wish === 'cancelConsult') dismiss(draft, stage);
    return;
  }
  if (stage.name !== 'consulting') return;
  if (wish === 'completeTransfer') completeTransfer(draft, stage);
  else if (wish === 'conference') beginConference(draft, stage);
  else if (wish === 'swap') swap(draft, stage);
  else cancelConsult(draft, stage);
}
