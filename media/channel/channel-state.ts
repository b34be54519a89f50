/** FreeSWITCH's names for what a channel is doing, as they stand in its events. */

/** Order and numbers are those of `Channel-State-Number`. */
const channelStates = [
  'CS_NEW',
  'CS_INIT',
  'CS_ROUTING',
  'CS_SOFT_EXECUTE',
  'CS_EXECUTE',
  'CS_EXCHANGE_MEDIA',
  'CS_PARK',
  'CS_CONSUME_MEDIA',
  'CS_HIBERNATE',
  'CS_RESET',
  'CS_HANGUP',
  'CS_REPORTING',
  'CS_DESTROY',
] as const;

export type ChannelState = (typeof channelStates)[number];

export function stateNumber(state: ChannelState): number {
  return channelStates.indexOf(state);
}

export type CallState =
  'DOWN' | 'DIALING' | 'RINGING' | 'EARLY' | 'ACTIVE' | 'HELD' | 'RING_WAIT' | 'HANGUP' | 'UNHELD';

export type AnswerState = 'ringing' | 'early' | 'answered' | 'hangup';

/** Wall-clock times in milliseconds since the epoch; 0 is "has not happened". */
export interface Times {
  readonly created: number;
  progress: number;
  progressMedia: number;
  answered: number;
  bridged: number;
  lastHold: number;
  /** Milliseconds spent on hold, ended holds only. */
  held: number;
  hungUp: number;
}

/** Who calls whom, as the `Caller-` headers tell it. */
export interface CallerProfile {
  callerName: string;
  callerNumber: string;
  calleeName: string;
  calleeNumber: string;
  destination: string;
  readonly userName: string;
  readonly networkAddress: string;
}

/** The events of a channel. */
export type ChannelNoticeName =
  | 'CHANNEL_CREATE'
  | 'CHANNEL_STATE'
  | 'CHANNEL_CALLSTATE'
  | 'CHANNEL_OUTGOING'
  | 'CHANNEL_PROGRESS'
  | 'CHANNEL_PROGRESS_MEDIA'
  | 'CHANNEL_ANSWER'
  | 'CHANNEL_PARK'
  | 'CHANNEL_UNPARK'
  | 'CHANNEL_EXECUTE'
  | 'CHANNEL_EXECUTE_COMPLETE'
  | 'CHANNEL_BRIDGE'
  | 'CHANNEL_UNBRIDGE'
  | 'CHANNEL_HOLD'
  | 'CHANNEL_UNHOLD'
  | 'CHANNEL_HANGUP'
  | 'CHANNEL_HANGUP_COMPLETE'
  | 'CHANNEL_DESTROY'
  | 'PLAYBACK_START'
  | 'PLAYBACK_STOP'
  | 'RECORD_START'
  | 'RECORD_STOP'
  | 'DTMF'
  | 'CUSTOM';
