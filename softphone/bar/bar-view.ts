/** What the bar says, from its state: no decision is left to the part that draws. */
import type { ConversationView } from '../../engine/desk.js';
import { domainTexts, reasonText } from '../i18n/domain-texts.js';
import { formatDuration } from '../i18n/format.js';
import type { Language } from '../i18n/language.js';
import { isStarting, phoneProblem } from '../phone/phone-health.js';
import { qualityGrade } from '../phone/quality.js';
import type { PhoneKind } from './actions.js';
import type { BarState } from './bar-state.js';
import { barTexts } from './bar-texts.js';

/** Call data that the agent writes in the form of the wrap-up; on the bar it would tell the agent nothing. */
const writtenUp: readonly string[] = ['category', 'notes', 'warning'];

export type Tone = 'good' | 'busy' | 'call' | 'warn' | 'bad' | 'idle';
export type Phase = 'loading' | 'signIn' | 'password' | 'noAgent' | 'desk';

export interface Timer {
  readonly label: string;
  readonly text: string;
}

export interface CallLine {
  readonly incoming: boolean;
  readonly title: string;
  readonly number: string;
  readonly name: string;
  /** `重点来电` and the like; empty for an ordinary caller. */
  readonly warning: string;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
}

export interface Alert {
  readonly kind: 'error' | 'warn' | 'info';
  readonly text: string;
  /** The button beside it. */
  readonly remedy?: 'check' | 'takeOver' | 'close' | 'forgetLost';
}

export interface PhoneLine {
  readonly tone: Tone;
  readonly text: string;
  readonly detail: string;
}

export function phaseOf(state: BarState): Phase {
  if (state.session === 'unknown') return 'loading';
  if (state.session === 'signedOut' || !state.user) return 'signIn';
  if (state.user.mustChangePassword) return 'password';
  if (state.user.agent === null) return 'noAgent';
  return state.agent ? 'desk' : 'loading';
}

export function stateLine(state: BarState, language: Language): { text: string; detail: string; tone: Tone } {
  const { agent, forcedBy } = state;
  if (!agent) return { text: '', detail: '', tone: 'idle' };
  const reason = reasonText(agent.state, agent.reason, language);
  const forced = forcedBy === null ? '' : barTexts[language].forcedBy(forcedBy);
  const text = domainTexts[language].agentStates[agent.state];
  const details = [reason === text ? '' : reason, forced].filter(Boolean);
  return { text, detail: details.join(' · '), tone: stateTone(agent.state) };
}

function stateTone(state: NonNullable<BarState['agent']>['state']): Tone {
  switch (state) {
    case 'ready':
      return 'good';
    case 'offered':
    case 'talking':
      return 'call';
    case 'notReady':
    case 'wrapUp':
      return 'busy';
    case 'noAnswer':
      return 'warn';
    case 'deviceFault':
      return 'bad';
    case 'signedOut':
      return 'idle';
  }
}

/** @param now by this machine's clock. */
export function timers(state: BarState, now: number, language: Language): readonly Timer[] {
  const words = barTexts[language];
  const engineNow = now + state.clockOffsetMs;
  const since = (label: string, at: number): Timer => ({
    label,
    text: formatDuration((engineNow - at) / 1000),
  });
  const { agent, conversation } = state;
  if (!agent) return [];
  const all: Timer[] = [];
  if (conversation) {
    all.push(since(words.call, conversation.startedAt));
    if (conversation.state === 'held') all.push(since(words.held, conversation.since));
  } else if (state.phone.call?.answeredAt != null) {
    all.push({ label: words.call, text: formatDuration((now - state.phone.call.answeredAt) / 1000) });
  }
  if (agent.state === 'wrapUp' && agent.wrapUpUntil !== undefined) {
    all.push({
      label: words.wrapUpLeft,
      text: formatDuration(Math.ceil((agent.wrapUpUntil - engineNow) / 1000)),
    });
  }
  return [since(words.state, agent.since), ...all];
}

/** The call of now, by the engine's conversation, or by the phone alone while the engine has told of none. */
export function callLine(state: BarState, language: Language): CallLine | null {
  const { conversation, phone } = state;
  const ringing = phone.call?.state === 'ringing' || phone.call?.state === 'answering';
  if (conversation) return conversationLine(conversation, queueName(state), ringing, language);
  if (!phone.call) return null;
  const title = phoneCallTitle(phone.call.state, language);
  return {
    incoming: ringing,
    title,
    number: phone.call.number,
    name: phone.call.name,
    warning: '',
    facts: [],
  };
}

function phoneCallTitle(state: NonNullable<BarState['phone']['call']>['state'], language: Language): string {
  const words = domainTexts[language].conversationStates;
  switch (state) {
    case 'ringing':
    case 'answering':
      return words.ringing;
    case 'dialling':
      return words.dialling;
    case 'talking':
      return words.talking;
    case 'ending':
      return words.ended;
  }
}

