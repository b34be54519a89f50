/** FreeSWITCH's hang-up causes, their Q.850 numbers, and the SIP statuses they come from and go out as. */

/** Name and number (switch_types.h); up to 127 the number is that of ITU-T Q.850, above it is FreeSWITCH's own. */
const numbers = {
  NONE: 0,
  UNALLOCATED_NUMBER: 1,
  NO_ROUTE_TRANSIT_NET: 2,
  NO_ROUTE_DESTINATION: 3,
  CHANNEL_UNACCEPTABLE: 6,
  CALL_AWARDED_DELIVERED: 7,
  NORMAL_CLEARING: 16,
  USER_BUSY: 17,
  NO_USER_RESPONSE: 18,
  NO_ANSWER: 19,
  SUBSCRIBER_ABSENT: 20,
  CALL_REJECTED: 21,
  NUMBER_CHANGED: 22,
  REDIRECTION_TO_NEW_DESTINATION: 23,
  EXCHANGE_ROUTING_ERROR: 25,
  DESTINATION_OUT_OF_ORDER: 27,
  INVALID_NUMBER_FORMAT: 28,
  FACILITY_REJECTED: 29,
  RESPONSE_TO_STATUS_ENQUIRY: 30,
  NORMAL_UNSPECIFIED: 31,
  NORMAL_CIRCUIT_CONGESTION: 34,
  NETWORK_OUT_OF_ORDER: 38,
  NORMAL_TEMPORARY_FAILURE: 41,
  SWITCH_CONGESTION: 42,
  ACCESS_INFO_DISCARDED: 43,
  REQUESTED_CHAN_UNAVAIL: 44,
  PRE_EMPTED: 45,
  FACILITY_NOT_SUBSCRIBED: 50,
  OUTGOING_CALL_BARRED: 52,
  INCOMING_CALL_BARRED: 54,
  BEARERCAPABILITY_NOTAUTH: 57,
  BEARERCAPABILITY_NOTAVAIL: 58,
  SERVICE_UNAVAILABLE: 63,
  BEARERCAPABILITY_NOTIMPL: 65,
  CHAN_NOT_IMPLEMENTED: 66,
  FACILITY_NOT_IMPLEMENTED: 69,
  SERVICE_NOT_IMPLEMENTED: 79,
  INVALID_CALL_REFERENCE: 81,
  INCOMPATIBLE_DESTINATION: 88,
  INVALID_MSG_UNSPECIFIED: 95,
  MANDATORY_IE_MISSING: 96,
  MESSAGE_TYPE_NONEXIST: 97,
  WRONG_MESSAGE: 98,
  IE_NONEXIST: 99,
  INVALID_IE_CONTENTS: 100,
  WRONG_CALL_STATE: 101,
  RECOVERY_ON_TIMER_EXPIRE: 102,
  MANDATORY_IE_LENGTH_ERROR: 103,
  PROTOCOL_ERROR: 111,
  INTERWORKING: 127,
  SUCCESS: 142,
  ORIGINATOR_CANCEL: 487,
  CRASH: 700,
  SYSTEM_SHUTDOWN: 701,
  LOSE_RACE: 702,
  MANAGER_REQUEST: 703,
  BLIND_TRANSFER: 800,
  ATTENDED_TRANSFER: 801,
  ALLOTTED_TIMEOUT: 802,
  USER_CHALLENGE: 803,
  MEDIA_TIMEOUT: 804,
  PICKED_OFF: 805,
  USER_NOT_REGISTERED: 806,
  PROGRESS_TIMEOUT: 807,
  INVALID_GATEWAY: 808,
  GATEWAY_DOWN: 809,
  INVALID_URL: 810,
  INVALID_PROFILE: 811,
  NO_PICKUP: 812,
  SRTP_READ_ERROR: 813,
  BOWOUT: 814,
  BUSY_EVERYWHERE: 815,
  DECLINE: 816,
  DOES_NOT_EXIST_ANYWHERE: 817,
  NOT_ACCEPTABLE: 818,
  UNWANTED: 819,
  NO_IDENTITY: 820,
  BAD_IDENTITY_INFO: 821,
  UNSUPPORTED_CERTIFICATE: 822,
  INVALID_IDENTITY: 823,
  STALE_DATE: 824,
  REJECT_ALL: 825,
} as const;

export type HangupCause = keyof typeof numbers;

const names = Object.keys(numbers) as HangupCause[];
const byNumber = new Map(names.map((name) => [numbers[name] as number, name]));
const byName = new Map(names.map((name) => [name as string, name]));
const highestQ850 = 127;

/** Q.850 number of a cause; those that are FreeSWITCH's own count as normal clearing. */
export function q850Of(cause: HangupCause): number {
  const number = numbers[cause];
  return number <= highestQ850 ? number : numbers.NORMAL_CLEARING;
}

/** Reads a name or a number as FreeSWITCH does: what it doesn't know is NORMAL_CLEARING. */
export function parseCause(text: string): HangupCause {
  const found = /^\d+$/.test(text) ? byNumber.get(Number(text)) : byName.get(text.toUpperCase());
  return found ?? 'NORMAL_CLEARING';
}

