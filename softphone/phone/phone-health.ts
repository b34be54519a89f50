/** Whether the phone can take a call, from its state. */
import type { PhoneHealth } from '../../engine/desk.js';
import type { PhoneState } from './phone-state.js';

/** Finer than what the engine is told, so that the words can say what to do. */
export type PhoneProblem =
  | 'microphoneDenied'
  | 'microphoneMissing'
  | 'microphoneBusy'
  | 'microphoneInsecure'
  | 'socket'
  | 'registration'
  | 'media'
  | 'otherTab';

/**
 * The first problem that a person has to care for; null when a call can come.
 * `starting` tells apart what is not there yet from what broke.
 */
export function phoneProblem(state: PhoneState): PhoneProblem | null {
  if (state.ownership === 'otherTab') return 'otherTab';
  switch (state.microphone) {
    case 'denied':
      return 'microphoneDenied';
    case 'missing':
      return 'microphoneMissing';
    case 'busy':
      return 'microphoneBusy';
    case 'insecure':
      return 'microphoneInsecure';
    case 'unchecked':
    case 'checking':
    case 'ready':
    case 'silent':
  }
  if (state.socket !== 'open') return 'socket';
  if (state.registration !== 'registered' && state.registration !== 'needless') return 'registration';
  return state.media === 'failed' ? 'media' : null;
}

/** Still coming up: nothing has failed, not everything is there. */
export function isStarting(state: PhoneState): boolean {
  if (state.ownership !== 'mine') return state.ownership === 'asking';
  if (state.microphone === 'unchecked' || state.microphone === 'checking') return true;
  if (state.socket !== 'open') return state.retryAt === null;
  return state.registration === 'none' || state.registration === 'trying';
}

const reported: Readonly<Record<PhoneProblem, Extract<PhoneHealth, { ok: false }>['problem']>> = {
  microphoneDenied: 'microphone',
  microphoneMissing: 'microphone',
  microphoneBusy: 'microphone',
  microphoneInsecure: 'microphone',
  socket: 'socket',
  registration: 'registration',
  media: 'media',
  otherTab: 'otherTab',
};

/** What PUT /api/phone/health is told. */
export function healthOf(state: PhoneState): PhoneHealth {
  const problem = phoneProblem(state);
  return problem === null ? { ok: true } : { ok: false, problem: reported[problem] };
}
