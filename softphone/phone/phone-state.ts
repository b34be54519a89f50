/** The phone as data: one state, changed by `reducePhone` alone. Times are milliseconds since the Unix epoch. */
import type { CallQuality } from './quality.js';

export type Ownership = 'asking' | 'mine' | 'otherTab';
export type SocketState = 'closed' | 'connecting' | 'open';
export type RegistrationState =
  | 'none'
  | 'trying'
  | 'registered'
  | 'refused'
  /** A phone that only calls (a guest's) and that nobody can call. */
  | 'needless';
export type MicrophoneState =
  | 'unchecked'
  | 'checking'
  | 'ready'
  /** It works, yet nothing but digital silence came from it: perhaps its own switch is off. */
  | 'silent'
  | 'denied'
  | 'missing'
  | 'busy'
  /** The page is no secure context, so the browser offers no microphone at all. */
  | 'insecure';

/** How a call came to its end, as far as the phone can tell. */
export type CallEnd =
  'local' | 'remote' | 'cancelled' | 'rejected' | 'busy' | 'noAnswer' | 'notFound' | 'failed';

export interface PhoneCall {
  /** SIP Call-ID. */
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly state: 'ringing' | 'dialling' | 'answering' | 'talking' | 'ending';
  /** The other side's number, as its From (or the To that we dialled) has it. */
  readonly number: string;
  readonly name: string;
  /** Id of the engine's conversation when the INVITE names it (X-Yihao-Call). */
  readonly conversation: string | null;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  /** Put on hold by this phone; the engine's hold is in the conversation. */
  readonly held: boolean;
  readonly muted: boolean;
  /** Keys sent so far. */
  readonly digits: string;
}

/** A call that a reload or a broken connection took from this phone. */
export interface LostCall {
  readonly number: string;
  readonly at: number;
  readonly state: 'resuming' | 'lost';
}

export interface PhoneState {
  readonly ownership: Ownership;
  readonly socket: SocketState;
  /** When the next attempt to connect begins or, while it is under way, began; null when none has failed. */
  readonly retryAt: number | null;
  readonly registration: RegistrationState;
  readonly microphone: MicrophoneState;
  readonly media: 'unproven' | 'works' | 'failed';
  /** The address of record: the agent's number; empty before there are credentials. */
  readonly user: string;
  readonly call: PhoneCall | null;
  readonly quality: CallQuality | null;
  readonly lost: LostCall | null;
  readonly lastEnd: { readonly at: number; readonly end: CallEnd; readonly number: string } | null;
}

export type PhoneEvent =
  | { readonly type: 'ownership.changed'; readonly ownership: Ownership }
  | { readonly type: 'user.known'; readonly user: string }
  | { readonly type: 'socket.changed'; readonly socket: SocketState; readonly retryAt: number | null }
  | { readonly type: 'registration.changed'; readonly registration: RegistrationState }
  | { readonly type: 'microphone.changed'; readonly microphone: MicrophoneState }
  | { readonly type: 'media.changed'; readonly media: PhoneState['media'] }
  | {
      readonly type: 'call.appeared';
      readonly at: number;
      readonly call: Pick<PhoneCall, 'id' | 'direction' | 'number' | 'name' | 'conversation'>;
    }
  | { readonly type: 'call.answering'; readonly id: string }
  | { readonly type: 'call.established'; readonly id: string; readonly at: number }
  | { readonly type: 'call.ending'; readonly id: string }
  | { readonly type: 'call.ended'; readonly id: string; readonly at: number; readonly end: CallEnd }
  | { readonly type: 'call.held'; readonly id: string; readonly held: boolean }
  | { readonly type: 'call.muted'; readonly id: string; readonly muted: boolean }
  | { readonly type: 'digits.sent'; readonly id: string; readonly digits: string }
  | { readonly type: 'quality.measured'; readonly id: string; readonly quality: CallQuality }
  | { readonly type: 'call.resuming'; readonly number: string; readonly at: number }
  | { readonly type: 'call.lost'; readonly number: string; readonly at: number }
  | { readonly type: 'lost.seen' };

export const initialPhoneState: PhoneState = {
  ownership: 'asking',
  socket: 'closed',
  retryAt: null,
  registration: 'none',
  microphone: 'unchecked',
  media: 'unproven',
  user: '',
  call: null,
  quality: null,
  lost: null,
  lastEnd: null,
};

/** What comes late, of a call that is over or of another one, changes nothing. */
export function reducePhone(state: PhoneState, event: PhoneEvent): PhoneState {
  switch (event.type) {
    case 'ownership.changed':
      return event.ownership === state.ownership ? state : { ...state, ownership: event.ownership };
    case 'user.known':
      return { ...state, user: event.user };
    case 'socket.changed':
      return reduceSocket(state, event.socket, event.retryAt);
    case 'registration.changed':
      return event.registration === state.registration
        ? state
        : { ...state, registration: event.registration };
    case 'microphone.changed':
      return event.microphone === state.microphone ? state : { ...state, microphone: event.microphone };
    case 'media.changed':
      return event.media === state.media ? state : { ...state, media: event.media };
    case 'call.resuming':
      return { ...state, lost: { number: event.number, at: event.at, state: 'resuming' } };
    case 'call.lost':
      return { ...state, lost: { number: event.number, at: event.at, state: 'lost' } };
    case 'lost.seen':
      return state.lost === null ? state : { ...state, lost: null };
    case 'call.appeared':
      return state.call === null ? appear(state, event) : state;
    case 'call.answering':
    case 'call.established':
    case 'call.ending':
    case 'call.ended':
    case 'call.held':
    case 'call.muted':
    case 'digits.sent':
    case 'quality.measured':
      return state.call?.id === event.id ? reduceCall(state, state.call, event) : state;
  }
}

/** Without a connection there is no registration either. */
function reduceSocket(state: PhoneState, socket: SocketState, retryAt: number | null): PhoneState {
  if (socket === state.socket && retryAt === state.retryAt) return state;
  const registration = socket === 'open' ? state.registration : 'none';
  return { ...state, socket, retryAt, registration };
}

function appear(state: PhoneState, event: Extract<PhoneEvent, { type: 'call.appeared' }>): PhoneState {
  const call: PhoneCall = {
    ...event.call,
    state: event.call.direction === 'in' ? 'ringing' : 'dialling',
    startedAt: event.at,
    answeredAt: null,
    held: false,
    muted: false,
    digits: '',
  };
  return { ...state, call, quality: null };
}

type CallEvent = Extract<PhoneEvent, { id: string }>;

function reduceCall(state: PhoneState, call: PhoneCall, event: CallEvent): PhoneState {
  const change = (changes: Partial<PhoneCall>): PhoneState => ({ ...state, call: { ...call, ...changes } });
  switch (event.type) {
    case 'call.answering':
      return call.state === 'ringing' ? change({ state: 'answering' }) : state;
    case 'call.established': {
      if (call.state === 'ending') return state;
      const lost = state.lost?.state === 'resuming' ? null : state.lost;
      return { ...change({ state: 'talking', answeredAt: call.answeredAt ?? event.at }), lost };
    }
    case 'call.ending':
      return change({ state: 'ending' });
    case 'call.ended':
      return {
        ...state,
        call: null,
        quality: null,
        lastEnd: { at: event.at, end: event.end, number: call.number },
      };
    case 'call.held':
      return change({ held: event.held });
    case 'call.muted':
      return change({ muted: event.muted });
    case 'digits.sent':
      return change({ digits: (call.digits + event.digits).slice(-64) });
    case 'quality.measured':
      return { ...state, quality: event.quality };
  }
}
