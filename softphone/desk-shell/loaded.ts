/** What a page reads: it comes, it is there, or it does not come. */
import type { Refused } from '../api/refused.js';

export type Loaded<T> =
  | { readonly name: 'loading' }
  /** `error`: reading it again failed, and this is as it was before. */
  | { readonly name: 'there'; readonly value: T; readonly error?: Refused }
  | { readonly name: 'failed'; readonly error: Refused };

/**
 * Reading failed. What was read before stays, with whatever a person has typed into it since.
 * @param isAgain the same was asked before; an answer to another question is no substitute.
 */
export function afterFailure<T>(before: Loaded<T>, error: Refused, isAgain: boolean): Loaded<T> {
  return isAgain && before.name === 'there' ? { ...before, error } : { name: 'failed', error };
}
