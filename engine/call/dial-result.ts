/** What a cause says about a call that did not come to talking. */
import type { DialResult } from '../desk.js';
import type { CallState } from './model/call-state.js';

const results: Readonly<Record<string, DialResult>> = {
  USER_BUSY: 'busy',
  NO_ANSWER: 'noAnswer',
  // 480: phones send it when nobody picks up.
  NO_USER_RESPONSE: 'noAnswer',
  ALLOTTED_TIMEOUT: 'noAnswer',
  PROGRESS_TIMEOUT: 'noAnswer',
  ORIGINATOR_CANCEL: 'noAnswer',
  CALL_REJECTED: 'rejected',
  UNALLOCATED_NUMBER: 'unknownNumber',
  NO_ROUTE_DESTINATION: 'unknownNumber',
  INVALID_NUMBER_FORMAT: 'unknownNumber',
  NUMBER_CHANGED: 'unknownNumber',
  USER_NOT_REGISTERED: 'switchedOff',
  SUBSCRIBER_ABSENT: 'switchedOff',
  DESTINATION_OUT_OF_ORDER: 'switchedOff',
};

/** @param cause by FreeSWITCH's name. */
export function dialResultOf(cause: string): DialResult {
  return results[cause] ?? 'failed';
}

/** Causes that are the word of who is called; with any other the trunk did not carry the call and another one may. */
const theirWord: ReadonlySet<string> = new Set([
  'USER_BUSY',
  'CALL_REJECTED',
  'NO_ANSWER',
  'NO_USER_RESPONSE',
  'ALLOTTED_TIMEOUT',
  'PROGRESS_TIMEOUT',
  'ORIGINATOR_CANCEL',
  'NORMAL_CLEARING',
  'UNALLOCATED_NUMBER',
  'NUMBER_CHANGED',
  'INVALID_NUMBER_FORMAT',
  'SUBSCRIBER_ABSENT',
]);

export const isTrunkFault = (cause: string): boolean => !theirWord.has(cause);

/** How a call that an agent made ended for who was to be called. @param before what it was just before its end. */
export function dialEndOf(
  { talked }: Pick<CallState, 'talked'>,
  before: Pick<CallState, 'stage'> | undefined,
): 'reached' | 'notReached' | 'ownPhoneFailed' {
  if (talked) return 'reached';
  const wasRung = before?.stage.name !== 'dialling' || before.stage.ownAnswered;
  return wasRung ? 'notReached' : 'ownPhoneFailed';
}
