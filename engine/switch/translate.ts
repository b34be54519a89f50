import type { EslEvent } from '../esl/esl-event.js';
import { q850Of } from './hangup-cause.js';
import { qualityOf } from './quality.js';
import { digitsVariable } from './application.js';
import type { LegDirection, LegInfo, SwitchEvent } from './switch-event.js';

/** What to subscribe to: only what is translated below; each event of a channel costs the switch a kilobyte or more. */
export const subscription: readonly string[] = [
  [
    'event json CHANNEL_PARK CHANNEL_ANSWER CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_BRIDGE',
    'CHANNEL_EXECUTE_COMPLETE CHANNEL_HANGUP_COMPLETE RECORD_STOP BACKGROUND_JOB HEARTBEAT',
    'CUSTOM sofia::register sofia::unregister sofia::expire yihao::lost',
  ].join(' '),
  ...[
    'CHANNEL_PARK',
    'CHANNEL_ANSWER',
    'CHANNEL_PROGRESS',
    'CHANNEL_PROGRESS_MEDIA',
    'CHANNEL_BRIDGE',
    'CHANNEL_HANGUP_COMPLETE',
    'RECORD_STOP',
    'BACKGROUND_JOB',
    'HEARTBEAT',
    'CUSTOM',
  ].map((name) => `filter Event-Name ${name}`),
  // Applications end many times in a call; only those that somebody waits for are let through.
  ...['playback', 'play_and_get_digits', 'record', 'eavesdrop'].map((name) => `filter Application ${name}`),
];

/** @returns undefined for what the engine has no use for. */
export function translate(event: EslEvent, node: string): SwitchEvent | undefined {
  const at = micros(event.get('Event-Date-Timestamp')) ?? 0;
  const { uuid } = event;
  switch (event.name) {
    case 'CHANNEL_PARK':
      return { type: 'legParked', at, leg: legOf(event, node) };
    case 'CHANNEL_PROGRESS':
    case 'CHANNEL_PROGRESS_MEDIA':
      return { type: 'legRinging', at, uuid };
    case 'CHANNEL_ANSWER':
      return { type: 'legAnswered', at, uuid };
    case 'CHANNEL_BRIDGE':
      return {
        type: 'bridged',
        at,
        a: event.get('Bridge-A-Unique-ID') ?? uuid,
        b: event.get('Bridge-B-Unique-ID') ?? event.get('Other-Leg-Unique-ID') ?? '',
      };
    case 'CHANNEL_EXECUTE_COMPLETE':
      return applicationEnd(event, at);
    case 'RECORD_STOP':
      return {
        type: 'recordStopped',
        at,
        uuid,
        path: event.get('Record-File-Path') ?? '',
        durationMs: count(event.variable('record_ms')),
        failed: event.get('Record-Completion-Cause') === 'uri-failure',
      };
    case 'CHANNEL_HANGUP_COMPLETE':
      return legEnd(event, at);
    case 'CUSTOM':
      return registration(event, node);
    default:
      return undefined;
  }
}

/** @param event one that carries the variables: CHANNEL_PARK, or the answer of `uuid_dump`. */
export function legOf(event: EslEvent, node: string): LegInfo {
  return {
    uuid: event.uuid,
    node,
    direction: direction(event),
    callerNumber: event.get('Caller-Caller-ID-Number') ?? event.variable('sip_from_user') ?? '',
    callerName: event.get('Caller-Caller-ID-Name') ?? '',
    called: event.get('Caller-Destination-Number') ?? event.variable('sip_req_user') ?? '',
    createdAt: micros(event.get('Caller-Channel-Created-Time')) ?? 0,
    answeredAt: micros(event.get('Caller-Channel-Answered-Time')),
    hungUp: event.get('Answer-State') === 'hangup',
    bridgedWith: event.get('Other-Leg-Unique-ID') ?? event.variable('bridge_uuid'),
    variable: (name) => event.variable(name),
  };
}

/** A call that came in and whose way through the switch has not led to parking yet. */
export function isArriving(event: EslEvent): boolean {
  const state = event.get('Channel-State') ?? '';
  return direction(event) === 'inbound' && ['CS_NEW', 'CS_INIT', 'CS_ROUTING'].includes(state);
}

function applicationEnd(event: EslEvent, at: number): SwitchEvent {
  return {
    type: 'applicationDone',
    at,
    uuid: event.uuid,
    id: event.get('Application-UUID') ?? '',
    application: event.get('Application') ?? '',
    response: event.get('Application-Response') ?? '',
    digits: event.variable(digitsVariable) ?? '',
    terminator: terminatorOf(event),
    recordedMs: count(event.variable('record_ms')) ?? 0,
    hungUp: event.get('Answer-State') === 'hangup',
  };
}

/** `record` names it otherwise than the collection of digits; '' where there was none. */
function terminatorOf(event: EslEvent): string | undefined {
  const name = event.get('Application') === 'record' ? 'playback_terminator_used' : 'read_terminator_used';
  return event.variable(name) || undefined;
}

function legEnd(event: EslEvent, at: number): SwitchEvent {
  const cause = event.get('Hangup-Cause') ?? event.variable('hangup_cause') ?? 'NORMAL_UNSPECIFIED';
  const disposition = event.variable('sip_hangup_disposition') ?? '';
  return {
    type: 'legEnded',
    at: micros(event.get('Caller-Channel-Hangup-Time')) ?? at,
    uuid: event.uuid,
    direction: direction(event),
    cause,
    q850: count(event.variable('hangup_cause_q850')) ?? q850Of(cause),
    hungUpBy: disposition.startsWith('recv_') ? 'remote' : 'local',
    createdAt: micros(event.get('Caller-Channel-Created-Time')),
    ringingAt:
      micros(event.get('Caller-Channel-Progress-Time')) ??
      micros(event.get('Caller-Channel-Progress-Media-Time')),
    answeredAt: micros(event.get('Caller-Channel-Answered-Time')),
    sipCallId: event.variable('sip_call_id') ?? '',
    quality: qualityOf(event),
  };
}

function registration(event: EslEvent, node: string): SwitchEvent | undefined {
  const user = event.get('from-user') ?? event.get('user') ?? '';
  if (user === '') return undefined;
  switch (event.subclass) {
    case 'sofia::register':
      return { type: 'registered', node, user };
    case 'sofia::unregister':
    case 'sofia::expire':
      return { type: 'unregistered', node, user };
    default:
      return undefined;
  }
}

function direction(event: EslEvent): LegDirection {
  return event.get('Call-Direction') === 'outbound' ? 'outbound' : 'inbound';
}

/** Microseconds as text → milliseconds; 0 means that it did not happen. */
function micros(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) && value > 0 ? Math.floor(value / 1000) : undefined;
}

function count(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && text !== '' && Number.isFinite(value) ? value : undefined;
}
