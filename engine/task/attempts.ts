/** A call back is tried until somebody answers, so often and so long as it says. Pure; time is handed in. */
import type { TaskView } from './task.js';

/** `ownPhoneFailed`: of the agent, so nobody was called. `notDialled`: the number cannot be called, or not now. */
export type CallEnd = 'reached' | 'notReached' | 'ownPhoneFailed' | 'notDialled';

export type Attempted =
  | { readonly state: 'done' }
  | { readonly state: 'cancelled'; readonly by: string }
  | { readonly state: 'refused'; readonly why: 'notReached' | 'notDialled' | 'expired' }
  | { readonly state: 'waiting'; readonly tried: number; readonly notBefore: number };

/** As for a phone that failed in the ACD: it may be the same one that rings next. */
const ownPhoneMs = 30_000;
/** What cannot be dialled now is in nobody's way for so long, … */
const notDialledMs = 60_000;
/** … and is given up after so many attempts where nothing is said of attempts. */
const mostNotDialled = 3;

/** @param view with the call that is over among those tried. */
export function afterCall(view: TaskView, end: CallEnd, now: number): Attempted {
  if (end === 'reached') return { state: 'done' };
  if (view.closedBy !== undefined) return { state: 'cancelled', by: view.closedBy };
  const { retryMs = 0, expiresAt = Infinity } = view;
  const counted = view.tried ?? 0;
  const tried = end === 'ownPhoneFailed' ? Math.max(0, counted - 1) : counted;
  const { attempts = end === 'notDialled' ? mostNotDialled : 1 } = view;
  if (tried >= attempts) return { state: 'refused', why: end === 'notDialled' ? end : 'notReached' };
  const pauses = {
    notReached: retryMs,
    ownPhoneFailed: ownPhoneMs,
    notDialled: Math.max(retryMs, notDialledMs),
  };
  const notBefore = now + pauses[end];
  return notBefore >= expiresAt
    ? { state: 'refused', why: 'expired' }
    : { state: 'waiting', tried, notBefore };
}

/** When something is to happen to it by itself; undefined: never. */
export function dueAt({ state, notBefore, expiresAt }: TaskView): number | undefined {
  if (state === 'waiting' && notBefore !== undefined) return Math.min(notBefore, expiresAt ?? Infinity);
  return state === 'waiting' || state === 'offered' ? expiresAt : undefined;
}
