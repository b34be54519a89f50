import type { OfferFailure } from '../acd/model.js';

const failures: Readonly<Record<string, OfferFailure>> = {
  NO_ANSWER: 'noAnswer',
  // 480: phones send it when nobody picks up.
  NO_USER_RESPONSE: 'noAnswer',
  ALLOTTED_TIMEOUT: 'noAnswer',
  PROGRESS_TIMEOUT: 'noAnswer',
  USER_BUSY: 'busy',
  CALL_REJECTED: 'rejected',
  // The phone answered and hung up before anyone could talk.
  NORMAL_CLEARING: 'rejected',
};

/**
 * Whose fault it is that an offer came to nothing: the agent's (not answered, declined), nobody's (busy on another
 * call), or the phone's: not registered, unreachable, no common codec, and whatever else.
 * @param cause by FreeSWITCH's name.
 */
export function offerFailureOf(cause: string): OfferFailure {
  return failures[cause] ?? 'deviceFault';
}