/** Cause for a Q.850 number off a Reason header, undefined when it means nothing. */
export function causeOfQ850(number: number): HangupCause | undefined {
  return number >= 1 && number <= highestQ850 ? byNumber.get(number) : undefined;
}

/** SIP status that rejects a call with this cause (mod_sofia, hangup_cause_to_sip); 480 where none fits better. */
export function sipStatusOf(cause: HangupCause): number {
  return statusByCause.get(cause) ?? 480;
}

const statusByCause: ReadonlyMap<HangupCause, number> = new Map<HangupCause, number>([
  ['UNALLOCATED_NUMBER', 404],
  ['NO_ROUTE_TRANSIT_NET', 404],
  ['NO_ROUTE_DESTINATION', 404],
  ['USER_BUSY', 486],
  ['NO_USER_RESPONSE', 408],
  ['CALL_REJECTED', 603],
  ['NUMBER_CHANGED', 410],
  ['REDIRECTION_TO_NEW_DESTINATION', 410],
  ['DESTINATION_OUT_OF_ORDER', 502],
  ['INVALID_PROFILE', 502],
  ['INVALID_NUMBER_FORMAT', 484],
  ['INVALID_URL', 484],
  ['INVALID_GATEWAY', 484],
  ['FACILITY_REJECTED', 501],
  ['REQUESTED_CHAN_UNAVAIL', 503],
  ['NORMAL_CIRCUIT_CONGESTION', 503],
  ['NETWORK_OUT_OF_ORDER', 503],
  ['NORMAL_TEMPORARY_FAILURE', 503],
  ['SWITCH_CONGESTION', 503],
  ['GATEWAY_DOWN', 503],
  ['OUTGOING_CALL_BARRED', 403],
  ['INCOMING_CALL_BARRED', 403],
  ['BEARERCAPABILITY_NOTAUTH', 403],
  ['BEARERCAPABILITY_NOTAVAIL', 503],
  ['BEARERCAPABILITY_NOTIMPL', 488],
  ['INCOMPATIBLE_DESTINATION', 488],
  ['FACILITY_NOT_IMPLEMENTED', 501],
  ['SERVICE_NOT_IMPLEMENTED', 501],
  ['RECOVERY_ON_TIMER_EXPIRE', 504],
  ['ORIGINATOR_CANCEL', 487],
  ['EXCHANGE_ROUTING_ERROR', 483],
  ['BUSY_EVERYWHERE', 600],
  ['DECLINE', 603],
  ['REJECT_ALL', 603],
  ['DOES_NOT_EXIST_ANYWHERE', 604],
  ['NOT_ACCEPTABLE', 606],
  ['UNWANTED', 607],
  ['NO_IDENTITY', 428],
  ['BAD_IDENTITY_INFO', 429],
  ['UNSUPPORTED_CERTIFICATE', 437],
  ['INVALID_IDENTITY', 438],
  ['STALE_DATE', 403],
]);

/** Cause for the status that refused our INVITE (mod_sofia, sofia_glue_sip_cause_to_freeswitch). */
export function causeOfSipStatus(status: number): HangupCause {
  return causeByStatus.get(status) ?? 'NORMAL_UNSPECIFIED';
}

const causeByStatus: ReadonlyMap<number, HangupCause> = new Map<number, HangupCause>([
  [200, 'NORMAL_CLEARING'],
  ...statuses('CALL_REJECTED', 401, 402, 403, 407, 603, 608),
  [607, 'UNWANTED'],
  [404, 'UNALLOCATED_NUMBER'],
  ...statuses('NO_ROUTE_DESTINATION', 485, 604),
  ...statuses('RECOVERY_ON_TIMER_EXPIRE', 408, 504),
  [410, 'NUMBER_CHANGED'],
  ...statuses('INTERWORKING', 413, 414, 416, 420, 421, 423, 505, 513),
  [480, 'NO_USER_RESPONSE'],
  ...statuses('NORMAL_TEMPORARY_FAILURE', 400, 481, 500, 503),
  ...statuses('USER_BUSY', 486, 600),
  [484, 'INVALID_NUMBER_FORMAT'],
  ...statuses('INCOMPATIBLE_DESTINATION', 488, 606),
  [502, 'NETWORK_OUT_OF_ORDER'],
  [405, 'SERVICE_UNAVAILABLE'],
  ...statuses('SERVICE_NOT_IMPLEMENTED', 406, 415, 501),
  ...statuses('EXCHANGE_ROUTING_ERROR', 482, 483),
  [487, 'ORIGINATOR_CANCEL'],
  [428, 'NO_IDENTITY'],
  [429, 'BAD_IDENTITY_INFO'],
  [437, 'UNSUPPORTED_CERTIFICATE'],
  [438, 'INVALID_IDENTITY'],
]);

function statuses(cause: HangupCause, ...all: number[]): (readonly [number, HangupCause])[] {
  return all.map((status) => [status, cause] as const);
}
