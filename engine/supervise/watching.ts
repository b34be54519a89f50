/** Supervisors on a call: listening, whispering, barging in, and taking the agent's place. */
import type { SupervisionMode } from '../desk.js';
import type { Draft } from '../call/draft.js';
import { agentLegOf } from '../call/legs-of.js';
import type { CallState, Watcher } from '../call/model/call-state.js';
import type { CallSupervision, StageInput } from '../call/model/input.js';
import type { Stage, Talk } from '../call/model/stage.js';
import { free } from '../call/ring.js';
import { leaveTalk, takeTalk } from '../call/talking-stage.js';

type Speaking = Extract<Stage, { name: 'talking' | 'held' | 'consulting' | 'conference' }>;

const ringSeconds = 20;
/** When the leg listened to ended, its own end is heard of by then. */
const settleMs = 1_500;
const deaf = { target: null, listening: null } as const;

/** Whether there is a conversation that can be listened to. */
export function canBeWatched(call: CallState): boolean {
  return speaking(call.stage) !== undefined;
}

function speaking(stage: Stage): Speaking | undefined {
  switch (stage.name) {
    case 'talking':
      return stage.agentGone ? undefined : stage;
    case 'held':
    case 'consulting':
    case 'conference':
      return stage;
    case 'flow':
    case 'waiting':
    case 'announcing':
    case 'bridging':
    case 'dialling':
    case 'ending':
    case 'over':
      return undefined;
  }
}

export function watch(
  draft: Draft,
  by: string,
  command: Extract<CallSupervision, { do: 'join' | 'leave' | 'takeOver' }>,
): void {
  const own = draft.call.watchers.find(({ supervisor }) => supervisor === by);
  switch (command.do) {
    case 'join':
      if (own) changeMode(draft, own, command.mode);
      else ringSupervisor(draft, by, command.phone, command.mode, false);
      break;
    case 'leave':
      if (own) dismiss(draft, own);
      break;
    case 'takeOver':
      if (!own) ringSupervisor(draft, by, command.phone, 'listen', true);
      else if (own.answered) takeOver(draft, own);
      else replace(draft, own, { ...own, takesOver: true });
      break;
  }
}

/** @returns whether the input is about a supervisor's leg. */
export function stepWatchers(draft: Draft, input: StageInput): boolean {
  if (input.kind === 'timer' && input.name === 'listening') {
    dismissDeaf(draft);
    return true;
  }
  if (input.kind === 'applicationDone') return stoppedListening(draft, input.id);
  if (input.kind !== 'agentAnswered' && input.kind !== 'agentGone' && input.kind !== 'agentFailed')
    return false;
  const watcher = draft.call.watchers.find(({ leg }) => leg === input.leg);
  if (!watcher) return false;
  if (input.kind !== 'agentAnswered') {
    draft.note('supervisor.left', { supervisor: watcher.supervisor });
    remove(draft, watcher);
  } else if (!watcher.answered) {
    const answered = { ...watcher, answered: true };
    replace(draft, watcher, answered);
    if (answered.takesOver) takeOver(draft, answered);
    else draft.note('supervisor.joined', { supervisor: watcher.supervisor, mode: watcher.mode });
  }
  return true;
}

/** Whoever listened to a leg that ended goes on at the next one; else it was broken off at the switch. */
function stoppedListening(draft: Draft, id: string): boolean {
  const watcher = draft.call.watchers.find(({ listening }) => listening === id);
  if (!watcher) return false;
  replace(draft, watcher, { ...watcher, listening: null });
  draft.timer('listening', settleMs);
  return true;
}

function dismissDeaf(draft: Draft): void {
  const target = speaking(draft.call.stage)?.offer.leg;
  for (const watcher of draft.call.watchers)
    if (watcher.listening === null && watcher.target === target) dismiss(draft, watcher);
}

/** After every step: supervisors follow the conversation to whoever serves it, and go when there is none to come. */
export function followConversation(draft: Draft): void {
  const { call } = draft;
  if (call.watchers.length === 0) return;
  if (!isServed(call)) {
    for (const watcher of call.watchers) dismiss(draft, watcher);
    return;
  }
  const target = speaking(call.stage)?.offer.leg;
  if (target === undefined) return;
  for (const watcher of call.watchers) {
    if (watcher.answered && watcher.target !== target) attach(draft, watcher, target);
  }
}

