/** What the caller page says, from the phone's state. */
import { domainTexts } from '../i18n/domain-texts.js';
import { formatDuration } from '../i18n/format.js';
import type { Language } from '../i18n/language.js';
import type { PhoneState } from '../phone/phone-state.js';
import { callerTexts } from './caller-texts.js';

export interface CallerView {
  readonly title: string;
  readonly detail: string;
  /** A call is up or on its way: the big button hangs up. */
  readonly up: boolean;
  readonly canCall: boolean;
  /** Keys and mute do something. */
  readonly talking: boolean;
  readonly digits: string;
  readonly muted: boolean;
  readonly problem: string;
}

export function callerView(phone: PhoneState, now: number, language: Language): CallerView {
  const words = callerTexts[language];
  const { call } = phone;
  const talking = call?.state === 'talking';
  const last = phone.lastEnd ? words.ends[phone.lastEnd.end] : words.idle;
  const title = call === null ? last : talking ? words.talking : words.connecting;
  return {
    title,
    detail: talking ? formatDuration((now - (call.answeredAt ?? now)) / 1000) : (call?.number ?? ''),
    up: call !== null,
    canCall: call === null && phone.socket === 'open',
    talking,
    digits: call?.digits ?? '',
    muted: call?.muted ?? false,
    problem: microphoneProblem(phone, language),
  };
}

function microphoneProblem({ microphone }: PhoneState, language: Language): string {
  const problems = domainTexts[language].phoneProblems;
  switch (microphone) {
    case 'denied':
      return problems.microphoneDenied;
    case 'missing':
      return problems.microphoneMissing;
    case 'busy':
      return problems.microphoneBusy;
    case 'insecure':
      return problems.microphoneInsecure;
    case 'unchecked':
    case 'checking':
    case 'ready':
    case 'silent':
      return '';
  }
}