/** Empty for a call that no queue gave. */
function queueName({ conversation, queueNames }: BarState): string {
  const id = conversation?.queue ?? '';
  return queueNames[id] ?? id;
}

function conversationLine(
  conversation: ConversationView,
  queue: string,
  ringing: boolean,
  language: Language,
): CallLine {
  const words = barTexts[language];
  const outbound = conversation.direction === 'outbound';
  const keys = conversation.keys.map(({ digits }) => digits).filter(Boolean);
  const level = conversation.callerLevel ?? '';
  const important = level === 'important' || level === 'vip';
  const others = conversation.parties
    .filter(({ role }) => role === 'consulted')
    .map(({ role, name, party }) => ({ label: domainTexts[language].partyRoles[role], text: name || party }));
  const facts = [
    {
      label: outbound ? words.caller : words.called,
      text: outbound ? conversation.caller : conversation.called,
    },
    { label: words.queue, text: queue },
    { label: words.level, text: important ? '' : level },
    { label: words.keys, text: keys.join(' › ') },
    ...others,
    ...Object.entries(conversation.data)
      .filter(([key]) => !writtenUp.includes(key))
      .map(([label, text]) => ({ label, text })),
  ];
  return {
    incoming: ringing && !outbound,
    title: domainTexts[language].conversationStates[ringing && !outbound ? 'ringing' : conversation.state],
    number: outbound ? conversation.called : conversation.caller,
    name: conversation.callerName,
    warning: [important ? words.important : '', conversation.data['warning'] ?? ''].filter(Boolean).join(' '),
    facts: facts.filter(({ text }) => text !== ''),
  };
}

/** For screen readers, once a call; empty while none comes in. */
export function announcement(state: BarState, language: Language): string {
  const line = callLine(state, language);
  if (!line?.incoming) return '';
  const who = [line.warning, line.name, line.number].filter(Boolean).join(' ');
  return barTexts[language].incoming(who, queueName(state));
}

/** Problems and answers in words, the gravest first. */
export function alerts(state: BarState, now: number, language: Language, kind: PhoneKind): readonly Alert[] {
  const words = barTexts[language];
  const all: Alert[] = [];
  if (state.notice) all.push({ kind: state.notice.kind, text: state.notice.text, remedy: 'close' });
  if (phaseOf(state) !== 'desk') return all;
  if (kind === 'browser') all.push(...phoneAlerts(state, now, language));
  if (state.link === 'lost') all.push({ kind: 'warn', text: words.linkLost });
  const result = state.conversation === null ? state.lastEnded?.result : undefined;
  if (result !== undefined && state.lastEnded) {
    const text = words.lastResult(domainTexts[language].dialResults[result], state.lastEnded.called);
    all.push({ kind: 'info', text });
  }
  return all;
}

function phoneAlerts({ phone }: BarState, now: number, language: Language): Alert[] {
  const words = barTexts[language];
  const all: Alert[] = [];
  const problem = isStarting(phone) ? null : phoneProblem(phone);
  if (problem !== null) {
    const again = phone.retryAt === null ? 0 : Math.max(0, Math.ceil((phone.retryAt - now) / 1000));
    const wait = again > 0 && problem === 'socket' ? ` ${words.retryIn(again)}` : '';
    const remedy = problem === 'otherTab' ? 'takeOver' : 'check';
    all.push({ kind: 'error', text: domainTexts[language].phoneProblems[problem] + wait, remedy });
  } else if (phone.microphone === 'silent') {
    all.push({ kind: 'warn', text: words.microphoneSilent, remedy: 'check' });
  }
  if (phone.lost?.state === 'resuming') all.push({ kind: 'info', text: words.resuming(phone.lost.number) });
  if (phone.lost?.state === 'lost')
    all.push({ kind: 'error', text: words.lost(phone.lost.number), remedy: 'forgetLost' });
  return all;
}

export function phoneLine({ phone }: BarState, language: Language, kind: PhoneKind): PhoneLine {
  const words = barTexts[language];
  if (kind === 'none') return { tone: 'idle', text: words.phoneNone, detail: '' };
  if (isStarting(phone)) return { tone: 'idle', text: words.phoneStarting, detail: '' };
  const problem = phoneProblem(phone);
  if (problem !== null) {
    return { tone: 'bad', text: domainTexts[language].agentStates.deviceFault, detail: problem };
  }
  if (!phone.quality || phone.call?.state !== 'talking')
    return { tone: 'good', text: words.phoneReady, detail: '' };
  const { loss, roundTripMs } = phone.quality;
  const grade = qualityGrade(phone.quality);
  const delay = roundTripMs === null ? '–' : `${Math.round(roundTripMs)} ms`;
  const detail = `MOS ${phone.quality.mos.toFixed(1)}, ${words.lossAndDelay(`${(loss * 100).toFixed(1)} %`, delay)}`;
  const tones = { good: 'good', fair: 'warn', poor: 'bad' } as const;
  return { tone: tones[grade], text: words.quality[grade], detail };
}