/** After a restart: those whose phones are not on the line any more are forgotten. */
export function forgetWatchers(draft: Draft, answered: readonly string[]): void {
  for (const watcher of draft.call.watchers) if (!answered.includes(watcher.leg)) dismiss(draft, watcher);
}

function isServed(call: CallState): boolean {
  const { stage } = call;
  const comes = stage.name === 'waiting' || stage.name === 'announcing' || stage.name === 'bridging';
  return comes || (stage.name === 'talking' && stage.onward !== undefined) || agentLegOf(call) !== undefined;
}

function ringSupervisor(
  draft: Draft,
  supervisor: string,
  phone: string,
  mode: SupervisionMode,
  takesOver: boolean,
): void {
  const leg = `${draft.nextId()}.supervisor`;
  const watcher: Watcher = { supervisor, phone, leg, mode, answered: false, ...deaf, takesOver };
  draft.note('supervisor.rung', { supervisor, phone, mode, takesOver });
  draft.call.watchers = [...draft.call.watchers, watcher];
  const offer = { number: null, agent: phone, outside: null, leg, at: draft.now };
  draft.do({ do: 'originate', offer, ringSeconds, role: 'supervisor', answersItself: true });
}

function attach(draft: Draft, watcher: Watcher, target: string): void {
  const { leg, mode } = watcher;
  draft.executeOn(leg, {
    app: 'set',
    values: {
      eavesdrop_whisper_aleg: String(mode === 'barge'),
      eavesdrop_whisper_bleg: String(mode !== 'listen'),
      // Its keypad would change the mode and leave no entry in the audit.
      eavesdrop_enable_dtmf: 'false',
    },
  });
  const listening = draft.executeOn(leg, { app: 'eavesdrop', leg: target });
  replace(draft, watcher, { ...watcher, target, listening });
}

function changeMode(draft: Draft, watcher: Watcher, mode: SupervisionMode): void {
  draft.note('supervisor.mode', { supervisor: watcher.supervisor, mode });
  if (watcher.target !== null) draft.do({ do: 'steer', leg: watcher.leg, step: mode });
  replace(draft, watcher, { ...watcher, mode });
}

/** The supervisor talks to the caller in the agent's place, who is let go, as is whoever was consulted. */
function takeOver(draft: Draft, watcher: Watcher): void {
  const stage = speaking(draft.call.stage);
  if (!stage) {
    dismiss(draft, watcher);
    return;
  }
  remove(draft, watcher);
  const { entry, offer, since, recording } = stage;
  const talk: Talk = { entry, offer, since, recording };
  draft.note('call.takenOver', { by: watcher.supervisor, from: offer.agent, phone: watcher.phone });
  draft.timer('watch', null);
  draft.timer('music', null);
  if ('consulted' in stage) {
    free(draft, stage.consulted);
    draft.do({ do: 'kill', leg: stage.consulted.leg, cause: 'NORMAL_CLEARING' });
  }
  leaveTalk(draft, talk, false);
  const { phone, leg } = watcher;
  takeTalk(draft, talk, { number: null, agent: phone, outside: null, leg, at: draft.now });
  draft.do({ do: 'kill', leg: offer.leg, cause: 'NORMAL_CLEARING' });
}

function dismiss(draft: Draft, watcher: Watcher): void {
  const cause = watcher.answered ? 'NORMAL_CLEARING' : 'ORIGINATOR_CANCEL';
  draft.do({ do: 'kill', leg: watcher.leg, cause });
  draft.note('supervisor.left', { supervisor: watcher.supervisor });
  remove(draft, watcher);
}

function remove(draft: Draft, watcher: Watcher): void {
  draft.call.watchers = draft.call.watchers.filter(({ leg }) => leg !== watcher.leg);
}

function replace(draft: Draft, watcher: Watcher, by: Watcher): void {
  draft.call.watchers = draft.call.watchers.map((one) => (one.leg === watcher.leg ? by : one));
}
